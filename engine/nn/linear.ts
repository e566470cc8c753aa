/** Weights met by sums of products, rows looked up, entries dropped. */
import { SlopeError } from "../core/errors.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { bernoulli } from "../random/random.ts";
import { asTensor } from "../transforms/leaf.ts";

/** x W + b: [..., in] by [in, out] plus [out]. */
export const linear = (x: TensorLike, w: TensorLike, b: TensorLike = 0): Tensor => np.add(np.matmul(x, w), b);

/** x1^T W x2 + b: [..., m], [out, m, n], [..., n] and [out] to [..., out]. */
export function bilinear(x1: TensorLike, x2: TensorLike, w: TensorLike, b: TensorLike = 0): Tensor {
  // One product for each row of the result: [..., 1, m] by [out, m, n].
  const left = np.matmul(np.expandDims(np.expandDims(asTensor(x1), -2), -2), w);
  return np.add(np.sum(np.mul(np.squeeze(left, -2), np.expandDims(asTensor(x2), -2)), -1), b);
}

/**
 * Rows of a table by number; the gradient comes back to the rows that were read.
 * @param table [count, size]
 * @param indices [...] whole numbers; negative ones count from the end
 * @returns [..., size]
 * @throws IndexError
 */
export const embedding = (table: Tensor, indices: TensorLike): Tensor => np.take(table, indices, 0);

/** One row a label, 1 at the label and 0 elsewhere. */
export function oneHot(labels: TensorLike, classes: number): Tensor {
  const t = asTensor(labels);
  const range = wrap(
    [classes],
    "int32",
    Int32Array.from({ length: classes }, (_, i) => i),
  );
  const column = t.astype("int32").reshape([...t.shape, 1]);
  return np.eq(column, range).astype("float32");
}

/**
 * Each entry dropped with chance `rate`, the others scaled up so that the mean stays.
 * @param options.training false hands x on as it is
 * Source: Srivastava et al. 2014
 */
export function dropout(
  key: Tensor,
  x: TensorLike,
  rate: number,
  options: { training?: boolean } = {},
): Tensor {
  const t = asTensor(x);
  if (!(rate >= 0 && rate < 1))
    throw new SlopeError(`dropout: the rate is a chance from 0 to below 1, found ${rate}.`);
  if (options.training === false || rate === 0) return t;
  return np.where(bernoulli(key, 1 - rate, t.shape), np.div(t, 1 - rate), 0);
}
