/** nn against PyTorch in float64, values and gradients; testing/golden-nn.py wrote the answers. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nn, np, tensor, vjp, type Tensor } from "../index.ts";

/** Numbers in lists of any depth. */
type Nested = unknown;
interface Row {
  readonly op: string;
  readonly options: Record<string, unknown>;
  readonly inputs: Nested[];
  readonly integer: boolean[];
  readonly wanted: Nested;
  readonly gradients: Nested[];
}
// Safe: golden-nn.py writes this shape.
const { rows } = JSON.parse(readFileSync(new URL("../testing/golden-nn.json", import.meta.url), "utf8")) as {
  rows: Row[];
};
const f64 = (values: Nested) => tensor(values as number[], { dtype: "float64" });

type Op = (...args: unknown[]) => Tensor;
const cell = ([w, u, b, c]: readonly Tensor[]) => ({ input: w, hidden: u, inputBias: b, hiddenBias: c });

/** Those whose arguments are not simply the inputs and the options. */
const called: Record<string, (options: Record<string, unknown>, ...xs: Tensor[]) => Tensor> = {
  geluApproximate: (_o, x) => nn.gelu(x, { approximate: true }),
  celu: (_o, x) => nn.celu(x, 1.5),
  groupNorm: (_o, x, scale, shift) => nn.groupNorm(x, 2, { scale, shift }),
  instanceNorm: (_o, x, scale, shift) => nn.instanceNorm(x, { scale, shift }),
  layerNorm: (_o, x, scale, shift) => nn.layerNorm(x, { scale, shift }),
  batchNorm: ({ training }, x, scale, shift, mean = np.zeros([4]), variance = np.ones([4])) =>
    nn.batchNorm(
      x,
      { scale, shift },
      { mean: mean.detach(), variance: variance.detach() },
      { training: training === true },
    ).y,
  rnnCell: (_o, h, x, ...weights) => nn.rnnCell(cell(weights), h, x),
  gruCell: (_o, h, x, ...weights) => nn.gruCell(cell(weights), h, x),
  lstmCell: (_o, h, c, x, ...weights) => np.concatenate(nn.lstmCell(cell(weights), [h, c], x)),
  attention: ({ mask, causal }, q, k, v) =>
    nn.scaledDotProductAttention(q, k, v, {
      causal: causal === true,
      ...(mask === undefined ? {} : { mask: tensor(mask as boolean[][]) }),
    }),
  layerNormOfTwo: (_o, x, scale, shift) => nn.layerNorm(x, { scale, shift }, 1e-5, [-2, -1]),
  runningStatistics: ({ momentum }, x, mean, variance) => {
    const { running } = nn.batchNorm(
      x,
      {},
      { mean: mean.detach(), variance: variance.detach() },
      { momentum: momentum as number },
    );
    return np.concatenate([running.mean, running.variance]);
  },
  multiHeadAttention: (_o, q, k, v, query, key, value, output, queryBias, keyBias, valueBias, outputBias) =>
    nn.multiHeadAttention({ query, key, value, output, queryBias, keyBias, valueBias, outputBias }, q, k, v, {
      heads: 2,
    }),
  bilinear: (_o, x, y, w, b) => nn.bilinear(x, y, w, b),
  globalAvgPool: (_o, x) => nn.globalAvgPool(x),
  klDivergence: (o, p, q) => nn.klDivergence(p, q.detach(), o),
  poissonNll: (o, x, y) => nn.poissonNll(x, y.detach(), o),
  gaussianNll: (o, m, y, v) => nn.gaussianNll(m, y.detach(), v, o),
  binaryCrossEntropy: (o, p, y) => nn.binaryCrossEntropy(p, y.detach(), o),
  binaryCrossEntropyWithLogits: (o, p, y) => nn.binaryCrossEntropyWithLogits(p, y.detach(), o),
};

function answer({ op, options }: Row, xs: Tensor[]): Tensor {
  const own = called[op] as (typeof called)[string] | undefined;
  if (own !== undefined) return own(options, ...xs);
  const { window, weighted, ...rest } = options;
  const f = nn[op as "relu"] as Op;
  if (window !== undefined) return f(...xs, window, rest);
  if (weighted === true) return f(xs[0], xs[1], { ...rest, weights: xs[2].detach() });
  return Object.keys(rest).length === 0 ? f(...xs) : f(...xs, rest);
}

const TOLERANCE = 1e-12;
function expectAs(found: Tensor, wanted: Nested, what: string) {
  const right = f64(wanted);
  expect(found.shape, what).toEqual(right.shape);
  found.toTypedArray().forEach((value, i) => {
    const allowed = TOLERANCE * Math.max(1, Math.abs(right.toTypedArray()[i]));
    expect(Math.abs(value - right.toTypedArray()[i]), `${what}, element ${i}: ${value}`).toBeLessThanOrEqual(
      allowed,
    );
  });
}

describe("as PyTorch", () => {
  rows.forEach((row, i) => {
    it(`${row.op} ${JSON.stringify(row.options)} (row ${i})`, () => {
      const inputs = row.inputs.map((x, j) =>
        row.integer[j] ? tensor(x as number[], { dtype: "int32" }) : f64(x),
      );
      const varied = inputs.flatMap((_, j) => (row.integer[j] ? [] : [j]));
      const [y, pull] = vjp(
        (...floats: Tensor[]) =>
          answer(
            row,
            inputs.map((x, j) => (row.integer[j] ? x : floats[varied.indexOf(j)])),
          ),
        ...varied.map((j) => inputs[j]),
      );
      expectAs(y, row.wanted, "value");
      const wave = np
        .arange(1, y.size + 1)
        .astype("float64")
        .sin()
        .reshape(y.shape);
      pull(wave).forEach((gradient, k) => {
        const wanted = row.gradients[varied[k]];
        if (wanted !== null) expectAs(gradient, wanted, `gradient of input ${varied[k]}`);
      });
    });
  });
});
