/** Estimators: what they converge to, that they are unbiased where they say so, and that both modes see one function. */
import { describe, expect, it } from "vitest";
import {
  estimators as est,
  grad,
  inspect,
  jit,
  nn,
  np,
  random,
  tensor,
  vmap,
  type Tensor,
} from "../index.ts";

const f64 = (values: number | number[] | number[][]) => tensor(values, { dtype: "float64" });
const flat = (x: Tensor) => [...x.toTypedArray()];
function expectNear(found: Tensor, wanted: number[], within: number) {
  flat(found).forEach((v, i) => {
    expect(Math.abs(v - wanted[i]), `element ${i}: ${v}, wanted ${wanted[i]}`).toBeLessThanOrEqual(within);
  });
}
const key = random.key(7);
const scores = f64([0.3, -1.2, 2.1, 0.9]);

describe("relaxed permutations", () => {
  for (const [name, sort] of Object.entries({ softSort: est.softSort, neuralSort: est.neuralSort })) {
    it(`of ${name} have rows that sum to 1, and become the sort itself`, () => {
      expectNear(sort(scores).sum(-1), [1, 1, 1, 1], 1e-14);
      const hard = sort(scores, { temperature: 0.01 });
      expectNear(hard.matmul(scores), [2.1, 0.9, 0.3, -1.2], 1e-9);
      expectNear(
        sort(scores, { temperature: 0.01, descending: false }).matmul(scores),
        [-1.2, 0.3, 0.9, 2.1],
        1e-9,
      );
    });
    it(`of ${name} are differentiated, mapped and compiled`, () => {
      const f = (x: Tensor) =>
        sort(x, { temperature: 0.7 })
          .matmul(x)
          .mul(f64([1, 2, 3, 4]))
          .sum();
      expect(inspect.gradcheck(f)(scores)).toMatchObject({ ok: true });
      const both = jit(vmap(grad(f)))(np.stack([scores, scores.neg()]));
      expectNear(both.slice(0, 1).reshape(4), flat(grad(f)(scores)), 1e-12);
    });
  }
  it("softSort of [3, 1, 2] at 0.1 is [3, 2, 1] to a thousandth", () => {
    const x = f64([3, 1, 2]);
    expectNear(est.softSort(x, { temperature: 0.1 }).matmul(x), [3, 2, 1], 1e-3);
  });
  it("of sinkhorn have rows and columns that sum to 1", () => {
    const p = est.sinkhorn(np.outer(scores, scores), { iterations: 200, temperature: 0.5 });
    expectNear(p.sum(-1), [1, 1, 1, 1], 1e-6);
    expectNear(p.sum(-2), [1, 1, 1, 1], 1e-12);
    const noisy = est.gumbelSinkhorn(key, np.outer(scores, scores), { iterations: 100, temperature: 0.1 });
    expectNear(noisy.sum(-2), [1, 1, 1, 1], 1e-12);
    const huge = est.sinkhorn(np.eye(3, "float64").mul(1e4));
    expectNear(huge, [1, 0, 0, 0, 1, 0, 0, 0, 1], 1e-9);
    expect(
      inspect.gradcheck((x: Tensor) => est.sinkhorn(np.outer(x, x), { iterations: 5 }))(scores),
    ).toMatchObject({ ok: true });
  });
});

describe("projections onto the permutahedron", () => {
  it("rank exactly what lies far enough apart, and smooth the rest", () => {
    expectNear(est.softRank(f64([5, 1, 2])), [3, 1, 2], 1e-14);
    expectNear(est.softRank(f64([5, 1, 2]), { strength: 2 }), [3, 1.25, 1.75], 1e-14);
    expectNear(est.softRank(f64([5, 1, 2]), { strength: 1e9 }), [2, 2, 2], 1e-6);
  });
  it("sort, and keep the sum", () => {
    expectNear(est.softSorted(scores, { strength: 0.1 }), [2.1, 0.9, 0.3, -1.2], 1e-14);
    expectNear(est.softSorted(scores, { strength: 0.1, descending: false }), [-1.2, 0.3, 0.9, 2.1], 1e-14);
    expect(est.softSorted(scores, { strength: 3 }).sum().item()).toBeCloseTo(2.1, 12);
  });
  it("have the exact derivative, once and twice, in rows too", () => {
    for (const strength of [0.3, 1.7, 5]) {
      const f = (x: Tensor) =>
        est
          .softRank(x, { strength })
          .square()
          .mul(f64([1, 2, 3, 4]))
          .sum();
      const g = (x: Tensor) =>
        est
          .softSorted(x, { strength })
          .square()
          .mul(f64([1, 2, 3, 4]))
          .sum();
      expect(inspect.gradcheck(f)(scores)).toMatchObject({ ok: true });
      expect(inspect.gradcheck(g)(scores)).toMatchObject({ ok: true });
      expect(inspect.gradcheck((x: Tensor) => grad(f)(x))(scores)).toMatchObject({ ok: true });
    }
    const rows = np.stack([scores, np.flip(scores)]);
    expect(flat(est.softRank(rows, { strength: 2 }))).toEqual(
      flat(vmap((x: Tensor) => est.softRank(x, { strength: 2 }))(rows)),
    );
  });
  it("softTopK adds up to k", () => {
    expect(est.softTopK(scores, 2).sum().item()).toBeCloseTo(2, 12);
    expectNear(est.softTopK(scores, 2, { temperature: 0.01 }), [0, 0, 1, 1], 1e-9);
    expect(() => est.softTopK(scores, 5)).toThrow("softTopK: k is a whole number from 1 to 4, found 5.");
  });
});

describe("sparse relatives of softmax", () => {
  it("lie on the simplex, with exact zeros", () => {
    expectNear(est.sparsemax(f64([1, 0.5, -1])), [0.75, 0.25, 0], 1e-14);
    expect(flat(est.sparsemax(f64([3, 0, -1])))).toEqual([1, 0, 0]);
    for (const alpha of [1.5, 1.2, 2, 3]) {
      const p = est.entmax(scores, alpha);
      expect(p.sum().item()).toBeCloseTo(1, 12);
      expect(flat(p).every((v) => v >= 0)).toBe(true);
    }
    expectNear(est.entmax(scores, 1), flat(nn.softmax(scores)), 1e-14);
    expectNear(est.entmax(scores, 1.0001), flat(nn.softmax(scores)), 1e-4);
    // The condition of optimality at alpha 1.5: sqrt(p) = (z - threshold) / 2 on the support.
    const p = flat(est.entmax15(scores));
    const thresholds = p.flatMap((v, i) => (v > 0 ? [flat(scores)[i] / 2 - Math.sqrt(v)] : []));
    thresholds.forEach((t) => expect(t).toBeCloseTo(thresholds[0], 9));
  });
  it("work along any axis and have their exact Jacobian, twice", () => {
    const x = np.stack([scores, scores.mul(0.3)]);
    expectNear(est.sparsemax(x.transpose(), 0).transpose(), flat(est.sparsemax(x)), 1e-14);
    for (const alpha of [1.5, 2, 1.3]) {
      const f = (z: Tensor) =>
        est
          .entmax(z, alpha)
          .mul(f64([1, -2, 3, 0.5]))
          .sum();
      expect(inspect.gradcheck(f)(scores)).toMatchObject({ ok: true });
      expect(inspect.gradcheck((z: Tensor) => grad(f)(z), { tolerance: 1e-4 })(scores)).toMatchObject({
        ok: true,
      });
    }
    expect(() => est.entmax(scores, 0.5)).toThrow("entmax: alpha is at least 1, found 0.5.");
  });
});

describe("gumbelSoftmax", () => {
  const logits = f64([0.5, -0.2, 1.1]);
  const draw = (options: est.GumbelSoftmaxOptions) => (k: Tensor) => est.gumbelSoftmax(k, logits, options);
  it("lies on the simplex; hard samples are one-hot, as often as softmax says", () => {
    const soft = est.manyTimes(key, 200, draw({ temperature: 0.5 }));
    flat(soft.sum(-1)).forEach((v) => expect(v).toBeCloseTo(1, 12));
    const hard = est.manyTimes(key, 20_000, draw({ hard: true }));
    expect(new Set(flat(hard))).toEqual(new Set([0, 1]));
    // Three standard errors of a share of 20,000.
    expectNear(hard.mean(0), flat(nn.softmax(logits)), 3 * Math.sqrt(0.25 / 20_000));
  });
  it("sends the soft gradient through the hard sample", () => {
    const weights = f64([1, 2, 3]);
    const through = (hard: boolean) =>
      grad((z: Tensor) => est.gumbelSoftmax(key, z, { hard, temperature: 0.8 }).mul(weights).sum())(logits);
    expect(flat(through(true))).toEqual(flat(through(false)));
    expect(
      inspect.gradcheck((z: Tensor) => est.gumbelSoftmax(key, z, { temperature: 0.8 }))(logits),
    ).toMatchObject({ ok: true });
  });
  it("has a second axis, a binary relative, and a temperature above 0", () => {
    const rows = np.stack([logits, logits]);
    flat(est.gumbelSoftmax(key, rows, { axis: 0 }).sum(0)).forEach((v) => expect(v).toBeCloseTo(1, 12));
    const coins = est.manyTimes(key, 20_000, (k) => est.binaryConcrete(k, f64(0.7), { hard: true }));
    expect(Math.abs(coins.mean().item() - 1 / (1 + Math.exp(-0.7)))).toBeLessThan(
      3 * Math.sqrt(0.25 / 20_000),
    );
    expect(() => est.gumbelSoftmax(key, logits, { temperature: 0 })).toThrow(
      "gumbelSoftmax: the temperature is above 0, found 0; for the hard choice itself use { hard: true }.",
    );
  });
});

describe("straightThrough", () => {
  it("has the value of the one and the derivative of the other", () => {
    const f = (x: Tensor) => est.straightThrough(np.round, x.square()).mul(3);
    expect([f(f64(1.3)).item(), grad(f)(f64(1.3)).item()]).toEqual([6, 3 * 2.6]);
    expect(grad(grad(f))(f64(1.3)).item()).toBe(6);
    expect(flat(jit(vmap(grad(f)))(f64([1, 2])))).toEqual([6, 12]);
  });
  it("rounds, steps and signs, with a window where it says so", () => {
    const slope = (f: (x: Tensor) => Tensor) => flat(vmap(grad(f))(f64([-2, -0.4, 0.6, 3])));
    expect(flat(est.straightThroughRound(f64([-1.6, 0.4])))).toEqual([-2, 0]);
    expect(slope((x) => est.straightThroughRound(x))).toEqual([1, 1, 1, 1]);
    expect(flat(est.straightThroughHeaviside(f64([-2, 0, 0.6])))).toEqual([0, 0, 1]);
    expect(slope((x) => est.straightThroughHeaviside(x))).toEqual([0, 1, 1, 0]);
    expect(flat(est.straightThroughSign(f64([-2, 0, 0.6])))).toEqual([-1, 1, 1]);
    expect(slope((x) => est.straightThroughSign(x, 2.5))).toEqual([1, 1, 1, 0]);
    const coin = est.manyTimes(key, 10_000, (k) => est.straightThroughBernoulli(k, f64(0.3)));
    expect(Math.abs(coin.mean().item() - 0.3)).toBeLessThan(3 * Math.sqrt(0.21 / 10_000));
    expect(grad((p: Tensor) => est.straightThroughBernoulli(key, p))(f64(0.3)).item()).toBe(1);
  });
});

/** A choice among three with costs: its expectation and gradient are sums that can be written out. */
const costs = f64([1, 4, 2]);
const logits = f64([0.2, -0.3, 0.5]);
const expected = (z: Tensor) => nn.softmax(z).mul(costs).sum();
const exact = flat(grad(expected)(logits));
const SAMPLES = 64;
const DRAWS = 2000;

function estimates(baseline: est.ScoreFunctionOptions["baseline"]): Tensor {
  return est.manyTimes(key, DRAWS, (k) => {
    const choices = random.categorical(k, logits, [SAMPLES]);
    const surrogate = (z: Tensor) =>
      est.scoreFunction(
        np.take(nn.logSoftmax(z), choices),
        np.take(costs, choices),
        baseline === undefined ? {} : { baseline },
      );
    return grad(surrogate)(logits);
  });
}
const variance = (x: Tensor) => np.variance(x, 0).sum().item();

describe("scoreFunction", () => {
  const plain = estimates(undefined);
  const leaveOneOut = estimates("leaveOneOut");
  it("is unbiased, with no baseline, a constant one, and that of the other samples", () => {
    for (const each of [plain, leaveOneOut, estimates(2), estimates(f64(2))]) {
      // Four standard errors of the mean over the draws.
      const error = 4 * Math.sqrt(variance(each) / DRAWS);
      expectNear(each.mean(0), exact, error);
    }
  });
  it("is quieter with a baseline", () => {
    expect(variance(leaveOneOut)).toBeLessThan(0.5 * variance(plain));
    const scaled = estimates("mean")
      .mean(0)
      .mul(SAMPLES / (SAMPLES - 1));
    expectNear(scaled, exact, 4 * Math.sqrt(variance(leaveOneOut) / DRAWS));
  });
  it("says what it needs", () => {
    expect(() => est.scoreFunction(np.ones([3]), np.ones([2]))).toThrow(
      "scoreFunction: a reward for each log-probability: [3], found [2].",
    );
    expect(() => est.scoreFunction(np.ones([1]), np.ones([1]), { baseline: "leaveOneOut" })).toThrow(
      'scoreFunction: the baseline "leaveOneOut" needs several samples along the first axis.',
    );
  });
  it("has a relative whose higher derivatives are estimates too", () => {
    // All outcomes, weighted by their chance: the estimate without noise.
    const f = (z: Tensor) => {
      const logP = nn.logSoftmax(z);
      return est
        .magicBox(logP)
        .mul(costs)
        .mul(np.exp(nn.logSoftmax(logits)))
        .sum();
    };
    const first = grad(f)(logits);
    expectNear(first, exact, 1e-12);
    const second = (g: (z: Tensor) => Tensor) =>
      flat(vmap((v: Tensor) => grad((z: Tensor) => grad(g)(z).mul(v).sum())(logits))(np.eye(3, "float64")));
    const wanted = second(expected);
    second(f).forEach((v, i) => expect(v).toBeCloseTo(wanted[i], 10));
  });
  it("takes a moving baseline, whose first value counts in full", () => {
    const average = est.movingBaseline(0.9);
    let state = average.init();
    expect(average.value(state)).toBe(0);
    for (const reward of [10, 20]) state = average.update(state, reward);
    expect(average.value(state)).toBeCloseTo((0.09 * 10 + 0.1 * 20) / 0.19, 12);
  });
});

describe("reparameterised samples", () => {
  it("carry the derivatives of their parameters", () => {
    const noise = est.sampleNormal(key, f64(0), f64(1)).item();
    expect(grad((s: Tensor) => est.sampleNormal(key, f64(2), s))(f64(3)).item()).toBeCloseTo(noise, 12);
    expect(grad((m: Tensor) => est.sampleNormal(key, m, f64(2)))(f64(3)).item()).toBe(1);
    const u = est.sampleUniform(key, f64(0), f64(1)).item();
    expect(grad((low: Tensor) => est.sampleUniform(key, low, f64(5)))(f64(3)).item()).toBeCloseTo(1 - u, 12);
    expect(est.sampleGumbel(key, f64([1, 2]), f64(1)).shape).toEqual([2]);
  });
});

describe("perturbed optimizers", () => {
  const x = f64([0.4, 0.1, -0.3]);
  const options = { samples: 40_000, sigma: 0.7 };
  it("give chances that sum to 1, nearer to the hard choice with less noise", () => {
    const p = est.perturbedArgmax(options)(key, x);
    expect(p.sum().item()).toBeCloseTo(1, 12);
    expectNear(est.perturbedArgmax({ samples: 500, sigma: 1e-3 })(key, x), [1, 0, 0], 0);
    expect(est.perturbedTopK(2, options)(key, x).sum().item()).toBeCloseTo(2, 12);
  });
  it("have the derivative of the average, by the noise alone", () => {
    const chance = (x: Tensor) => est.perturbedArgmax(options)(key, x).slice(0, 1).sum();
    const h = 0.2;
    const moved = (by: number) => chance(x.add(f64([by, 0, 0]))).item();
    const difference = (moved(h) - moved(-h)) / (2 * h);
    // Monte Carlo: a few standard errors of 40,000 draws, and the curvature of a wide difference.
    expect(Math.abs(flat(grad(chance)(x))[0] - difference)).toBeLessThan(0.02);
    expect(Math.abs(grad(chance)(x).sum().item())).toBeLessThan(0.02);
  });
  it("refuse what is no noise", () => {
    expect(() => est.perturbed((x) => x, { sigma: 0 })).toThrow(
      "perturbed: samples is a whole number and sigma is above 0, found 1000 and 0.",
    );
  });
});
