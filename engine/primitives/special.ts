/** Special functions as elementwise primitives; their numbers come from erf.ts, gamma.ts and incomplete.ts. */
import { bind } from "../core/bind.ts";
import type { Primitive } from "../core/primitive.ts";
import { filled, type Tensor } from "../core/tensor.ts";
import { add, div, exp, log, log1pP, mul, neg, sub } from "./arithmetic.ts";
import { elementwise } from "./elementwise.ts";
import { sinc } from "./bessel.ts";
import { erfc, erfcInv, erfcx } from "./erf.ts";
import { betaln, digamma, gamma, gammaSign, lgamma, polygamma, zetaInS } from "./gamma.ts";
import { betaDensity, betainc, gammaDensity, gammainc, gammaincc } from "./incomplete.ts";

const like = (x: Tensor, value: number) => filled(x.shape, x.dtype, value);
const floating = { dtype: "floating" } as const;
const ROOT_PI = Math.sqrt(Math.PI);

export const erfcP: Primitive<null> = elementwise("erfc", 1, {
  ...floating,
  maths: {
    value: String.raw`\operatorname{erfc} x`,
    partials: [String.raw`-\tfrac{2}{\sqrt\pi}\, e^{-x^2}`],
  },
  value: erfc,
  partials: [([x]) => mul(like(x, -2 / ROOT_PI), exp(neg(mul(x, x))))],
});

export const erfcxP: Primitive<null> = elementwise("erfcx", 1, {
  ...floating,
  maths: {
    value: String.raw`e^{x^2} \operatorname{erfc} x`,
    partials: [String.raw`2 x y - \tfrac{2}{\sqrt\pi}`],
  },
  value: erfcx,
  partials: [([x], y) => sub(mul(mul(like(x, 2), x), y), like(x, 2 / ROOT_PI))],
});

export const erfcInvP: Primitive<null> = elementwise("erfcInv", 1, {
  ...floating,
  maths: {
    value: String.raw`\operatorname{erfc}^{-1} x`,
    partials: [String.raw`-\tfrac{\sqrt\pi}{2}\, e^{y^2}`],
  },
  domain: [[0.1, 1.9]],
  value: erfcInv,
  partials: [([x], y) => mul(like(x, -ROOT_PI / 2), exp(mul(y, y)))],
});

export const lgammaP: Primitive<null> = elementwise("lgamma", 1, {
  ...floating,
  maths: { value: String.raw`\ln |\Gamma(x)|`, partials: [String.raw`\psi(x)`] },
  domain: [[0.3, 6]],
  value: lgamma,
  partials: [([x]) => polygammaOf(x, 0)],
});

export const gammaP: Primitive<null> = elementwise("gamma", 1, {
  ...floating,
  maths: { value: String.raw`\Gamma(x)`, partials: [String.raw`\Gamma(x)\, \psi(x)`] },
  domain: [[0.6, 4]],
  value: gamma,
  partials: [([x], y) => mul(y, polygammaOf(x, 0))],
});

/** The n-th derivative of digamma; n = 0 is digamma itself. */
export const polygammaP: Primitive<{ n: number }> = elementwise<{ n: number }>("polygamma", 1, {
  ...floating,
  maths: { value: String.raw`\psi^{(n)}(x)`, partials: [String.raw`\psi^{(n+1)}(x)`] },
  domain: [[0.8, 6]],
  params: [{ n: 0 }, { n: 1 }, { n: 2 }],
  value: (x, _b, _c, { n }) => (n === 0 ? digamma(x) : polygamma(n, x)),
  partials: [([x], _y, { n }) => polygammaOf(x, n + 1)],
});

interface Order {
  /** How often it is differentiated by its first input. */
  readonly m: number;
}

/** The sum of (q + k)^-s over k, differentiated m times by s. */
export const zetaP: Primitive<Order> = elementwise<Order>("zeta", 2, {
  ...floating,
  maths: {
    value: String.raw`\zeta(s, q)`,
    partials: [String.raw`\partial_s \zeta`, String.raw`-s\, \zeta(s + 1, q)`],
  },
  domain: [
    [1.5, 5],
    [0.8, 6],
  ],
  params: [{ m: 0 }, { m: 1 }],
  value: (s, q, _c, { m }) => zetaInS(m, s, q),
  partials: [
    (inputs, _y, { m }) => bind(zetaP, inputs, { m: m + 1 }),
    // -s zeta(s + 1, q), by Leibniz' rule m times in s.
    ([s, q], _y, { m }) => {
      const next = (order: number) => bind(zetaP, [add(s, like(s, 1)), q], { m: order });
      const slope = neg(mul(s, next(m)));
      return m === 0 ? slope : sub(slope, mul(like(s, m), next(m - 1)));
    },
  ],
});

/** ln |B(a, b)|. */
export const betalnP: Primitive<null> = elementwise("betaln", 2, {
  ...floating,
  maths: {
    value: String.raw`\ln B(a, b)`,
    partials: [String.raw`\psi(a) - \psi(a + b)`, String.raw`\psi(b) - \psi(a + b)`],
  },
  domain: [
    [0.5, 6],
    [0.5, 6],
  ],
  value: betaln,
  partials: [
    ([a, b]) => sub(polygammaOf(a, 0), polygammaOf(add(a, b), 0)),
    ([a, b]) => sub(polygammaOf(b, 0), polygammaOf(add(a, b), 0)),
  ],
});

/** The sign of Gamma(x). */
export const gammaSignP: Primitive<null> = elementwise("gammaSign", 1, {
  ...floating,
  maths: { value: String.raw`\operatorname{sign} \Gamma(x)`, partials: ["0"] },
  domain: [[-0.9, -0.1]],
  value: gammaSign,
  partials: "zero",
});

/** x ln y, or x ln(1 + y); 0 where x is 0, whatever y is. */
function weightedLog(name: string, formula: string, shift: 0 | 1): Primitive<null> {
  const within = (y: Tensor) => (shift === 0 ? y : add(y, like(y, 1)));
  return elementwise(name, 2, {
    ...floating,
    maths: { value: `x ${formula}`, partials: [formula, shift === 0 ? "x / y" : "x / (1 + y)"] },
    domain: [
      [-2, 2],
      [0.3, 3],
    ],
    value: (x, y) => (x === 0 && y === y ? 0 : x * (shift === 0 ? Math.log(y) : Math.log1p(y))),
    partials: [([, y]) => (shift === 0 ? log(y) : bind(log1pP, [y], null)), ([x, y]) => div(x, within(y))],
  });
}
export const xlogyP = weightedLog("xlogy", String.raw`\ln y`, 0);
export const xlog1pyP = weightedLog("xlog1py", String.raw`\ln(1 + y)`, 1);

export const entrP: Primitive<null> = elementwise("entr", 1, {
  ...floating,
  maths: { value: String.raw`-x \ln x`, partials: [String.raw`-\ln x - 1`] },
  domain: [[0.2, 3]],
  value: (x) => (x === 0 ? 0 : x < 0 ? -Infinity : 0 - x * Math.log(x)),
  partials: [([x]) => sub(like(x, -1), log(x))],
});

export const relEntrP: Primitive<null> = elementwise("relEntr", 2, {
  ...floating,
  maths: { value: String.raw`x \ln(x / y)`, partials: [String.raw`\ln(x / y) + 1`, "-x / y"] },
  domain: [
    [0.2, 3],
    [0.2, 3],
  ],
  value: (x, y) => {
    if (x !== x || y !== y) return NaN;
    if (x === 0 && y >= 0) return 0;
    if (!(x > 0 && y > 0)) return Infinity;
    const ratio = x / y;
    // Near 1 the quotient has lost digits that the difference still has; far out it may overflow.
    if (ratio > 0.5 && ratio < 2) return x * Math.log1p((x - y) / y);
    return x * (ratio > 0 && ratio < Infinity ? Math.log(ratio) : Math.log(x) - Math.log(y));
  },
  partials: [([x, y]) => add(sub(log(x), log(y)), like(x, 1)), ([x, y]) => neg(div(x, y))],
});

export const logitP: Primitive<null> = elementwise("logit", 1, {
  ...floating,
  maths: { value: String.raw`\ln \tfrac{x}{1 - x}`, partials: [String.raw`1 / (x (1 - x))`] },
  domain: [[0.1, 0.9]],
  // Around a half the quotient is near 1, and its logarithm needs the difference.
  value: (x) => (x > 0.3 && x < 0.65 ? Math.log1p((2 * x - 1) / (1 - x)) : Math.log(x / (1 - x))),
  partials: [([x]) => div(like(x, 1), mul(x, sub(like(x, 1), x)))],
});

export const logNdtrP: Primitive<null> = elementwise("logNdtr", 1, {
  ...floating,
  maths: {
    value: String.raw`\ln \Phi(x)`,
    partials: [String.raw`\sqrt{2 / \pi} / \operatorname{erfcx}(-x / \sqrt 2)`],
  },
  value: (x) =>
    x < -1 ? Math.log(erfcx(-x * Math.SQRT1_2) / 2) - (x * x) / 2 : Math.log1p(-erfc(x * Math.SQRT1_2) / 2),
  partials: [
    ([x]) => div(like(x, Math.sqrt(2 / Math.PI)), bind(erfcxP, [mul(x, like(x, -Math.SQRT1_2))], null)),
  ],
});

/** sin(pi x) / (pi x), differentiated n times. */
export const sincP: Primitive<{ n: number }> = elementwise<{ n: number }>("sinc", 1, {
  ...floating,
  maths: { value: String.raw`\tfrac{\sin \pi x}{\pi x}`, partials: [String.raw`(\cos \pi x - y) / x`] },
  params: [{ n: 0 }, { n: 1 }],
  value: (x, _b, _c, { n }) => sinc(n, x),
  partials: [([x], _y, { n }) => bind(sincP, [x], { n: n + 1 })],
});

/** Inputs a and x. */
function incompleteGamma(
  name: string,
  kernel: typeof gammainc,
  letter: string,
  sign: number,
): Primitive<Order> {
  const primitive: Primitive<Order> = elementwise<Order>(name, 2, {
    ...floating,
    maths: {
      value: `${letter}(a, x)`,
      partials: [String.raw`\partial_a ${letter}`, String.raw`x^{a-1} e^{-x} / \Gamma(a)`],
    },
    domain: [
      [0.5, 3],
      [0.3, 4],
    ],
    params: [{ m: 0 }, { m: 1 }],
    value: (a, x, _c, { m }) => kernel(a, x, m),
    partials: [
      ([a, x], _y, { m }) => bind(primitive, [a, x], { m: m + 1 }),
      ([a, x], _y, { m }) => mul(like(x, sign), bind(gammaDensityP, [a, x], { m })),
    ],
  });
  return primitive;
}
export const gammaincP = incompleteGamma("gammainc", gammainc, "P", 1);
export const gammainccP = incompleteGamma("gammaincc", gammaincc, "Q", -1);

/** The m-th derivative by a of x^(a-1) e^-x / Gamma(a). */
export const gammaDensityP: Primitive<Order> = elementwise<Order>("gammaDensity", 2, {
  ...floating,
  maths: {
    value: String.raw`x^{a-1} e^{-x} / \Gamma(a)`,
    partials: [String.raw`y\,(\ln x - \psi(a))`, String.raw`y\,((a - 1) / x - 1)`],
  },
  domain: [
    [0.5, 3],
    [0.3, 4],
  ],
  params: [{ m: 0 }, { m: 1 }],
  value: (a, x, _c, { m }) => gammaDensity(a, x, m),
  partials: [
    ([a, x], _y, { m }) => bind(gammaDensityP, [a, x], { m: m + 1 }),
    // The slope in x is y ((a - 1) / x - 1), by Leibniz' rule m times in a.
    ([a, x], y, { m }) => {
      const slope = mul(y, sub(div(sub(a, like(a, 1)), x), like(x, 1)));
      return m === 0 ? slope : add(slope, div(mul(like(x, m), bind(gammaDensityP, [a, x], { m: m - 1 })), x));
    },
  ],
});

interface BetaOrder {
  /** How often it is differentiated by a and by b. */
  readonly m: number;
  readonly n: number;
}

/** Inputs a, b and x. */
export const betaincP: Primitive<BetaOrder> = elementwise<BetaOrder>("betainc", 3, {
  ...floating,
  maths: {
    value: "I_x(a, b)",
    partials: [String.raw`\partial_a I`, String.raw`\partial_b I`, String.raw`x^{a-1} (1-x)^{b-1} / B(a, b)`],
  },
  domain: [
    [0.6, 3],
    [0.6, 3],
    [0.1, 0.9],
  ],
  params: [
    { m: 0, n: 0 },
    { m: 1, n: 0 },
  ],
  value: (a, b, x, { m, n }) => betainc(a, b, x, m, n),
  partials: [
    (inputs, _y, { m, n }) => bind(betaincP, inputs, { m: m + 1, n }),
    (inputs, _y, { m, n }) => bind(betaincP, inputs, { m, n: n + 1 }),
    (inputs, _y, order) => bind(betaDensityP, inputs, order),
  ],
});

/** The derivative, m times by a and n times by b, of the beta density. */
const betaDensityP: Primitive<BetaOrder> = elementwise<BetaOrder>("betaDensity", 3, {
  ...floating,
  maths: {
    value: "x^{a-1} (1-x)^{b-1} / B(a, b)",
    partials: [
      String.raw`y\,(\ln x - \psi(a) + \psi(a + b))`,
      String.raw`y\,(\ln(1 - x) - \psi(b) + \psi(a + b))`,
      String.raw`y\,(\tfrac{a - 1}{x} - \tfrac{b - 1}{1 - x})`,
    ],
  },
  domain: [
    [0.6, 3],
    [0.6, 3],
    [0.1, 0.9],
  ],
  params: [
    { m: 0, n: 0 },
    { m: 1, n: 1 },
  ],
  value: (a, b, x, { m, n }) => betaDensity(a, b, x, m, n),
  partials: [
    (inputs, _y, { m, n }) => bind(betaDensityP, inputs, { m: m + 1, n }),
    (inputs, _y, { m, n }) => bind(betaDensityP, inputs, { m, n: n + 1 }),
    // As for the gamma density, by Leibniz' rule in a and in b.
    (inputs, y, { m, n }) => {
      const [a, b, x] = inputs;
      const one = like(x, 1);
      const rest = sub(one, x);
      const slope = mul(y, sub(div(sub(a, one), x), div(sub(b, one), rest)));
      const byA = m > 0 ? div(mul(like(x, m), bind(betaDensityP, inputs, { m: m - 1, n })), x) : null;
      const byB = n > 0 ? div(mul(like(x, n), bind(betaDensityP, inputs, { m, n: n - 1 })), rest) : null;
      const withA = byA === null ? slope : add(slope, byA);
      return byB === null ? withA : sub(withA, byB);
    },
  ],
});

function polygammaOf(x: Tensor, n: number): Tensor {
  return bind(polygammaP, [x], { n });
}
