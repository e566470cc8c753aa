/** The rest of NumPy's elementwise functions, and the array-API standard's long names for the short ones. */
import { DTypeError } from "../core/errors.ts";
import { isFloating } from "../core/dtype.ts";
import { filled, type Tensor } from "../core/tensor.ts";
import * as bits from "../primitives/bitwise.ts";
import * as e from "../primitives/exponential.ts";
import * as r from "../primitives/rounding.ts";
import * as t from "../primitives/trigonometric.ts";
import { asTensor } from "../transforms/leaf.ts";
import * as a from "./arithmetic.ts";
import { all } from "./reduce.ts";
import { binary, counting, floatingOf, floatingUnary, unary, type TensorLike } from "./promotion.ts";

export {
  div as divide,
  div as trueDivide,
  eq as equal,
  ge as greaterEqual,
  gt as greater,
  le as lessEqual,
  lt as less,
  mod as remainder,
  mul as multiply,
  ne as notEqual,
  neg as negative,
  sub as subtract,
} from "./arithmetic.ts";

/** The angle whose sine is x, from -pi/2 to pi/2. */
export const asin = floatingUnary(t.asinP);
/** The angle whose cosine is x, from 0 to pi. */
export const acos = floatingUnary(t.acosP);
/** The angle whose tangent is x. */
export const atan = floatingUnary(t.atanP);
/** The hyperbolic sine. */
export const sinh = floatingUnary(t.sinhP);
/** The hyperbolic cosine. */
export const cosh = floatingUnary(t.coshP);
/** The inverse of sinh. */
export const asinh = floatingUnary(t.asinhP);
/** The inverse of cosh, from 0. */
export const acosh = floatingUnary(t.acoshP);
/** The inverse of tanh. */
export const atanh = floatingUnary(t.atanhP);
/** The angle of the point (x, y): y comes first. */
export const atan2 = binary("atan2", t.atan2P, true);
/** The length of (x, y), without overflow; its derivative at the origin is 0. */
export const hypot = binary("hypot", t.hypotP, true);
/** 2 to the power of x. */
export const exp2 = floatingUnary(e.exp2P);
/** The logarithm of base 2. */
export const log2 = floatingUnary(e.log2P);
/** The logarithm of base 10. */
export const log10 = floatingUnary(e.log10P);
/** The real cube root. */
export const cbrt = floatingUnary(e.cbrtP);
/** 1 / sqrt(x). */
export const rsqrt = floatingUnary(e.rsqrtP);
export {
  acos as arccos,
  acosh as arccosh,
  asin as arcsin,
  asinh as arcsinh,
  atan as arctan,
  atan2 as arctan2,
  atanh as arctanh,
};

/** The whole number next to x towards 0. */
export const trunc = unary(r.truncP);
/** The whole quotient, rounded down; integers by 0 give 0. */
export const floorDivide = counting("floorDivide", r.floorDivideP);
/** The remainder of a / b with the sign of a, as in C. */
export const fmod = counting("fmod", r.fmodP);
/** The size of a with the sign of b. */
export const copysign = binary("copysign", r.copysignP, true);
/** Whether the sign is negative, of -0 too. */
export const signbit = unary(r.signbitP);

/** Bits exist of integers and bools alone. */
function onBits(name: string, f: (a: TensorLike, b: TensorLike) => Tensor) {
  return (x: TensorLike, y: TensorLike): Tensor => {
    const whole = (each: TensorLike) =>
      typeof each === "number" ? Number.isInteger(each) : !isFloating(asTensor(each).dtype);
    if (!whole(x) || !whole(y))
      throw new DTypeError(`${name}: needs integers or bools; convert first: x.astype("int32").`);
    // Two plain numbers have no tensor to take a dtype from.
    return f(typeof x === "number" && typeof y === "number" ? asTensor(x, "int32") : x, y);
  };
}
/** The bits set in both; of bools, and. */
export const bitwiseAnd = onBits("bitwiseAnd", binary("bitwiseAnd", bits.bitwiseAndP));
/** The bits set in either; of bools, or. */
export const bitwiseOr = onBits("bitwiseOr", binary("bitwiseOr", bits.bitwiseOrP));
/** The bits set in one alone. */
export const bitwiseXor = onBits("bitwiseXor", binary("bitwiseXor", bits.bitwiseXorP));
/** a shifted left by b bits. */
export const bitwiseLeftShift = onBits("bitwiseLeftShift", counting("bitwiseLeftShift", bits.leftShiftP));
/** a shifted right by b bits; the sign of an int32 moves in. */
export const bitwiseRightShift = onBits("bitwiseRightShift", counting("bitwiseRightShift", bits.rightShiftP));
/** Every bit turned; of bools, not. */
export function bitwiseInvert(x: TensorLike): Tensor {
  const whole = typeof x === "number" ? asTensor(x, "int32") : asTensor(x);
  return whole.dtype === "bool" ? a.logicalNot(whole) : bitwiseXor(whole, -1);
}
export { bitwiseInvert as bitwiseNot };

/** x as it is. */
export const positive = (x: TensorLike): Tensor => asTensor(x);
/** 1 / x. */
export const reciprocal = (x: TensorLike): Tensor => a.div(1, x);
/** Either, but not both. */
export const logicalXor = (x: TensorLike, y: TensorLike): Tensor => a.ne(a.ne(x, 0), a.ne(y, 0));
/** Where x is infinite. */
export const isinf = (x: TensorLike): Tensor => a.eq(a.abs(x), Infinity);
/** The greater of two, of one that is NaN the other. */
export const fmax = (x: TensorLike, y: TensorLike): Tensor =>
  a.where(a.isnan(x), y, a.where(a.isnan(y), x, a.maximum(x, y)));
/** The smaller of two, of one that is NaN the other. */
export const fmin = (x: TensorLike, y: TensorLike): Tensor =>
  a.where(a.isnan(x), y, a.where(a.isnan(y), x, a.minimum(x, y)));
/** log2(2^a + 2^b), without overflow. */
export const logaddexp2 = (x: TensorLike, y: TensorLike): Tensor =>
  a.div(
    a.logaddexp(a.mul(floatingOf(asTensor(x)), Math.LN2), a.mul(floatingOf(asTensor(y)), Math.LN2)),
    Math.LN2,
  );
/** Degrees as radians. */
export const deg2rad = (x: TensorLike): Tensor => a.mul(floatingOf(asTensor(x)), Math.PI / 180);
/** Radians as degrees. */
export const rad2deg = (x: TensorLike): Tensor => a.mul(floatingOf(asTensor(x)), 180 / Math.PI);
export { deg2rad as radians, rad2deg as degrees };

/** sin(pi x) / (pi x), 1 at 0; near 0 its series, so that derivatives hold there. */
export function sinc(x: TensorLike): Tensor {
  const angle = a.mul(floatingOf(asTensor(x)), Math.PI);
  const near = a.lt(a.abs(angle), 0.1);
  const square = a.square(a.where(near, angle, 0));
  const series = [1 / 362880, -1 / 5040, 1 / 120, -1 / 6, 1].reduce<Tensor>(
    (total, coefficient) => a.add(a.mul(total, square), coefficient),
    a.mul(square, -1 / 39916800),
  );
  const far = a.where(near, 1, angle);
  return a.where(near, series, a.div(a.sin(far), far));
}

/** 0 below 0, 1 above it, `at0` there. */
export const heaviside = (x: TensorLike, at0: TensorLike): Tensor =>
  a.where(a.isnan(x), NaN, a.where(a.eq(x, 0), at0, a.where(a.lt(x, 0), 0, 1)));

export interface NanToNumOptions {
  readonly nan?: number;
  readonly posinf?: number;
  readonly neginf?: number;
}
/** NaN by 0 and infinities by the greatest finite numbers, or by what is given. */
export function nanToNum(x: TensorLike, options: NanToNumOptions = {}): Tensor {
  const y = asTensor(x);
  if (!isFloating(y.dtype)) return y;
  const greatest = y.dtype === "float64" ? Number.MAX_VALUE : (2 - 2 ** -23) * 2 ** 127;
  const { nan = 0, posinf = greatest, neginf = -greatest } = options;
  const finite = a.where(a.isnan(y), nan, y);
  return a.where(a.eq(y, Infinity), posinf, a.where(a.eq(y, -Infinity), neginf, finite));
}

/** a to the power of b in floating numbers. */
export const floatPower = (x: TensorLike, y: TensorLike): Tensor => a.pow(floatingOf(asTensor(x)), y);
/** The whole quotient and the remainder: a = q b + r. */
export const divmod = (x: TensorLike, y: TensorLike): [quotient: Tensor, remainder: Tensor] => [
  floorDivide(x, y),
  a.mod(x, y),
];
/** The fraction and the whole part of x, both with its sign. */
export function modf(x: TensorLike): [fraction: Tensor, whole: Tensor] {
  const y = floatingOf(asTensor(x));
  const whole = trunc(y);
  const fraction = a.where(isinf(y), 0, a.sub(a.where(isinf(y), 0, y), a.where(isinf(y), 0, whole)));
  return [copysign(fraction, y), whole];
}

export interface CloseOptions {
  /** Relative to |b|; 1e-5 unless told. */
  readonly rtol?: number;
  /** Absolute; 1e-8 unless told. */
  readonly atol?: number;
  readonly equalNan?: boolean;
}
/** Where |a - b| <= atol + rtol |b|, or both are the same infinity. */
export function isclose(x: TensorLike, y: TensorLike, options: CloseOptions = {}): Tensor {
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  const [u, v] = [floatingOf(asTensor(x)), floatingOf(asTensor(y))];
  const within = a.le(a.abs(a.sub(u, v)), a.add(a.mul(a.abs(v), rtol), atol));
  const close = a.logicalOr(a.eq(u, v), a.logicalAnd(within, a.isfinite(v)));
  return equalNan ? a.logicalOr(close, a.logicalAnd(a.isnan(u), a.isnan(v))) : close;
}
/** Whether all are close, a bool scalar. */
export const allclose = (x: TensorLike, y: TensorLike, options: CloseOptions = {}): Tensor =>
  all(isclose(x, y, options));
/** Whether shapes and elements are equal, a bool scalar. */
export function arrayEqual(x: TensorLike, y: TensorLike): Tensor {
  const [u, v] = [asTensor(x), asTensor(y)];
  const alike = u.ndim === v.ndim && u.shape.every((size, i) => size === v.shape[i]);
  return alike ? all(a.eq(u, v)) : filled([], "bool", 0);
}
