/** Elementwise primitives: each states its value and its partials side by side. Inputs have one shape and dtype already. */
import { bind } from "../core/bind.ts";
import { isFloating } from "../core/dtype.ts";
import type { Comparison, Lane, Lanes } from "../core/lowering.ts";
import type { Primitive } from "../core/primitive.ts";
import { filled, type Tensor } from "../core/tensor.ts";
import { convert } from "./convert.ts";
import { elementwise } from "./elementwise.ts";
import { erf, erfInv } from "./erf.ts";

const like = (x: Tensor, value: number) => filled(x.shape, x.dtype, value);
const same = { dtype: "same" } as const;
const floating = { dtype: "floating" } as const;
const positive = [[0.2, 3]] as const;

export const addP: Primitive<null> = elementwise("add", 2, {
  ...same,
  maths: { value: "x + y", partials: ["1", "1"] },
  loop: (out, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i] + b[i];
  },
  lower: (m, [x, y]) => m.add(x, y),
  partials: [1, 1],
});
export const subP: Primitive<null> = elementwise("sub", 2, {
  ...same,
  maths: { value: "x - y", partials: ["1", "-1"] },
  loop: (out, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i] - b[i];
  },
  lower: (m, [x, y]) => m.sub(x, y),
  partials: [1, -1],
});
export const mulP: Primitive<null> = elementwise("mul", 2, {
  ...same,
  maths: { value: String.raw`x \cdot y`, partials: ["y", "x"] },
  loop: (out, a, b) => {
    // A product of integers wraps as in 32 bits; in a double its low bits would be lost.
    if (out instanceof Int32Array || out instanceof Uint32Array)
      for (let i = 0; i < out.length; i++) out[i] = Math.imul(a[i], b[i]);
    else for (let i = 0; i < out.length; i++) out[i] = a[i] * b[i];
  },
  lower: (m, [x, y]) => m.mul(x, y),
  partials: [([, y]) => y, ([x]) => x],
});
export const divP: Primitive<null> = elementwise("div", 2, {
  ...floating,
  maths: { value: "x / y", partials: ["1 / y", "-x / y^2"] },
  domain: [
    [-2, 2],
    [0.5, 3],
  ],
  loop: (out, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i] / b[i];
  },
  lower: (m, [x, y]) => m.div(x, y),
  partials: [([x, y]) => div(like(x, 1), y), ([, y], out) => neg(div(out, y))],
});
export const negP: Primitive<null> = elementwise("neg", 1, {
  ...same,
  maths: { value: "-x", partials: ["-1"] },
  loop: (out, a) => {
    for (let i = 0; i < out.length; i++) out[i] = -a[i];
  },
  lower: (m, [x]) => m.neg(x),
  partials: [-1],
});
export const powP: Primitive<null> = elementwise("pow", 2, {
  ...floating,
  maths: { value: "x^y", partials: ["y\\,x^{y-1}", "x^y \\ln x"] },
  domain: [
    [0.3, 2],
    [-2, 2],
  ],
  value: Math.pow,
  partials: [
    // y = 0 is a constant: 0, also where x is 0 and x^(-1) is not finite.
    ([x, y]) => select(eq(y, like(y, 0)), like(x, 0), mul(y, pow(x, sub(y, like(y, 1))))),
    // Where x is 0 the limit is 0 for y > 0; the logarithm is kept away from it.
    ([x], out) =>
      select(eq(x, like(x, 0)), like(x, 0), mul(out, log(select(eq(x, like(x, 0)), like(x, 1), x)))),
  ],
});
export const integerPowP: Primitive<{ exponent: number }> = elementwise<{ exponent: number }>(
  "integerPow",
  1,
  {
    ...same,
    maths: { value: "x^n", partials: ["n\\,x^{n-1}"] },
    mathsOf: ({ exponent }) => ({
      value: `x^{${exponent}}`,
      partials: [exponent === 2 ? "2x" : `${exponent}\\,x^{${exponent - 1}}`],
    }),
    domain: positive,
    params: [{ exponent: 2 }, { exponent: 3 }, { exponent: -1 }, { exponent: 0 }],
    loop: (out, a, _b, _c, { exponent }) => {
      if (exponent >= 0 && (out instanceof Int32Array || out instanceof Uint32Array))
        for (let i = 0; i < out.length; i++) out[i] = wrappedPower(a[i], exponent);
      else if (exponent === 2) for (let i = 0; i < out.length; i++) out[i] = a[i] * a[i];
      else for (let i = 0; i < out.length; i++) out[i] = a[i] ** exponent;
    },
    lower: (m, [x], { exponent }) => powerOf(m, x, exponent),
    partials: [
      ([x], _y, { exponent }) =>
        exponent === 0
          ? null
          : mul(like(x, exponent), exponent === 1 ? like(x, 1) : integerPow(x, exponent - 1)),
    ],
  },
);
export const expP: Primitive<null> = elementwise("exp", 1, {
  ...floating,
  maths: { value: "e^x", partials: ["e^x"] },
  loop: (out, a) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.exp(a[i]);
  },
  lower: (m, [x]) => m.transcendental("exp", x),
  partials: [(_x, y) => y],
});
export const expm1P: Primitive<null> = elementwise("expm1", 1, {
  ...floating,
  maths: { value: "e^x - 1", partials: ["e^x"] },
  value: Math.expm1,
  lower: (m, [x]) => m.transcendental("expm1", x),
  partials: [([x]) => exp(x)],
});
export const logP: Primitive<null> = elementwise("log", 1, {
  ...floating,
  maths: { value: String.raw`\ln x`, partials: ["1 / x"] },
  domain: positive,
  loop: (out, a) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.log(a[i]);
  },
  lower: (m, [x]) => m.transcendental("log", x),
  partials: [([x]) => div(like(x, 1), x)],
});
export const log1pP: Primitive<null> = elementwise("log1p", 1, {
  ...floating,
  maths: { value: String.raw`\ln(1 + x)`, partials: ["1 / (1 + x)"] },
  domain: [[-0.5, 3]],
  value: Math.log1p,
  lower: (m, [x]) => m.transcendental("log1p", x),
  partials: [([x]) => div(like(x, 1), add(x, like(x, 1)))],
});
export const sqrtP: Primitive<null> = elementwise("sqrt", 1, {
  ...floating,
  maths: { value: String.raw`\sqrt x`, partials: [String.raw`1 / (2\sqrt x)`] },
  domain: positive,
  loop: (out, a) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(a[i]);
  },
  lower: (m, [x]) => m.sqrt(x),
  partials: [([x], y) => div(like(x, 0.5), y)],
});
export const sinP: Primitive<null> = elementwise("sin", 1, {
  ...floating,
  maths: { value: String.raw`\sin x`, partials: [String.raw`\cos x`] },
  loop: (out, a) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.sin(a[i]);
  },
  lower: (m, [x]) => m.transcendental("sin", x),
  partials: [([x]) => cos(x)],
});
export const cosP: Primitive<null> = elementwise("cos", 1, {
  ...floating,
  maths: { value: String.raw`\cos x`, partials: [String.raw`-\sin x`] },
  value: Math.cos,
  lower: (m, [x]) => m.transcendental("cos", x),
  partials: [([x]) => neg(sin(x))],
});
export const tanhP: Primitive<null> = elementwise("tanh", 1, {
  ...floating,
  maths: { value: String.raw`\tanh x`, partials: ["1 - y^2"] },
  loop: (out, a) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.tanh(a[i]);
  },
  lower: (m, [x]) => m.transcendental("tanh", x),
  partials: [([x], y) => sub(like(x, 1), mul(y, y))],
});
export const logisticP: Primitive<null> = elementwise("logistic", 1, {
  ...floating,
  maths: { value: String.raw`\sigma(x)`, partials: [String.raw`y\,(1 - y)`] },
  // Either branch only ever exponentiates a negative number.
  value: (a) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a))),
  lower: (m, [x]) => m.transcendental("logistic", x),
  partials: [([x], y) => mul(y, logistic(neg(x)))],
});
export const erfP: Primitive<null> = elementwise("erf", 1, {
  ...floating,
  maths: { value: String.raw`\operatorname{erf} x`, partials: [String.raw`\tfrac{2}{\sqrt\pi}\, e^{-x^2}`] },
  value: erf,
  partials: [([x]) => mul(like(x, 2 / Math.sqrt(Math.PI)), exp(neg(mul(x, x))))],
});
export const erfInvP: Primitive<null> = elementwise("erfInv", 1, {
  ...floating,
  maths: {
    value: String.raw`\operatorname{erf}^{-1} x`,
    partials: [String.raw`\tfrac{\sqrt\pi}{2}\, e^{y^2}`],
  },
  domain: [[-0.9, 0.9]],
  value: erfInv,
  partials: [([x], y) => mul(like(x, Math.sqrt(Math.PI) / 2), exp(mul(y, y)))],
});
export const absP: Primitive<null> = elementwise("abs", 1, {
  ...same,
  maths: { value: "|x|", partials: [String.raw`\operatorname{sign} x`] },
  value: Math.abs,
  lower: (m, [x]) => m.abs(x),
  partials: [([x]) => sign(x)],
});
export const signP: Primitive<null> = elementwise("sign", 1, {
  ...same,
  maths: { value: String.raw`\operatorname{sign} x`, partials: ["0"] },
  value: Math.sign,
  lower: (m, [x]) => signOf(m, x),
  partials: "zero",
});
export const floorP: Primitive<null> = elementwise("floor", 1, {
  ...same,
  maths: { value: String.raw`\lfloor x \rfloor`, partials: ["0"] },
  value: Math.floor,
  lower: (m, [x]) => m.floor(x),
  partials: "zero",
});
export const ceilP: Primitive<null> = elementwise("ceil", 1, {
  ...same,
  maths: { value: String.raw`\lceil x \rceil`, partials: ["0"] },
  value: Math.ceil,
  lower: (m, [x]) => m.ceil(x),
  partials: "zero",
});
export const roundP: Primitive<null> = elementwise("round", 1, {
  ...same,
  maths: { value: String.raw`\lfloor x \rceil`, partials: ["0"] },
  // Halves go to the even neighbour, as in IEEE 754 and NumPy.
  value: (a) => {
    const r = Math.round(a);
    return Math.abs(a % 1) === 0.5 && r % 2 !== 0 ? r - 1 : r;
  },
  lower: (m, [x]) => m.round(x),
  partials: "zero",
});
export const maximumP: Primitive<null> = elementwise("maximum", 2, {
  ...same,
  maths: { value: String.raw`\max(x, y)`, partials: ["[x > y]", "[y > x]"] },
  value: (a, b) => (a !== a || b !== b ? NaN : a > b ? a : b),
  lower: (m, [x, y]) => m.max(x, y),
  partials: [([x, y]) => winner(x, y), ([x, y]) => winner(y, x)],
});
export const minimumP: Primitive<null> = elementwise("minimum", 2, {
  ...same,
  maths: { value: String.raw`\min(x, y)`, partials: ["[x < y]", "[y < x]"] },
  value: (a, b) => (a !== a || b !== b ? NaN : a < b ? a : b),
  lower: (m, [x, y]) => m.min(x, y),
  partials: [([x, y]) => winner(y, x), ([x, y]) => winner(x, y)],
});
export const reluP: Primitive<null> = elementwise("relu", 1, {
  ...same,
  maths: { value: String.raw`\max(0, x)`, partials: ["[x > 0]"] },
  loop: (out, a) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i] > 0 || a[i] !== a[i] ? a[i] : 0;
  },
  lower: (m, [x]) => {
    const zero = m.constant(0, x.dtype);
    return m.select(m.compare("le", x, zero), zero, x);
  },
  partials: [([x]) => convert(gt(x, like(x, 0)), x.dtype)],
});
/** x mod y with the sign of y, as NumPy. */
export const modP: Primitive<null> = elementwise("mod", 2, {
  ...same,
  maths: { value: String.raw`x \bmod y`, partials: ["1", String.raw`-\lfloor x / y \rfloor`] },
  domain: [
    [0.1, 0.9],
    [1, 2],
  ],
  // From the exact remainder; integers by 0 give 0.
  value: (a, b) => {
    const r = a % b;
    if (r === 0) return b < 0 ? -0 : 0;
    return r < 0 !== b < 0 ? r + b : r;
  },
  partials: [1, ([x, y]) => neg(floor(div(x, y)))],
});

const comparison = (name: Comparison, sign: string, value: (a: number, b: number) => boolean) =>
  elementwise(name, 2, {
    dtype: "bool",
    maths: { value: `x ${sign} y`, partials: ["0", "0"] },
    value: (a, b) => (value(a, b) ? 1 : 0),
    lower: (m, [x, y]) => m.compare(name, x, y),
    partials: "zero",
  });
export const eqP = comparison("eq", "=", (a, b) => a === b);
export const neP = comparison("ne", String.raw`\ne`, (a, b) => a !== b);
export const ltP = comparison("lt", "<", (a, b) => a < b);
export const leP = comparison("le", String.raw`\le`, (a, b) => a <= b);
export const gtP = comparison("gt", ">", (a, b) => a > b);
export const geP = comparison("ge", String.raw`\ge`, (a, b) => a >= b);

export const selectP: Primitive<null> = elementwise("select", 3, {
  dtype: "last",
  inputs: ["bool", "float64", "float64"],
  maths: { value: String.raw`c\ ?\ x : y`, partials: ["0", "[c]", "[\\lnot c]"] },
  loop: (out, c, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = c[i] !== 0 ? a[i] : b[i];
  },
  lower: (m, [c, x, y]) => m.select(c, x, y),
  partials: [
    () => null,
    ([c, x]) => convert(c, x.dtype),
    ([c, x]) => convert(eq(c, filled(c.shape, "bool", 0)), x.dtype),
  ],
});

/** A 0 keeps its sign, a NaN stays. */
function signOf(m: Lanes, x: Lane): Lane {
  const [zero, one] = [m.constant(0, x.dtype), m.constant(1, x.dtype)];
  const below = x.dtype === "uint32" ? x : m.select(m.compare("lt", x, zero), m.neg(one), x);
  return m.select(m.compare("gt", x, zero), one, below);
}

/** Products for small exponents; beyond them each would round once more than a power does. */
function powerOf(m: Lanes, x: Lane, exponent: number): Lane {
  if (Math.abs(exponent) > 4 && isFloating(x.dtype)) return m.call((a) => a ** exponent, [x], x.dtype);
  if (exponent < 0)
    return isFloating(x.dtype)
      ? m.div(m.constant(1, x.dtype), powerOf(m, x, -exponent))
      : m.call((a) => a ** exponent, [x], x.dtype);
  let result: Lane | null = null;
  let square = x;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = result === null ? square : m.mul(result, square);
    if (left > 1) square = m.mul(square, square);
  }
  return result ?? m.constant(1, x.dtype);
}

/** In 32 bits, as repeated products that wrap. */
function wrappedPower(base: number, exponent: number): number {
  let [result, square] = [1, base];
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = Math.imul(result, square);
    square = Math.imul(square, square);
  }
  return result;
}

/** 1 where x is greater, 1/2 where they tie, 0 elsewhere. */
function winner(x: Tensor, y: Tensor): Tensor {
  const half = select(eq(x, y), like(x, 0.5), like(x, 0));
  return select(gt(x, y), like(x, 1), half);
}

type Unary = (x: Tensor) => Tensor;
type Binary = (x: Tensor, y: Tensor) => Tensor;
const one =
  (p: Primitive<null>): Unary =>
  (x) =>
    bind(p, [x], null);
const two =
  (p: Primitive<null>): Binary =>
  (x, y) =>
    bind(p, [x, y], null);
export const add: Binary = two(addP);
export const sub: Binary = two(subP);
export const mul: Binary = two(mulP);
export const div: Binary = two(divP);
export const pow: Binary = two(powP);
export const eq: Binary = two(eqP);
export const lt: Binary = two(ltP);
export const ge: Binary = two(geP);
export const ne: Binary = two(neP);
export const gt: Binary = two(gtP);
export const neg: Unary = one(negP);
export const exp: Unary = one(expP);
export const log: Unary = one(logP);
export const sin: Unary = one(sinP);
export const cos: Unary = one(cosP);
export const sign: Unary = one(signP);
export const floor: Unary = one(floorP);
export const logistic: Unary = one(logisticP);
export function integerPow(x: Tensor, exponent: number): Tensor {
  return bind(integerPowP, [x], { exponent });
}
export function select(c: Tensor, x: Tensor, y: Tensor): Tensor {
  return bind(selectP, [c, x, y], null);
}
