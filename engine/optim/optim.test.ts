/** Optimizers step as their papers say, on any tree, and follow a schedule while they run. */
import { describe, expect, it } from "vitest";
import { grad, np, optim, tensor, valueAndGrad, type Tensor } from "../index.ts";

interface Params {
  w: Tensor;
  layers: { b: Tensor }[];
}
const start = (): Params => ({
  w: tensor([3, -2], { dtype: "float64" }),
  layers: [{ b: tensor(1, { dtype: "float64" }) }],
});
const loss = (p: Params) => p.w.square().sum().add(p.layers[0].b.sub(4).square());

/** Two steps by the formulas of the papers, in plain numbers, for the gradient 2 (x - target). */
function byHand(
  update: (g: number, state: number[], step: number) => number,
  x0: number,
  target: number,
): number {
  const state = [0, 0];
  let x = x0;
  for (let step = 1; step <= 2; step++) x -= update(2 * (x - target), state, step);
  return x;
}

const momentum = (g: number, v: number[]) => 0.1 * (v[0] = 0.9 * v[0] + g);
const adam = (g: number, s: number[], step: number) => {
  s[0] = 0.9 * s[0] + 0.1 * g;
  s[1] = 0.999 * s[1] + 0.001 * g * g;
  return (0.1 * (s[0] / (1 - 0.9 ** step))) / (Math.sqrt(s[1] / (1 - 0.999 ** step)) + 1e-8);
};

describe("two steps", () => {
  it.each([
    ["sgd", optim.sgd(0.1), (g: number) => 0.1 * g],
    ["sgd with momentum", optim.sgd(0.1, { momentum: 0.9 }), momentum],
    ["adam", optim.adam(0.1), adam],
  ] as const)("of %s land where the formulas do, in every leaf of the tree", (_name, optimizer, update) => {
    const opt = optimizer as optim.Optimizer<unknown>;
    let params = start();
    let state = opt.init(params);
    for (let step = 0; step < 2; step++) {
      ({ params, state } = opt.update(grad(loss)(params), state, params));
    }
    [3, -2].forEach((x0, i) => {
      expect(params.w.toTypedArray()[i]).toBeCloseTo(byHand(update, x0, 0), 12);
    });
    expect(params.layers[0].b.item()).toBeCloseTo(byHand(update, 1, 4), 12);
    expect(params.w.dtype).toBe("float64");
  });

  it("of adamw shrink the weights beside the gradient", () => {
    const opt = optim.adamw(0.1, { weightDecay: 0.5 });
    const params = { w: tensor([2]) };
    const { params: next } = opt.update({ w: tensor([0]) }, opt.init(params), params);
    expect(next.w.tolist()).toEqual([expect.closeTo(2 - 0.1 * 0.5 * 2, 6)]);
  });
});

describe("a learning rate", () => {
  it("that is a function is asked at every step, with its number", () => {
    const asked: number[] = [];
    let rate = 1;
    const opt = optim.sgd((step) => {
      asked.push(step);
      return rate;
    });
    let params = { w: tensor([0]) };
    let state = opt.init(params);
    const gradients = { w: tensor([1]) };
    ({ params, state } = opt.update(gradients, state, params));
    rate = 10;
    ({ params } = opt.update(gradients, state, params));
    expect(params.w.tolist()).toEqual([-11]);
    expect(asked).toEqual([0, 1]);
  });
});

describe("norms", () => {
  const gradients = { a: tensor([3]), b: [tensor([[4]])] };
  it("are taken over all leaves together", () => {
    expect(optim.globalNorm(gradients).item()).toBe(5);
  });
  it("are clipped to the limit, directions kept, and left alone below it", () => {
    const clipped = optim.clipByGlobalNorm(gradients, 1);
    expect(clipped.a.item()).toBeCloseTo(0.6, 6);
    expect(clipped.b[0].item()).toBeCloseTo(0.8, 6);
    expect(optim.clipByGlobalNorm(gradients, 10).a.item()).toBe(3);
  });
});

it("adam finds the least squares line", () => {
  const xs = np.linspace(-1, 1, 32);
  const ys = xs.mul(-1.5).add(0.25);
  const fit = valueAndGrad((p: { w: Tensor; b: Tensor }) => xs.mul(p.w).add(p.b).sub(ys).square().mean());
  const opt = optim.adam(0.05);
  let params = { w: tensor(0), b: tensor(0) };
  let state = opt.init(params);
  for (let step = 0; step < 500; step++) {
    ({ params, state } = opt.update(fit(params)[1], state, params));
  }
  expect(params.w.item()).toBeCloseTo(-1.5, 3);
  expect(params.b.item()).toBeCloseTo(0.25, 3);
});
