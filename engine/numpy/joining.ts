/** Tensors put together, and taken apart. */
import { isFloating, promote, type DType } from "../core/dtype.ts";
import { IndexError, ShapeError, showShape } from "../core/errors.ts";
import { insertAt, resolveAxis, type Shape } from "../core/shape.ts";
import { isTensor, wrap, type Tensor } from "../core/tensor.ts";
import { concatenate as joined } from "../primitives/concatenate.ts";
import { convert } from "../primitives/convert.ts";
import { take } from "../primitives/gather.ts";
import { reshape } from "../primitives/reshape.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { asTensor } from "../transforms/leaf.ts";
import type { TensorLike } from "./arithmetic.ts";
import { slice } from "./arrange.ts";
import { atleast1d, atleast2d, atleast3d, moveaxis, ravel } from "./axes.ts";

/**
 * Tensors of one dtype. Numbers and lists of them are weak: beside float64 they are read as float64, never through float32, and
 * whole ones beside integers as integers.
 */
function alike(parts: readonly TensorLike[]): Tensor[] {
  const isStrong = (part: TensorLike): part is Tensor => isTensor(part) && part.weak === null;
  const strong = parts.filter(isStrong).map((x) => x.dtype);
  if (strong.length > 0) {
    const common = strong.reduce(promote);
    if (parts.every((part) => isStrong(part) || takes(common, part)))
      return parts.map((part) => convert(isTensor(part) ? part : asTensor(part, common), common));
  }
  const xs = parts.map((part) => asTensor(part));
  const dtype = xs.map((x) => x.dtype).reduce(promote, "bool");
  return xs.map((x) => convert(x, dtype));
}

/** Whether a dtype holds weak numbers as they are. */
function takes(dtype: DType, part: TensorLike): boolean {
  if (isFloating(dtype)) return true;
  const x = asTensor(part);
  if (dtype === "bool" || x.dtype === "bool") return x.dtype === "bool";
  return isTensor(part) ? part.weak === "integer" : x.data.every(Number.isInteger);
}

/**
 * Tensors end to end along an axis; null: all their elements, one after another.
 * @throws ShapeError when they differ along another axis
 */
export function concatenate(parts: readonly TensorLike[], axis: number | null = 0): Tensor {
  if (parts.length === 0) throw new ShapeError("concatenate: of no tensors.");
  const xs = axis === null ? alike(parts).map(ravel) : alike(parts);
  const at = resolveAxis("concatenate", axis ?? 0, xs[0].ndim);
  for (const x of xs) {
    if (x.ndim !== xs[0].ndim || x.shape.some((n, i) => i !== at && n !== xs[0].shape[i])) {
      throw new ShapeError(
        `concatenate: shapes differ beside axis ${at}: ${showShape(xs[0].shape)} and ${showShape(x.shape)}.`,
      );
    }
  }
  return joined(xs, at);
}

/** concatenate, by its name in the array API. */
export const concat = (parts: readonly TensorLike[], axis: number | null = 0): Tensor =>
  concatenate(parts, axis);

/** Tensors of one shape side by side along a new axis. */
export function stack(parts: readonly TensorLike[], axis = 0): Tensor {
  if (parts.length === 0) throw new ShapeError("stack: of no tensors.");
  const xs = alike(parts);
  const at = resolveAxis("stack", axis, xs[0].ndim + 1);
  return concatenate(
    xs.map((x) => reshape(x, insertAt(x.shape, at, 1))),
    at,
  );
}

/** Side by side: vectors end to end, others along axis 1. */
export function hstack(parts: readonly TensorLike[]): Tensor {
  const xs = alike(parts).map(atleast1d);
  return concatenate(xs, xs[0]?.ndim === 1 ? 0 : 1);
}

/** Above each other: vectors become rows. */
export function vstack(parts: readonly TensorLike[]): Tensor {
  return concatenate(alike(parts).map(atleast2d), 0);
}

/** Behind each other, along axis 2. */
export function dstack(parts: readonly TensorLike[]): Tensor {
  return concatenate(alike(parts).map(atleast3d), 2);
}

/** Side by side: vectors become columns. */
export function columnStack(parts: readonly TensorLike[]): Tensor {
  const xs = alike(parts).map((x) => (x.ndim < 2 ? reshape(x, [-1, 1]) : x));
  return concatenate(xs, 1);
}

/** The entries of an axis, each a tensor without it. */
export function unstack(x: TensorLike, axis = 0): Tensor[] {
  const t = asTensor(x);
  const at = resolveAxis("unstack", axis, t.ndim);
  const shape = t.shape.filter((_, i) => i !== at);
  return Array.from({ length: t.shape[at] }, (_, i) => reshape(slice(t, i, i + 1, at), shape));
}

/**
 * Cut along an axis: into so many equal parts, or before each of these positions.
 * @throws ShapeError when equal parts do not come out even
 */
export function split(x: TensorLike, parts: number | readonly number[], axis = 0): Tensor[] {
  const t = asTensor(x);
  const n = t.shape[resolveAxis("split", axis, t.ndim)];
  if (typeof parts === "number" && n % parts !== 0)
    throw new ShapeError(
      `split: ${n} entries along axis ${axis} do not divide into ${parts} equal parts; np.arraySplit makes the first ones longer.`,
    );
  return cut("split", t, parts, axis);
}

/** Cut along an axis; of parts that do not come out even, the first are one longer. */
export const arraySplit = (x: TensorLike, parts: number | readonly number[], axis = 0): Tensor[] =>
  cut("arraySplit", asTensor(x), parts, axis);

/** Cut side by side: along axis 1, a vector along its own. */
export function hsplit(x: TensorLike, parts: number | readonly number[]): Tensor[] {
  const t = asTensor(x);
  return split(t, parts, t.ndim === 1 ? 0 : 1);
}

/** Cut into upper and lower parts, along axis 0. */
export const vsplit = (x: TensorLike, parts: number | readonly number[]): Tensor[] => split(x, parts, 0);

/** Cut along axis 2. */
export const dsplit = (x: TensorLike, parts: number | readonly number[]): Tensor[] => split(x, parts, 2);

function cut(op: string, t: Tensor, parts: number | readonly number[], axis: number): Tensor[] {
  const at = resolveAxis(op, axis, t.ndim);
  const n = t.shape[at];
  if (typeof parts === "number" && !(Number.isInteger(parts) && parts > 0))
    throw new ShapeError(`${op}: into ${parts} parts; give a whole number from 1 on, or positions.`);
  const starts =
    typeof parts === "number"
      ? Array.from({ length: parts }, (_, i) => i * Math.floor(n / parts) + Math.min(i, n % parts))
      : [0, ...parts];
  return starts.map((start, i) => slice(t, start, starts[i + 1] ?? n, at));
}

/** Values after the entries of an axis; null: after all elements, in row-major order. */
export const append = (x: TensorLike, values: TensorLike, axis: number | null = null): Tensor =>
  concatenate([x, values], axis);

/**
 * Values put before these positions along an axis (null: of all elements in row-major order). They broadcast beside it; the
 * dtypes are promoted, so that no fraction is cut.
 * @throws IndexError
 */
export function insert(
  x: TensorLike,
  at: number | readonly number[],
  values: TensorLike,
  axis: number | null = null,
): Tensor {
  const [first, second] = alike([x, values]);
  const t = axis === null ? ravel(first) : first;
  const along = resolveAxis("insert", axis ?? 0, t.ndim);
  const n = t.shape[along];
  const wide = reshape(second, [
    ...Array<number>(Math.max(0, t.ndim - second.ndim)).fill(1),
    ...second.shape,
  ]);
  // As NumPy: before one position go whole rows of values, before several one each.
  const rows = typeof at === "number" ? moveaxis(wide, 0, along) : wide;
  const count = typeof at === "number" ? rows.shape[along] : at.length;
  const places = placesOf("insert", at, along, n, n);
  const shape: Shape = t.shape.map((size, i) => (i === along ? count : size));
  const inserted = broadcastTo(rows, shape);
  const keys = [
    ...Array.from({ length: n }, (_, i) => ({ place: i, late: 1, from: i })),
    ...Array.from({ length: count }, (_, i) => ({
      place: places[places.length === 1 ? 0 : i],
      late: 0,
      from: n + i,
    })),
  ].sort((a, b) => a.place - b.place || a.late - b.late || a.from - b.from);
  return take(concatenate([t, inserted], along), int32(keys.map(({ from }) => from)), along);
}

/** The entries of an axis (null: of all elements in row-major order) but for those at these positions. @throws IndexError */
export function remove(x: TensorLike, at: number | readonly number[], axis: number | null = null): Tensor {
  const t = axis === null ? ravel(x) : asTensor(x);
  const along = resolveAxis("remove", axis ?? 0, t.ndim);
  const n = t.shape[along];
  const gone = new Set(placesOf("remove", at, along, n, n - 1));
  const kept = Array.from({ length: n }, (_, i) => i).filter((i) => !gone.has(i));
  return take(t, int32(kept), along);
}
/** NumPy's own name for remove: np.delete(x, at). */
export { remove as delete };

/** Positions counted from the start of an axis of n, none beyond `last`. @throws IndexError */
function placesOf(
  op: string,
  at: number | readonly number[],
  axis: number,
  n: number,
  last: number,
): number[] {
  return (typeof at === "number" ? [at] : at).map((place) => {
    const from = place < 0 ? place + n : place;
    if (Number.isInteger(from) && from >= 0 && from <= last) return from;
    throw new IndexError(
      `${op}: index ${place} is out of range for axis ${axis} of size ${n}; use ${-n} to ${last}.`,
    );
  });
}

function int32(values: readonly number[]): Tensor {
  return wrap([values.length], "int32", Int32Array.from(values));
}
