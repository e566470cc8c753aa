import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { highlight, isName } from "./highlight.ts";

const textOf = (html: string) =>
  html.replace(/<[^>]*>/g, "").replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

describe("highlighted code", () => {
  it("keeps every character, escaped, whatever the code and the marks are", () => {
    const mark = fc.record({ start: fc.nat(30), end: fc.nat(30), className: fc.string() });
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.array(mark, { maxLength: 3 }), (code, marks) => {
        const html = highlight(code, { marks });
        expect(textOf(html)).toBe(code);
        expect(html.replace(/<span class="[^"<>]*"(?: data-symbol="[^"<>]*")?>|<\/span>/g, "")).not.toMatch(
          /[<>"]/,
        );
      }),
      { numRuns: 500 },
    );
  });

  it("names the parts of TypeScript", () => {
    expect(highlight("const x: number = 1;")).toBe(
      '<span class="tok-keyword">const</span> <span class="tok-variableName tok-definition">x</span>' +
        '<span class="tok-punctuation">:</span> <span class="tok-typeName">number</span> ' +
        '<span class="tok-operator">=</span> <span class="tok-number">1</span><span class="tok-punctuation">;</span>',
    );
  });

  it("gives a symbol its hue as a variable and as a property, not in a string or a comment", () => {
    const html = highlight('w.grad + p.w + "w" // w', { symbols: { w: "parameter" } });
    expect(html.match(/hue-parameter" data-symbol="w">w</g)).toHaveLength(2);
  });

  it("does not take names that every object has for symbols", () => {
    expect(highlight("toString; constructor", { symbols: {} })).not.toContain("hue-");
  });

  it("underlines an exact stretch, cutting tokens where it begins and ends", () => {
    const html = highlight("abcdef", { marks: [{ start: 2, end: 4, className: "error" }] });
    expect(html).toBe(
      '<span class="tok-variableName">ab</span><span class="tok-variableName error">cd</span><span class="tok-variableName">ef</span>',
    );
  });
});

describe("a name", () => {
  it("is what a variable could be called", () => {
    expect(["rate", "_x1", "$", "größe", "θ"].filter((name) => !isName(name))).toEqual([]);
    expect(["", "1x", "a b", "a.b", "class", "new", "x = 1", "a,b"].filter(isName)).toEqual([]);
  });
});
