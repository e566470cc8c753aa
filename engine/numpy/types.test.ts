/** Promotion against JAX's table, tensors with tensors and with weak numbers, and the limits of dtypes. */
import { expect, it } from "vitest";
import { np, type DType } from "../index.ts";

const order: DType[] = ["bool", "uint32", "int32", "float32", "float64"];

it("promotes all pairs as JAX's lattice, int32 with uint32 to int32", () => {
  for (const [i, a] of order.entries())
    for (const [j, b] of order.entries()) {
      expect(np.promoteTypes(a, b)).toBe(order[Math.max(i, j)]);
      const found = np.maximum(np.ones([1], a), np.ones([1], b)).dtype;
      expect(found).toBe(order[Math.max(i, j)]);
    }
});

it("lets JavaScript numbers take the tensor's dtype", () => {
  const met = (value: number | boolean) => order.map((dtype) => np.maximum(np.ones([1], dtype), value).dtype);
  expect(met(true)).toEqual(order);
  expect(met(2)).toEqual(["int32", "uint32", "int32", "float32", "float64"]);
  expect(met(0.5)).toEqual(["float32", "float32", "float32", "float32", "float64"]);
});

it("knows kinds, casts and limits", () => {
  expect(order.map((d) => np.isdtype(d, "numeric"))).toEqual([false, true, true, true, true]);
  expect(np.isdtype("float32", "real floating") && np.isdtype("int32", "integral")).toBe(true);
  expect(np.canCast("int32", "float64")).toBe(true);
  expect(np.canCast("float64", "float32")).toBe(false);
  expect(np.finfo("float64").max).toBe(Number.MAX_VALUE);
  expect(np.finfo("float32").eps).toBe(2 ** -23);
  expect(np.iinfo("uint32").max).toBe(4294967295);
  expect(() => np.iinfo("bool")).toThrow("not an integer");
  expect(np.astype([np.pi, np.e], "int32").tolist()).toEqual([3, 2]);
  expect([np.inf, np.nan]).toEqual([Infinity, NaN]);
});
