/** Special functions, as SciPy names them: the public `special`. */
import { bind } from "../core/bind.ts";
import { SlopeError } from "../core/errors.ts";
import type { Primitive } from "../core/primitive.ts";
import { isTensor, type Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { besselIeP, besselIP } from "../primitives/bessel.ts";
import * as p from "../primitives/special.ts";

import { together } from "./operands.ts";

export { erf, erfInv, sigmoid as expit } from "../numpy/operations.ts";

/** Binds operands of one shape; traced numbers among themselves stay weak. */
function bound<P>(op: string, primitive: Primitive<P>, params: P, ...xs: readonly TensorLike[]): Tensor {
  const operands = together(op, ...xs);
  const y = bind(primitive, operands, params);
  const isWeak = (x: TensorLike) =>
    typeof x === "number" || typeof x === "boolean" || (isTensor(x) && x.weak !== null);
  if (y.trace !== null && xs.every(isWeak)) y.becomeWeak("fraction");
  return y;
}

const unary =
  (primitive: Primitive<null>) =>
  (x: TensorLike): Tensor =>
    bound(primitive.name, primitive, null, x);
const binary =
  (primitive: Primitive<null>) =>
  (x: TensorLike, y: TensorLike): Tensor =>
    bound(primitive.name, primitive, null, x, y);

/** 1 - erf(x), with all its digits in the tail. */
export const erfc = unary(p.erfcP);
/** e^(x^2) erfc(x), which does not underflow. */
export const erfcx = unary(p.erfcxP);
/** The inverse of erfc. */
export const erfcInv = unary(p.erfcInvP);
/** ln |gamma(x)|; Infinity at 0 and the negative whole numbers. */
export const lgamma = unary(p.lgammaP);
/** The other name of lgamma. */
export const gammaln = (x: TensorLike): Tensor => lgamma(x);
/** The sign of gamma(x); NaN at its poles. */
export const gammaSign = unary(p.gammaSignP);
/** gamma(x); NaN at the negative whole numbers. */
export const gamma = unary(p.gammaP);
/** The derivative of lgamma. */
export const digamma = (x: TensorLike): Tensor => polygamma(0, x);

/**
 * The n-th derivative of digamma.
 * @param n whole number from 0 on
 */
export function polygamma(n: number, x: TensorLike): Tensor {
  if (!Number.isInteger(n) || n < 0)
    throw new SlopeError(`special.polygamma: n is a whole number from 0 on, found ${n}.`);
  return bound("polygamma", p.polygammaP, { n }, x);
}

/**
 * Hurwitz' zeta: the sum of (q + k)^-s over k = 0, 1, ...; differentiable in both. A negative q takes a whole s.
 * @param s above 1; Infinity at 1, NaN below
 * @param q default 1, which is Riemann's zeta
 */
export const zeta = (s: TensorLike, q: TensorLike = 1): Tensor => bound("zeta", p.zetaP, { m: 0 }, s, q);

/** ln |B(a, b)| of the beta function, without the cancellation of lgamma(a) + lgamma(b) - lgamma(a + b). */
export const betaln = binary(p.betalnP);

/** The beta function gamma(a) gamma(b) / gamma(a + b). */
export const beta = (a: TensorLike, b: TensorLike): Tensor =>
  np.mul(np.mul(np.mul(gammaSign(a), gammaSign(b)), gammaSign(np.add(a, b))), np.exp(betaln(a, b)));

/** P(a, x): the share of the gamma integral below x; derivatives in both, by a from the series itself. Source: DLMF 8.2 */
export const gammainc = (a: TensorLike, x: TensorLike): Tensor =>
  bound("gammainc", p.gammaincP, { m: 0 }, a, x);

/** Q(a, x) = 1 - P(a, x), with all its digits in the tail. */
export const gammaincc = (a: TensorLike, x: TensorLike): Tensor =>
  bound("gammaincc", p.gammainccP, { m: 0 }, a, x);

/** I_x(a, b): the share of the beta integral below x; derivatives in all three. Source: DLMF 8.17 */
export const betainc = (a: TensorLike, b: TensorLike, x: TensorLike): Tensor =>
  bound("betainc", p.betaincP, { m: 0, n: 0 }, a, b, x);

/**
 * ln of the multivariate gamma function.
 * @param d the dimension, a whole number from 1 on; a must be above (d - 1) / 2
 */
export function multigammaln(a: TensorLike, d: number): Tensor {
  if (!Number.isInteger(d) || d < 1)
    throw new SlopeError(`special.multigammaln: d is a whole number from 1 on, found ${d}.`);
  const terms = Array.from({ length: d }, (_, j) => lgamma(np.sub(a, j / 2)));
  return terms.reduce((sum, term) => np.add(sum, term)).add((d * (d - 1) * Math.log(Math.PI)) / 4);
}

/** ln of n over k, for 0 <= k <= n, whole or not. */
export const logBinomial = (n: TensorLike, k: TensorLike): Tensor =>
  np.neg(np.add(np.log1p(n), betaln(np.add(np.sub(n, k), 1), np.add(k, 1))));

/** n over k, for 0 <= k <= n, whole or not. */
export const binom = (n: TensorLike, k: TensorLike): Tensor => np.exp(logBinomial(n, k));

/** x ln y, and 0 where x is 0, whatever y is. */
export const xlogy = binary(p.xlogyP);

/** x ln(1 + y), and 0 where x is 0. */
export const xlog1py = binary(p.xlog1pyP);

/** -x ln x: what each chance adds to an entropy; 0 at 0, -Infinity below. */
export const entr = unary(p.entrP);

/** x ln(x / y): what each pair adds to a divergence; 0 where x is 0, Infinity where only y is, or one is negative. */
export const relEntr = binary(p.relEntrP);

/** x ln(x / y) - x + y, which is never negative. */
export const klDiv = (x: TensorLike, y: TensorLike): Tensor => np.add(np.sub(relEntr(x, y), x), y);

/** ln(p / (1 - p)), the inverse of the sigmoid. */
export const logit = unary(p.logitP);

/** The chance that a standard normal lies below x, with all its digits in the tail. */
export const ndtr = (x: TensorLike): Tensor => np.mul(erfc(np.div(np.neg(x), Math.SQRT2)), 0.5);

/** The inverse of ndtr. */
export const ndtri = (p: TensorLike): Tensor => np.mul(erfcInv(np.mul(p, 2)), -Math.SQRT2);

/** ln ndtr(x), which does not underflow. */
export const logNdtr = unary(p.logNdtrP);

/** The modified Bessel function of order 0. */
export const i0 = (x: TensorLike): Tensor => bound("i0", besselIP, { n: 0 }, x);
/** e^-|x| i0(x), which does not overflow. */
export const i0e = (x: TensorLike): Tensor => bound("i0e", besselIeP, { n: 0 }, x);
/** The modified Bessel function of order 1. */
export const i1 = (x: TensorLike): Tensor => bound("i1", besselIP, { n: 1 }, x);
/** e^-|x| i1(x). */
export const i1e = (x: TensorLike): Tensor => bound("i1e", besselIeP, { n: 1 }, x);

/** sin(pi x) / (pi x), and 1 at 0. */
export const sinc = (x: TensorLike): Tensor => bound("sinc", p.sincP, { n: 0 }, x);
