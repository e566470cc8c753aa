/** The Bessel functions I_n and sin(pi x) / (pi x), each a family that is closed under the derivative. */
import { bind } from "../core/bind.ts";
import type { Primitive } from "../core/primitive.ts";
import { filled, type Tensor } from "../core/tensor.ts";
import { add, mul, sign, sub } from "./arithmetic.ts";
import { elementwise } from "./elementwise.ts";

interface Order {
  readonly n: number;
}

/** The modified Bessel function of a whole order: its derivative is the mean of its neighbours, also at 0. */
export const besselIP: Primitive<Order> = elementwise<Order>("besselI", 1, {
  dtype: "floating",
  maths: { value: "I_n(x)", partials: [String.raw`\tfrac{1}{2} (I_{n-1}(x) + I_{n+1}(x))`] },
  domain: [[-4, 4]],
  params: [{ n: 0 }, { n: 1 }, { n: 2 }],
  value: (x, _b, _c, { n }) => besselI(n, x),
  partials: [([x], _y, { n }) => neighbours(besselIP, x, n)],
});

/** e^-|x| I_n(x), which does not overflow. */
export const besselIeP: Primitive<Order> = elementwise<Order>("besselIe", 1, {
  dtype: "floating",
  maths: {
    value: "e^{-|x|} I_n(x)",
    partials: [String.raw`\tfrac{1}{2} (y_{n-1} + y_{n+1}) - \operatorname{sign}(x)\, y`],
  },
  domain: [[0.2, 4]],
  params: [{ n: 0 }, { n: 1 }, { n: 2 }],
  value: (x, _b, _c, { n }) => besselIe(n, x),
  partials: [([x], y, { n }) => sub(neighbours(besselIeP, x, n), mul(sign(x), y))],
});

function neighbours(p: Primitive<Order>, x: Tensor, n: number): Tensor {
  if (n === 0) return bind(p, [x], { n: 1 });
  const both = add(bind(p, [x], { n: n - 1 }), bind(p, [x], { n: n + 1 }));
  return mul(filled(x.shape, x.dtype, 0.5), both);
}

function besselI(n: number, x: number): number {
  const a = Math.abs(x);
  // In two halves: e^a alone overflows before I_n does.
  const half = Math.exp(a / 2);
  if (half === Infinity) return x < 0 && n % 2 === 1 ? -Infinity : Infinity;
  return a < 40 ? power(n, x) : besselIe(n, x) * half * half;
}

function besselIe(n: number, x: number): number {
  const a = Math.abs(x);
  if (a < 40) return power(n, x) * Math.exp(-a);
  if (a === Infinity) return 0;
  const sign = x < 0 && n % 2 === 1 ? -1 : 1;
  return (sign * asymptotic(n, a)) / Math.sqrt(2 * Math.PI * a);
}

/** The power series; all its terms have one sign, so that nothing cancels. */
function power(n: number, x: number): number {
  let term = 1;
  for (let k = 1; k <= n; k++) term *= x / (2 * k);
  let total = term;
  for (let k = 1; Math.abs(term) > 1e-18 * Math.abs(total); k++) {
    term *= (x * x) / 4 / (k * (k + n));
    total += term;
  }
  return total;
}

/** Source: Abramowitz & Stegun 9.7.1 */
function asymptotic(n: number, x: number): number {
  let term = 1;
  let total = 1;
  for (let k = 1; k < 60; k++) {
    const next = (-term * (4 * n * n - (2 * k - 1) ** 2)) / (8 * k * x);
    if (Math.abs(next) >= Math.abs(term) && k > n) break;
    term = next;
    total += term;
    if (Math.abs(term) < 1e-18) break;
  }
  return total;
}

/** The n-th derivative of sin(pi x) / (pi x). */
export function sinc(n: number, x: number): number {
  const t = Math.PI * x;
  if (Math.abs(t) < n + 1) return Math.PI ** n * sincSeries(n, t);
  // From t s = sin t, n times differentiated: t s_n + n s_(n-1) = sin_n. The reduction keeps whole x exact.
  const r = x - 2 * Math.round(x / 2);
  let value = 0;
  for (let k = 0; k <= n; k++) value = (turned(k, Math.PI * r, r) - k * value) / t;
  return Math.PI ** n * value;
}

/** The k-th derivative of the sine at angle = pi r. */
function turned(k: number, angle: number, r: number): number {
  const even = Math.abs(r) === 1 ? 0 : Math.sin(angle);
  return [even, Math.cos(angle), -even, -Math.cos(angle)][k % 4];
}

/** The sum of (-1)^k t^(2k) / (2k + 1)!, n times differentiated. */
function sincSeries(n: number, t: number): number {
  let total = 0;
  for (let k = Math.ceil(n / 2); k < Math.ceil(n / 2) + 20; k++) {
    let term = k % 2 === 0 ? 1 : -1;
    // t^(2k - n) / (2k - n)!, and the 2k + 1 of (2k + 1)! that differentiation leaves.
    for (let i = 1; i <= 2 * k - n; i++) term *= t / i;
    total += term / (2 * k + 1);
  }
  return total;
}
