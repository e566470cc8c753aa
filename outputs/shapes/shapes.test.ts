/** Which axes meet, in words and as drawn. */
import { describe, expect, it } from "vitest";
import * as v from "valibot";
import { np, tensor } from "#engine";
import { shapes } from "./make.ts";
import schema, { type Operand } from "./payload.ts";
import { lengthOf, sheetOf } from "./sheet.ts";

const axes = ({ axes }: Operand) =>
  axes
    .map((axis) =>
      axis === null ? "." : `${axis.letter}${axis.size}${axis.role === "kept" ? "" : ` ${axis.role}`}`,
    )
    .join(", ");

describe("shapes of a product", () => {
  it("meet at the last axis of the first and the last but one of the second", () => {
    const { payload } = shapes.matmul(np.zeros([2, 3]), [3, 4]);
    expect(payload.operands.map(axes)).toEqual(["i2, j3 summed", "j3 summed, k4"]);
    expect(axes(payload.result!)).toBe("i2, k4");
    expect(payload.words).toBe(
      "Along j (3) they are multiplied in pairs and added up. The result is [2, 4].",
    );
    expect(v.safeParse(schema, payload).success).toBe(true);
  });

  it.each([
    [
      [5, 2, 3],
      [3, 4],
      [5, 2, 4],
    ],
    [
      [5, 2, 3],
      [5, 3, 4],
      [5, 2, 4],
    ],
    [
      [1, 2, 3],
      [7, 3, 4],
      [7, 2, 4],
    ],
    [
      [6, 1, 2, 3],
      [7, 3, 4],
      [6, 7, 2, 4],
    ],
    [[3], [3, 4], [4]],
    [[2, 3], [3], [2]],
    [[3], [3], []],
  ])("are those that the engine finds: %j x %j", (a, b, result) => {
    const { payload } = shapes.matmul(a, b);
    expect(payload.result?.axes.map((axis) => axis?.size)).toEqual(result);
    expect(np.matmul(np.zeros(a), np.zeros(b)).shape).toEqual(result);
  });

  it("are drawn as what does not fit where they do not", () => {
    const { payload } = shapes.matmul([32, 784], [512, 10]);
    expect(payload.operands.map(axes)).toEqual(["i32, j784 wrong", "j512 wrong, k10"]);
    expect(payload.result).toBeNull();
    expect(payload.words).toBe("Axis j is 784 and 512: what meets must have one size.");
  });
});

describe("shapes of an einsum", () => {
  it.each([
    [
      "ij,jk->ik",
      [
        [2, 3],
        [3, 4],
      ],
    ],
    [
      "bij,bjk->bik",
      [
        [5, 2, 3],
        [5, 3, 4],
      ],
    ],
    ["ij->j", [[2, 3]]],
    ["i,j->ij", [[2], [3]]],
    [
      "ij,jk",
      [
        [2, 3],
        [3, 4],
      ],
    ],
    ["ba", [[2, 3]]],
    [
      "ij,ij->",
      [
        [2, 3],
        [2, 3],
      ],
    ],
  ])("are those that the engine finds: %s", (subscripts, given) => {
    const { payload } = shapes.einsum(subscripts, ...given);
    expect(payload.result?.axes.map((axis) => axis?.size)).toEqual([
      ...np.einsum(subscripts, ...given.map((shape) => np.zeros(shape))).shape,
    ]);
  });

  it.each([
    ["ij,jk->ik", [[2, 3]], "names 2 operands, and 1 are given"],
    ["ijk->i", [[2, 3]], '"ijk" names 3 axes, and operand a has 2'],
    ["ij->z", [[2, 3]], 'no operand has the axis "z"'],
    ["...i->i", [[2, 3]], "Write every axis as a letter"],
  ])("say what is wrong with %s", (subscripts, given, words) => {
    expect(() => shapes.einsum(subscripts, ...given)).toThrow(words);
  });
});

describe("shapes that broadcast", () => {
  it("are aligned from the right, and say what is repeated", () => {
    const { payload } = shapes.broadcast([5, 1, 3], [4, 3], tensor(1));
    expect(payload.operands.map(axes)).toEqual(["-35, -21 stretched, -13", "., -24, -13", "., ., ."]);
    expect(payload.words).toBe(
      "Aligned from the right, repeated along axis -3 to 5, axis -2 to 4, axis -1 to 3. The result is [5, 4, 3].",
    );
  });

  it("stand out where they do not fit", () => {
    const { payload } = shapes.broadcast([5, 4, 3], [2, 3]);
    expect(payload.operands.map(axes)).toEqual(["-35, -24 wrong, -13", "., -22 wrong, -13"]);
    expect(payload.result).toBeNull();
    expect(payload.words).toBe("Aligned from the right. Axis -2 is 4 and 2: sizes must agree or be 1.");
  });

  it("refuses what has no shape", () => {
    expect(() => shapes.broadcast([2], "three")).toThrow(
      "operand b must be a tensor or a shape such as [2, 3], not a string",
    );
  });
});

describe("a sheet", () => {
  it("is larger where a size is, and never larger than the page", () => {
    expect(lengthOf(3)).toBeLessThan(lengthOf(784));
    expect(lengthOf(1e9)).toBe(150);
  });

  it("has the axes ahead of its last two behind it", () => {
    const [batch] = shapes.matmul([5, 2, 3], [3, 4]).payload.operands;
    expect(sheetOf(batch)).toMatchObject({ copies: 2, down: { letter: "i" }, across: { letter: "j" } });
  });
});
