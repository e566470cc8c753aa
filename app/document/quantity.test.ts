import { describe, expect, it } from "vitest";
import { quantityOf } from "./quantity.ts";

const number = (value: number) => ({ type: "number", value });
const list = (items: unknown[], size = items.length) => ({ type: "list", name: "Array", size, items });
const value = (root: unknown) => quantityOf({ kind: "value", payload: { root } });
const tensor = (shape: number[], values: number[] | null) =>
  quantityOf({
    kind: "tensor",
    payload: {
      dtype: "float32",
      shape,
      min: 0,
      max: 0,
      mean: 0,
      odd: { nan: 0, plus: 0, minus: 0 },
      corner: null,
      values: values && Float32Array.from(values),
      picture: null,
      histogram: null,
      requiresGrad: false,
      grad: null,
    },
  });

describe("the quantity in a claim's output", () => {
  it("is a number, or lists of them", () => {
    expect(value(number(0.5))).toBe(0.5);
    expect(value(list([number(2), list([number(4)])]))).toEqual([2, [4]]);
  });

  it("is a tensor's entries in its shape", () => {
    expect(tensor([], [3])).toBe(3);
    expect(tensor([2, 2], [1, 2, 3, 4])).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(tensor([0], [])).toEqual([]);
  });

  it("is nothing when it is another thing, cut short, or not what the kind says", () => {
    expect(value({ type: "string", text: "1", length: 1 })).toBeNull();
    expect(value(list([number(1)], 2))).toBeNull();
    expect(value(list([{ type: "null" }]))).toBeNull();
    expect(value("hostile")).toBeNull();
    expect(tensor([1000], null)).toBeNull();
    expect(quantityOf({ kind: "plot", payload: {} })).toBeNull();
  });
});
