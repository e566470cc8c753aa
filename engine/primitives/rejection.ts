/**
 * Draws by rejection, one primitive each: element i has a key of its own, folded from the key and i, and takes as many numbers from
 * it as its loop happens to need. So a draw depends on nothing but the key, its place and its parameters, also under vmap.
 */
import { bind } from "../core/bind.ts";
import { floatingTypes, allocate, type DType } from "../core/dtype.ts";
import { define, type DerivativeRule, type Maths, type Primitive } from "../core/primitive.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";
import { add, div, exp, lt, maximumP, mul, neg, select, sub } from "./arithmetic.ts";
import { moveBatchToFront } from "./batching.ts";
import { convert } from "./convert.ts";
import { lgamma } from "./gamma.ts";
import { gammaDensityP, gammaincP, polygammaP } from "./special.ts";
import { threefry2x32 } from "./threefry.ts";

/** Counts end here: the results are int32. */
const MOST = 2 ** 31;

/** Uniform numbers in (0, 1), one after another, from one element's key. */
type Stream = () => number;

interface Sampler {
  readonly name: string;
  readonly maths: Maths;
  readonly dtype: "int32" | "floating";
  readonly domain: readonly (readonly [number, number])[];
  readonly derivative: DerivativeRule<null>;
  readonly draw: (next: Stream, a: number, b: number) => number;
}

/** Inputs: keys [..., 2] and parameters of the shape of the draw, which begins with that of the keys. */
function sampler({ name, maths, dtype, domain, derivative, draw }: Sampler): Primitive<null> {
  const outputOf = (given: DType): DType => (dtype === "int32" ? "int32" : given);
  const primitive: Primitive<null> = define<null>({
    name,
    maths,
    dtypes: floatingTypes,
    elementwise: false,
    form: ([, a]) => ({ shape: a.shape, dtype: outputOf(a.dtype) }),
    kernel: ([key, a, b = a]) => {
      const out = allocate(outputOf(a.dtype), a.size);
      const each = a.size / (key.size / 2);
      for (let i = 0; i < out.length; i++) {
        const k = 2 * Math.floor(i / each);
        out[i] = draw(streamOf(key.data[k], key.data[k + 1], i % each), a.data[i], b.data[i]);
      }
      return wrap(a.shape, outputOf(a.dtype), out);
    },
    derivative,
    batch: (inputs, axes, _params, size) => ({
      output: bind(primitive, moveBatchToFront(inputs, axes, size), null),
      axis: 0,
    }),
    cost: ([, a]) => 400 * a.shape.reduce((x, y) => x * y, 1),
    laws: [[], [0], [3], [2, 3]].map((shape) => ({
      shapes: [[2], ...domain.map(() => shape)],
      domain: [[0, 2 ** 32], ...domain],
      dtypes: ["uint32", ...domain.map(() => "float64" as const)],
      params: null,
    })),
  });
  return primitive;
}

function streamOf(k0: number, k1: number, element: number): Stream {
  const [a, b] = threefry2x32(k0, k1, Math.floor(element / 2 ** 32), element >>> 0);
  let count = 0;
  return () => {
    const [high, low] = threefry2x32(a, b, 0, count++);
    return (high * 2 ** 20 + (low >>> 12) + 0.5) * 2 ** -52;
  };
}

/** Box and Muller's. */
function normal(next: Stream): number {
  const radius = Math.sqrt(-2 * Math.log(next()));
  return radius * Math.cos(2 * Math.PI * next());
}

/**
 * ln of a gamma variate of shape a; below 1 a draw of shape a + 1 is scaled by u^(1/a), which only its logarithm survives.
 * Source: Marsaglia & Tsang 2000, "A simple method for generating gamma variables"
 */
function logGamma(next: Stream, a: number): number {
  if (!(a > 0) || a === Infinity) return a === 0 ? -Infinity : a === Infinity ? a : NaN;
  const boost = a < 1 ? Math.log(next()) / a : 0;
  const d = (a < 1 ? a + 1 : a) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(next);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v) + boost;
  }
}

/**
 * dl / da of l = ln z at a fixed share P(a, z): the implicit reparameterisation. In float64, whatever the draw is in.
 * Source: Figurnov, Mohamed & Mnih 2018, "Implicit reparameterization gradients"
 */
function logGammaSlope(a: Tensor, y: Tensor): Tensor {
  const [shape, l] = [convert(a, "float64"), convert(y, "float64")];
  const like = (value: number) => filled(a.shape, "float64", value);
  // Towards z = 0, P is z^a / Gamma(a + 1) and the quotient below would be 0 / 0.
  const small = lt(l, like(-30));
  const limit = div(sub(bind(polygammaP, [add(shape, like(1))], { n: 0 }), l), shape);
  const z = exp(bind(maximumP, [l, like(-30)], null));
  const byShape = bind(gammaincP, [shape, z], { m: 1 });
  const quotient = neg(div(byShape, mul(z, bind(gammaDensityP, [shape, z], { m: 0 }))));
  return convert(select(small, limit, quotient), y.dtype);
}

export const logGammaDrawP: Primitive<null> = sampler({
  name: "logGammaDraw",
  maths: {
    value: String.raw`\ln z,\ z \sim \Gamma(a)`,
    partials: ["0", String.raw`-\partial_a P(a, z) / (z\, p(z))`],
  },
  dtype: "floating",
  domain: [[0.1, 4]],
  derivative: {
    type: "partials",
    partials: [() => null, ([, a], y) => logGammaSlope(a, y)],
  },
  draw: logGamma,
});

/** Source: Knuth's product of uniforms below 10; above, Hormann 1993, "The transformed rejection method", algorithm PTRS */
function poisson(next: Stream, rate: number): number {
  if (!(rate >= 0 && rate < MOST)) return -1;
  if (rate < 10) {
    const floor = Math.exp(-rate);
    let count = 0;
    for (let product = next(); product > floor; product *= next()) count++;
    return count;
  }
  const b = 0.931 + 2.53 * Math.sqrt(rate);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = next() - 0.5;
    const v = next();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const accepted = Math.log((v * inverseAlpha) / (a / (us * us) + b));
    if (accepted <= k * Math.log(rate) - rate - lgamma(k + 1)) return k;
  }
}

export const poissonDrawP: Primitive<null> = sampler({
  name: "poissonDraw",
  maths: { value: String.raw`k \sim \mathrm{Poisson}(\lambda)`, partials: ["0", "0"] },
  dtype: "int32",
  domain: [[0.5, 30]],
  derivative: { type: "zero" },
  draw: poisson,
});

/** Source: Devroye 1986, X.4, sums of geometric gaps for few successes; Hormann 1993, algorithm BTRS, for many */
function binomial(next: Stream, n: number, p: number): number {
  if (!(n >= 0 && n < MOST && p >= 0 && p <= 1)) return -1;
  if (p > 0.5) return n - binomial(next, n, 1 - p);
  if (p === 0 || n === 0) return 0;
  if (n * p < 10) {
    const log = Math.log1p(-p);
    let count = 0;
    for (let at = Math.ceil(Math.log(next()) / log); at <= n; at += Math.ceil(Math.log(next()) / log))
      count++;
    return count;
  }
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const vr = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const odds = Math.log(p / (1 - p));
  const mode = Math.floor((n + 1) * p);
  const h = lgamma(mode + 1) + lgamma(n - mode + 1);
  for (;;) {
    const u = next() - 0.5;
    const v = next();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || k > n) continue;
    const accepted = Math.log((v * alpha) / (a / (us * us) + b));
    if (accepted <= h - lgamma(k + 1) - lgamma(n - k + 1) + (k - mode) * odds) return k;
  }
}

export const binomialDrawP: Primitive<null> = sampler({
  name: "binomialDraw",
  maths: { value: String.raw`k \sim \mathrm{Binomial}(n, p)`, partials: ["0", "0", "0"] },
  dtype: "int32",
  domain: [
    [1, 60],
    [0.05, 0.95],
  ],
  derivative: { type: "zero" },
  draw: (next, n, p) => binomial(next, Math.floor(n), p),
});
