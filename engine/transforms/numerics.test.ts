/** Numerics at the edges: finite and right where JavaScript's formula, or its derivative, would not be. */
import { describe, expect, it } from "vitest";
import { grad, nn, np, tensor, type Tensor } from "../index.ts";

const f64 = (x: number) => tensor(x, { dtype: "float64" });

/** [what, function, at, value, derivative] */
const edges: readonly [string, (x: Tensor) => Tensor, number, number, number][] = [
  ["relu at 0", (x) => x.relu(), 0, 0, 0],
  ["|x| at 0", (x) => x.abs(), 0, 0, 0],
  ["sign at 0", (x) => x.sign(), 0, 0, 0],
  ["x^2 at 0", (x) => x.pow(2), 0, 0, 0],
  ["x^1 at 0", (x) => x.pow(1), 0, 0, 1],
  ["x^0 at 0", (x) => x.pow(0), 0, 1, 0],
  ["x^2.5 at 0", (x) => x.pow(2.5), 0, 0, 0],
  ["max of a tie", (x) => x.maximum(1), 1, 1, 0.5],
  ["sigmoid far left", (x) => x.sigmoid(), -800, 0, 0],
  ["sigmoid far right", (x) => x.sigmoid(), 800, 1, 0],
  ["tanh far right", (x) => x.tanh(), 400, 1, 0],
  ["softplus far left", (x) => nn.softplus(x), -800, 0, 0],
  ["softplus at 0", (x) => nn.softplus(x), 0, Math.LN2, 0.5],
  ["softplus far right", (x) => nn.softplus(x), 800, 800, 1],
  ["log sigmoid far left", (x) => nn.logSigmoid(x), -800, -800, 1],
  ["log1p near 0", (x) => x.log1p(), 1e-18, 1e-18, 1],
  ["expm1 near 0", (x) => x.expm1(), 1e-18, 1e-18, 1],
  [
    "logaddexp of far numbers",
    (x) => np.logaddexp(x, 1000),
    999,
    1000 + Math.log1p(Math.exp(-1)),
    1 / (1 + Math.E),
  ],
  ["logaddexp of equal infinities", (x) => np.logaddexp(x, -Infinity), -Infinity, -Infinity, 0.5],
  ["logsumexp of huge logits", (x) => nn.logsumexp(np.stack([x, x])), 1e4, 1e4 + Math.LN2, 1],
  [
    "softmax of huge logits",
    (x) =>
      nn
        .softmax(np.stack([x, f64(1e4)]))
        .take([0])
        .sum(),
    1e4,
    0.5,
    0.25,
  ],
  ["x / y with a tiny y", (x) => x.div(f64(1e-300)), 1e-300, 1, 1e300],
  ["a product with a zero", (x) => np.prod(np.stack([x, f64(2), f64(3)])), 0, 0, 6],
];

describe("at the edge", () => {
  for (const [name, f, at, value, derivative] of edges) {
    it(`${name}: value ${value}, derivative ${derivative}`, () => {
      expect(f(f64(at)).item()).toBeCloseTo(value, 12);
      const found = grad(f)(f64(at)).item();
      expect(Math.abs(found - derivative)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(derivative)));
    });
  }

  it("ties of max share the gradient", () => {
    expect(grad((x: Tensor) => x.max())(tensor([1, 3, 3, 2])).tolist()).toEqual([0, 0.5, 0.5, 0]);
  });
  it("a product with two zeros has no gradient, with one only there", () => {
    const gradient = grad((x: Tensor) => np.prod(x));
    expect(gradient(tensor([2, 0, 5])).tolist()).toEqual([0, 10, 0]);
    expect(gradient(tensor([0, 0, 5])).tolist()).toEqual([0, 0, 0]);
  });
  it("a million times 0.1 in float32 is 100000 within a float32's last digits", () => {
    expect(Math.abs(np.full([1_000_000], 0.1).sum().item() - 100_000)).toBeLessThan(0.02);
  });
  it("the variance of numbers with a large offset is that without it", () => {
    const x = tensor([1e6 + 1, 1e6 + 2, 1e6 + 3]);
    expect(np.variance(x).item()).toBeCloseTo(2 / 3, 5);
  });
  it("NaN goes through max, relu and argmax as in NumPy", () => {
    const x = tensor([1, NaN, 3]);
    expect(x.max().item()).toBeNaN();
    expect(x.argmax().item()).toBe(1);
    expect(x.relu().tolist()).toEqual([1, NaN, 3]);
  });
  it("halves round to the even neighbour", () => {
    expect(tensor([0.5, 1.5, 2.5, -0.5, -1.5]).round().tolist()).toEqual([0, 2, 2, -0, -2]);
  });
  it("integer products wrap in 32 bits instead of losing their low bits", () => {
    const x = tensor([123_456_789], { dtype: "int32" });
    expect(x.mul(x).tolist()).toEqual([Math.imul(123_456_789, 123_456_789)]);
  });
  it("float64 never passes through float32", () => {
    expect(tensor([0.1], { dtype: "float64" }).add(0.2).mul(3).tolist()).toEqual([(0.1 + 0.2) * 3]);
  });
});
