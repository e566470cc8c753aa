/** Variances of samples and of populations. */
import { expect, it } from "vitest";
import { np, tensor } from "../index.ts";

it("divides by n - ddof", () => {
  const x = tensor([1, 2, 4], { dtype: "float64" });
  expect(np.var(x).item()).toBeCloseTo(14 / 9, 14);
  expect(np.var(x, null, { ddof: 1 }).item()).toBeCloseTo(7 / 3, 14);
  const spread = np.std(x, 0, { ddof: 1, keepDims: true });
  expect(spread.shape).toEqual([1]);
  expect(spread.item()).toBeCloseTo(Math.sqrt(7 / 3), 14);
  expect(np.var(tensor([3]), null, { ddof: 1 }).item()).toBeNaN();
});
