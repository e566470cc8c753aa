/** Tensors as sets: distinct entries, and which are among others. */
import { promote } from "../core/dtype.ts";
import { resolveAxis } from "../core/shape.ts";
import { filled, type Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { take } from "../primitives/gather.ts";
import { iota } from "../primitives/positions.ts";
import { reshape } from "../primitives/reshape.ts";
import { scatterSet } from "../primitives/scatter.ts";
import { asTensor } from "../transforms/leaf.ts";
import {
  clip,
  eq,
  isnan,
  logicalAnd,
  logicalNot,
  lt,
  ne,
  sub,
  where,
  type TensorLike,
} from "./arithmetic.ts";
import { slice } from "./arrange.ts";
import { moveaxis, ravel } from "./axes.ts";
import { concatenate } from "./joining.ts";
import { known } from "./known.ts";
import { any, cumsum } from "./reduce.ts";
import { flatnonzero, type SizeOptions } from "./searching.ts";
import { argsort, lexsort, searchsorted, sort } from "./sorting.ts";
import { compress } from "./taking.ts";

export interface UniqueOptions extends SizeOptions {
  /** Distinct slices along this axis; default: distinct elements. */
  readonly axis?: number;
  /** Also where each value is found first. */
  readonly returnIndex?: boolean;
  /** Also which value each entry is. */
  readonly returnInverse?: boolean;
  /** Also how often each value occurs. */
  readonly returnCounts?: boolean;
}
type AlsoReturns = { returnIndex: true } | { returnInverse: true } | { returnCounts: true };

/**
 * The distinct elements in ascending order; with what else is asked for, a list in the order of the options. How many there are
 * must be known, or given as `size`: it cuts off or fills up with `fillValue`, by default the first value. NaNs count as one.
 * @throws TracerError under jit without a size
 */
export function unique(x: TensorLike, options: UniqueOptions & AlsoReturns): Tensor[];
export function unique(x: TensorLike, options?: UniqueOptions): Tensor;
export function unique(x: TensorLike, options: UniqueOptions = {}): Tensor | Tensor[] {
  const found = distinct("unique", asTensor(x), options);
  const also = [
    ...(options.returnIndex === true ? [found.indices] : []),
    ...(options.returnInverse === true ? [found.inverseIndices] : []),
    ...(options.returnCounts === true ? [found.counts] : []),
  ];
  return also.length === 0 ? found.values : [found.values, ...also];
}

/** The distinct elements in ascending order, by its name in the array API. */
export const uniqueValues = (x: TensorLike, options: SizeOptions = {}): Tensor =>
  distinct("uniqueValues", asTensor(x), options).values;

/** The distinct elements and how often each occurs. */
export function uniqueCounts(x: TensorLike, options: SizeOptions = {}): { values: Tensor; counts: Tensor } {
  const { values, counts } = distinct("uniqueCounts", asTensor(x), options);
  return { values, counts };
}

/** The distinct elements, and which of them each element is: values.take(inverseIndices) is x. */
export function uniqueInverse(
  x: TensorLike,
  options: SizeOptions = {},
): { values: Tensor; inverseIndices: Tensor } {
  const { values, inverseIndices } = distinct("uniqueInverse", asTensor(x), options);
  return { values, inverseIndices };
}

/** The distinct elements, where each is found first, which of them each element is, and how often each occurs. */
export function uniqueAll(x: TensorLike, options: SizeOptions = {}): Distinct {
  return distinct("uniqueAll", asTensor(x), options);
}

interface Distinct {
  values: Tensor;
  indices: Tensor;
  inverseIndices: Tensor;
  counts: Tensor;
}

function distinct(op: string, x: Tensor, options: UniqueOptions): Distinct {
  const { axis } = options;
  const rows = axis === undefined ? ravel(x) : moveaxis(x, resolveAxis(op, axis, x.ndim), 0);
  const n = rows.shape[0];
  const order = axis === undefined ? argsort(rows, 0) : orderOfRows(rows);
  const sorted = take(rows, order, 0);
  // A new value begins wherever an entry differs from the one before it.
  const first = filled([Math.min(n, 1)], "bool", 1);
  const starts = n < 2 ? first : concatenate([first, differ(slice(sorted, 1), slice(sorted, 0, -1))]);
  if (options.size === undefined)
    known(op, starts, `Give their number: np.${op}(x, { size: 10 }), which cuts off or fills up.`);
  const at = flatnonzero(starts, options.size === undefined ? {} : { size: options.size, fillValue: n });
  const [values, indices] = picked(sorted, order, at, options);
  const ends = concatenate([slice(at, 1), filled([Math.min(at.size, 1)], "int32", n)]);
  const inverse = scatterSet(filled([n], "int32", 0), order, sub(cumsum(starts), 1), 0);
  return {
    values: axis === undefined ? values : moveaxis(values, 0, axis),
    indices,
    inverseIndices: axis === undefined ? reshape(inverse, x.shape) : inverse,
    counts: sub(ends, at),
  };
}

/** Values and their first places; past the last, where `at` is n, the fill. */
function picked(
  sorted: Tensor,
  order: Tensor,
  at: Tensor,
  { fillValue }: SizeOptions,
): [values: Tensor, indices: Tensor] {
  const n = sorted.shape[0];
  if (n === 0) {
    const values = filled([at.size, ...sorted.shape.slice(1)], sorted.dtype, fillValue ?? 0);
    return [values, filled([at.size], "int32", 0)];
  }
  const real = lt(at, n);
  const within = where(real, at, 0);
  const values = take(sorted, within, 0);
  const kept = reshape(real, [at.size, ...sorted.shape.slice(1).map(() => 1)]);
  const filledUp = fillValue === undefined ? values : convert(where(kept, values, fillValue), sorted.dtype);
  return [filledUp, take(order, within, 0)];
}

function differ(a: Tensor, b: Tensor): Tensor {
  if (a.ndim > 1) return any(ne(a, b), a.shape.map((_, i) => i).slice(1));
  return logicalAnd(ne(a, b), logicalNot(logicalAnd(isnan(a), isnan(b))));
}

/** Row by row, the first elements decide first. */
function orderOfRows(rows: Tensor): Tensor {
  const [n, width] = [rows.shape[0], rows.size / Math.max(1, rows.shape[0])];
  const columns = reshape(rows, [n, width]);
  if (width === 0) return iota(n);
  const keys = Array.from({ length: width }, (_, i) => reshape(slice(columns, i, i + 1, 1), [n]));
  return lexsort(keys.reverse());
}

export interface IsinOptions {
  /** Where they are not among them. */
  readonly invert?: boolean;
}

/** Which elements of x are among those of the other, as bool. NaN is among none. */
export function isin(x: TensorLike, among: TensorLike, options: IsinOptions = {}): Tensor {
  const [t, others] = [asTensor(x), ravel(among)];
  const dtype = promote(t.dtype, others.dtype);
  const { invert = false } = options;
  if (others.size === 0) return filled(t.shape, "bool", Number(invert));
  const sorted = sort(convert(others, dtype));
  const wanted = convert(t, dtype);
  const at = clip(searchsorted(sorted, wanted), 0, others.size - 1);
  const found = eq(take(sorted, at, 0), wanted);
  return invert ? logicalNot(found) : found;
}

/** The distinct elements that both have, ascending. */
export function intersect1d(x: TensorLike, y: TensorLike): Tensor {
  const own = distinct("intersect1d", asTensor(x), {}).values;
  return compress(isin(own, y), own);
}

/** The distinct elements that either has, ascending. */
export const union1d = (x: TensorLike, y: TensorLike): Tensor =>
  distinct("union1d", concatenate([x, y], null), {}).values;

/** The distinct elements of x that y has not, ascending. */
export function setdiff1d(x: TensorLike, y: TensorLike): Tensor {
  const own = distinct("setdiff1d", asTensor(x), {}).values;
  return compress(isin(own, y, { invert: true }), own);
}

/** The distinct elements that only one of them has, ascending. */
export const setxor1d = (x: TensorLike, y: TensorLike): Tensor =>
  sort(concatenate([setdiff1d(x, y), setdiff1d(y, x)]));
