/** Elementwise functions: operands are promoted and broadcast, then bind. */
import { bind } from "../core/bind.ts";
import { isFloating } from "../core/dtype.ts";
import { DTypeError } from "../core/errors.ts";
import { broadcastShapes } from "../core/shape.ts";
import { filled, isTensor, type Tensor } from "../core/tensor.ts";
import * as p from "../primitives/arithmetic.ts";
import { convert } from "../primitives/convert.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { logaddexpP } from "../primitives/exponential.ts";
import { tanP } from "../primitives/trigonometric.ts";
import { asTensor } from "../transforms/leaf.ts";
import {
  binary,
  counting,
  floatingOf,
  floatingUnary,
  handedOn,
  paired,
  unary,
  type TensorLike,
} from "./promotion.ts";

export type { TensorLike } from "./promotion.ts";

/** a + b. */
export const add = counting("add", p.addP);
/** a - b. */
export const sub = counting("sub", p.subP);
/** a * b, element by element. */
export const mul = counting("mul", p.mulP);
/** a / b; integers become float32. */
export const div = binary("div", p.divP, true);
/** The remainder of a / b, with the sign of b. */
export const mod = counting("mod", p.modP);
/** The greater of two; NaN where either is NaN. Where they tie each takes half the gradient. */
export const maximum = binary("maximum", p.maximumP);
/** The smaller of two; NaN where either is NaN. Where they tie each takes half the gradient. */
export const minimum = binary("minimum", p.minimumP);
/** a = b, as bool. */
export const eq = binary("eq", p.eqP);
/** a is not b, as bool. */
export const ne = binary("ne", p.neP);
/** a < b, as bool. */
export const lt = binary("lt", p.ltP);
/** a <= b, as bool. */
export const le = binary("le", p.leP);
/** a > b, as bool. */
export const gt = binary("gt", p.gtP);
/** a >= b, as bool. */
export const ge = binary("ge", p.geP);

/** x to the power of a tensor or number; an integer exponent is exact, also at and below 0. */
export function pow(a: TensorLike, b: TensorLike): Tensor {
  if (typeof b === "number" && Number.isInteger(b)) {
    const x = asTensor(a);
    return handedOn(bind(p.integerPowP, [b < 0 ? floatingOf(x) : x], { exponent: b }), b < 0, a);
  }
  if (isTensor(a) && isTensor(b) && !isFloating(a.dtype) && !isFloating(b.dtype) && a.dtype !== "bool")
    return wholePower(...paired("pow", a, b));
  return handedOn(bind(p.powP, paired("pow", a, b, true), null), true, a, b);
}

/** Of whole numbers by whole numbers, wrapping in 32 bits; a negative exponent's fraction is cut off. */
function wholePower(base: Tensor, exponent: Tensor): Tensor {
  let result = filled(base.shape, base.dtype, 1);
  let [square, rest] = [base, abs(exponent)];
  for (let bit = 0; bit < 32; bit++) {
    result = where(eq(mod(rest, 2), 1), mul(result, square), result);
    rest = convert(div(convert(rest, "float64"), 2), rest.dtype);
    square = mul(square, square);
  }
  return where(lt(exponent, 0), where(eq(abs(base), 1), result, 0), result);
}

const negative = unary(p.negP);
/** -x; a truth value has no opposite sign: np.logicalNot turns it round. @throws DTypeError of bools */
export function neg(x: TensorLike): Tensor {
  const t = typeof x === "number" ? x : asTensor(x);
  if (isTensor(t) && t.dtype === "bool")
    throw new DTypeError('neg: of bool; use np.logicalNot(x), or convert it: x.astype("int32").');
  return negative(t);
}
/** |x|; its derivative at 0 is 0. */
export const abs = unary(p.absP);
/** -1, 0 or 1. */
export const sign = unary(p.signP);
/** The greatest whole number not above x. */
export const floor = unary(p.floorP);
/** The least whole number not below x. */
export const ceil = unary(p.ceilP);
/** The nearest multiple of 10^-decimals; halves go to the even one. */
export function round(x: TensorLike, decimals = 0): Tensor {
  if (decimals === 0) return whole(x);
  const scale = 10 ** Math.abs(decimals);
  return decimals > 0 ? div(whole(mul(x, scale)), scale) : mul(whole(div(x, scale)), scale);
}
const whole = unary(p.roundP);
/** max(0, x); its derivative at 0 is 0. */
export const relu = unary(p.reluP);
/** e to the power of x. */
export const exp = floatingUnary(p.expP);
/** e^x - 1, exact near 0. */
export const expm1 = floatingUnary(p.expm1P);
/** The natural logarithm. */
export const log = floatingUnary(p.logP);
/** ln(1 + x), exact near 0. */
export const log1p = floatingUnary(p.log1pP);
/** The square root. */
export const sqrt = floatingUnary(p.sqrtP);
/** The sine of radians. */
export const sin = floatingUnary(p.sinP);
/** The cosine of radians. */
export const cos = floatingUnary(p.cosP);
/** The tangent of radians. */
export const tan = floatingUnary(tanP);
/** The hyperbolic tangent. */
export const tanh = floatingUnary(p.tanhP);
/** 1 / (1 + e^-x), without overflow. */
export const sigmoid = floatingUnary(p.logisticP);
/** The error function. */
export const erf = floatingUnary(p.erfP);
/** The inverse of erf. */
export const erfInv = floatingUnary(p.erfInvP);
/** x^2. */
export const square = (x: TensorLike): Tensor => pow(x, 2);

/** Values of `a` where the condition holds, of `b` elsewhere. */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  const c = convert(asTensor(condition), "bool");
  const [x, y] = paired("where", a, b);
  const shape = broadcastShapes("where", c.shape, x.shape);
  const chosen = bind(p.selectP, [broadcastTo(c, shape), broadcastTo(x, shape), broadcastTo(y, shape)], null);
  return handedOn(chosen, false, a, b);
}

/** x, kept between two bounds; null is no bound. */
export function clip(x: TensorLike, low: TensorLike | null = null, high: TensorLike | null = null): Tensor {
  const above = low === null ? asTensor(x) : maximum(x, low);
  return high === null ? above : minimum(above, high);
}

/** Where x is not a number. */
export const isnan = (x: TensorLike): Tensor => ne(x, x);
/** Where x is neither infinite nor NaN. */
export const isfinite = (x: TensorLike): Tensor => lt(abs(x), Infinity);
/** Both, of bools. */
export const logicalAnd = (a: TensorLike, b: TensorLike): Tensor => where(a, ne(b, 0), false);
/** Either, of bools. */
export const logicalOr = (a: TensorLike, b: TensorLike): Tensor => where(a, true, ne(b, 0));
/** The opposite, of bools. */
export const logicalNot = (x: TensorLike): Tensor => eq(x, 0);

/** ln(e^a + e^b), shifted by the greater so that it cannot overflow. */
export const logaddexp = binary("logaddexp", logaddexpP, true);
