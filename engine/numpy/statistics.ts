/** Statistics: weighted means, quantiles, what skips NaN, differences and integrals, covariance. */
import { ShapeError, SlopeError } from "../core/errors.ts";
import { resolveAxes, resolveAxis, withOnes } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { reshape } from "../primitives/reshape.ts";
import { asTensor } from "../transforms/leaf.ts";
import { add, ceil, div, floor, isnan, maximum, mul, sqrt, square, sub, where } from "./arithmetic.ts";
import { slice } from "./arrange.ts";
import { broadcastTo, matrixTranspose, moveaxis } from "./axes.ts";
import { zeros } from "./create.ts";
import { stack } from "./joining.ts";
import { matmul } from "./matmul.ts";
import { floatingOf, type TensorLike } from "./promotion.ts";
import {
  all,
  argmax,
  argmin,
  max,
  mean,
  min,
  prod,
  sum,
  type Axis,
  type ReduceOptions,
  type VarianceOptions,
} from "./reduce.ts";
import { sort } from "./sorting.ts";
import { takeAlongAxis } from "./taking.ts";
import { promoteTypes } from "./types.ts";

/** The greatest less the smallest. */
export const ptp = (x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor =>
  sub(max(x, axis, options), min(x, axis, options));

/** The mean with weights, of the shape of x or one for each entry of the axis. */
export function average(x: TensorLike, axis: number | null = null, weights?: TensorLike): Tensor {
  if (weights === undefined) return mean(x, axis);
  const t = floatingOf(asTensor(x));
  let w = asTensor(weights);
  if (axis !== null && w.ndim === 1 && t.ndim > 1) {
    const at = resolveAxis("average", axis, t.ndim);
    w = reshape(
      w,
      t.shape.map((_, i) => (i === at ? w.size : 1)),
    );
  }
  return div(sum(mul(t, w), axis), sum(broadcastTo(w, t.shape), axis));
}

export interface QuantileOptions extends ReduceOptions {
  /** What lies between two elements: linear unless told. */
  readonly method?: "linear" | "lower" | "higher" | "midpoint" | "nearest";
}

/**
 * The value below which the fraction q of the elements lies; NaN where there is one. Several fractions come as a first axis.
 * Source: Hyndman & Fan 1996, definition 7
 */
export function quantile(
  x: TensorLike,
  q: number | readonly number[],
  axis: Axis = null,
  options: QuantileOptions = {},
): Tensor {
  if (typeof q !== "number") return stack(q.map((each) => quantile(x, each, axis, options)));
  if (!(q >= 0 && q <= 1)) throw new SlopeError(`quantile: q is ${q}; it lies between 0 and 1.`);
  const { ordered, kept, shape } = orderedAlong("quantile", x, axis, options);
  const n = ordered.shape[kept.length];
  const at = q * (n - 1);
  const entry = (i: number) => reshape(slice(ordered, i, i + 1, -1), kept);
  const [low, high] = [entry(Math.floor(at)), entry(Math.ceil(at))];
  const fraction = at - Math.floor(at);
  const between = {
    linear: () => add(low, mul(sub(high, low), fraction)),
    lower: () => low,
    higher: () => high,
    midpoint: () => (fraction === 0 ? low : mul(add(low, high), 0.5)),
    nearest: () => (fraction < 0.5 || (fraction === 0.5 && Math.floor(at) % 2 === 0) ? low : high),
  };
  // NaN sorts last: where the last is NaN so is the answer.
  const method = options.method ?? "linear";
  if (!(method in between))
    throw new SlopeError(`quantile: there is no method "${method}"; use ${Object.keys(between).join(", ")}.`);
  const value = between[method]();
  const y = where(isnan(entry(n - 1)), NaN, Number.isInteger(at) ? entry(at) : value);
  return reshape(y, shape);
}

/** The elements along axes in ascending order as one last axis, NaN last; the axes that are kept, and the shape of a result. */
function orderedAlong(op: string, x: TensorLike, axis: Axis, options: ReduceOptions) {
  const t = floatingOf(asTensor(x));
  const axes = resolveAxes(op, axis, t.ndim);
  const kept = t.shape.filter((_, i) => !axes.includes(i));
  const moved = moveaxis(
    t,
    axes,
    axes.map((_, i) => kept.length + i),
  );
  const n = axes.reduce((count, i) => count * t.shape[i], 1);
  if (n === 0) throw new ShapeError(`${op}: of no elements.`);
  const shape = options.keepDims === true ? withOnes(t.shape, axes) : kept;
  return { ordered: sort(reshape(moved, [...kept, n])), kept, shape };
}

/** The quantile of q percent. */
export const percentile = (
  x: TensorLike,
  q: number | readonly number[],
  axis: Axis = null,
  options: QuantileOptions = {},
): Tensor => quantile(x, typeof q === "number" ? q / 100 : q.map((each) => each / 100), axis, options);

/** The middle element, or the mean of the two; NaN where there is one. */
export const median = (x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor =>
  quantile(x, 0.5, axis, options);

const filledIn = (x: TensorLike, value: number): Tensor => where(isnan(x), value, x);

/** The sum of what is not NaN. */
export const nansum = (x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor =>
  sum(filledIn(x, 0), axis, options);
/** The product of what is not NaN. */
export const nanprod = (x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor =>
  prod(filledIn(x, 1), axis, options);
/** The greatest of what is not NaN; NaN where nothing is. */
export const nanmax = (x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor =>
  where(all(isnan(x), axis, options), NaN, max(filledIn(floatingOf(asTensor(x)), -Infinity), axis, options));
/** The smallest of what is not NaN; NaN where nothing is. */
export const nanmin = (x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor =>
  where(all(isnan(x), axis, options), NaN, min(filledIn(floatingOf(asTensor(x)), Infinity), axis, options));
/** Where the greatest of what is not NaN is. */
export const nanargmax = (x: TensorLike, axis: number | null = null): Tensor =>
  argmax(filledIn(floatingOf(asTensor(x)), -Infinity), axis);
/** Where the smallest of what is not NaN is. */
export const nanargmin = (x: TensorLike, axis: number | null = null): Tensor =>
  argmin(filledIn(floatingOf(asTensor(x)), Infinity), axis);
/** The mean of what is not NaN. */
export function nanmean(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const t = floatingOf(asTensor(x));
  return div(nansum(t, axis, options), sum(where(isnan(t), 0, 1), axis, options));
}
/** The variance of what is not NaN. */
export function nanvar(x: TensorLike, axis: Axis = null, options: VarianceOptions = {}): Tensor {
  const t = floatingOf(asTensor(x));
  const squares = square(sub(t, nanmean(t, axis, { keepDims: true })));
  const count = sum(where(isnan(t), 0, 1), axis, options);
  return div(nansum(squares, axis, options), maximum(sub(count, options.ddof ?? 0), 0));
}
/** The standard deviation of what is not NaN. */
export const nanstd = (x: TensorLike, axis: Axis = null, options: VarianceOptions = {}): Tensor =>
  sqrt(nanvar(x, axis, options));

/** Differences of neighbours along an axis, n times over. */
export function diff(x: TensorLike, n = 1, axis = -1): Tensor {
  const t = asTensor(x);
  const at = resolveAxis("diff", axis, t.ndim);
  let y = t;
  for (let i = 0; i < n; i++) {
    const size = y.shape[at];
    if (size === 0) return y;
    y = sub(slice(y, 1, size, at), slice(y, 0, size - 1, at));
  }
  return y;
}

/** The integral by trapezoids, `dx` apart or at the points `x`. */
export function trapezoid(y: TensorLike, x: TensorLike | null = null, dx = 1, axis = -1): Tensor {
  const t = moveaxis(floatingOf(asTensor(y)), axis, -1);
  const n = t.shape[t.ndim - 1];
  const heights = mul(add(slice(t, 1, n, -1), slice(t, 0, Math.max(n - 1, 0), -1)), 0.5);
  if (x === null) return mul(sum(heights, -1), dx);
  const points = asTensor(x);
  return sum(mul(heights, diff(points.ndim === 1 ? points : moveaxis(points, axis, -1))), -1);
}

/** The covariance of variables in rows, by n - ddof. */
export function cov(x: TensorLike, ddof = 1): Tensor {
  const t = floatingOf(asTensor(x));
  const rows = reshape(t, t.ndim < 2 ? [1, t.size] : t.shape);
  const centred = sub(rows, mean(rows, 1, { keepDims: true }));
  const y = div(matmul(centred, matrixTranspose(centred)), rows.shape[1] - ddof);
  return t.ndim < 2 ? reshape(y, []) : y;
}

/** The correlation of variables in rows. */
export function corrcoef(x: TensorLike): Tensor {
  const t = asTensor(x);
  const rows = floatingOf(reshape(t, t.ndim < 2 ? [1, t.size] : t.shape));
  const centred = sub(rows, mean(rows, 1, { keepDims: true }));
  const units = div(centred, sqrt(sum(square(centred), 1, { keepDims: true })));
  const y = matmul(units, matrixTranspose(units));
  return t.ndim < 2 ? reshape(y, []) : y;
}

/** The polynomial with these coefficients, the highest power first, by Horner's rule. */
export function polyval(coefficients: TensorLike, x: TensorLike): Tensor {
  const c = asTensor(coefficients);
  const t = asTensor(x);
  const dtype = promoteTypes(c.dtype, t.dtype);
  let y = zeros(t.shape, dtype);
  for (let i = 0; i < c.size; i++)
    y =
      i === 0
        ? broadcastTo(reshape(convert(slice(c, 0, 1), dtype), []), t.shape)
        : add(mul(y, t), reshape(slice(c, i, i + 1), []));
  return y;
}

/** As quantile, of the elements that are not NaN; NaN where there is none. */
export function nanquantile(
  x: TensorLike,
  q: number,
  axis: Axis = null,
  options: ReduceOptions = {},
): Tensor {
  if (!(q >= 0 && q <= 1)) throw new SlopeError(`nanquantile: q is ${q}; it lies between 0 and 1.`);
  const { ordered, shape } = orderedAlong("nanquantile", x, axis, options);
  const count = convert(sum(where(isnan(ordered), 0, 1), -1, { keepDims: true }), ordered.dtype);
  const at = mul(maximum(sub(count, 1), 0), q);
  const [low, high] = [floor(at), ceil(at)];
  const entry = (i: Tensor) => takeAlongAxis(ordered, convert(i, "int32"));
  const y = add(entry(low), mul(sub(entry(high), entry(low)), sub(at, low)));
  return reshape(y, shape);
}

/** The median of the elements that are not NaN. */
export const nanmedian = (x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor =>
  nanquantile(x, 0.5, axis, options);

/** nanquantile in percent. */
export const nanpercentile = (
  x: TensorLike,
  q: number,
  axis: Axis = null,
  options: ReduceOptions = {},
): Tensor => nanquantile(x, q / 100, axis, options);
