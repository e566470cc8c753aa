import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextSort, sorted } from "./sort.ts";

const by = (cells: (number | string | boolean | null)[], direction: "ascending" | "descending") =>
  sorted(
    cells.map((cell) => [cell]),
    { column: 0, direction },
  ).map((at) => cells[at]);

describe("the order of rows", () => {
  it("is the one they came in until a column is chosen", () => {
    expect(sorted([[3], [1], [2]], null)).toEqual([0, 1, 2]);
  });

  it("goes up, down and back at each press of a column's name", () => {
    const up = nextSort(null, 1);
    const down = nextSort(up, 1);
    expect([up, down, nextSort(down, 1)]).toEqual([
      { column: 1, direction: "ascending" },
      { column: 1, direction: "descending" },
      null,
    ]);
    expect(nextSort(down, 0)).toEqual({ column: 0, direction: "ascending" });
  });

  it("keeps what has no place on a scale at the end, both ways", () => {
    expect(by([NaN, 2, null, -Infinity, 10], "ascending")).toEqual([-Infinity, 2, 10, NaN, null]);
    expect(by([NaN, 2, null, -Infinity, 10], "descending")).toEqual([10, 2, -Infinity, NaN, null]);
  });

  it("reads numbers within texts as numbers", () => {
    expect(by(["layer 10", "layer 9", "Layer 1"], "ascending")).toEqual(["Layer 1", "layer 9", "layer 10"]);
  });

  it("loses no row, orders numbers, and leaves equal rows as they came", () => {
    const cell = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom(NaN, null, "a", true));
    fc.assert(
      fc.property(
        fc.array(cell),
        fc.constantFrom("ascending" as const, "descending" as const),
        (cells, way) => {
          const rows = cells.map((value) => [value]);
          const order = sorted(rows, { column: 0, direction: way });
          expect(order.toSorted((a, b) => a - b)).toEqual([...cells.keys()]);
          for (let at = 1; at < order.length; at += 1) {
            const [x, y] = [cells[order[at - 1]], cells[order[at]]];
            if (Object.is(x, y)) expect(order[at - 1]).toBeLessThan(order[at]);
            if (typeof x === "number" && typeof y === "number" && x !== y && !Number.isNaN(x + y))
              expect(x < y).toBe(way === "ascending");
          }
        },
      ),
    );
  });
});
