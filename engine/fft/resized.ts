/** An axis cut, or filled up with zeros at its end. */
import type { Tensor } from "../core/tensor.ts";
import { filled } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";

export function resized(x: Tensor, n: number, axis: number): Tensor {
  const own = x.shape[axis];
  if (own === n) return x;
  if (own > n) return np.slice(x, 0, n, axis);
  const missing = x.shape.map((size, i) => (i === axis ? n - own : size));
  return np.concatenate([x, filled(missing, x.dtype, 0)], axis);
}
