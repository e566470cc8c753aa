import { describe, expect, it } from "vitest";
import { analyseCell } from "./cell.ts";
import { linkNotebook } from "./notebook.ts";

const vocabulary = new Set(["grad", "vmap", "tensor", "slider"]);

function link(cells: Record<string, string>) {
  const analyses = new Map(Object.entries(cells).map(([id, code]) => [id, analyseCell(code)]));
  const graph = linkNotebook(analyses, vocabulary);
  const problems = (id: string) =>
    graph.problems.get(id)!.map(({ message, help, range }) => ({
      message,
      help,
      token: cells[id].slice(range.start, range.end),
    }));
  return { ...graph, problems };
}

describe("a notebook's graph", () => {
  it("runs what a cell needs before it, and keeps the document's order otherwise", () => {
    const { order, readers } = link({ c: "a + b", b: "const b = a", z: "1", a: "const a = 1" });
    expect(order).toEqual(["a", "b", "c", "z"]);
    expect(readers.get("a")).toEqual(["b", "c"]);
  });

  it("lets a cell take a built-in name for its own", () => {
    const { problems, needs } = link({ a: "const grad = 1;", b: "grad" });
    expect(problems("a")).toEqual([]);
    expect(needs.get("b")).toEqual(new Map([["grad", "a"]]));
  });

  it("gives a name to the first cell that declares it, and tells the second", () => {
    const { problems } = link({ first: "const x = 1", second: "const y = 2, x = y" });
    expect(problems("first")).toEqual([]);
    expect(problems("second")).toEqual([
      {
        message: "`x` is declared here and in cell `first`, which comes first and owns it.",
        help: "Give it another name, or call it `_x` here: names that begin with _ stay in their cell.",
        token: "x",
      },
    ]);
  });

  it("does not tell a second time of a name that a refused statement was to make", () => {
    const { problems } = link({ a: "enum Colour { Red }\nColour.Red" });
    expect(problems("a").map(({ token }) => token)).toEqual(["enum"]);
  });

  it("names the way round a cycle", () => {
    const { problems } = link({ a: "const a = c", b: "const b = a", c: "const c = b", d: "c" });
    expect(problems("a")).toEqual([
      {
        message: "These cells wait for each other: `a` needs `c` needs `b` needs `a`.",
        help: "Break the circle: move what makes `c` into a cell that needs none of them.",
        token: "c",
      },
    ]);
    expect(problems("b")[0]?.message).toContain("`b` needs `a` needs `c` needs `b`");
    expect(problems("d")).toEqual([]);
  });

  it("lets only the owner assign to a name", () => {
    const { problems } = link({ a: "let x = 1", b: "x = 2" });
    expect(problems("b")).toEqual([
      {
        message: "`x` belongs to cell `a`: only that cell can assign to it.",
        help: "Move this line into cell `a`, or declare a new name here.",
        token: "x",
      },
    ]);
  });

  it.each([
    ["lerning", "Did you mean `learning`?"],
    ["gard", "Did you mean `grad`?"],
    ["Mathh", "Did you mean `Math`?"],
    ["print", "Write `console.log(x)`, or `display(x)` for a picture of it."],
    ["_secret", "Cell `a` keeps its `_secret` to itself: names that begin with _ are not shared."],
    ["qwertyuiop", "Declare it, here or in any cell: `const qwertyuiop = ...`."],
  ])("says what an unknown name may have been: %s", (name, help) => {
    const { problems } = link({ a: "const learning = 1, _secret = 2", b: `${name} + ${name}` });
    expect(problems("b")).toEqual([{ message: `There is no \`${name}\`.`, help, token: name }]);
  });

  it("knows what `slope` exports", () => {
    const { problems } = link({
      a: 'import { grad as g, type Tensor } from "slope"; g',
      b: 'import { vmpa } from "slope"; vmpa',
    });
    expect(problems("a")).toEqual([]);
    expect(problems("b")).toEqual([
      { message: "Slope has no `vmpa`.", help: "Did you mean `vmap`?", token: "vmpa" },
    ]);
  });
});
