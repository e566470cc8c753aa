/** Activations and losses where they turn, saturate or meet a 0: values, and derivatives of both orders. */
import { describe, expect, it } from "vitest";
import { grad, hessian, inspect, jit, nn, tensor, vmap, type Tensor } from "../index.ts";

const f64 = (values: number | number[] | number[][]) => tensor(values, { dtype: "float64" });
const ints = (values: number[]) => tensor(values, { dtype: "int32" });
const sum = { reduction: "sum" } as const;
const slope = (f: (x: Tensor) => Tensor) => grad((x: Tensor) => f(x).sum());

/** By hand: the value and its first two derivatives at 0. PyTorch's side where the two sides differ. */
const atZero: [string, (x: Tensor) => Tensor, number, number, number][] = [
  ["softplus", nn.softplus, Math.LN2, 1 / 2, 1 / 4],
  ["logSigmoid", nn.logSigmoid, -Math.LN2, 1 / 2, -1 / 4],
  ["elu", nn.elu, 0, 1, 1],
  ["elu of alpha 2", (x) => nn.elu(x, 2), 0, 2, 2],
  ["celu of alpha 2", (x) => nn.celu(x, 2), 0, 1, 1 / 2],
  ["selu", nn.selu, 0, 1.7580993408473766, 1.7580993408473766],
  ["gelu", nn.gelu, 0, 1 / 2, Math.sqrt(2 / Math.PI)],
  ["silu", nn.silu, 0, 1 / 2, 1 / 2],
  ["swish", nn.swish, 0, 1 / 2, 1 / 2],
  ["mish", nn.mish, 0, 0.6, 0.64],
  ["softsign", nn.softsign, 0, 1, 0],
  ["hardSigmoid", nn.hardSigmoid, 1 / 2, 1 / 6, 0],
  ["hardSwish", nn.hardSwish, 0, 1 / 2, 1 / 3],
  ["huber", (x) => nn.huber(x, 0, sum), 0, 0, 1],
  ["smoothL1 of beta 1/2", (x) => nn.smoothL1(x, 0, { ...sum, beta: 0.5 }), 0, 0, 2],
  ["binaryCrossEntropyWithLogits", (x) => nn.binaryCrossEntropyWithLogits(x, 0, sum), Math.LN2, 1 / 2, 1 / 4],
];

describe("activations and losses at 0", () => {
  it.each(atZero)("%s", (_name, f, value, first, second) => {
    for (const run of [f, jit(f)]) {
      expect(
        run(f64([0]))
          .sum()
          .item(),
      ).toBeCloseTo(value, 14);
      expect(slope(run)(f64([0])).item()).toBeCloseTo(first, 14);
      expect(slope(slope(run))(f64([0])).item()).toBeCloseTo(second, 14);
    }
  });
});

describe("activations far out", () => {
  const smooth = [
    nn.softplus,
    nn.logSigmoid,
    nn.elu,
    nn.selu,
    nn.celu,
    nn.gelu,
    nn.silu,
    nn.mish,
    nn.sigmoid,
  ];
  it.each(["float32", "float64"] as const)("are finite with both derivatives in %s", (dtype) => {
    const far = tensor([-1000, -100, 100, 1000], { dtype });
    for (const f of smooth) {
      for (const g of [f, slope(f), slope(slope(f))])
        expect(Math.max(...g(far).abs().toTypedArray())).toBeLessThan(2000);
    }
  });
  it("gelu keeps its digits far below 0", () => {
    // x ndtr(x) by mpmath.
    expect(nn.gelu(f64([-9])).item() / -1.0157295653584581e-18).toBeCloseTo(1, 12);
  });
});

describe("huber and smoothL1", () => {
  it("are straight beyond delta, and meet there", () => {
    const [at, beyond] = [2, 5].map((x) => nn.huber(x, 0, { delta: 2 }).item());
    expect([at, beyond]).toEqual([2, 8]);
    expect(slope((x) => nn.huber(x, 0, { ...sum, delta: 2 }))(f64([-5, -2, 2, 5])).tolist()).toEqual([
      -2, -2, 2, 2,
    ]);
  });
  it("take a beta of 0 for the absolute difference, and no delta of 0", () => {
    expect(nn.smoothL1([1, -3], [0, 0], { beta: 0, reduction: "none" }).tolist()).toEqual([1, 3]);
    expect(() => nn.huber(1, 0, { delta: 0 })).toThrow("huber: delta is a number above 0, found 0.");
    expect(() => nn.smoothL1(1, 0, { beta: -1 })).toThrow("smoothL1: beta is a number from 0 on, found -1.");
  });
});

describe("binaryCrossEntropy of certain chances", () => {
  it("is bounded, and so is its gradient", () => {
    const [p, y] = [f64([0, 1, 0, 1]), f64([0, 1, 1, 0])];
    const each = nn.binaryCrossEntropy(p, y, { reduction: "none" });
    // abs: a zero may be -0, which is as good.
    expect(each.abs().tolist()).toEqual([0, 0, 100, 100]);
    expect(each.sum().item()).toBe(200);
    expect(slope((x) => nn.binaryCrossEntropy(x, y, sum))(p).tolist()).toEqual([1, -1, 0, 0]);
  });
});

describe("labels", () => {
  const logits = f64([[1, 2, 3]]);
  it.each([3, -1])("of no class are refused: %i", (label) => {
    const text = `index ${label} is out of range for axis 1 of size 3; use 0 to 2.`;
    expect(() => nn.crossEntropy(logits, ints([label]))).toThrow(`crossEntropy: ${text}`);
    expect(() => nn.nllLoss(logits, ints([label]))).toThrow(`nllLoss: ${text}`);
    expect(() => jit((y: Tensor) => nn.crossEntropy(logits, y))(ints([label]))).toThrow(text);
  });
  it("are as many as the rows of log-probabilities", () => {
    expect(() => nn.nllLoss(f64([[1], [2]]), ints([0]))).toThrow(
      "nllLoss: log-probabilities [2, 1] want labels [2], found [1].",
    );
  });
  it("have as many weights as classes", () => {
    expect(() => nn.crossEntropy(logits, ints([0]), { weights: f64([1, 2]) })).toThrow(
      "crossEntropy: logits [1, 3] want weights [3], found [2].",
    );
  });
  it("leave a class that -Infinity rules out alone", () => {
    const masked = f64([[1, -Infinity, 3]]);
    const wanted = Math.log(1 + Math.exp(2));
    expect(nn.crossEntropy(masked, ints([0])).item()).toBeCloseTo(wanted, 14);
    expect(nn.nllLoss(nn.logSoftmax(masked), ints([0])).item()).toBeCloseTo(wanted, 14);
    const [[a, b, c]] = slope((x) => nn.crossEntropy(x, ints([0])))(masked).tolist() as number[][];
    expect(b).toBe(0);
    expect(a + c).toBeCloseTo(0, 14);
  });
  it("are mapped with their logits", () => {
    const [x, y] = [f64([[1, 2, 3], [3, 1, 0]]), ints([2, 1])]; // prettier-ignore
    const each = vmap((row: Tensor, label: Tensor) => nn.crossEntropy(row, label))(x, y);
    expect(each.tolist()).toEqual(nn.crossEntropy(x, y, { reduction: "none" }).tolist());
  });
});

describe("gradients against differences", () => {
  const x = f64([[0.3, -1.2, 0.8], [1.1, 0.4, -0.6]]); // prettier-ignore
  const y = f64([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]]); // prettier-ignore
  const weights = f64([0.5, 2, 1.5]);
  const checked: [string, (a: Tensor) => Tensor][] = [
    ["smoothed, weighted labels", (a) => nn.crossEntropy(a, ints([2, 0]), { labelSmoothing: 0.2, weights })],
    ["smoothed, weighted chances", (a) => nn.crossEntropy(a, y, { labelSmoothing: 0.2, weights })],
    ["hinge", (a) => nn.hinge(a, [1, -1, 1])],
    ["softMargin", (a) => nn.softMargin(a, [1, -1, 1], { reduction: "none" })],
    ["l2Normalize", (a) => nn.l2Normalize(a)],
    ["rmsNorm", (a) => nn.rmsNorm(a, { scale: weights })],
    ["standardize", (a) => nn.standardize(a, 0)],
    ["logsumexp", (a) => nn.logsumexp(a, 0)],
  ];
  it.each(checked)("%s", (_name, f) => {
    expect(inspect.gradcheck(f)(x)).toMatchObject({ ok: true });
    // The second order too: the gradient is a function like another.
    expect(inspect.gradcheck(slope(f))(x)).toMatchObject({ ok: true });
  });
  it("the Hessian of a logistic loss at 0 is a quarter of the data's", () => {
    const data = f64([[1, 2], [3, -1]]); // prettier-ignore
    const h = hessian((w: Tensor) => nn.binaryCrossEntropyWithLogits(data.matmul(w), [1, 0], sum))(
      f64([0, 0]),
    );
    expect(h.tolist()).toEqual([[2.5, -0.25], [-0.25, 1.25]]); // prettier-ignore
  });
});
