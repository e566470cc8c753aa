/** Products of matrices and vectors, powers, and the diagonal. */
import { AxisError, ShapeError, SlopeError, showShape } from "../core/errors.ts";
import { broadcastShapes, resolveAxis } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { expmP } from "../primitives/expm.ts";
import { bind } from "../core/bind.ts";
import { identity } from "../primitives/matrices.ts";
import { asTensor } from "../transforms/leaf.ts";
import { squareMatrix } from "./matrices.ts";
import { inv } from "./solve.ts";

export { matmul, matrixTranspose, outer } from "../numpy/operations.ts";

/**
 * The product of several matrices in the cheapest order; the first and the last may be vectors.
 * Source: Cormen et al. 2009, 15.2
 */
export function multiDot(matrices: readonly TensorLike[]): Tensor {
  const all = matrices.map((each) => asTensor(each));
  if (all.length === 0)
    throw new SlopeError("linalg.multiDot: an empty list has no product; give one matrix at least.");
  all.forEach((x, i) => {
    const outermost = i === 0 || i === all.length - 1;
    if (x.ndim === 2 || (outermost && x.ndim === 1)) return;
    throw new ShapeError(
      `linalg.multiDot: matrix ${i} has shape ${showShape(x.shape)}; wanted are two axes.`,
    );
  });
  const rows = all[0].ndim === 1 ? 1 : all[0].shape[0];
  const sizes = [rows, ...all.map((x, i) => (i > 0 && x.ndim === 1 ? 1 : x.shape[x.ndim - 1]))];
  const splits = cheapestSplits(sizes);
  const run = (from: number, to: number): Tensor => {
    if (from === to) return all[from];
    const split = splits[from][to];
    return np.matmul(run(from, split), run(split + 1, to));
  };
  return run(0, all.length - 1);
}

/** Where to part each chain i..j of matrices, the i-th of them sizes[i] by sizes[i + 1]. */
function cheapestSplits(sizes: readonly number[]): number[][] {
  const n = sizes.length - 1;
  const cost = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const splits = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let length = 1; length < n; length++) {
    for (let i = 0; i + length < n; i++) {
      const j = i + length;
      cost[i][j] = Infinity;
      for (let k = i; k < j; k++) {
        const total = cost[i][k] + cost[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1];
        if (total < cost[i][j]) [cost[i][j], splits[i][j]] = [total, k];
      }
    }
  }
  return splits;
}

/** a [..., n, n] to a whole power, by repeated squaring; a negative one inverts first. */
export function matrixPower(a: TensorLike, power: number): Tensor {
  const t = squareMatrix("matrixPower", a);
  if (!Number.isInteger(power))
    throw new SlopeError(`linalg.matrixPower: a whole power is wanted, found ${power}.`);
  if (power === 0) return identity(t.shape[t.ndim - 1], t.shape.slice(0, -2), t.dtype);
  let square = power < 0 ? inv(t) : t;
  let result: Tensor | null = null;
  for (let rest = Math.abs(power); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result === null ? square : np.matmul(result, square);
    if (rest > 1) square = np.matmul(square, square);
  }
  return result!;
}

/** e to the power of a [..., n, n]: I + a + a a / 2 + ... Source: Higham 2005, "The scaling and squaring method" */
export function expm(a: TensorLike): Tensor {
  return bind(expmP, [squareMatrix("expm", a)], null);
}

/** The k-th diagonal of [..., m, n], above the main one where the offset is positive: [..., k]. */
export function diagonal(x: TensorLike, options: { readonly offset?: number } = {}): Tensor {
  const t = asTensor(x);
  if (t.ndim < 2)
    throw new ShapeError(`linalg.diagonal: needs a matrix [..., m, n], found ${showShape(t.shape)}.`);
  const { offset = 0 } = options;
  return np.diagonal(t, offset, -2, -1);
}

/** The sum of the k-th diagonal of [..., m, n]: [...]. */
export function trace(x: TensorLike, options: { readonly offset?: number } = {}): Tensor {
  return np.sum(diagonal(x, options), -1);
}

/** The product of vectors of 3 that is orthogonal to both; they lie along `axis`, the rest broadcasts. */
export function cross(a: TensorLike, b: TensorLike, options: { readonly axis?: number } = {}): Tensor {
  const { axis = -1 } = options;
  const [x, y] = [a, b].map((each) => {
    const t = asTensor(each);
    const size = t.shape[resolveAxis("linalg.cross", axis, t.ndim)];
    if (size !== 3)
      throw new ShapeError(`linalg.cross: vectors of 3 are wanted, found ${size} along axis ${axis}.`);
    return np.moveaxis(t, axis, -1);
  });
  const part = (t: Tensor, i: number) => np.slice(t, i, i + 1, -1);
  const parts = [0, 1, 2].map((i) => {
    const [j, k] = [(i + 1) % 3, (i + 2) % 3];
    return np.sub(np.mul(part(x, j), part(y, k)), np.mul(part(x, k), part(y, j)));
  });
  return np.moveaxis(np.concatenate(parts, -1), -1, axis);
}

/** Sums of products along one axis, the rest broadcasts: the inner product of vectors. */
export function vecdot(a: TensorLike, b: TensorLike, options: { readonly axis?: number } = {}): Tensor {
  const [x, y] = [asTensor(a), asTensor(b)];
  const { axis = -1 } = options;
  if (axis >= 0 && x.ndim !== y.ndim)
    throw new AxisError(
      `linalg.vecdot: axis ${axis} counts from the left of ${showShape(x.shape)} and of ${showShape(y.shape)}; name it from the right.`,
    );
  const [m, n] = [x, y].map((t) => t.shape[resolveAxis("linalg.vecdot", axis, t.ndim)]);
  if (m !== n)
    throw new ShapeError(
      `linalg.vecdot: ${showShape(x.shape)} and ${showShape(y.shape)} differ along axis ${axis}: ${m} is not ${n}.`,
    );
  broadcastShapes("linalg.vecdot", x.shape, y.shape);
  return np.sum(np.mul(x, y), axis);
}
