/**
 * The numerics contract at the edges: where a formula taken literally, or its derivative, would be NaN, infinite or rounded away.
 * numerics.test.ts holds every row in both modes, under vmap and jit; docs/numerics.md is printed from them.
 */
import { linalg, nn, np, special, tensor, type Tensor } from "../index.ts";

export interface Edge {
  readonly what: string;
  readonly f: (x: Tensor) => Tensor;
  /** A float64 scalar. */
  readonly at: number;
  readonly value: number;
  readonly derivative: number;
  /** Relative; 1e-12 where nothing is said. */
  readonly within?: number;
}

const f64 = (x: number | number[]) => tensor(x, { dtype: "float64" });
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

export const edges: readonly Edge[] = [
  { what: "relu at 0", f: (x) => x.relu(), at: 0, value: 0, derivative: 0 },
  { what: "|x| at 0", f: (x) => x.abs(), at: 0, value: 0, derivative: 0 },
  { what: "sign at 0", f: (x) => x.sign(), at: 0, value: 0, derivative: 0 },
  { what: "x^2 at 0", f: (x) => x.pow(2), at: 0, value: 0, derivative: 0 },
  { what: "x^2 at 0, the exponent a tensor", f: (x) => x.pow(f64(2)), at: 0, value: 0, derivative: 0 },
  { what: "x^1 at 0", f: (x) => x.pow(1), at: 0, value: 0, derivative: 1 },
  { what: "x^0 at 0", f: (x) => x.pow(0), at: 0, value: 1, derivative: 0 },
  { what: "x^2.5 at 0", f: (x) => x.pow(2.5), at: 0, value: 0, derivative: 0 },
  { what: "0^x at 2", f: (x) => f64(0).pow(x), at: 2, value: 0, derivative: 0 },
  { what: "max(x, 1) at the tie", f: (x) => x.maximum(1), at: 1, value: 1, derivative: 0.5 },
  {
    what: "sigmoid at -100",
    f: (x) => x.sigmoid(),
    at: -100,
    value: Math.exp(-100),
    derivative: Math.exp(-100),
  },
  { what: "sigmoid at 100", f: (x) => x.sigmoid(), at: 100, value: 1, derivative: Math.exp(-100) },
  { what: "sigmoid at -800", f: (x) => x.sigmoid(), at: -800, value: 0, derivative: 0 },
  { what: "sigmoid at 800", f: (x) => x.sigmoid(), at: 800, value: 1, derivative: 0 },
  {
    what: "silu at -100",
    f: (x) => nn.silu(x),
    at: -100,
    value: -100 * Math.exp(-100),
    derivative: -99 * Math.exp(-100),
  },
  { what: "silu at 100", f: (x) => nn.silu(x), at: 100, value: 100, derivative: 1 },
  { what: "tanh at 1e-8", f: (x) => x.tanh(), at: 1e-8, value: 1e-8, derivative: 1, within: 1e-15 },
  { what: "tanh at 400", f: (x) => x.tanh(), at: 400, value: 1, derivative: 0 },
  { what: "softplus at -800", f: (x) => nn.softplus(x), at: -800, value: 0, derivative: 0 },
  { what: "softplus at 0", f: (x) => nn.softplus(x), at: 0, value: Math.LN2, derivative: 0.5 },
  { what: "softplus at 100", f: (x) => nn.softplus(x), at: 100, value: 100, derivative: 1 },
  { what: "softplus at 800", f: (x) => nn.softplus(x), at: 800, value: 800, derivative: 1 },
  { what: "log sigmoid at -800", f: (x) => nn.logSigmoid(x), at: -800, value: -800, derivative: 1 },
  { what: "log1p at 1e-18", f: (x) => x.log1p(), at: 1e-18, value: 1e-18, derivative: 1, within: 1e-15 },
  { what: "expm1 at 1e-18", f: (x) => x.expm1(), at: 1e-18, value: 1e-18, derivative: 1, within: 1e-15 },
  {
    what: "sin at 1e6",
    f: (x) => x.sin(),
    at: 1e6,
    value: -0.34999350217129294,
    derivative: 0.9367521275331447,
    within: 1e-15,
  },
  {
    what: "erfc at 5",
    f: (x) => special.erfc(x),
    at: 5,
    value: 1.5374597944280349e-12,
    derivative: (-2 / Math.sqrt(Math.PI)) * Math.exp(-25),
    within: 1e-14,
  },
  {
    what: "logaddexp(x, 1000) at 999",
    f: (x) => np.logaddexp(x, 1000),
    at: 999,
    value: 1000 + Math.log1p(Math.exp(-1)),
    derivative: sigmoid(-1),
  },
  {
    what: "logaddexp(x, -Infinity) at -Infinity",
    f: (x) => np.logaddexp(x, -Infinity),
    at: -Infinity,
    value: -Infinity,
    derivative: 0.5,
  },
  {
    what: "logsumexp of two logits of 1e4",
    f: (x) => nn.logsumexp(np.stack([x, x])),
    at: 1e4,
    value: 1e4 + Math.LN2,
    derivative: 1,
  },
  {
    what: "softmax of two logits of 1e4",
    f: (x) =>
      nn
        .softmax(np.stack([x, f64(1e4)]))
        .take([0])
        .sum(),
    at: 1e4,
    value: 0.5,
    derivative: 0.25,
  },
  { what: "x / 1e-300 at 1e-300", f: (x) => x.div(f64(1e-300)), at: 1e-300, value: 1, derivative: 1e300 },
  {
    what: "the product of x, 2 and 3 at 0",
    f: (x) => np.prod(np.stack([x, f64(2), f64(3)])),
    at: 0,
    value: 0,
    derivative: 6,
  },
  {
    what: "the product of x, x and 3 at 0",
    f: (x) => np.prod(np.stack([x, x, f64(3)])),
    at: 0,
    value: 0,
    derivative: 0,
  },
  {
    what: "the norm of [x, 0] at 0",
    f: (x) => linalg.norm(np.stack([x, f64(0)])),
    at: 0,
    value: 0,
    derivative: 0,
  },
  {
    what: "sqrt at 0 through where(x > 0, sqrt(where(x > 0, x, 1)), 0)",
    f: (x) => np.where(x.gt(0), np.sqrt(np.where(x.gt(0), x, 1)), 0),
    at: 0,
    value: 0,
    derivative: 0,
  },
  { what: "x mod 3 at -1", f: (x) => np.mod(x, 3), at: -1, value: 2, derivative: 1 },
  { what: "7 mod x at 2", f: (x) => np.mod(7, x), at: 2, value: 1, derivative: -3 },
  {
    what: "the variance of x + [10000, 10001, 10002] at 0",
    f: (x) => np.variance(x.add(f64([10000, 10001, 10002]))),
    at: 0,
    value: 2 / 3,
    derivative: 0,
  },
];
