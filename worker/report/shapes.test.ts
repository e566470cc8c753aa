import { expect, it } from "vitest";
import { tensor } from "#engine";
import { shapesOf } from "./shapes.ts";

const range = { start: 6, end: 7 };
const textOf = (value: unknown) =>
  shapesOf(new Map([["x", value]]), new Map([["x", range]]))
    .map(({ text }) => text)
    .join();

it("says the dtype and the shape of a tensor, at its name", () => {
  const values = new Map([["x", tensor([[1, 2, 3]])]]);
  expect(shapesOf(values, new Map([["x", range]]))).toEqual([{ name: "x", range, text: "f32[1, 3]" }]);
  expect(textOf(tensor(1, { dtype: "float64" }))).toBe("f64[]");
  expect(textOf(tensor([1, 2], { dtype: "int32" }))).toBe("i32[2]");
  expect(textOf(tensor([true]))).toBe("bool[1]");
});

it("says those of arrays and records of tensors, of long ones the first", () => {
  const x = tensor([1, 2]);
  expect(textOf([x, tensor(1)])).toBe("[f32[2], f32[]]");
  expect(textOf({ w: x, b: [x] })).toBe("{ w: f32[2], b: [f32[2]] }");
  expect(textOf([x, x, x, x, x])).toBe("[f32[2], f32[2], f32[2], … 5 in all]");
});

it("says nothing of what is no tensor", () => {
  const values = [
    1,
    "x",
    null,
    undefined,
    [],
    {},
    [1, 2],
    { a: 1 },
    new Map(),
    () => tensor(1),
    [[[tensor(1)]]],
  ];
  expect(values.map(textOf).join("")).toBe("");
});

it("leaves out names that were never given a value", () => {
  expect(shapesOf(new Map(), new Map([["x", range]]))).toEqual([]);
});

it("runs nothing of the learner's to look, and passes by what cannot be looked into", () => {
  const trap = new Proxy(
    {},
    {
      ownKeys() {
        throw new Error("not to be looked into");
      },
    },
  );
  const throwing = {
    get a(): never {
      throw new Error("not to be read");
    },
  };
  expect(textOf(trap)).toBe("");
  expect(textOf(throwing)).toBe("");
});
