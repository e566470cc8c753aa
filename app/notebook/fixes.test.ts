import { describe, expect, it } from "vitest";
import { applyFix } from "./fixes.ts";

const cells = (texts: Record<string, string>) => (id: string) =>
  id in texts ? { id, code: texts[id], sent: texts[id] } : null;
const fix = (...edits: [cell: string, start: number, end: number, text: string][]) => ({
  title: "Put it right",
  edits: edits.map(([cell, start, end, text]) => ({ cell, range: { start, end }, text })),
});

describe("a quick fix", () => {
  it("changes every place in every cell", () => {
    const texts = applyFix(
      fix(["a", 6, 7, "_x"], ["b", 0, 1, "y"], ["a", 13, 14, "_x"]),
      cells({ a: "const x = 1; x", b: "x" }),
    );
    expect(texts).toEqual(
      new Map([
        ["a", "const _x = 1; _x"],
        ["b", "y"],
      ]),
    );
  });

  it("is refused where the cell has been typed in since", () => {
    expect(applyFix(fix(["a", 0, 1, "y"]), () => ({ id: "a", code: "x + 1", sent: "x" }))).toBeNull();
  });

  it.each([
    ["a cell that is gone", fix(["b", 0, 1, "y"])],
    ["a place beyond the end", fix(["a", 0, 99, "y"])],
    ["a place before the start", fix(["a", -1, 0, "y"])],
    ["a place that ends before it starts", fix(["a", 3, 1, "y"])],
    ["places that overlap", fix(["a", 0, 3, "y"], ["a", 2, 4, "z"])],
    ["a place that is no number", fix(["a", NaN, 1, "y"])],
  ])("is refused for %s", (_, wrong) => {
    expect(applyFix(wrong, cells({ a: "const x" }))).toBeNull();
  });
});
