/** What the rules of factorisations are written in: products, triangles and diagonals of [..., n, n], as primitives. */
import type { Batched } from "../core/primitive.ts";
import { sizeOf, type Shape } from "../core/shape.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";
import { add, mul, select, sub } from "./arithmetic.ts";
import { batchAt, moveBatchToFront } from "./batching.ts";
import { matmul } from "./matmul.ts";
import { reshape } from "./reshape.ts";
import { broadcastTo, sum } from "./sum.ts";
import { transpose } from "./transpose.ts";

/** The last two axes exchanged. */
export function turned(x: Tensor): Tensor {
  const order = x.shape.map((_, i) => i);
  const rank = order.length;
  [order[rank - 1], order[rank - 2]] = [rank - 2, rank - 1];
  return transpose(x, order);
}

export const product = (...xs: readonly Tensor[]): Tensor => xs.reduce(matmul);

/** The entries for which `keep(row, column)` holds; zeros elsewhere, whatever stood there. */
export function masked(x: Tensor, keep: (row: number, column: number) => boolean): Tensor {
  const [m, n] = x.shape.slice(-2);
  const mask = Uint8Array.from({ length: m * n }, (_, i) => Number(keep(Math.floor(i / n), i % n)));
  return select(broadcastTo(wrap([m, n], "bool", mask), x.shape), x, filled(x.shape, x.dtype, 0));
}

export const strictlyLower = (x: Tensor): Tensor => masked(x, (i, j) => i > j);
export const upper = (x: Tensor): Tensor => masked(x, (i, j) => i <= j);

/** The lower triangle with half of the diagonal: what is left of a symmetric matrix when it is split evenly. */
export function lowerHalf(x: Tensor): Tensor {
  return add(
    strictlyLower(x),
    mul(
      masked(x, (i, j) => i === j),
      filled(x.shape, x.dtype, 0.5),
    ),
  );
}

export function symmetric(x: Tensor): Tensor {
  return mul(add(x, turned(x)), filled(x.shape, x.dtype, 0.5));
}

export function identity(n: number, lead: Shape, dtype: Tensor["dtype"]): Tensor {
  const eye = filled([n, n], dtype, 0);
  for (let i = 0; i < n; i++) eye.data[i * n + i] = 1;
  return broadcastTo(eye, [...lead, n, n]);
}

/** The diagonal of [..., n, n] as [..., n]. */
export function diagonalOf(x: Tensor): Tensor {
  return sum(
    masked(x, (i, j) => i === j),
    [x.shape.length - 1],
  );
}

/** [..., n] on the diagonal of [..., n, n]. */
export function onDiagonal(x: Tensor): Tensor {
  const n = x.shape[x.shape.length - 1];
  return masked(rowsOf(x, n), (i, j) => i === j);
}

/** [..., n] as every one of m rows: [..., m, n]. */
export function rowsOf(x: Tensor, m: number): Tensor {
  const n = x.shape[x.shape.length - 1];
  const lead = x.shape.slice(0, -1);
  return broadcastTo(reshape(x, [...lead, 1, n]), [...lead, m, n]);
}

/** I - Q Q^T applied to x: what of x lies outside the columns of q. */
export function outside(q: Tensor, x: Tensor): Tensor {
  return sub(x, product(q, turned(q), x));
}

/**
 * The batching rule of a solve of a [..., n, n] and b [..., n, m]. One matrix for all examples is factorised once: their right sides
 * are more columns of one.
 */
export function batchSolve(
  inputs: readonly Tensor[],
  axes: readonly (number | null)[],
  size: number,
  run: (a: Tensor, b: Tensor) => Tensor,
): Batched {
  if (axes[0] !== null) {
    const [a, b] = moveBatchToFront(inputs, axes, size);
    return { output: run(a, b), axis: 0 };
  }
  const [a, right] = inputs;
  const b = batchAt(right, axes[1], right.shape.length - 1, size);
  const rows = b.shape.slice(0, -2);
  const x = run(a, reshape(b, [...rows, b.shape[b.shape.length - 2] * size]));
  return { output: reshape(x, b.shape), axis: b.shape.length - 1 };
}

/** Runs `each` on the start of every matrix of a batch. */
export function eachMatrix(x: Tensor, each: (start: number, index: number) => void): void {
  const size = sizeOf(x.shape.slice(-2));
  const count = sizeOf(x.shape.slice(0, -2));
  for (let i = 0; i < count; i++) each(i * size, i);
}

/** A power of two near the largest magnitude: to divide by it is exact. 1 for zeros, NaN where an entry is not finite. */
export function scaleOf(entries: Float64Array): number {
  let largest = 0;
  for (const entry of entries) largest = Math.max(largest, Math.abs(entry));
  if (!(largest < Infinity)) return NaN;
  return largest === 0 ? 1 : 2 ** Math.max(-1022, Math.floor(Math.log2(largest)));
}
