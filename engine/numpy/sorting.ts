/** Entries in order, the places they come from, and where others would stand among them. */
import { bind } from "../core/bind.ts";
import { promote } from "../core/dtype.ts";
import { ShapeError, showShape } from "../core/errors.ts";
import { resolveAxis, type Shape } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { argsortP } from "../primitives/argsort.ts";
import { convert } from "../primitives/convert.ts";
import { reshape } from "../primitives/reshape.ts";
import { searchsorted as search } from "../primitives/searchsorted.ts";
import { transpose } from "../primitives/transpose.ts";
import { asTensor } from "../transforms/leaf.ts";
import { ge, sub, where, type TensorLike } from "./arithmetic.ts";
import { flip, slice } from "./arrange.ts";
import { ravel } from "./axes.ts";
import { take, takeAlongAxis } from "./taking.ts";

export interface SortOptions {
  /** From the greatest to the smallest. */
  readonly descending?: boolean;
}

/**
 * Where the entries of an axis stand in order, int32; axis null: of all elements in row-major order. Equal entries keep theirs.
 * NaN counts as the greatest.
 */
export function argsort(x: TensorLike, axis: number | null = -1, options: SortOptions = {}): Tensor {
  if (axis === null) return argsort(ravel(x), 0, options);
  const t = asTensor(x);
  const at = resolveAxis("argsort", axis, t.ndim);
  const order = [...t.shape.map((_, i) => i).filter((i) => i !== at), at];
  const rows = transpose(t, order);
  const { descending = false } = options;
  return transpose(
    bind(argsortP, [rows], { descending }),
    order.map((_, i) => order.indexOf(i)),
  );
}

/**
 * The entries of an axis in order; axis null: all elements. NaN counts as the greatest. The gradient goes back to where each
 * came from.
 */
export function sort(x: TensorLike, axis: number | null = -1, options: SortOptions = {}): Tensor {
  if (axis === null) return sort(ravel(x), 0, options);
  const t = asTensor(x);
  return takeAlongAxis(t, argsort(t, axis, options), axis);
}

/** As NumPy's partition: entry k stands where sorting puts it, no greater one before it. Here all entries are sorted. */
export function partition(x: TensorLike, kth: number, axis: number | null = -1): Tensor {
  const t = axis === null ? ravel(x) : asTensor(x);
  const n = t.shape[resolveAxis("partition", axis ?? 0, t.ndim)];
  if (!Number.isInteger(kth) || kth < -n || kth >= n)
    throw new ShapeError(`partition: there is no entry ${kth} among ${n}.`);
  return sort(t, axis ?? 0);
}

/**
 * The k greatest entries of an axis, from the greatest on, and their positions (int32). Of equal ones the first come first.
 * @throws ShapeError of more entries than there are
 */
export function topK(x: TensorLike, k: number, axis = -1): [values: Tensor, indices: Tensor] {
  const t = asTensor(x);
  const at = resolveAxis("topK", axis, t.ndim);
  if (!Number.isInteger(k) || k < 0 || k > t.shape[at])
    throw new ShapeError(
      `topK: ${k} of the ${t.shape[at]} entries along axis ${at} of ${showShape(t.shape)}.`,
    );
  const indices = slice(argsort(t, at, { descending: true }), 0, k, at);
  return [takeAlongAxis(t, indices, at), indices];
}

/** The order that sorts by the last key, ties by the one before it, and so on: int32. */
export function lexsort(keys: readonly TensorLike[], axis = -1): Tensor {
  if (keys.length === 0) throw new ShapeError("lexsort: by no keys.");
  const [first, ...rest] = keys.map((key) => asTensor(key));
  return rest.reduce(
    (order, key) => {
      const next = argsort(takeAlongAxis(key, order, axis), axis);
      return takeAlongAxis(order, next, axis);
    },
    argsort(first, axis),
  );
}

export interface SearchOptions {
  /** Before or after entries that equal the value. */
  readonly side?: "left" | "right";
  /** The order that sorts the vector: argsort of it. */
  readonly sorter?: TensorLike;
}

/** Where in an ascending vector each value would be inserted, int32. @throws ShapeError of other ranks */
export function searchsorted(sorted: TensorLike, values: TensorLike, options: SearchOptions = {}): Tensor {
  const { side = "left", sorter } = options;
  const given = asTensor(sorted);
  if (given.ndim !== 1)
    throw new ShapeError(`searchsorted: searches one ascending vector, found ${showShape(given.shape)}.`);
  const row = sorter === undefined ? given : take(given, sorter);
  const wanted = asTensor(values);
  const dtype = promote(row.dtype, wanted.dtype);
  const shape: Shape = wanted.shape;
  return reshape(search(convert(row, dtype), convert(ravel(wanted), dtype), side), shape);
}

/** Which of the bins each value falls into: bins[i - 1] <= x < bins[i]; with `right`, bins[i - 1] < x <= bins[i]. Falling bins too. */
export function digitize(x: TensorLike, bins: TensorLike, right = false): Tensor {
  const edges = asTensor(bins);
  const side = right ? "left" : "right";
  const rising = searchsorted(edges, x, { side });
  if (edges.size < 2) return rising;
  const falling = sub(edges.size, searchsorted(flip(edges), x, { side }));
  return where(ge(take(edges, -1), take(edges, 0)), rising, falling);
}
