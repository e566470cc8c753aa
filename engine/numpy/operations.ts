/** NumPy's everyday functions over the primitives: arguments are promoted and broadcast here, before they bind. */
import { bind } from "../core/bind.ts";
import { needsFloat, promote, promoteWeak, type DType } from "../core/dtype.ts";
import { AxisError, ShapeError, showShape } from "../core/errors.ts";
import type { Primitive } from "../core/primitive.ts";
import { broadcastShapes, resolveAxes, resolveAxis, sizeOf, withOnes } from "../core/shape.ts";
import { filled, isTensor, wrap, type Tensor } from "../core/tensor.ts";
import * as p from "../primitives/arithmetic.ts";
import { convert } from "../primitives/convert.ts";
import { takeP } from "../primitives/gather.ts";
import { matmulP } from "../primitives/matmul.ts";
import { argmaxP, argminP, maxP, minP } from "../primitives/reductions.ts";
import { reshape } from "../primitives/reshape.ts";
import { sliceP, unsliceP } from "../primitives/slice.ts";
import { broadcastTo, sum as sumAlong } from "../primitives/sum.ts";
import { transpose } from "../primitives/transpose.ts";
import { asTensor } from "../transforms/leaf.ts";

export type TensorLike = Tensor | number | boolean | readonly TensorLike[];

/** Two operands of one dtype and shape. A JavaScript number is weak: it takes the tensor's dtype. */
function paired(op: string, a: TensorLike, b: TensorLike, floating = false): [Tensor, Tensor] {
  const dtypeA = isTensor(a) || typeof a === "object" ? null : a;
  const dtypeB = isTensor(b) || typeof b === "object" ? null : b;
  let x = asTensor(a);
  let y = asTensor(b);
  let dtype: DType =
    dtypeA !== null && dtypeB === null
      ? promoteWeak(dtypeA, y.dtype)
      : dtypeB !== null && dtypeA === null
        ? promoteWeak(dtypeB, x.dtype)
        : promote(x.dtype, y.dtype);
  if (floating) dtype = needsFloat(dtype);
  if (dtype === "float64" && typeof a === "number") x = asTensor(a, "float64");
  if (dtype === "float64" && typeof b === "number") y = asTensor(b, "float64");
  const shape = broadcastShapes(op, x.shape, y.shape);
  return [broadcastTo(convert(x, dtype), shape), broadcastTo(convert(y, dtype), shape)];
}

const binary =
  (op: string, primitive: Primitive<null>, floating = false) =>
  (a: TensorLike, b: TensorLike): Tensor =>
    bind(primitive, paired(op, a, b, floating), null);

export const add = binary("add", p.addP);
export const sub = binary("sub", p.subP);
export const mul = binary("mul", p.mulP);
export const div = binary("div", p.divP, true);
export const mod = binary("mod", p.modP);
export const maximum = binary("maximum", p.maximumP);
export const minimum = binary("minimum", p.minimumP);
export const eq = binary("eq", p.eqP);
export const ne = binary("ne", p.neP);
export const lt = binary("lt", p.ltP);
export const le = binary("le", p.leP);
export const gt = binary("gt", p.gtP);
export const ge = binary("ge", p.geP);

/** x to the power of a tensor or number; an integer exponent is exact, also at and below 0. */
export function pow(a: TensorLike, b: TensorLike): Tensor {
  if (typeof b === "number" && Number.isInteger(b)) {
    const x = asTensor(a);
    return bind(p.integerPowP, [b < 0 ? floatingOf(x) : x], { exponent: b });
  }
  return bind(p.powP, paired("pow", a, b, true), null);
}

function floatingOf(x: Tensor): Tensor {
  return convert(x, needsFloat(x.dtype));
}

const unary =
  (primitive: Primitive<null>) =>
  (x: TensorLike): Tensor =>
    bind(primitive, [asTensor(x)], null);
const floatingUnary =
  (primitive: Primitive<null>) =>
  (x: TensorLike): Tensor =>
    bind(primitive, [floatingOf(asTensor(x))], null);

export const neg = unary(p.negP);
export const abs = unary(p.absP);
export const sign = unary(p.signP);
export const floor = unary(p.floorP);
export const ceil = unary(p.ceilP);
export const round = unary(p.roundP);
export const relu = unary(p.reluP);
export const exp = floatingUnary(p.expP);
export const expm1 = floatingUnary(p.expm1P);
export const log = floatingUnary(p.logP);
export const log1p = floatingUnary(p.log1pP);
export const sqrt = floatingUnary(p.sqrtP);
export const sin = floatingUnary(p.sinP);
export const cos = floatingUnary(p.cosP);
export const tanh = floatingUnary(p.tanhP);
export const sigmoid = floatingUnary(p.logisticP);
export const erf = floatingUnary(p.erfP);
export const erfInv = floatingUnary(p.erfInvP);
export const square = (x: TensorLike): Tensor => pow(x, 2);

/** Values of `a` where the condition holds, of `b` elsewhere. */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  const c = convert(asTensor(condition), "bool");
  const [x, y] = paired("where", a, b);
  const shape = broadcastShapes("where", c.shape, x.shape);
  return bind(p.selectP, [broadcastTo(c, shape), broadcastTo(x, shape), broadcastTo(y, shape)], null);
}

export function clip(x: TensorLike, low: TensorLike, high: TensorLike): Tensor {
  return minimum(maximum(x, low), high);
}

export type Axis = number | readonly number[] | null;
export interface ReduceOptions {
  readonly keepDims?: boolean;
}

function reduced(x: Tensor, axes: readonly number[], y: Tensor, options: ReduceOptions): Tensor {
  return options.keepDims === true ? reshape(y, withOnes(x.shape, axes)) : y;
}

export function sum(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const t = asTensor(x);
  const axes = resolveAxes("sum", axis, t.ndim);
  return reduced(t, axes, sumAlong(t, axes), options);
}

export function mean(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const t = floatingOf(asTensor(x));
  const axes = resolveAxes("mean", axis, t.ndim);
  return div(reduced(t, axes, sumAlong(t, axes), options), sizeOf(axes.map((i) => t.shape[i])));
}

/** The mean of squared distances from the mean; two passes, so that a large offset does no harm. */
export function variance(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const t = floatingOf(asTensor(x));
  return mean(square(sub(t, mean(t, axis, { keepDims: true }))), axis, options);
}

export function std(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  return sqrt(variance(x, axis, options));
}

function extreme(op: string, primitive: Primitive<{ axes: readonly number[] }>) {
  return (x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor => {
    const t = asTensor(x);
    const axes = resolveAxes(op, axis, t.ndim);
    return reduced(t, axes, axes.length === 0 ? t : bind(primitive, [t], { axes }), options);
  };
}
export const max = extreme("max", maxP);
export const min = extreme("min", minP);

function argExtreme(op: string, primitive: Primitive<{ axis: number }>) {
  return (x: TensorLike, axis: number | null = null): Tensor => {
    const t = asTensor(x);
    if (axis === null) return bind(primitive, [reshape(t, [t.size])], { axis: 0 });
    return bind(primitive, [t], { axis: resolveAxis(op, axis, t.ndim) });
  };
}
export const argmax = argExtreme("argmax", argmaxP);
export const argmin = argExtreme("argmin", argminP);

/** Matrix product, with NumPy's rules for vectors and leading axes. */
export function matmul(a: TensorLike, b: TensorLike): Tensor {
  let x = asTensor(a);
  let y = asTensor(b);
  if (x.ndim === 0 || y.ndim === 0)
    throw new ShapeError(
      `matmul: ${showShape(x.shape)} x ${showShape(y.shape)}: a scalar has no rows; use mul.`,
    );
  const dtype = needsFloat(promote(x.dtype, y.dtype));
  const [vectorA, vectorB] = [x.ndim === 1, y.ndim === 1];
  const [m, n] = [x.shape, y.shape];
  x = convert(vectorA ? reshape(x, [1, m[0]]) : x, dtype);
  y = convert(vectorB ? reshape(y, [n[0], 1]) : y, dtype);
  const [inner, other] = [x.shape[x.ndim - 1], y.shape[y.ndim - 2]];
  if (inner !== other) {
    const turned = y.shape[y.ndim - 1] === inner ? " Did you mean w.transpose()?" : "";
    throw new ShapeError(
      `matmul: inner sizes differ: ${showShape(m)} x ${showShape(n)}; ${inner} is not ${other}.${turned}`,
    );
  }
  const lead = broadcastShapes("matmul", x.shape.slice(0, -2), y.shape.slice(0, -2));
  x = broadcastTo(x, [...lead, ...x.shape.slice(-2)]);
  y = broadcastTo(y, [...lead, ...y.shape.slice(-2)]);
  let z = bind(matmulP, [x, y], null);
  if (vectorA) z = reshape(z, [...lead, z.shape[z.ndim - 1]]);
  if (vectorB) z = reshape(z, z.shape.slice(0, -1));
  return z;
}

/** Axes reversed, or in the given order. */
export function permute(x: Tensor, order?: readonly number[]): Tensor {
  const axes =
    order?.map((axis) => resolveAxis("transpose", axis, x.ndim)) ?? x.shape.map((_, i) => x.ndim - 1 - i);
  if (new Set(axes).size !== x.ndim)
    throw new AxisError(`transpose: [${axes.join(", ")}] does not name each of ${x.ndim} axes once.`);
  return transpose(x, axes);
}

/** Entries from `start` to before `end` along an axis (default 0); negative positions count from the end. */
export function slice(x: Tensor, start: number, end?: number, axis = 0, step = 1): Tensor {
  const at = resolveAxis("slice", axis, x.ndim);
  const n = x.shape[at];
  const from = Math.min(Math.max(start < 0 ? start + n : start, 0), n);
  const to = Math.min(Math.max(end === undefined ? n : end < 0 ? end + n : end, 0), n);
  const sizes = x.shape.map((size, i) => (i === at ? Math.max(0, Math.ceil((to - from) / step)) : size));
  const starts = x.shape.map((_, i) => (i === at ? from : 0));
  return bind(sliceP, [x], { starts, sizes, steps: x.shape.map((_, i) => (i === at ? step : 1)) });
}

/** Entries at these positions along an axis. @throws IndexError */
export function take(x: Tensor, indices: TensorLike, axis = 0): Tensor {
  const at = resolveAxis("take", axis, x.ndim);
  const rows = convert(asTensor(indices), "int32");
  const order = [at, ...x.shape.map((_, i) => i).filter((i) => i !== at)];
  const picked = bind(takeP, [transpose(x, order), rows], null);
  if (at === 0) return picked;
  const k = rows.ndim;
  const back = [...order.slice(1).keys()].map((i) => i + k);
  back.splice(at, 0, ...Array.from({ length: k }, (_, i) => i));
  return transpose(picked, back);
}

export function concatenate(parts: readonly TensorLike[], axis = 0): Tensor {
  const xs = parts.map((part) => asTensor(part));
  if (xs.length === 0) throw new ShapeError("concatenate: of no tensors.");
  const at = resolveAxis("concatenate", axis, xs[0].ndim);
  const dtype = xs.map((x) => x.dtype).reduce(promote);
  const total = xs.reduce((sum, x) => sum + x.shape[at], 0);
  const shape = xs[0].shape.map((n, i) => (i === at ? total : n));
  let offset = 0;
  return xs
    .map((x) => {
      if (x.ndim !== shape.length || x.shape.some((n, i) => i !== at && n !== shape[i])) {
        throw new ShapeError(
          `concatenate: shapes differ beside axis ${at}: ${showShape(xs[0].shape)} and ${showShape(x.shape)}.`,
        );
      }
      const starts = shape.map((_, i) => (i === at ? offset : 0));
      offset += x.shape[at];
      return bind(unsliceP, [convert(x, dtype)], {
        starts,
        sizes: x.shape,
        steps: shape.map(() => 1),
        shape,
      });
    })
    .reduce((a, b) => bind(p.addP, [a, b], null));
}

export function stack(parts: readonly TensorLike[], axis = 0): Tensor {
  const xs = parts.map((part) => asTensor(part));
  if (xs.length === 0) throw new ShapeError("stack: of no tensors.");
  const at = resolveAxis("stack", axis, xs[0].ndim + 1);
  const widened = xs.map((x) => reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]));
  return concatenate(widened, at);
}

/** Zeros (or `value`) around: `widths[i]` is [before, after] along axis i. */
export function pad(x: Tensor, widths: readonly (readonly [number, number])[], value = 0): Tensor {
  const shape = x.shape.map((n, i) => n + widths[i][0] + widths[i][1]);
  const params = {
    starts: widths.map(([before]) => before),
    sizes: x.shape,
    steps: shape.map(() => 1),
    shape,
  };
  const placed = bind(unsliceP, [x], params);
  if (value === 0) return placed;
  const inside = bind(unsliceP, [filled(x.shape, "float32", 1)], params);
  return where(eq(inside, 1), placed, value);
}

/** Shifted along an axis, the end coming round to the start. */
export function roll(x: Tensor, shift: number, axis = 0): Tensor {
  const at = resolveAxis("roll", axis, x.ndim);
  const n = x.shape[at];
  const cut = n === 0 ? 0 : ((-shift % n) + n) % n;
  return cut === 0 ? x : concatenate([slice(x, cut, n, at), slice(x, 0, cut, at)], at);
}

export const zeros = (shape: readonly number[], dtype: DType = "float32"): Tensor => filled(shape, dtype, 0);
export const ones = (shape: readonly number[], dtype: DType = "float32"): Tensor => filled(shape, dtype, 1);
export const full = (shape: readonly number[], value: number, dtype: DType = "float32"): Tensor =>
  filled(shape, dtype, value);
export const zerosLike = (x: Tensor): Tensor => filled(x.shape, x.dtype, 0);
export const onesLike = (x: Tensor): Tensor => filled(x.shape, x.dtype, 1);

export function arange(start: number, stop?: number, step = 1): Tensor {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const n = Math.max(0, Math.ceil((to - from) / step));
  const values = Array.from({ length: n }, (_, i) => from + i * step);
  return values.every(Number.isInteger)
    ? wrap([n], "int32", Int32Array.from(values))
    : wrap([n], "float32", Float32Array.from(values));
}

export function linspace(start: number, stop: number, n = 50): Tensor {
  return wrap(
    [n],
    "float32",
    Float32Array.from({ length: n }, (_, i) => (n === 1 ? start : start + ((stop - start) * i) / (n - 1))),
  );
}

export function eye(n: number, dtype: DType = "float32"): Tensor {
  const x = filled([n, n], dtype, 0);
  for (let i = 0; i < n; i++) x.data[i * n + i] = 1;
  return x;
}
