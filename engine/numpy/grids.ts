/** Grids of coordinates, diagonals and triangles of matrices. */
import { bind } from "../core/bind.ts";
import type { DType } from "../core/dtype.ts";
import { AxisError, ShapeError, showShape } from "../core/errors.ts";
import { resolveAxis, sizeOf, stridesOf, type Shape } from "../core/shape.ts";
import { isTensor, wrap, type Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { reshape } from "../primitives/reshape.ts";
import { sliceP, unsliceP } from "../primitives/slice.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { asTensor } from "../transforms/leaf.ts";
import { where, type TensorLike } from "./arithmetic.ts";
import { moveaxis, ravel } from "./axes.ts";

export interface MeshgridOptions {
  /** "xy" (the default): the first coordinate runs along axis 1, as on paper. "ij": each along its own axis. */
  readonly indexing?: "xy" | "ij";
  /** Whether the grids keep size 1 where they do not change, to be broadcast later. */
  readonly sparse?: boolean;
}

/** One grid a vector of coordinates: its value at each crossing. */
export function meshgrid(...args: readonly (TensorLike | MeshgridOptions)[]): Tensor[] {
  const last = args.at(-1);
  const options = isOptions(last) ? last : {};
  const vectors = args.flatMap((arg) => (isOptions(arg) ? [] : [ravel(arg)]));
  const { indexing = "xy", sparse = false } = options;
  // On paper the first two axes change places.
  const axes = vectors.map((_, i) => (indexing === "xy" && i < 2 && vectors.length > 1 ? 1 - i : i));
  const shape = vectors.map((_, axis) => vectors[axes.indexOf(axis)].size);
  return vectors.map((x, i) => {
    const lifted = reshape(
      x,
      shape.map((_, axis) => (axis === axes[i] ? x.size : 1)),
    );
    return sparse ? lifted : broadcastTo(lifted, shape);
  });
}

function isOptions(arg: TensorLike | MeshgridOptions | undefined): arg is MeshgridOptions {
  return typeof arg === "object" && !isTensor(arg) && !Array.isArray(arg) && !ArrayBuffer.isView(arg);
}

/** The coordinates of every place of a grid: [axes, ...shape], int32. */
export function indices(shape: Shape, dtype: DType = "int32"): Tensor {
  const size = sizeOf(shape);
  const strides = stridesOf(shape);
  const out = new Int32Array(shape.length * size);
  shape.forEach((n, axis) => {
    for (let i = 0; i < size; i++) out[axis * size + i] = Math.floor(i / strides[axis]) % n;
  });
  return convert(wrap([shape.length, ...shape], "int32", out), dtype);
}

/** The k-th diagonal of a matrix, or a matrix with the vector on it. @throws ShapeError of other ranks */
export function diag(x: TensorLike, k = 0): Tensor {
  const t = asTensor(x);
  if (t.ndim === 2) return diagonal(t, k);
  if (t.ndim !== 1)
    throw new ShapeError(
      `diag: of a vector or a matrix, found ${showShape(t.shape)}; np.diagonal takes stacks of matrices.`,
    );
  const n = t.size + Math.abs(k);
  const start = k >= 0 ? k : -k * n;
  const laid = bind(unsliceP, [t], { starts: [start], sizes: t.shape, steps: [n + 1], shape: [n * n] });
  return reshape(laid, [n, n]);
}

/** A square matrix with all elements of x on its k-th diagonal. */
export const diagflat = (x: TensorLike, k = 0): Tensor => diag(ravel(x), k);

/** The diagonal of every matrix that two axes hold, as a last axis. @throws AxisError */
export function diagonal(x: TensorLike, offset = 0, axis1 = 0, axis2 = 1): Tensor {
  const t = asTensor(x);
  const [a, b] = [axis1, axis2].map((axis) => resolveAxis("diagonal", axis, t.ndim));
  if (a === b) throw new AxisError(`diagonal: needs two axes, found axis ${a} twice.`);
  const matrices = moveaxis(t, [a, b], [-2, -1]);
  const lead = matrices.shape.slice(0, -2);
  const [m, n] = matrices.shape.slice(-2);
  const size = Math.max(0, offset >= 0 ? Math.min(m, n - offset) : Math.min(m + offset, n));
  const start = size === 0 ? 0 : offset >= 0 ? offset : -offset * n;
  // Neighbours on a diagonal are n + 1 elements apart.
  return bind(sliceP, [reshape(matrices, [...lead, m * n])], {
    starts: [...lead.map(() => 0), start],
    sizes: [...lead, size],
    steps: [...lead.map(() => 1), n + 1],
  });
}

/** The lower triangle of the last two axes: what lies above the k-th diagonal becomes 0. */
export const tril = (x: TensorLike, k = 0): Tensor => triangle("tril", x, (row, column) => column <= row + k);
/** The upper triangle of the last two axes: what lies below the k-th diagonal becomes 0. */
export const triu = (x: TensorLike, k = 0): Tensor => triangle("triu", x, (row, column) => column >= row + k);

function triangle(op: string, x: TensorLike, keeps: (row: number, column: number) => boolean): Tensor {
  const t = asTensor(x);
  if (t.ndim < 2) throw new ShapeError(`${op}: a matrix has two axes, found ${showShape(t.shape)}.`);
  const [m, n] = t.shape.slice(-2);
  const mask = Uint8Array.from({ length: m * n }, (_, i) => Number(keeps(Math.floor(i / n), i % n)));
  return where(wrap([m, n], "bool", mask), t, t.dtype === "bool" ? false : 0);
}

/** Rows and columns of the lower triangle of an [n, m] matrix, two int32 vectors: x.get(...np.trilIndices(n)). */
export const trilIndices = (n: number, k = 0, m = n): [rows: Tensor, columns: Tensor] =>
  placesWhere(n, m, (row, column) => column <= row + k);
/** Rows and columns of the upper triangle of an [n, m] matrix, two int32 vectors. */
export const triuIndices = (n: number, k = 0, m = n): [rows: Tensor, columns: Tensor] =>
  placesWhere(n, m, (row, column) => column >= row + k);

function placesWhere(
  n: number,
  m: number,
  keeps: (row: number, column: number) => boolean,
): [rows: Tensor, columns: Tensor] {
  const flat = Array.from({ length: n * m }, (_, i) => i).filter((i) => keeps(Math.floor(i / m), i % m));
  const vector = (of: (i: number) => number) => wrap([flat.length], "int32", Int32Array.from(flat, of));
  return [vector((i) => Math.floor(i / m)), vector((i) => i % m)];
}
