/**
 * Transcendental functions of float32 as SIMD expressions, each within 2 ulp of the exact value over its whole range: functions.test.ts
 * measures them. Source: Moshier, "Methods and Programs for Mathematical Functions" (Cephes), 1989
 */
import type { Transcendental } from "../core/lowering.ts";
import type { Expressions, Node } from "./lanes.ts";

type Build = (m: Expressions, x: Node) => Node;

const single = (m: Expressions, value: number) => m.constant(Math.fround(value), "float32");

/** Horner's scheme, the highest power first. */
function polynomial(m: Expressions, x: Node, coefficients: readonly number[]): Node {
  const [first, ...rest] = coefficients.map((c) => single(m, c));
  return rest.reduce((sum, c) => m.fused(sum, x, c), first);
}

/** Added to a whole float, it leaves that as an integer in the low bits. */
const WHOLE = 1.5 * 2 ** 23;

/** 2^n of whole floats from -126 to 127. */
const powerOfTwo = (m: Expressions, n: Node): Node =>
  m.as("float32", m.shift("i32x4.shl", 23, m.as("int32", m.add(n, single(m, WHOLE + 127)))));

/** x clamped; a NaN stays, since either instruction then gives its first operand. */
const clamp = (m: Expressions, x: Node, low: number, high: number) =>
  m.op("f32x4.pmin", "float32", m.op("f32x4.pmax", "float32", x, single(m, low)), single(m, high));

const [LN2_HIGH, LN2_LOW] = [0.693359375, -2.1219444e-4];

/** x = n ln 2 + r with |r| <= ln 2 / 2, and e^r - 1 - r. */
function reduceExponent(m: Expressions, x: Node): { n: Node; r: Node; tail: Node } {
  const n = m.round(m.mul(x, single(m, Math.LOG2E)));
  const r = m.sub(m.sub(x, m.mul(n, single(m, LN2_HIGH))), m.mul(n, single(m, LN2_LOW)));
  return { n, r, tail: exponentTail(m, r) };
}
const exponentTail = (m: Expressions, r: Node) =>
  m.mul(
    polynomial(
      m,
      r,
      [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
    ),
    m.mul(r, r),
  );

/** y 2^n in two steps, so that neither 2^128 nor a subnormal result is lost. */
function scaled(m: Expressions, y: Node, n: Node): Node {
  const half = m.floor(m.mul(n, single(m, 0.5)));
  return m.mul(m.mul(y, powerOfTwo(m, half)), powerOfTwo(m, m.sub(n, half)));
}

const exp: Build = (m, x) => {
  const { n, r, tail } = reduceExponent(m, clamp(m, x, -105, 89));
  return scaled(m, m.add(m.add(tail, r), single(m, 1)), n);
};

const exp2: Build = (m, x) => {
  const inside = clamp(m, x, -151, 129);
  const n = m.round(inside);
  const r = m.mul(m.sub(inside, n), single(m, Math.LN2));
  return scaled(m, m.add(m.add(exponentTail(m, r), r), single(m, 1)), n);
};

/** 2^n (e^r - 1) + (2^n - 1), where n = 0 loses nothing; doubled at the end, since 2^128 is no float. */
const expm1: Build = (m, x) => {
  const { n, r, tail } = reduceExponent(m, clamp(m, x, -20, 89));
  const half = powerOfTwo(m, m.sub(n, single(m, 1)));
  const grown = m.fused(half, m.add(tail, r), m.sub(half, single(m, 0.5)));
  const small = m.compare("eq", n, single(m, 0));
  // Near 0 e^x - 1 is x, with its sign where it is 0.
  const near = m.select(m.compare("lt", m.abs(x), single(m, 1e-7)), x, m.add(tail, r));
  return m.select(small, near, m.add(grown, grown));
};

/** Exponent and logarithm of the mantissa, which lies between the roots of 1/2 and 2. */
function parted(m: Expressions, x: Node): { exponent: Node; z: Node; y: Node; m1: Node } {
  const tiny = m.compare("lt", x, single(m, 2 ** -126));
  const normal = m.select(tiny, m.mul(x, single(m, 2 ** 23)), x);
  const bits = m.as("int32", normal);
  // The fraction's bits, moved so that the root of 1/2 becomes the boundary.
  const moved = m.sub(bits, m.constant(0x3f3504f3, "int32"));
  const e = m.op("f32x4.convert_i32x4_s", "float32", m.shift("i32x4.shr_s", 23, moved));
  const exponent = m.sub(e, m.select(tiny, single(m, 23), single(m, 0)));
  const mantissa = m.as(
    "float32",
    m.add(m.and(moved, m.constant(0x007fffff, "int32")), m.constant(0x3f3504f3, "int32")),
  );
  const m1 = m.sub(mantissa, single(m, 1));
  const z = m.mul(m1, m1);
  const y = m.mul(
    m.mul(
      polynomial(
        m,
        m1,
        [
          7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1,
          -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
        ],
      ),
      m1,
    ),
    z,
  );
  return { exponent, z, y, m1 };
}

/** What a logarithm is where it has no digits: NaN below 0, -Infinity at 0, itself at Infinity and NaN. */
function atTheEnds(m: Expressions, x: Node, value: Node): Node {
  const above = m.select(m.compare("lt", x, single(m, Infinity)), value, x);
  const zero = m.select(m.compare("eq", x, single(m, 0)), single(m, -Infinity), above);
  return m.select(m.compare("lt", x, single(m, 0)), single(m, NaN), zero);
}

const log: Build = (m, x) => {
  const { exponent, z, y, m1 } = parted(m, x);
  const low = m.sub(m.add(y, m.mul(exponent, single(m, LN2_LOW))), m.mul(z, single(m, 0.5)));
  return atTheEnds(m, x, m.add(m.add(m1, low), m.mul(exponent, single(m, LN2_HIGH))));
};

/** Powers of two have no rounding: the exponent is added last. Log2 e is 1 and a rest, so that no digits are lost near 1. */
const log2: Build = (m, x) => {
  const { exponent, z, y, m1 } = parted(m, x);
  const low = m.sub(y, m.mul(z, single(m, 0.5)));
  const rest = single(m, Math.LOG2E - 1);
  const value = m.add(m.add(m.add(m.mul(low, rest), m.mul(m1, rest)), low), m1);
  return atTheEnds(m, x, m.add(value, exponent));
};

/** log(1 + x), and what 1 + x rounded away. */
const log1p: Build = (m, x) => {
  const one = single(m, 1);
  const u = m.add(one, x);
  const lost = m.sub(x, m.sub(u, one));
  const mended = m.add(log(m, u), m.div(lost, u));
  const small = m.compare("lt", m.abs(x), single(m, 1e-7));
  const finite = m.and(m.compare("lt", x, single(m, Infinity)), m.compare("gt", u, single(m, 0)));
  return m.select(small, x, m.select(finite, mended, log(m, u)));
};

/** Above this the quotient by pi/2 has more bits than its product can keep. */
const FAR = 1e6;
const [HALF_PI_HIGH, HALF_PI_LOW] = [1.5707963267341256, 6.077100506506192e-11];

/** The quarter turn that x lies in, and how far; in doubles, so that no digit is lost near multiples of pi. */
function quarters(m: Expressions, x: Node): { quarter: Node; rest: Node } {
  const parts = [x, m.shuffle("float32", x, x, [2, 3, 2, 3])].map((half) => {
    const wide = m.op("f64x2.promote_low_f32x4", "float64", half);
    const k = (value: number) => m.constant(value, "float64");
    const n = m.round(m.mul(wide, k(2 / Math.PI)));
    const rest = m.sub(m.sub(wide, m.mul(n, k(HALF_PI_HIGH))), m.mul(n, k(HALF_PI_LOW)));
    return {
      quarter: m.op("i32x4.trunc_sat_f64x2_s_zero", "int32", n),
      rest: m.op("f32x4.demote_f64x2_zero", "float32", rest),
    };
  });
  const [low, high] = parts;
  return {
    quarter: m.shuffle("int32", low.quarter, high.quarter, [0, 1, 4, 5]),
    rest: m.shuffle("float32", low.rest, high.rest, [0, 1, 4, 5]),
  };
}

/** `turn` 0 is the sine, 1 the cosine. */
function circular(m: Expressions, x: Node, turn: 0 | 1, plain: (x: number) => number): Node {
  const { quarter, rest } = quarters(m, x);
  const z = m.mul(rest, rest);
  const sine = m.fused(
    m.mul(polynomial(m, z, [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]), z),
    rest,
    rest,
  );
  const cosine = m.add(
    m.fused(
      m.mul(polynomial(m, z, [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2]), z),
      z,
      m.mul(z, single(m, -0.5)),
    ),
    single(m, 1),
  );
  const turned = turn === 0 ? quarter : m.add(quarter, m.constant(1, "int32"));
  const odd = m.compare("ne", m.and(turned, m.constant(1, "int32")), m.constant(0, "int32"));
  const chosen = m.select(odd, cosine, sine);
  const sign = m.shift("i32x4.shl", 30, m.and(turned, m.constant(2, "int32")));
  const value = m.as("float32", m.xor(m.as("int32", chosen), sign));
  const far = m.not(m.compare("lt", m.abs(x), single(m, FAR)));
  // The difference that leaves the rest turns -0 into 0.
  const kept = turn === 0 ? m.select(m.compare("eq", x, single(m, 0)), x, value) : value;
  return m.rare(far, kept, plain, x);
}

const SIGN = 0x80000000 | 0;
const withSign = (m: Expressions, size: Node, x: Node) =>
  m.as("float32", m.or(m.as("int32", size), m.and(m.as("int32", x), m.constant(SIGN, "int32"))));

const tanh: Build = (m, x) => {
  const one = single(m, 1);
  const size = m.abs(x);
  // From 10 on tanh is 1 in single precision, and e^20 is far from the ends.
  const { n, r, tail } = reduceExponent(m, m.op("f32x4.pmin", "float32", m.add(size, size), single(m, 20)));
  const grown = m.mul(m.add(m.add(tail, r), one), powerOfTwo(m, n));
  const far = m.sub(one, m.div(single(m, 2), m.add(grown, one)));
  const z = m.mul(x, x);
  const near = m.fused(
    m.mul(
      polynomial(
        m,
        z,
        [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
      ),
      z,
    ),
    size,
    size,
  );
  return withSign(m, m.select(m.compare("lt", size, single(m, 0.625)), near, far), x);
};

/** Either branch only ever exponentiates a negative number. */
const logistic: Build = (m, x) => {
  const one = single(m, 1);
  const fallen = exp(m, m.neg(m.abs(x)));
  const top = m.select(m.compare("lt", x, single(m, 0)), fallen, one);
  return m.div(top, m.add(one, fallen));
};

const functions: Readonly<Partial<Record<Transcendental, Build>>> = {
  exp,
  exp2,
  expm1,
  log,
  log2,
  log1p,
  sin: (m, x) => circular(m, x, 0, Math.sin),
  cos: (m, x) => circular(m, x, 1, Math.cos),
  tanh,
  logistic,
};

/** The expression for float32, or null where an element at a time is as good. */
export function inSingle(name: Transcendental, m: Expressions, x: Node): Node | null {
  return functions[name]?.(m, x) ?? null;
}
