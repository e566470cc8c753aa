/** Every distribution against SciPy's distribution function, and the gradients of its draws against closed forms. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { grad, jit, jvp, np, random, special, tensor, vmap, type Tensor } from "../index.ts";

interface Row {
  readonly name: string;
  readonly points: number[];
  readonly cdf: number[];
}
// Safe: golden-random.py writes this shape.
const { rows } = JSON.parse(
  readFileSync(new URL("../testing/golden-random.json", import.meta.url), "utf8"),
) as { rows: Row[] };

const COUNT = 20_000;
/** Kolmogorov and Smirnov's bound: a right sampler passes it with probability 0.9999. */
const BOUND = Math.sqrt(Math.log(2 / 1e-4) / 2 / COUNT);
const key = random.key(11);
const n = [COUNT];
const double = { dtype: "float64" } as const;
const f64 = (value: number | number[]) => tensor(value, double);

const draws: Record<string, () => Tensor> = {
  uniform: () => random.uniform(key, n, double),
  normal: () => random.normal(key, n, double),
  truncatedNormal: () => random.truncatedNormal(key, -0.5, 2, n, double),
  gumbel: () => random.gumbel(key, n, double),
  logistic: () => random.logistic(key, n),
  laplace: () => random.laplace(key, n),
  exponential: () => random.exponential(key, n),
  cauchy: () => random.cauchy(key, n),
  "gamma of 0.3": () => random.gamma(key, 0.3, n),
  "gamma of 4.5": () => random.gamma(key, 4.5, n),
  "loggamma of 0.05": () => random.loggamma(key, 0.05, n),
  chisquare: () => random.chisquare(key, 3, n),
  studentT: () => random.studentT(key, 4, n),
  beta: () => random.beta(key, 0.5, 2, n),
  "poisson of 3.5": () => random.poisson(key, 3.5, n),
  "poisson of 60": () => random.poisson(key, 60, n),
  geometric: () => random.geometric(key, 0.3, n),
  "binomial of 12": () => random.binomial(key, 12, 0.3, n),
  "binomial of 200": () => random.binomial(key, 200, 0.7, n),
};

describe("draws follow SciPy's distribution function", () => {
  it("for every row there is a draw", () =>
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(draws).sort()));
  for (const { name, points, cdf } of rows) {
    it(name, () => {
      const sorted = draws[name]().toTypedArray().slice().sort();
      points.forEach((point, i) => {
        let below = 0;
        while (below < COUNT && sorted[below] <= point) below++;
        expect(Math.abs(below / COUNT - cdf[i]), `below ${point}`).toBeLessThan(BOUND);
      });
    });
  }
});

const meanOf = (x: Tensor) => x.astype("float64").mean();

describe("gradients of draws", () => {
  it.each([0.2, 1, 7.5])("the mean of gamma draws of shape %f grows by 1 for 1", (a) => {
    const slope = grad((shape: Tensor) => random.gamma(key, shape, n).mean())(f64(a));
    expect(Math.abs(slope.item() - 1)).toBeLessThan(0.05);
  });
  it("the mean of ln gamma draws grows as digamma does, its slope as trigamma's, also where the draws underflow", () => {
    for (const a of [0.01, 0.5, 3]) {
      const mean = (shape: Tensor) => random.loggamma(key, shape, n).mean();
      const [wanted, next] = [special.polygamma(1, f64(a)).item(), special.polygamma(2, f64(a)).item()];
      expect(grad(mean)(f64(a)).item() / wanted).toBeCloseTo(1, 1);
      expect(grad(grad(mean))(f64(a)).item() / next).toBeCloseTo(1, 0);
    }
  });
  it("each keeps its place in the distribution", () => {
    const a = np.full([50], 2.5, "float64");
    const [z, slope] = jvp((shape: Tensor) => random.gamma(key, shape), [a], [np.onesLike(a)]);
    const [, moved] = jvp(special.gammainc, [a, z], [np.onesLike(a), slope]);
    moved.toTypedArray().forEach((value) => expect(Math.abs(value)).toBeLessThan(1e-13));
  });
  it("the mean of beta draws is a / (a + b), that of Dirichlet draws alpha over its sum", () => {
    const slope = grad((a: Tensor) => random.beta(key, a, 3, n).mean())(f64(2));
    expect(slope.item()).toBeCloseTo(3 / 25, 2);
    const weights = f64([1, 0, 0]);
    const slopes = grad((alpha: Tensor) => meanOf(random.dirichlet(key, alpha, n).matmul(weights)))(
      f64([1, 2, 3]),
    );
    [5 / 36, -1 / 36, -1 / 36].forEach((wanted, i) =>
      expect(Math.abs(slopes.toTypedArray()[i] - wanted)).toBeLessThan(0.01),
    );
  });
  it("reach bounds, means and covariances", () => {
    const [low, high] = [f64(0), f64(2)];
    const slope = grad((max: Tensor) => random.uniform(key, n, { min: low, max, dtype: "float64" }).mean())(
      high,
    );
    expect(slope.item()).toBeCloseTo(0.5, 2);
    const upper = grad((bound: Tensor) => random.truncatedNormal(key, -1, bound, n).mean())(f64(1));
    // d mean / d b of a normal between -1 and 1: phi(1) (b - mean) / (Phi(1) - Phi(-1)).
    expect(upper.item()).toBeCloseTo(0.24197 / 0.68269, 2);
    const covariance = f64([1, 0.5, 0.5, 2]).reshape([2, 2]);
    const x = random.multivariateNormal(key, f64([1, -1]), covariance, n);
    const off = x.sub(np.mean(x, 0));
    const found = off.transpose().matmul(off).div(COUNT).toTypedArray();
    [1, 0.5, 0.5, 2].forEach((wanted, i) => expect(Math.abs(found[i] - wanted)).toBeLessThan(0.07));
  });
});

describe("rejection samplers", () => {
  it("map over keys and parameters as a loop does, also under jit", () => {
    const keys = random.split(random.key(3), 4);
    const rates = f64([0.4, 3, 20, 80]);
    const all = (k: Tensor, a: Tensor) =>
      np.stack([
        random.gamma(k, a, [3]),
        random.poisson(k, a, [3]).astype("float64"),
        random.binomial(k, 50, np.exp(np.neg(a)), [3]).astype("float64"),
      ]);
    const loop = keys.map((k, i) => all(k, np.take(rates, i)).tolist());
    expect(vmap(all)(np.stack(keys), rates).tolist()).toEqual(loop);
    expect(jit(vmap(all))(np.stack(keys), rates).tolist()).toEqual(loop);
  });
  it("answer -1, and end, where a parameter has no meaning", () => {
    expect(random.poisson(key, [-1, NaN, Infinity]).tolist()).toEqual([-1, -1, -1]);
    expect(random.binomial(key, [3, -1, Infinity], [1.5, 0.5, 0.5]).tolist()).toEqual([-1, -1, -1]);
    expect(random.binomial(key, 7, [0, 1]).tolist()).toEqual([0, 7]);
    expect(random.gamma(key, [-1, 0]).tolist()).toEqual([NaN, 0]);
  });
  it("take their shape from their parameters", () => {
    expect(random.gamma(key, [1, 2, 3]).shape).toEqual([3]);
    expect(random.beta(key, [[1], [2]], [1, 2, 3]).shape).toEqual([2, 3]);
    expect(random.dirichlet(key, [1, 2, 3], [4]).shape).toEqual([4, 3]);
    expect(random.poisson(key, [1, 2]).dtype).toBe("int32");
    expect(random.gamma(key, f64(2), [2]).dtype).toBe("float64");
  });
});

describe("vectors and choices", () => {
  it("directions have length 1, points of the ball at most 1, orthogonal matrices an inverse that is their transpose", () => {
    const lengths = np.sqrt(np.sum(np.square(random.unitVector(key, 3, [50], double)), -1)).toTypedArray();
    lengths.forEach((length) => expect(length).toBeCloseTo(1, 14));
    const radii = np.sqrt(np.sum(np.square(random.ball(key, 2, n)), -1));
    expect(np.max(radii).item()).toBeLessThanOrEqual(1.000001);
    expect(meanOf(radii).item()).toBeCloseTo(2 / 3, 2);
    const q = random.orthogonal(key, 4, [], double);
    q.matmul(q.transpose())
      .sub(np.eye(4, "float64"))
      .toTypedArray()
      .forEach((x) => expect(Math.abs(x)).toBeLessThan(1e-14));
  });
  it("choice follows p, with and without replacement", () => {
    const p = [0.1, 0.6, 0.3];
    const drawn = random.choice(key, 3, n, { p });
    p.forEach((share, i) => expect(Math.abs(meanOf(drawn.eq(i)).item() - share)).toBeLessThan(0.02));
    expect(np.sort(random.choice(key, 3, [3], { p, replace: false })).tolist()).toEqual([0, 1, 2]);
    const rows = np.arange(6).reshape([3, 2]);
    expect(np.sort(random.permutation(key, rows), 0).tolist()).toEqual(rows.tolist());
    expect(random.choice(key, rows, [5]).shape).toEqual([5, 2]);
  });
  it("categorical draws along any axis, and each class at most once without replacement", () => {
    const logits = np.log(f64([0.2, 0.5, 0.3]));
    const both = np.stack([logits, logits], 1);
    expect(random.categorical(key, both, [7, 2], { axis: 0 }).shape).toEqual([7, 2]);
    const once = random.categorical(key, both, [3, 2], { axis: 0, replace: false });
    expect(np.sort(once, 0).tolist()).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
    expect(meanOf(random.rademacher(key, n)).item()).toBeCloseTo(0, 1);
    expect(random.bernoulli(key, f64([0, 1, 0, 1])).tolist()).toEqual([false, true, false, true]);
  });
});

describe("errors", () => {
  it.each([
    [() => random.key(0.5), "random.key: a seed is a whole number, found 0.5; say random.key(0)."],
    [
      () => random.gamma(tensor([1, 2]), 1),
      "random.gamma: the first argument is a key, made by random.key(seed) or random.split(key); found float32 [2].",
    ],
    [
      () => random.gamma(key, [1, 2, 3, 4], [3]),
      "random.gamma: parameters of shape [4] do not broadcast to the asked shape [3]; ask for one that ends in theirs, or leave it out.",
    ],
    [
      () => random.choice(key, 2, [4], { p: [0.5, 0.6] }),
      "random.choice: p sums to 1.1; probabilities are not negative and sum to 1. Divide by their sum, or use random.categorical with logits.",
    ],
    [
      () => random.choice(key, 3, [4], { p: [0.5, 0.5] }),
      "random.choice: p has shape [2]; it holds one probability for each of 3.",
    ],
    [
      () => random.choice(key, 3, [4], { replace: false }),
      "random.choice: 4 of 3 without replacement; draw at most 3.",
    ],
    [
      () => random.multivariateNormal(key, [0, 0], [[1]]),
      "random.multivariateNormal: mean [2] and covariance [1, 1] do not belong together; give [d] and [d, d].",
    ],
  ])("say what was found and what to do (%#)", (wrong, message) => expect(wrong).toThrow(message));
});
