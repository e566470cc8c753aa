/**
 * The incomplete gamma and beta functions with their derivatives in the shape parameters: the classical series and continued
 * fractions, evaluated on power series in those parameters, so that every derivative has the digits of the value.
 * Source: Press et al. 2007, "Numerical recipes", sections 6.2 and 6.4; Moore 1982, algorithm AS 187, for the idea
 */
import { betaln, lgammaDerivative, lgammaOnePlus, stirlingRest } from "./gamma.ts";
import { power, type Algebra, type Series } from "./power-series.ts";

const TINY = 1e-17;
/** A factor this near 1 ends a continued fraction. */
const CLOSE = 3e-16;
const MOST_TERMS = 1_000_000;

/** The m-th derivative in a of P(a, x), the regularised lower incomplete gamma function. */
export function gammainc(a: number, x: number, m: number): number {
  if (!(a >= 0 && x >= 0)) return NaN;
  if (a === 0 || x === 0 || x === Infinity)
    return m > 0 ? 0 : x === 0 ? (a === 0 ? NaN : 0) : a === 0 || a < Infinity ? 1 : NaN;
  if (a === Infinity) return 0;
  const algebra = power(m, 0);
  if (isSmall(a, x)) return algebra.derivative(complement(algebra, smallUpper(algebra, a, x)));
  if (x > a + 1) return algebra.derivative(complement(algebra, upper(algebra, a, x)));
  return algebra.derivative(lower(algebra, a, x));
}

/** The m-th derivative in a of Q(a, x) = 1 - P(a, x), with its own digits where it is small. */
export function gammaincc(a: number, x: number, m: number): number {
  if (!(a >= 0 && x >= 0)) return NaN;
  if (a === 0 || x === 0 || x === Infinity || a === Infinity) {
    const p = gammainc(a, x, m);
    return m > 0 ? -p : 1 - p;
  }
  const algebra = power(m, 0);
  if (isSmall(a, x)) return algebra.derivative(smallUpper(algebra, a, x));
  if (x > a + 1) return algebra.derivative(upper(algebra, a, x));
  return algebra.derivative(complement(algebra, lower(algebra, a, x)));
}

/** The m-th derivative in a of the gamma density x^(a - 1) e^-x / Gamma(a). */
export function gammaDensity(a: number, x: number, m: number): number {
  if (!(a > 0 && x >= 0)) return NaN;
  if (x === 0) return a > 1 ? 0 : a === 1 && m === 0 ? 1 : m % 2 === 0 ? Infinity : -Infinity;
  if (x === Infinity) return 0;
  const algebra = power(m, 0);
  return algebra.derivative(
    algebra.scale(algebra.mul(front(algebra, a, x), algebra.variable("a", a)), 1 / x),
  );
}

/** Where P is nearly 1 although x is small: Q has digits only when it is summed for itself (as in Cephes). */
function isSmall(a: number, x: number): boolean {
  return x <= 0.5 ? -0.4 / Math.log(x) >= a : x <= 1.1 && x * 1.1 >= a;
}

function complement(algebra: Algebra, y: Series): Series {
  return algebra.sub(algebra.constant(1), y);
}

/** x^a e^-x / Gamma(a + 1). */
function front(algebra: Algebra, a: number, x: number): Series {
  const logX = Math.log(x);
  return algebra.exp(
    algebra.taylor((i) => (i === 0 ? logFront(a, x) : (i === 1 ? logX : 0) - lgammaDerivative(i, a + 1))),
  );
}

/** Its logarithm; for a large a the large terms are cancelled on paper. */
function logFront(a: number, x: number): number {
  if (a < 12) return a * Math.log(x) - x - lgammaOnePlus(a);
  const far = Math.abs(x - a) > 0.4 * a;
  const powers = far ? a * Math.log(x / a) - (x - a) : a * logOnePlusLess((x - a) / a);
  return powers - 0.5 * Math.log(2 * Math.PI * a) - stirlingRest(a);
}

/** ln(1 + u) - u for |u| up to 0.4. */
function logOnePlusLess(u: number): number {
  // With r = u / (2 + u), ln(1 + u) = 2 (r + r^3 / 3 + r^5 / 5 ...) and 2 r - u = -r u.
  const r = u / (2 + u);
  let total = 0;
  for (let n = 41; n >= 3; n -= 2) total = (total + 1 / n) * r * r;
  return r * (2 * total - u);
}

function lower(algebra: Algebra, a: number, x: number): Series {
  let term = algebra.constant(1);
  let total = term;
  for (let n = 1; n < MOST_TERMS; n++) {
    term = algebra.div(algebra.scale(term, x), algebra.variable("a", a + n));
    total = algebra.add(total, term);
    if (n > x - a && term.every((t, k) => Math.abs(t) <= TINY * Math.abs(total[k]))) break;
  }
  return algebra.mul(front(algebra, a, x), total);
}

/** Legendre's continued fraction by Lentz' method. */
function upper(algebra: Algebra, a: number, x: number): Series {
  const { add, mul, div, scale, variable, constant } = algebra;
  const one = constant(1);
  const negative = scale(variable("a", a), -1);
  let b = add(constant(x + 1), negative);
  let c: Series | null = null;
  let d = div(one, b);
  let total = d;
  for (let i = 1; i < MOST_TERMS; i++) {
    const numerator = scale(add(constant(i), negative), -i);
    b = add(b, constant(2));
    d = div(one, add(mul(numerator, d), b));
    c = c === null ? b : add(b, div(numerator, c));
    const factor = mul(c, d);
    total = mul(total, factor);
    if (converged(factor)) break;
  }
  return mul(mul(front(algebra, a, x), variable("a", a)), total);
}

/** Q = -expm1(a ln x - ln Gamma(a + 1)) - x^a / Gamma(a + 1) * sum of a (-x)^n / (n! (a + n)). */
function smallUpper(algebra: Algebra, a: number, x: number): Series {
  const { exp, mul, div, scale, add, variable, constant, taylor } = algebra;
  const logX = Math.log(x);
  const exponent = taylor((i) =>
    i === 0 ? a * logX - lgammaOnePlus(a) : (i === 1 ? logX : 0) - lgammaDerivative(i, a + 1),
  );
  const whole = exp(exponent);
  const less = whole.slice();
  less[0] = Math.expm1(exponent[0]);
  let term = 1;
  let total = constant(0);
  for (let n = 1; n < 40; n++) {
    term *= -x / n;
    total = add(total, scale(div(variable("a", a), variable("a", a + n)), term));
  }
  return scale(add(less, mul(whole, total)), -1);
}

function converged(factor: Series): boolean {
  return factor.every((value, k) => Math.abs(k === 0 ? value - 1 : value) < CLOSE);
}

/** The derivative of orders m in a and n in b of I_x(a, b), the regularised incomplete beta function. */
export function betainc(a: number, b: number, x: number, m: number, n: number): number {
  if (!(a >= 0 && b >= 0 && a + b > 0 && x >= 0 && x <= 1)) return NaN;
  if (x === 0 || x === 1) return m + n > 0 ? 0 : x;
  // All the mass is at one end.
  if (a === 0 || b === 0) return m + n === 0 && a === 0 ? 1 : 0;
  const algebra = power(m, n);
  const { mul, div, variable, derivative } = algebra;
  const [p, q] = [variable("a", a), variable("b", b)];
  const head = betaFront(algebra, a, b, x);
  if (x < (a + 1) / (a + b + 2)) return derivative(div(mul(head, betaFraction(algebra, p, q, x)), p));
  return derivative(complement(algebra, div(mul(head, betaFraction(algebra, q, p, 1 - x)), q)));
}

/** The derivative of orders m in a and n in b of the beta density. */
export function betaDensity(a: number, b: number, x: number, m: number, n: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return NaN;
  if (x === 0 || x === 1) {
    const exponent = x === 0 ? a : b;
    return exponent > 1 ? 0 : exponent === 1 && m + n === 0 ? a + b - 1 : NaN;
  }
  const algebra = power(m, n);
  return algebra.derivative(algebra.scale(betaFront(algebra, a, b, x), 1 / (x * (1 - x))));
}

/** x^a (1 - x)^b / B(a, b). */
function betaFront(algebra: Algebra, a: number, b: number, x: number): Series {
  return algebra.exp(
    algebra.taylor((i, j) => {
      if (i + j === 0) return logBetaFront(a, b, x);
      const total = lgammaDerivative(i + j, a + b);
      if (j === 0) return total - lgammaDerivative(i, a) + (i === 1 ? Math.log(x) : 0);
      if (i === 0) return total - lgammaDerivative(j, b) + (j === 1 ? Math.log1p(-x) : 0);
      return total;
    }),
  );
}

function logBetaFront(a: number, b: number, x: number): number {
  const gap = x * b - (1 - x) * a;
  if (Math.min(a, b) < 12 || Math.abs(gap) > 0.4 * Math.min(a, b))
    return a * Math.log(x) + b * Math.log1p(-x) - betaln(a, b);
  const rests = stirlingRest(a + b) - stirlingRest(a) - stirlingRest(b);
  const spread = 0.5 * Math.log(((a / (a + b)) * b) / (2 * Math.PI));
  return a * logOnePlusLess(gap / a) + b * logOnePlusLess(-gap / b) + spread + rests;
}

/** The continued fraction 26.5.8 of Abramowitz & Stegun by Lentz' method. */
function betaFraction(algebra: Algebra, a: Series, b: Series, x: number): Series {
  const { add, sub, mul, div, scale, constant } = algebra;
  const one = constant(1);
  const both = add(a, b);
  const plus = (s: Series, k: number) => add(s, constant(k));
  let c = one;
  let d = div(one, sub(one, scale(div(both, plus(a, 1)), x)));
  let total = d;
  for (let k = 1; k < MOST_TERMS; k++) {
    const even = div(scale(sub(b, constant(k)), k * x), mul(plus(a, 2 * k - 1), plus(a, 2 * k)));
    d = div(one, add(one, mul(even, d)));
    c = add(one, div(even, c));
    total = mul(total, mul(c, d));
    const odd = div(scale(mul(plus(a, k), plus(both, k)), -x), mul(plus(a, 2 * k), plus(a, 2 * k + 1)));
    d = div(one, add(one, mul(odd, d)));
    c = add(one, div(odd, c));
    const factor = mul(c, d);
    total = mul(total, factor);
    if (converged(factor)) break;
  }
  return total;
}
