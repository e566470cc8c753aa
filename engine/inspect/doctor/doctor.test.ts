/** Each illness provoked, and each rule silent where all is well. */
import { describe, expect, it } from "vitest";
import {
  inspect,
  nn,
  np,
  optim,
  random,
  stopGradient,
  tensor,
  valueAndGrad,
  type Tensor,
} from "../../index.ts";

const ill = ({ findings }: inspect.Diagnosis) => findings.map(({ illness }) => illness);
const key = random.key(0);

/** A network of tanh layers, all weights of one size. */
interface Net {
  layers: { w: Tensor; b: Tensor }[];
}
const net = (depth: number, width: number, scale: number): Net => ({
  layers: random.split(key, depth).map((k) => ({
    w: random.normal(k, [width, width]).mul(scale / Math.sqrt(width)),
    b: np.zeros([width]),
  })),
});
const run = (activation: (x: Tensor) => Tensor) => (params: Net, x: Tensor) =>
  params.layers
    .reduce((h, { w, b }) => activation(np.matmul(h, w).add(b)), x)
    .pow(2)
    .mean();
const x = random.normal(random.key(7), [16, 16]);

describe("a healthy network", () => {
  it.each([
    ["tanh", np.tanh, 1],
    ["relu", nn.relu, Math.SQRT2],
  ] as const)("of %s has no finding", (_, activation, scale) => {
    expect(inspect.diagnose(run(activation))(net(5, 16, scale), x).findings).toEqual([]);
  });

  it("has none while it trains well", () => {
    const data = random.normal(random.key(1), [64, 4]);
    const labels = data.sum(1).gt(0).astype("int32");
    const loss = (p: { w: Tensor; b: Tensor }, inputs: Tensor) =>
      nn.crossEntropy(np.matmul(inputs, p.w).add(p.b), labels);
    let params = { w: random.normal(key, [4, 2]).mul(0.1), b: np.zeros([2]) };
    const losses: number[] = [];
    for (let step = 0; step < 40; step++) {
      const [value, gradient] = valueAndGrad(loss)(params, data);
      losses.push(value.item());
      const next = { w: params.w.sub(gradient.w.mul(0.5)), b: params.b.sub(gradient.b.mul(0.5)) };
      if (step === 39) expect(inspect.diagnose(loss, { losses, next })(params, data).findings).toEqual([]);
      params = next;
    }
  });

  it("tells the size of each parameter and of its gradient", () => {
    const { parameters, loss } = inspect.diagnose((p: { w: Tensor }) => p.w.pow(2).sum())({
      w: tensor([3, 4]),
    });
    expect(loss).toBe(25);
    expect(parameters).toMatchObject([{ name: "p.w", shape: [2] }]);
    expect(parameters[0].size).toBeCloseTo(5 / Math.SQRT2);
    expect(parameters[0].gradient).toBeCloseTo(10 / Math.SQRT2);
  });
});

describe("NaN and infinity", () => {
  it("are traced to the operation that made the first one, with its inputs and line", () => {
    const line = Number(/doctor\.test\.ts:(\d+)/.exec(new Error().stack!)![1]) + 1;
    const f = (w: Tensor) => w.sub(3).log().mul(2).sum();
    const [found, ...others] = inspect.diagnose(f)(tensor([5, 1])).findings;
    expect(others).toEqual([]);
    expect(found).toMatchObject({ illness: "notFinite", op: "log", severity: "error" });
    expect(found.message).toBe("The first NaN is made here: log of -2 is NaN.");
    expect(found.source?.line).toBe(line);
  });
  it("are found in a derivative whose value is fine", () => {
    const f = (w: Tensor) => np.where(w.gt(0), w.sqrt(), 0).sum();
    const [found] = inspect.diagnose(f)(tensor([4, 0])).findings;
    expect(found).toMatchObject({ illness: "notFinite", op: "sqrt" });
    expect(found.message).toBe("The values are finite; the derivative of sqrt here is not.");
  });
  it("stop a watched training at their step", () => {
    const step = inspect.detectAnomaly((w: Tensor) => w.log().sum());
    expect(step(tensor([1, Math.E]))[0].item()).toBeCloseTo(1);
    expect(() => step(tensor([-1, 1]))).toThrow(
      /^Step 2: The first NaN is made here: log of -1 is NaN\. \(line \d+/,
    );
  });
  it("are not seen in an infinity that is meant to be masked", () => {
    const f = (w: Tensor) =>
      nn
        .logSoftmax(np.where(tensor([true, true, false]), w, -1e9))
        .at(0)
        .get();
    expect(ill(inspect.diagnose(f)(tensor([1, 2, 3])))).toEqual([]);
  });
});

describe("a detached path", () => {
  it("names what cut it, and where", () => {
    const line = Number(/doctor\.test\.ts:(\d+)/.exec(new Error().stack!)![1]) + 1;
    const f = (p: { w: Tensor; lr: Tensor }) => p.w.sub(p.w.mul(p.lr.item())).pow(2).sum();
    const [found] = inspect.diagnose(f)({ w: tensor(3), lr: tensor(0.1) }).findings;
    expect(found).toMatchObject({ illness: "detached", parameter: "p.lr", severity: "error" });
    expect(found.message).toBe(`No gradient reaches \`p.lr\`: \`.item()\` on line ${line} cut it.`);
    expect(found.source?.line).toBe(line);
  });
  it("is seen behind an operation without a derivative", () => {
    const f = (p: { w: Tensor; t: Tensor }) =>
      p.w
        .mul(np.floor(p.t.mul(2)))
        .add(stopGradient(p.t))
        .sum();
    const [found] = inspect.diagnose(f)({ w: tensor(3), t: tensor(0.8) }).findings;
    expect(found).toMatchObject({ illness: "detached", parameter: "p.t", op: "floor" });
  });
  it("is told apart from a parameter that is not used", () => {
    const [found] = inspect.diagnose((p: { w: Tensor; b: Tensor }) => p.w.sum())({
      w: tensor([1]),
      b: tensor([1]),
    }).findings;
    expect(found).toMatchObject({ illness: "detached", parameter: "p.b", severity: "warning" });
  });
  it("is not seen where a number is read beside the gradient's way", () => {
    const f = (w: Tensor) => {
      const norm = w.pow(2).sum();
      return norm.item() > 1 ? norm : norm.mul(2);
    };
    expect(ill(inspect.diagnose(f)(tensor([1, 2])))).toEqual([]);
  });
});

describe("gradients through depth", () => {
  it("vanish in 50 layers of small tanh", () => {
    const [found] = inspect.diagnose(run(np.tanh))(net(50, 16, 0.5), x).findings;
    expect(found.illness).toBe("vanishing");
    expect(found.message).toMatch(/^Through the 50 turns of this loop the gradient shrinks/);
  });
  it("vanish between weights without a loop", () => {
    const f = (p: { a: Tensor; b: Tensor; c: Tensor }) =>
      p.a.mul(1e-7).tanh().add(p.b).tanh().add(p.c).pow(2).sum();
    const [a, b, c] = random.split(key, 3).map((k) => random.normal(k, [4, 4]));
    const [found] = inspect.diagnose(f)({ a, b, c }).findings;
    expect(found).toMatchObject({ illness: "vanishing", parameter: "p.a" });
    expect(found.message).toMatch(/1 of 3 layers hardly learn/);
  });
  it("explode in 20 layers of large relu", () => {
    expect(ill(inspect.diagnose(run(nn.relu))(net(20, 16, 6), x))).toContain("exploding");
  });
  it("grow through the turns of a chaotic loop, and not through a few", () => {
    const logistic = (turns: number) => (start: Tensor) => {
      let s = start;
      for (let i = 0; i < turns; i++) s = s.mul(s.neg().add(1)).mul(4);
      return s.sum();
    };
    const [found] = inspect.diagnose(logistic(30))(tensor([0.3, 0.41])).findings;
    expect(found.illness).toBe("exploding");
    expect(found.message).toMatch(/^Through the 30 turns of this loop the gradient grows/);
    expect(ill(inspect.diagnose(logistic(4))(tensor([0.3, 0.41])))).toEqual([]);
  });
  it("shrink through the turns of a loop that forgets", () => {
    const f = (h: Tensor) => {
      let s = h;
      for (let i = 0; i < 40; i++) s = s.mul(0.5).tanh();
      return s.sum();
    };
    expect(ill(inspect.diagnose(f)(tensor([0.3, 0.4])))).toEqual(["vanishing"]);
  });
});

describe("units that are off", () => {
  const layer = (shift: number) => (p: { w: Tensor }) => nn.relu(np.matmul(x, p.w).add(shift)).sum();
  const w = random.normal(key, [16, 16]).mul(0.1);
  it("are dead relus", () => {
    const [found] = inspect.diagnose(layer(-5))({ w }).findings;
    expect(found).toMatchObject({ illness: "deadRelu", op: "relu" });
    expect(found.message).toMatch(/^16 of 16 units/);
  });
  it("are no illness one by one", () => {
    expect(ill(inspect.diagnose(layer(0))({ w }))).toEqual([]);
  });
  it.each([
    ["tanh", np.tanh],
    ["sigmoid", nn.sigmoid],
  ] as const)("sit at the flat ends of a %s", (name, squash) => {
    const f = (p: { w: Tensor }) => squash(np.matmul(x, p.w)).sum();
    const [found] = inspect.diagnose(f)({ w: w.mul(1000) }).findings;
    expect(found.illness).toBe("saturated");
    expect(found.message).toContain(name);
    expect(ill(inspect.diagnose(f)({ w }))).toEqual([]);
  });
});

describe("a softmax", () => {
  const labels = tensor(
    Array.from({ length: 16 }, (_, i) => i % 4),
    { dtype: "int32" },
  );
  const f = (p: { w: Tensor }) => nn.crossEntropy(np.matmul(x, p.w), labels);
  const w = random.normal(key, [16, 4]);
  it("is saturated by logits far apart", () => {
    expect(ill(inspect.diagnose(f)({ w: w.mul(100) }))).toContain("saturatedSoftmax");
  });
  it("is not by ordinary ones, nor by a confident and right answer", () => {
    expect(ill(inspect.diagnose(f)({ w }))).toEqual([]);
    const sure = (p: { z: Tensor }) => nn.crossEntropy(p.z, tensor([0, 1], { dtype: "int32" }));
    const z = tensor([
      [60, 0],
      [0, 60],
    ]);
    expect(ill(inspect.diagnose(sure)({ z }))).not.toContain("saturatedSoftmax");
  });
});

describe("a gradient that is 0", () => {
  it("is flat ground", () => {
    const f = (p: { a: Tensor; b: Tensor }) => np.matmul(p.a, p.b).sum();
    const zero = np.zeros([2, 2]);
    const [found] = inspect.diagnose(f)({ a: zero, b: zero }).findings;
    expect(found.illness).toBe("flat");
    expect(found.message).toMatch(/^The gradient of `p\.a` and 1 more is exactly 0/);
  });
});

describe("the course of a training", () => {
  const bowl = (w: Tensor) => w.pow(2).sum();
  const trained = (rate: number, steps: number) => {
    let w = tensor([1, -2]);
    const losses: number[] = [];
    for (let i = 0; i < steps; i++) {
      const [loss, gradient] = valueAndGrad(bowl)(w);
      losses.push(loss.item());
      w = w.sub(gradient.mul(rate));
    }
    return { losses, w };
  };
  const after = (losses: readonly number[]) => ill(inspect.diagnose(bowl, { losses })(tensor([1, 1])));

  it("is well at a good rate, also when it has converged slowly or is noisy", () => {
    expect(after(trained(0.1, 30).losses)).toEqual([]);
    expect(after(Array.from({ length: 60 }, (_, i) => 1 + 0.3 * Math.sin(i * i)))).toEqual([]);
  });
  it("is a rate that is too high where it leaps or is thrown away", () => {
    expect(after([5, 1, 2, 4, 9, 20, 50, 100, 300, 800, 2000])).toEqual(["rateTooHigh"]);
    expect(after([3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3])).toEqual(["rateTooHigh"]);
  });
  it("is a wrong sign where it climbs from the first step on", () => {
    expect(after(Array.from({ length: 12 }, (_, i) => 5 + i))).toEqual(["wrongSign"]);
  });
  it("is a constant loss where nothing moves it", () => {
    expect(after(Array.from({ length: 25 }, () => 2.303))).toEqual(["constantLoss"]);
    expect(after(Array.from({ length: 12 }, () => 2.303))).toEqual([]);
  });

  const taken = (rate: number) => {
    const w = tensor([1, -2]);
    const next = w.sub(valueAndGrad(bowl)(w)[1].mul(rate));
    return inspect.diagnose(bowl, { next })(w).findings;
  };
  it("shows in one step: uphill, too long, or well", () => {
    expect(taken(-0.1).map(({ illness }) => illness)).toEqual(["wrongSign"]);
    expect(taken(0.4)).toEqual([]);
    const [found] = taken(1.25);
    expect(found.illness).toBe("rateTooHigh");
    // On w^2 the lowest point lies at a rate of 0.5.
    expect(found.message).toContain("for the first 40 % only");
  });
  it("may be an optimiser's state beside the parameters", () => {
    const adam = optim.adam(0.1);
    const params = { w: tensor([1, -2]) };
    const loss = (p: { w: Tensor }) => p.w.pow(2).sum();
    const [, gradient] = valueAndGrad(loss)(params);
    const { params: next } = adam.update(gradient, adam.init(params), params);
    expect(inspect.diagnose(loss, { next })(params).findings).toEqual([]);
  });
});
