/** Reductions along one axis, several, or all. */
import { bind } from "../core/bind.ts";
import { isFloating, needsFloat } from "../core/dtype.ts";
import type { Primitive } from "../core/primitive.ts";
import { AxisError } from "../core/errors.ts";
import { resolveAxes, resolveAxis, sizeOf, withOnes } from "../core/shape.ts";
import { filled, type Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { cumsumP } from "../primitives/cumsum.ts";
import { argmaxP, argminP, maxP, minP } from "../primitives/reductions.ts";
import { reshape } from "../primitives/reshape.ts";
import { sum as sumAlong } from "../primitives/sum.ts";
import { asTensor } from "../transforms/leaf.ts";
import { div, maximum, minimum, mul, ne, sqrt, square, sub, type TensorLike } from "./arithmetic.ts";
import { slice } from "./arrange.ts";
import { ones } from "./create.ts";
import { concatenate } from "./joining.ts";

export type Axis = number | readonly number[] | null;
export interface ReduceOptions {
  readonly keepDims?: boolean;
}

function reduced(x: Tensor, axes: readonly number[], y: Tensor, options: ReduceOptions): Tensor {
  return options.keepDims === true ? reshape(y, withOnes(x.shape, axes)) : y;
}

/** Sum over all elements, or along axes; bools are counted. */
export function sum(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const t = asTensor(x);
  const axes = resolveAxes("sum", axis, t.ndim);
  return reduced(t, axes, sumAlong(t, axes), options);
}

/** The mean over all elements, or along axes. */
export function mean(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const t = floatingOf(asTensor(x));
  const axes = resolveAxes("mean", axis, t.ndim);
  return div(reduced(t, axes, sumAlong(t, axes), options), sizeOf(axes.map((i) => t.shape[i])));
}

export interface VarianceOptions extends ReduceOptions {
  /** Divide by n - ddof: 1 for the unbiased estimate of a sample. */
  readonly ddof?: number;
}

/**
 * The mean of squared distances from the mean; two passes, so that a large offset does no harm.
 * Source: Chan, Golub & LeVeque 1983
 */
export function variance(x: TensorLike, axis: Axis = null, options: VarianceOptions = {}): Tensor {
  const t = floatingOf(asTensor(x));
  const squares = square(sub(t, mean(t, axis, { keepDims: true })));
  const { ddof = 0 } = options;
  if (ddof === 0) return mean(squares, axis, options);
  const count = sizeOf(resolveAxes("variance", axis, t.ndim).map((i) => t.shape[i]));
  return div(sum(squares, axis, options), Math.max(0, count - ddof));
}

/** The square root of the variance. */
export function std(x: TensorLike, axis: Axis = null, options: VarianceOptions = {}): Tensor {
  return sqrt(variance(x, axis, options));
}

function extreme(op: string, primitive: Primitive<{ axes: readonly number[] }>) {
  return (x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor => {
    const t = asTensor(x);
    const axes = resolveAxes(op, axis, t.ndim);
    return reduced(t, axes, axes.length === 0 ? t : bind(primitive, [t], { axes }), options);
  };
}
/** The greatest element; NaN where there is one. Ties share the gradient. */
export const max = extreme("max", maxP);
/** The smallest element; NaN where there is one. Ties share the gradient. */
export const min = extreme("min", minP);

function argExtreme(op: string, primitive: Primitive<{ axis: number }>) {
  return (x: TensorLike, axis: number | null = null, options: ReduceOptions = {}): Tensor => {
    const t = asTensor(x);
    if (axis === null) {
      const at = bind(primitive, [reshape(t, [t.size])], { axis: 0 });
      return reduced(t, resolveAxes(op, null, t.ndim), at, options);
    }
    const along = resolveAxis(op, axis, t.ndim);
    return reduced(t, [along], bind(primitive, [t], { axis: along }), options);
  };
}
/** Where the greatest element is, int32; the first of equals. */
export const argmax = argExtreme("argmax", argmaxP);
/** Where the smallest element is, int32; the first of equals. */
export const argmin = argExtreme("argmin", argminP);

/** Product of the elements, halves multiplied together: its derivative holds where an element is 0. */
export function prod(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const t = asTensor(x);
  const axes = resolveAxes("prod", axis, t.ndim);
  const dtype = t.dtype === "bool" ? "int32" : t.dtype;
  const y = axes.reduceRight((part, at) => multiplied(part, at), convert(t, dtype));
  return reduced(t, axes, reshape(y, withoutAxes(t, axes)), options);
}

/** The product along one axis, which keeps size 1. */
function multiplied(x: Tensor, axis: number): Tensor {
  const n = x.shape[axis];
  if (n === 1) return x;
  if (n === 0)
    return ones(
      x.shape.map((size, i) => (i === axis ? 1 : size)),
      x.dtype,
    );
  const half = n >> 1;
  const paired = mul(slice(x, 0, half, axis), slice(x, half, 2 * half, axis));
  return multiplied(n % 2 === 0 ? paired : concatenate([paired, slice(x, n - 1, n, axis)], axis), axis);
}

const withoutAxes = (x: Tensor, axes: readonly number[]) => x.shape.filter((_, i) => !axes.includes(i));

/** Running sums along an axis; over all elements in row-major order where none is named. */
export function cumsum(x: TensorLike, axis: number | null = null): Tensor {
  const t = asTensor(x);
  const numbers = t.dtype === "bool" ? convert(t, "int32") : t;
  if (axis === null) return bind(cumsumP, [reshape(numbers, [t.size])], { axis: 0, reverse: false });
  return bind(cumsumP, [numbers], { axis: resolveAxis("cumsum", axis, t.ndim), reverse: false });
}

/** Running results of an associative operation: log n rounds, each joining what lies twice as far apart. */
function running(op: string, combine: (a: Tensor, b: Tensor) => Tensor) {
  return (x: TensorLike, axis: number | null = null): Tensor => {
    const given = asTensor(x);
    const t = axis === null ? reshape(given, [given.size]) : given;
    const at = resolveAxis(op, axis ?? 0, t.ndim);
    const n = t.shape[at];
    let y = t.dtype === "bool" ? convert(t, "int32") : t;
    for (let apart = 1; apart < n; apart *= 2) {
      const joined = combine(slice(y, apart, n, at), slice(y, 0, n - apart, at));
      y = concatenate([slice(y, 0, apart, at), joined], at);
    }
    return y;
  };
}
/** Running products along an axis, or over all elements; the derivative holds where an element is 0. */
export const cumprod = running("cumprod", mul);
/** The greatest so far along an axis; NaN from the first on. */
export const cummax = running("cummax", maximum);
/** The smallest so far along an axis; NaN from the first on. */
export const cummin = running("cummin", minimum);

/** The array standard's name of cumsum: along the last axis of a vector, or a named one; `includeInitial` starts from 0. */
export function cumulativeSum(
  x: TensorLike,
  axis?: number,
  options: { includeInitial?: boolean } = {},
): Tensor {
  return accumulated("cumulativeSum", cumsum, 0, x, axis, options);
}

/** The array standard's name of cumprod; `includeInitial` starts from 1. */
export function cumulativeProd(
  x: TensorLike,
  axis?: number,
  options: { includeInitial?: boolean } = {},
): Tensor {
  return accumulated("cumulativeProd", cumprod, 1, x, axis, options);
}

function accumulated(
  op: string,
  run: (x: TensorLike, axis: number) => Tensor,
  first: number,
  x: TensorLike,
  axis: number | undefined,
  options: { includeInitial?: boolean },
): Tensor {
  const t = asTensor(x);
  if (axis === undefined && t.ndim !== 1)
    throw new AxisError(`${op}: of ${t.ndim} axes; name the one that is run along.`);
  const at = resolveAxis(op, axis ?? 0, t.ndim);
  const y = run(t, at);
  if (options.includeInitial !== true) return y;
  const shape = y.shape.map((n, i) => (i === at ? 1 : n));
  return concatenate([filled(shape, y.dtype, first), y], at);
}

/** Whether any element is not 0. */
export function any(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  return ne(sum(ne(x, 0), axis, options), 0);
}

/** Whether no element is 0. */
export function all(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const t = asTensor(x);
  const count = sizeOf(resolveAxes("all", axis, t.ndim).map((i) => t.shape[i]));
  return convert(sub(sum(ne(t, 0), axis, options), count - 1).maximum(0), "bool");
}

function floatingOf(x: Tensor): Tensor {
  return isFloating(x.dtype) ? x : convert(x, needsFloat(x.dtype));
}

export { variance as var };
