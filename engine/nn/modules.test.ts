/** Modules: what they find in their fields, and that both faces train them to the same numbers. */
import { describe, expect, it } from "vitest";
import { grad, jit, nn, np, optim, random, tensor, valueAndGrad, type Tensor } from "../index.ts";

const [k1, k2, k3] = random.split(random.key(1), 3);

class Net extends nn.Module {
  first = new nn.Linear(k1, 2, 8);
  rest = [new nn.LayerNorm(8), new nn.Linear(k2, 8, 2, { bias: false })];
  drop = new nn.Dropout(0.5);
  seen = np.zeros([2]);
  override forward(x: Tensor, key?: Tensor): Tensor {
    let y = this.drop.forward(this.first.forward(x).tanh(), key);
    for (const layer of this.rest) y = layer.forward(y);
    return y;
  }
}

const x = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
const labels = tensor([0, 1, 1, 0], { dtype: "int32" });

describe("a module", () => {
  it("finds its parameters by path, in lists of modules too", () => {
    const net = new Net();
    expect(Object.entries(net.namedParameters()).map(([path, p]) => [path, p.shape])).toEqual([
      ["first.weight", [2, 8]],
      ["first.bias", [8]],
      ["rest.0.scale", [8]],
      ["rest.0.shift", [8]],
      ["rest.1.weight", [8, 2]],
    ]);
    expect(Object.keys(net.stateDict())).toContain("seen");
  });
  it("is trained by backward, step and zeroGrad", () => {
    const net = new Net().eval();
    const opt = optim.inPlace(optim.adam(0.05), net.parameters());
    const first = net.first.weight;
    let loss = nn.crossEntropy(net.forward(x), labels);
    for (let step = 0; step < 100; step++) {
      loss = nn.crossEntropy(net.forward(x), labels);
      loss.backward();
      opt.step();
      opt.zeroGrad();
    }
    expect(loss.item()).toBeLessThan(0.05);
    expect(net.first.weight).toBe(first);
    expect(first.grad).toBeNull();
  });
  it("is trained to the same numbers by the functional face", () => {
    const [taped, plain] = [new Net().eval(), new Net().eval()];
    const opt = optim.inPlace(optim.sgd(0.1, { momentum: 0.9 }), taped.parameters());
    const loss = jit(
      valueAndGrad((p: Record<string, Tensor>) => nn.crossEntropy(plain.withState(p).forward(x), labels)),
    );
    const functional = optim.sgd(0.1, { momentum: 0.9 });
    let params = Object.fromEntries(
      Object.entries(plain.namedParameters()).map(([path, p]) => [path, p.detach()]),
    );
    let state = functional.init(params);
    for (let step = 0; step < 5; step++) {
      nn.crossEntropy(taped.forward(x), labels).backward();
      opt.step();
      opt.zeroGrad();
      ({ params, state } = functional.update(loss(params)[1], state, params));
    }
    for (const [path, p] of Object.entries(taped.namedParameters())) {
      p.toTypedArray().forEach((v, i) => expect(v).toBeCloseTo(params[path].toTypedArray()[i], 5));
    }
  });
  it("gives its state and takes one over, or says what does not fit", () => {
    const [a, b] = [new Net(), new Net()];
    a.first.bias!.add(1);
    a.loadStateDict({ ...a.stateDict(), "first.bias": np.ones([8]), seen: np.ones([2]) });
    b.loadStateDict(a.stateDict());
    expect([b.first.bias!.tolist(), b.seen.tolist()]).toEqual([Array(8).fill(1), [1, 1]]);
    expect(b.first.bias!.requiresGrad).toBe(true);
    const { seen, ...without } = a.stateDict();
    expect(seen.shape).toEqual([2]);
    expect(() => {
      b.loadStateDict(without);
    }).toThrow('loadStateDict: "seen" is missing.');
    expect(() => {
      b.loadStateDict({ ...a.stateDict(), extra: np.ones([1]) });
    }).toThrow('loadStateDict: there is no "extra" here.');
    expect(() => {
      b.loadStateDict({ ...a.stateDict(), "first.bias": np.ones([3]) });
    }).toThrow('loadStateDict: "first.bias" is [8] here and [3] there.');
  });
  it("drops only while training, and asks for a key then", () => {
    const net = new Net();
    expect(() => net.forward(x)).toThrow(
      "Dropout: pass a fresh key while training: dropout.forward(x, key); or call eval().",
    );
    expect(net.forward(x, k3).shape).toEqual([4, 2]);
    expect(net.eval().forward(x).tolist()).toEqual(net.forward(x).tolist());
    expect([net.drop.training, net.train().drop.training]).toEqual([false, true]);
  });
  it("chains layers and functions", () => {
    const net = new nn.Sequential(
      new nn.Conv2d(k1, 1, 2, 3, { padding: "same" }),
      nn.relu,
      (y) => y.reshape(y.shape[0], -1),
      new nn.Linear(k2, 32, 3),
    );
    expect(net.forward(np.ones([5, 1, 4, 4])).shape).toEqual([5, 3]);
    expect(net.parameters().map((p) => p.shape)).toEqual([[2, 1, 3, 3], [2], [32, 3], [3]]);
    const gradients = grad((p: Record<string, Tensor>) =>
      net
        .withState(p)
        .forward(np.ones([5, 1, 4, 4]))
        .sum(),
    )(net.stateDict());
    expect(gradients["layers.3.bias"].tolist()).toEqual([5, 5, 5]);
  });
  it("looks rows up and scatters their gradient", () => {
    const table = new nn.Embedding(k1, 4, 2);
    table
      .forward(tensor([3, 3, 0], { dtype: "int32" }))
      .sum()
      .backward();
    expect(table.weight.grad!.tolist()).toEqual([
      [1, 1],
      [0, 0],
      [0, 0],
      [2, 2],
    ]);
  });
});
