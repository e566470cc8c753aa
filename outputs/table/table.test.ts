import { tensor } from "#engine";
import { describe, expect, it } from "vitest";
import { table } from "./make.ts";

const laid = (...args: Parameters<typeof table>) => {
  const { columns, rows } = table(...args).payload;
  return [columns.map(({ name }) => name), ...rows];
};

describe("a table", () => {
  const wanted = [
    ["step", "loss"],
    [0, 2],
    [1, 0.5],
  ];

  it.each([
    [
      "rows of objects",
      [
        { step: 0, loss: 2 },
        { step: 1, loss: 0.5 },
      ],
    ],
    ["columns", { step: [0, 1], loss: tensor([2, 0.5]) }],
  ])("is laid out from %s", (_name, data) => {
    expect(laid(data)).toEqual(wanted);
  });

  it("is laid out from rows of numbers and from a matrix, with names for the columns", () => {
    const options = { columns: ["step", "loss"] };
    expect(
      laid(
        [
          [0, 2],
          [1, 0.5],
        ],
        options,
      ),
    ).toEqual(wanted);
    expect(
      laid(
        tensor([
          [0, 2],
          [1, 0.5],
        ]),
        options,
      ),
    ).toEqual(wanted);
  });

  it("is names and values where there is one of each", () => {
    expect(laid({ images: 1797, classes: 10 })).toEqual([
      ["name", "value"],
      ["images", 1797],
      ["classes", 10],
    ]);
  });

  it("shows what rows lack as empty, and what is no number on one line", () => {
    expect(laid([{ a: 1 }, { b: [1, 2] }])).toEqual([
      ["a", "b"],
      [1, null],
      [null, "[1, 2]"],
    ]);
  });

  it("keeps the first thousand rows and counts the rest", () => {
    const { rows, totalRows } = table(Array.from({ length: 1500 }, (_, i) => ({ i }))).payload;
    expect([rows.length, totalRows]).toEqual([1000, 1500]);
    expect(table(new Float32Array(1500 * 40), {}).payload.rows).toHaveLength(1000);
    const wide = Array.from({ length: 1500 }, () => new Float32Array(40));
    expect(table(wide).payload).toMatchObject({ rows: { length: 500 }, totalRows: 1500 });
  });

  it("shades by the range of its finite numbers", () => {
    expect(
      table(
        [
          [1, NaN],
          [5, "x"],
        ],
        { heat: true },
      ).payload.heat,
    ).toEqual({ min: 1, max: 5 });
  });

  it("says what it cannot lay out", () => {
    expect(() => table(3)).toThrow(
      "table takes rows, columns or a tensor, not a number. Try table([{ name: 1 }]).",
    );
  });
});
