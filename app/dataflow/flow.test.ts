import { expect, it } from "vitest";
import { flowOf } from "./flow.ts";

const cell = (id: string, declares: string[], reads: string[] = [], isOff = false) => ({
  id,
  declares,
  reads,
  isOff,
  shown: "done" as const,
});
const drawn = (...cells: ReturnType<typeof cell>[]) => {
  const { nodes, edges } = flowOf(cells);
  return edges.map(
    ({ from, to, names, isWrong }) =>
      `${nodes[from].id} -${names.join()}${isWrong ? "!" : ""}> ${nodes[to].id}`,
  );
};

it("draws an edge from who makes names to who reads them, whichever stands first", () => {
  expect(drawn(cell("b", [], ["x", "y"]), cell("a", ["x", "y"]))).toEqual(["a -x,y> b"]);
});

it("leaves a cell that is switched off without edges", () => {
  const off = cell("a", ["x"], ["z"], true);
  expect(drawn(off, cell("b", [], ["x"]), cell("c", ["z"]))).toEqual([]);
  expect(flowOf([off]).nodes[0].state).toBe("off");
});

it("marks a circle, and nothing that only leads there", () => {
  const cells = [
    cell("a", ["x"]),
    cell("b", ["y"], ["x", "z"]),
    cell("c", ["z"], ["y"]),
    cell("d", [], ["z"]),
  ];
  expect(drawn(...cells)).toEqual(["a -x> b", "c -z!> b", "b -y!> c", "c -z> d"]);
  const { nodes, faults } = flowOf(cells);
  expect(nodes.filter(({ isWrong }) => isWrong).map(({ id }) => id)).toEqual(["b", "c"]);
  expect(faults).toEqual(["b, c read one another in a circle."]);
});

it("names what is made twice, unless one of the two is switched off", () => {
  expect(flowOf([cell("a", ["x"]), cell("b", ["x"])]).faults).toEqual(["`x` is made by a and b."]);
  expect(flowOf([cell("a", ["x"]), cell("b", ["x"], [], true)]).faults).toEqual([]);
});
