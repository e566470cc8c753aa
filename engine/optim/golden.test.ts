/** Optimizers and schedules step by step as PyTorch's, and what goes beyond it: chains, jit, meta-gradients, L-BFGS. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { grad, jit, np, optim, tensor, valueAndGrad, vmap, type Tensor } from "../index.ts";

// Safe: golden-optim.py writes this shape.
const golden = JSON.parse(readFileSync(new URL("../testing/golden-optim.json", import.meta.url), "utf8")) as {
  start: number[];
  rows: { name: string; path: number[][] }[];
  schedules: { name: string; rates: number[] }[];
};

const optimizers: Record<string, optim.Optimizer<never>> = {
  sgd: optim.sgd(0.1),
  "sgd momentum": optim.sgd(0.1, { momentum: 0.9 }),
  "sgd nesterov": optim.sgd(0.1, { momentum: 0.9, nesterov: true }),
  "sgd dampening decay": optim.sgd(0.1, { momentum: 0.9, dampening: 0.5, weightDecay: 0.1 }),
  adam: optim.adam(0.1),
  "adam amsgrad": optim.adam(0.1, { amsgrad: true }),
  adamw: optim.adamw(0.1, { weightDecay: 0.2 }),
  adamax: optim.adamax(0.1),
  rmsprop: optim.rmsprop(0.1),
  "rmsprop centered momentum": optim.rmsprop(0.1, { centered: true, momentum: 0.5 }),
  adagrad: optim.adagrad(0.1),
  adadelta: optim.adadelta(1),
} as Record<string, unknown> as Record<string, optim.Optimizer<never>>;

const f64 = (values: number[]) => tensor(values, { dtype: "float64" });
const loss = ({ w }: { w: Tensor }) =>
  w
    .pow(4)
    .div(4)
    .add(w.mul(3).sin())
    .sum()
    .add(w.slice(0, 1).mul(w.slice(1, 2)).sum().mul(3));

describe("as PyTorch, eight steps", () => {
  for (const { name, path } of golden.rows) {
    const opt = optimizers[name];
    const run = (update: typeof opt.update) => {
      let params = { w: f64(golden.start) };
      let state = opt.init(params);
      return path.map(() => {
        ({ params, state } = update(grad(loss)(params), state, params));
        return [...params.w.toTypedArray()];
      });
    };
    const expectPath = (found: number[][], digits: number) => {
      found.forEach((w, step) => {
        w.forEach((v, i) => expect(v, `step ${step}, ${i}`).toBeCloseTo(path[step][i], digits));
      });
    };
    it(`of ${name}`, () => expectPath(run(opt.update), 12));
    it(`of ${name}, compiled, in double precision`, () => {
      expectPath(run(jit(opt.update)), 9);
    });
  }
});

describe("schedules", () => {
  const ours: Record<string, (step: number) => number> = {
    cosineDecay: optim.schedules.cosineDecay(0.1, 10, 0.1),
    exponentialDecay: optim.schedules.exponentialDecay(0.1, 0.8, 1),
    piecewise: optim.schedules.piecewise(0.1, { 3: 0.1, 7: 0.1 }),
  };
  for (const { name, rates } of golden.schedules) {
    it(`${name} gives PyTorch's rates`, () => {
      rates.forEach((rate, step) => expect(ours[name](step)).toBeCloseTo(rate, 12));
    });
  }
  it("rise, fall and join where they say", () => {
    const { warmupCosine, oneCycle, linear, polynomial, constant, joined } = optim.schedules;
    expect([0, 5, 10, 110, 500].map(warmupCosine(1, 10, 110, 0.1))).toEqual(
      [0, 0.5, 1, 0.1, 0.1].map((v): unknown => expect.closeTo(v, 12)),
    );
    expect([0, 30, 100].map(oneCycle(1, 100))).toEqual(
      [0.04, 1, 4e-6].map((v): unknown => expect.closeTo(v, 12)),
    );
    expect([0, 1, 9].map(linear(1, 0, 4))).toEqual([1, 0.75, 0]);
    expect(polynomial(1, 0, 4, 2)(2)).toBe(0.25);
    expect([1, 5].map(joined([constant(3), linear(1, 0, 4)], [4]))).toEqual([3, 0.75]);
    expect(() => joined([constant(1)], [4])).toThrow(
      "optim.schedules.joined: 1 schedules have 0 boundaries between them, found 1.",
    );
  });
  it("run under jit as they do outside", () => {
    const opt = optim.adam(optim.schedules.warmupCosine(0.1, 3, 10));
    const [eager, compiled] = [opt.update, jit(opt.update)].map((update) => {
      let params = { w: f64(golden.start) };
      let state = opt.init(params);
      for (let step = 0; step < 6; step++) ({ params, state } = update(grad(loss)(params), state, params));
      return params.w.toTypedArray();
    });
    eager.forEach((v, i) => expect(compiled[i]).toBeCloseTo(v, 7));
  });
});

describe("chains", () => {
  it("clip, then step, then decay", () => {
    const opt = optim.chain(optim.clipByGlobalNorm(1), optim.scaleByRate(0.5));
    const params = { w: f64([3, 4]) };
    const { params: next } = opt.update({ w: f64([30, 40]) }, opt.init(params), params);
    next.w.toTypedArray().forEach((v, i) => expect(v).toBeCloseTo([2.7, 3.6][i], 10));
  });
  it("decay what the mask chooses", () => {
    const opt = optim.chain(
      optim.addDecayedWeights(0.1, () => ({ w: true, b: false })),
      optim.scaleByRate(1),
    );
    const params = { w: f64([2]), b: f64([2]) };
    const { params: next } = opt.update({ w: f64([0]), b: f64([0]) }, opt.init(params), params);
    expect([next.w.item(), next.b.item()]).toEqual([1.8, 2]);
  });
  it("clip each leaf, or each number", () => {
    const gradients = { a: f64([3, 4]), b: f64([0.1]) };
    expect(optim.clipByNorm(gradients, 1).a.toTypedArray()[1]).toBeCloseTo(0.8, 10);
    expect(optim.clipByNorm(gradients, 1).b.item()).toBeCloseTo(0.1, 12);
    expect(optim.clipByValue(gradients, 0.5).a.tolist()).toEqual([0.5, 0.5]);
  });
});

describe("other optimizers", () => {
  it("lion steps by signs", () => {
    const opt = optim.lion(0.1, { weightDecay: 0.5 });
    const params = { w: f64([1, -2]) };
    const { params: next } = opt.update({ w: f64([5, 1e-9]) }, opt.init(params), params);
    next.w
      .toTypedArray()
      .forEach((v, i) => expect(v).toBeCloseTo([1 - 0.1 * 1.5, -2 - 0.1 * (1 - 1)][i], 12));
  });
  it("nadam and ema follow their formulas", () => {
    const params = { w: f64([1]) };
    const { params: next } = optim.nadam(0.1).update({ w: f64([2]) }, optim.nadam(0.1).init(params), params);
    // Dozat's step: (b1 m / (1 - b1^2) + (1 - b1) g / (1 - b1)) / sqrt(v)
    expect(next.w.item()).toBeCloseTo(1 - (0.1 * ((0.9 * 0.2) / (1 - 0.81) + 2)) / (2 + 1e-8), 12);
    const average = optim.ema(0.9);
    let state = average.init(params);
    for (const w of [1, 2]) state = average.update({ w: f64([w]) }, state);
    expect(average.value(params, state).w.item()).toBeCloseTo((0.09 * 1 + 0.1 * 2) / 0.19, 12);
  });
});

describe("an update", () => {
  it("is differentiated through: the derivative of a trained loss by the rate", () => {
    const trained = (rate: Tensor) => {
      let params = { w: f64([1.5]) };
      for (let step = 0; step < 3; step++) {
        const g = grad(({ w }: { w: Tensor }) => w.square().sum())(params);
        params = { w: params.w.sub(g.w.mul(rate)) };
      }
      return params.w.square().sum();
    };
    const byRate = grad(trained)(tensor(0.1, { dtype: "float64" })).item();
    expect(byRate).toBeCloseTo(2.25 * 6 * 0.8 ** 5 * -2, 10);
    const through = (w0: Tensor) => {
      const opt = optim.adam(0.1);
      const params = { w: w0 };
      return opt
        .update(grad(({ w }: { w: Tensor }) => w.square().sum())(params), opt.init(params), params)
        .params.w.sum();
    };
    expect(
      Number.isFinite(
        grad(through)(f64([1, 2]))
          .sum()
          .item(),
      ),
    ).toBe(true);
    const many = vmap(through)(np.stack([f64([1, 2]), f64([3, 4])]));
    expect(many.toTypedArray()[1]).toBeCloseTo(through(f64([3, 4])).item(), 12);
  });
});

describe("lbfgs", () => {
  it("finds the end of Rosenbrock's valley", () => {
    const valley = ({ x }: { x: Tensor }) => {
      const [a, b] = [x.slice(0, 1), x.slice(1, 2)];
      return np.sub(1, a).square().add(b.sub(a.square()).square().mul(100)).sum();
    };
    const found = optim.lbfgs().minimize(valley, { x: f64([-1.2, 1]) });
    expect(found.converged).toBe(true);
    found.params.x.toTypedArray().forEach((v) => expect(v).toBeCloseTo(1, 9));
    expect(found.iterations).toBeLessThan(60);
    expect(found.evaluations).toBeLessThan(100);
  });
  it("says where it did not get, and where it cannot start", () => {
    const steep = (x: Tensor) => x.square().sum();
    expect(optim.lbfgs({ maxIterations: 0 }).minimize(steep, f64([3])).converged).toBe(false);
    expect(() => optim.lbfgs().minimize((x: Tensor) => x.log().sum(), f64([-1]))).toThrow(
      "lbfgs: the function is NaN at the start; begin where it is finite.",
    );
    const [value] = valueAndGrad(steep)(optim.lbfgs().minimize(steep, tensor([3, -2])).params);
    expect(value.item()).toBeLessThan(1e-12);
  });
});
