import { describe, expect, it } from "vitest";
import { analyseCell } from "./cell.ts";
import { linkNotebook } from "./notebook.ts";

const vocabulary = new Set(["grad", "tensor", "np", "vmap"]);

/** What each fix makes of the cell `b`. */
function fixed(a: string, b: string): Record<string, string> {
  const cells = new Map(Object.entries({ a, b }).map(([id, code]) => [id, analyseCell(code)]));
  const problems = linkNotebook(cells, vocabulary).problems.get("b")!;
  const results: Record<string, string> = {};
  for (const { title, edits } of problems.flatMap(({ fixes = [] }) => fixes)) {
    let text = b;
    for (const { cell, range, text: put } of edits.toReversed()) {
      expect(cell).toBe("b");
      text = text.slice(0, range.start) + put + text.slice(range.end);
    }
    const after = linkNotebook(new Map([...cells, ["b", analyseCell(text)]]), vocabulary);
    expect(after.problems.get("b")).toEqual([]); // A fix that leaves a problem is none.
    results[title] = text;
  }
  return results;
}

describe("the quick fixes of a name that is declared twice", () => {
  it("make it local, or give it a free name", () => {
    expect(fixed("let x = 1, x2 = 2", "const x = 1; x + 1")).toEqual({
      "Make it local: _x": "const _x = 1; _x + 1",
      "Rename it to x3": "const x3 = 1; x3 + 1",
    });
  });

  it.each([
    ["leaves inner names", "const x = 1; ((x) => x)(x)", "const _x = 1; ((x) => x)(_x)"],
    ["keeps the key of a shorthand", "const x = 1; ({ x, y: x })", "const _x = 1; ({ x: _x, y: _x })"],
    [
      "keeps the key of a binding",
      "const { x, z = 1 } = { x: 2 }; x",
      "const { x: _x, z = 1 } = { x: 2 }; _x",
    ],
    [
      "keeps a binding's default",
      "const { x = 1 } = {} as { x?: number }; x",
      "const { x: _x = 1 } = {} as { x?: number }; _x",
    ],
    ["leaves members", "const x = { x: 1 }; x.x", "const _x = { x: 1 }; _x.x"],
    [
      "follows a class into its own body and its types",
      "class x { self: x = this; make() { return new x(); } }",
      "class _x { self: _x = this; make() { return new _x(); } }",
    ],
    [
      "asks for the type of what it was",
      "const x = 1; let y: typeof x = x; typeof x",
      "const _x = 1; let y: typeof _x = _x; typeof _x",
    ],
    [
      "changes each assignment",
      "let x = 1; x = 2; x++; for (x of [1]) x;",
      "let _x = 1; _x = 2; _x++; for (_x of [1]) _x;",
    ],
    [
      "finds uses in functions above",
      "function f() { return x; } const x = 1; f()",
      "function f() { return _x; } const _x = 1; f()",
    ],
    ["passes over a name that is taken", "const _x = 0, x = 1; x", "const _x = 0, _x2 = 1; _x2"],
  ])("%s", (_, before, after) => {
    expect(Object.values(fixed("const x = 1", before))[0]).toBe(after);
  });
});

describe("the other quick fixes", () => {
  it("declare a name where it first gets its value", () => {
    expect(fixed("1", "sum = 0;\nsum += 1;")).toEqual({
      "Declare it: let sum": "let sum = 0;\nsum += 1;",
    });
  });

  it("declare it above all where that place is in a block", () => {
    expect(fixed("1", "if (1) sum = 0;\nsum")).toEqual({
      "Declare it: let sum": "let sum;\nif (1) sum = 0;\nsum",
    });
  });

  it("take a built-in name for the cell's own", () => {
    expect(fixed("1", "grad = 2; grad")).toEqual({ "Declare it: let grad": "let grad = 2; grad" });
  });

  it("make a name of one's own of another cell's that is assigned to", () => {
    expect(fixed("let x = 1", "x = 2; x + 1")).toEqual({
      "Make it a name of this cell: _x": "let _x = 2; _x + 1",
    });
  });

  it("do not offer to lose what another cell's name held", () => {
    expect(fixed("let x = 1", "x = x + 1")).toEqual({});
    expect(fixed("let x = 1", "x += 1")).toEqual({});
  });

  it("write the name that was meant, at each place", () => {
    expect(fixed("1", "tensro([1]).add(tensro([2]))")).toEqual({
      "Write tensor": "tensor([1]).add(tensor([2]))",
    });
  });

  it("say Python's words in TypeScript", () => {
    expect(fixed("1", "print(1)")).toEqual({ "Write console.log": "console.log(1)" });
    expect(fixed("1", "[True, { None: True }]")).toEqual({ "Write true": "[true, { None: true }]" });
  });

  it("put an import right", () => {
    expect(fixed("1", 'import { vmpa } from "slope"; vmpa')).toEqual({
      "Write vmap": 'import { vmap } from "slope"; vmap',
    });
  });
});
