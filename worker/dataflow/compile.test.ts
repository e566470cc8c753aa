import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyseCell } from "../analysis/cell.ts";
import { compileCell } from "./compile.ts";
import { importInNode } from "./import-in-node.ts";

const compile = (code: string, inputs: string[] = []) => compileCell("a", code, analyseCell(code), inputs);

describe("a compiled cell", () => {
  it("keeps every line of the cell's text where it was", () => {
    const { javascript } = compile("const a: number = x;\n\n  a + 1; // shown\n", ["x"]);
    expect(javascript.split("\n").slice(1, 3)).toEqual(["", "  return(a + 1); // shown"]);
    expect(javascript).toMatch(/^export default async\(_\$scope\)=>\{let\{x\}=_\$scope\.names;/);
    expect(javascript).toContain("const a         = x;\n");
    expect(javascript).toContain("//# sourceURL=slope:///a.ts");
  });

  it("gives its result, its names as they are now, and takes newer inputs", async () => {
    const { javascript } = compile("let n = x; const read = () => (n += x); read", ["x"]);
    const program = await importInNode(javascript, "slope:///a.ts");
    const scope = { names: { x: 2 }, inputs: {} as Record<string, unknown>, exports: {} as { n?: number } };
    const read = (await program(scope)) as () => number;
    expect(scope.exports.n).toBe(2);
    scope.inputs["x"] = 40;
    read();
    expect(scope.exports.n).toBe(42);
  });

  it("finds every place of the text again from the module's line and column", () => {
    const code = fc.constantFrom("a();", "const b = c;", "\n", "  ", "d + e", "(f)", "// g\n");
    fc.assert(
      fc.property(fc.array(code, { maxLength: 8 }), (parts) => {
        const text = parts.join("\n");
        const { javascript, text: source } = compile(text, ["a"]);
        const lines = javascript.split("\n");
        for (let offset = 0; offset < text.length; offset += 1) {
          if (text[offset] === "\n") continue;
          const line = source.lineOf(offset);
          // What the wrapper puts in is told as the place before which it stands.
          const offsets = Array.from(lines[line - 1], (_, at) => source.offsetOf(line, at + 1));
          const column = offsets.lastIndexOf(offset);
          expect(lines[line - 1][column]).toBe(text[offset]);
        }
      }),
      { numRuns: 200 },
    );
  });
});
