/** The gamma function and its logarithmic derivatives, one number at a time in double precision. */
import { power } from "./power-series.ts";

/** B_2k / (2k (2k - 1)), the coefficients of Stirling's series. Source: Abramowitz & Stegun 6.1.40 */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];
/** B_2k. */
const bernoulli = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
  43867 / 798,
  -174611 / 330,
];
const EULER = 0.5772156649015329;
const HALF_LOG_TWO_PI = 0.9189385332046728;

/** What ln Gamma(x) has beyond (x - 1/2) ln x - x + ln(2 pi) / 2, for x from 10 on. */
export function stirlingRest(x: number): number {
  const w = 1 / (x * x);
  return stirling.reduceRight((total, c) => total * w + c, 0) / x;
}

/** sin(pi x), exact at whole x. */
function sinPi(x: number): number {
  const r = x - 2 * Math.round(x / 2);
  return Math.abs(r) > 0.5 ? Math.sin(Math.PI * (Math.sign(r) - r)) : Math.sin(Math.PI * r);
}

/** zeta(k) - 1 over k, k from 2 on: the Taylor series of ln Gamma at 2. */
const atTwo = Array.from({ length: 32 }, (_, i) => ((i % 2 === 0 ? 1 : -1) * zeta(i + 2, 2)) / (i + 2));

/** ln Gamma(2 + z) for |z| up to a half, with its relative digits where it is near 0. */
function lgammaNearTwo(z: number): number {
  return z * (1 - EULER + z * atTwo.reduceRight((total, c) => total * z + c, 0));
}

/** ln Gamma(1 + z), with its relative digits for small z. */
export function lgammaOnePlus(z: number): number {
  return Math.abs(z) <= 0.5 ? lgammaNearTwo(z) - Math.log1p(z) : lgamma(1 + z);
}

/** ln |Gamma(x)|; infinite at 0 and the negative whole numbers. */
export function lgamma(x: number): number {
  if (x !== x || Math.abs(x) === Infinity) return x * x;
  if (x <= 0 && Number.isInteger(x)) return Infinity;
  if (Math.abs(x) < 0.5) return lgammaNearTwo(x) - Math.log1p(x) - Math.log(Math.abs(x));
  if (x < 0) return Math.log(Math.PI / Math.abs(sinPi(x))) - lgamma(1 - x);
  if (x <= 1.5) return lgammaNearTwo(x - 1) - Math.log(x);
  if (x < 12) {
    let product = 1;
    let at = x;
    while (at > 2.5) product *= --at;
    return Math.log(product) + lgammaNearTwo(at - 2);
  }
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingRest(x);
}

/** The sign of Gamma(x); NaN at its poles. */
export function gammaSign(x: number): number {
  if (x > 0) return 1;
  if (x === 0) return 1 / x > 0 ? 1 : -1;
  return Number.isInteger(x) || x !== x ? NaN : Math.floor(x) % 2 === 0 ? 1 : -1;
}

/** Gamma(x); NaN at the negative whole numbers, signed infinity at 0. */
export function gamma(x: number): number {
  if (x === 0) return 1 / x;
  if (x !== x || x === Infinity) return x;
  if (x < 0) {
    if (Number.isInteger(x) || x === -Infinity) return NaN;
    return x < -170 ? gammaSign(x) * Math.exp(lgamma(x)) : Math.PI / (sinPi(x) * gamma(1 - x));
  }
  if (x < 12) {
    if (x < 0.5) return gamma(1 + x) / x;
    let product = 1;
    let at = x;
    while (at > 2) product *= --at;
    return product * (at === 1 || at === 2 ? 1 : Math.exp(lgamma(at)));
  }
  if (x > 171.7) return Infinity;
  if (Number.isInteger(x) && x <= 23) {
    let product = 1;
    for (let at = 2; at < x; at++) product *= at;
    return product;
  }
  // In two halves: x^x alone would overflow before Gamma(x) does.
  const half = Math.pow(x, x / 2 - 0.25);
  return half * Math.exp(-x) * half * Math.sqrt(2 * Math.PI) * Math.exp(stirlingRest(x));
}

/** The derivative of ln Gamma. */
export function digamma(x: number): number {
  if (x !== x || x === Infinity) return x;
  if (x === 0) return -1 / x;
  if (x < 0) {
    if (Number.isInteger(x) || x === -Infinity) return NaN;
    const r = x - Math.round(x);
    return digamma(1 - x) - Math.PI / Math.tan(Math.PI * r);
  }
  let below = 0;
  let at = x;
  for (; at < 12; at++) below += 1 / at;
  const w = 1 / (at * at);
  const rest = bernoulli.reduceRight((total, b, k) => total * w + b / (2 * k + 2), 0) * w;
  return Math.log(at) - 0.5 / at - rest - below;
}

/** The n-th derivative of digamma, n from 1 on. */
export function polygamma(n: number, x: number): number {
  return (n % 2 === 1 ? 1 : -1) * gamma(n + 1) * zeta(n + 1, x);
}

/** The k-th derivative of ln Gamma. */
export function lgammaDerivative(k: number, x: number): number {
  return k === 0 ? lgamma(x) : k === 1 ? digamma(x) : polygamma(k - 1, x);
}

/**
 * Hurwitz' zeta, the sum of (q + k)^-s over k from 0, by Euler and Maclaurin's formula; s > 1. A negative q needs a whole s and is
 * summed term by term (NaN below -1e6).
 * Source: Johansson 2015, "Rigorous high-precision computation of the Hurwitz zeta function"
 */
export function zeta(s: number, q: number): number {
  if (!(s >= 1) || q !== q) return NaN;
  if (s === 1) return Infinity;
  if (q === Infinity) return 0;
  if (q <= 0 && Number.isInteger(q)) return Infinity;
  if (q < -1e6 || (q < 0 && !Number.isInteger(s))) return NaN;
  if (s === Infinity) return q > 1 ? 0 : q === 1 ? 1 : Infinity;
  let total = 0;
  let at = q;
  for (; at < 12; at++) {
    const term = Math.pow(at, -s);
    total += term;
    if (at > 1 && term < 1e-18 * total) return total;
  }
  const last = Math.pow(at, -s);
  total += (at * last) / (s - 1) + last / 2;
  let factor = (s * last) / at;
  for (let j = 0; j < bernoulli.length; j++) {
    const term = (bernoulli[j] * factor) / factorial(2 * j + 2);
    total += term;
    if (Math.abs(term) < 1e-18 * Math.abs(total)) break;
    factor *= ((s + 2 * j + 1) * (s + 2 * j + 2)) / (at * at);
  }
  return total;
}

/** The m-th derivative of zeta in s, by the same formula on power series in s; q > 0. */
export function zetaInS(m: number, s: number, q: number): number {
  if (m === 0) return zeta(s, q);
  if (!(s > 1) || !(q > 0)) return NaN;
  const { constant, variable, add, mul, div, exp, scale, derivative } = power(m, 0);
  const ahead = Math.max(0, Math.ceil(16 - q));
  const at = q + ahead;
  const minusS = scale(variable("a", s), -1);
  const toMinusS = (base: number) => exp(scale(minusS, Math.log(base)));
  let total = constant(0);
  for (let k = 0; k < ahead; k++) total = add(total, toMinusS(q + k));
  const last = toMinusS(at);
  total = add(total, add(div(scale(last, at), variable("a", s - 1)), scale(last, 0.5)));
  let factor = scale(mul(last, variable("a", s)), 1 / at);
  for (let j = 0; j < bernoulli.length; j++) {
    total = add(total, scale(factor, bernoulli[j] / factorial(2 * j + 2)));
    factor = scale(
      mul(factor, mul(variable("a", s + 2 * j + 1), variable("a", s + 2 * j + 2))),
      1 / (at * at),
    );
  }
  return derivative(total);
}

function factorial(n: number): number {
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}

/** ln B(a, b) of positive a and b, without the cancellation of three large logarithms; |B| where one is negative. */
export function betaln(a: number, b: number): number {
  const [p, q] = a < b ? [a, b] : [b, a];
  if (!(q >= 12) || !(p > 0) || q === Infinity) return lgamma(p) + lgamma(q) - lgamma(p + q);
  const gap = -(q - 0.5) * Math.log1p(p / q) + stirlingRest(q) - stirlingRest(p + q);
  if (p < 12) return lgamma(p) + gap - p * Math.log(p + q) + p;
  const share = p / (p + q);
  return (p - 0.5) * Math.log(share) - 0.5 * Math.log(p + q) + HALF_LOG_TWO_PI + stirlingRest(p) + gap;
}
