import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileCells } from "./notebook-file.ts";
import { spliceCell, spliceRun } from "./splice.ts";

const before = [
  "",
  "Prose with `ticks`, $x$ and **stars**.\n\n",
  "\uFEFFA mark at the head.\n\n",
  "- a\n- b\n\n~~~~text\n```\n~~~~\n",
];
const fences = ["```", "````", "~~~", "~~~~~"];
const after = ["", "\n", "\nThe end", "\n```ts {#other}\n1;\n```\n"];
const wrappers: [string, string][] = [
  ["", ""],
  [":::note{try}\n", "\n:::\n"],
  ["::::note{try}\n:::note{aside}\nHm.\n", "\n:::\n::::\n"],
];

const markdown = fc
  .record({
    before: fc.constantFrom(...before),
    wrapper: fc.constantFrom(...wrappers),
    fence: fc.constantFrom(...fences),
    old: fc.constantFrom("", "1;\n", "\n\n", "a `b`\n  c\n"),
    after: fc.constantFrom(...after),
    eol: fc.constantFrom("\n", "\r\n"),
  })
  .map(({ before, wrapper: [open, close], fence, old, after, eol }) =>
    `${before}${open}${fence}ts {#cell}\n${old}${fence}${close}${after}`.replace(/\n/g, eol),
  );

const line = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom(
    "```",
    "  `````",
    "~~~",
    ":::",
    " :::::",
    ":::note{try}",
    "```ts {#cell}",
    "---",
    "",
    "\t",
    "<b>",
    "> a",
    "\uFEFF",
  ),
);
// NUL is the one character that Markdown replaces.
const code = fc.array(line, { maxLength: 6 }).map((lines) => lines.join("\n").replace(/[\0\r]/g, ""));

const codeOf = (text: string, id: string) => fileCells(text).find((cell) => cell.id === id)?.code;

describe("an edit of one cell laid back into the Markdown", () => {
  it("is what the cell then holds, whatever was typed", () => {
    fc.assert(
      fc.property(markdown, code, (text, code) => {
        const edited = spliceCell(text, "cell", code);
        expect(codeOf(edited, "cell")).toBe(code);
        expect(fileCells(edited)).toHaveLength(fileCells(text).length);
      }),
      { numRuns: 500 },
    );
  }, 30_000);

  it("leaves every byte before and after the cell, when no fence must grow", () => {
    fc.assert(
      fc.property(markdown, code, (text, typed) => {
        const code = typed.replace(/[`~:]/g, "");
        const [cell] = fileCells(text);
        const edited = spliceCell(text, "cell", code);
        expect(edited.startsWith(text.slice(0, cell.source.start))).toBe(true);
        expect(edited.endsWith(text.slice(cell.source.end))).toBe(true);
      }),
    );
  });

  it("changes nothing when the text is the same", () => {
    fc.assert(
      fc.property(markdown, (text) => {
        expect(spliceCell(text, "cell", codeOf(text, "cell")!)).toBe(text);
      }),
    );
  });

  it("leaves the other cells", () => {
    const text = "```ts {#a}\n1;\n```\n\n```ts {#b}\n2;\n```\n";
    expect(spliceCell(text, "a", "x\ny")).toBe("```ts {#a}\nx\ny\n```\n\n```ts {#b}\n2;\n```\n");
    expect(spliceCell(text, "b", "")).toBe("```ts {#a}\n1;\n```\n\n```ts {#b}\n```\n");
  });

  it("lengthens only the fences that the text would close", () => {
    expect(spliceCell("```ts {#a}\n```\n", "a", "````")).toBe("`````ts {#a}\n````\n`````\n");
    expect(spliceCell(":::note{try}\n```ts {#a}\n```\n:::\n", "a", ":::")).toBe(
      "::::note{try}\n```ts {#a}\n:::\n```\n::::\n",
    );
  });

  it("says so when there is no such cell", () => {
    expect(() => spliceCell("Text.", "a", "1")).toThrow(new RangeError("no cell `a` in this notebook"));
  });
});

describe("the way of running in a cell's opening line", () => {
  it.each([
    ["```ts {#a}", "off", "```ts {#a run=off}"],
    ['```ts {#a run=manual caption="b run=c"}', "off", '```ts {#a caption="b run=c" run=off}'],
    ["```ts {run=off #a}", "auto", "```ts {#a}"],
    ["~~~~ts {#a run=off folded}", "manual", "~~~~ts {#a folded run=manual}"],
  ] as const)("%s, switched %s", (opener, run, expected) => {
    const close = opener.startsWith("~") ? "~~~~" : "```";
    const whole = (line: string) => `One.\r\n\r\n${line}\r\n1;\r\n${close}\r\n\r\nTwo.\r\n`;
    const switched = spliceRun(whole(opener), "a", run);
    expect(switched).toBe(whole(expected));
    expect(fileCells(switched).map((cell) => [cell.id, cell.run, cell.code])).toEqual([["a", run, "1;"]]);
  });

  it("gives a cell without attributes its name with it", () => {
    const markdown = "```ts\n1;\n```\n";
    const { id } = fileCells(markdown)[0];
    const switched = spliceRun(markdown, id, "off");
    expect(fileCells(switched).map((cell) => [cell.id, cell.run])).toEqual([[id, "off"]]);
  });
});
