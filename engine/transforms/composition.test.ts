/** Transforms compose in any order: every chain of up to four, over functions whose k-th derivative is known. */
import { describe, expect, it } from "vitest";
import { grad, jacfwd, jacrev, jit, jvp, nn, np, tensor, vjp, vmap, type Tensor } from "../index.ts";

type Scalar = (x: Tensor) => Tensor;
const one = () => tensor(1, { dtype: "float64" });

/** Each takes a function of a scalar to one; the first three differentiate it. */
const transforms: Record<string, { order: number; apply: (f: Scalar) => Scalar }> = {
  grad: { order: 1, apply: (f) => grad(f) },
  jvp: { order: 1, apply: (f) => (x) => jvp(f, [x], [one()])[1] },
  vjp: { order: 1, apply: (f) => (x) => vjp(f, x)[1](one())[0] },
  jit: { order: 0, apply: (f) => jit(f) },
  vmap: {
    order: 0,
    // Two examples side by side; the first is the one asked for.
    apply: (f) => (x) =>
      vmap(f)(np.stack([x, x.add(1)]))
        .slice(0, 1)
        .sum(),
  },
};
const names = Object.keys(transforms);

function chains(length: number): string[][] {
  if (length === 0) return [[]];
  return chains(length - 1).flatMap((chain) => names.map((name) => [...chain, name]));
}

const X = 0.7;
/** d^k/dx^k e^x sin x = 2^(k/2) e^x sin(x + k pi / 4) */
const known = (k: number) => 2 ** (k / 2) * Math.exp(X) * Math.sin(X + (k * Math.PI) / 4);

describe("any chain of transforms", () => {
  for (const length of [1, 2, 3, 4]) {
    it(`of ${length} gives the derivative of its order`, () => {
      for (const chain of chains(length)) {
        const f = chain.reduceRight<Scalar>(
          (inner, name) => transforms[name].apply(inner),
          (x) => x.exp().mul(x.sin()),
        );
        const order = chain.reduce((total, name) => total + transforms[name].order, 0);
        const found = f(tensor(X, { dtype: "float64" })).item();
        expect(Math.abs(found - known(order)), chain.join("(")).toBeLessThan(1e-12 * 2 ** order);
      }
    });
  }
});

/** Matrices, reductions, indices, a sort and a stable log-sum-exp, down to a scalar. */
const deep = (x: Tensor): Tensor => {
  const w = np.arange(1, 7).reshape(2, 3).astype("float64").div(6);
  const logits = x.reshape(1, 2).matmul(w).tanh();
  const picked = nn.logSoftmax(logits).reshape(3).take([2, 0, 2]);
  return np
    .sort(picked)
    .mul(np.cumsum(picked))
    .sum()
    .add(np.concatenate([x, x.square()]).prod());
};

describe("a deep function", () => {
  const x = tensor([0.3, -0.8], { dtype: "float64" });
  const hessians: Record<string, (f: Scalar) => (x: Tensor) => Tensor> = {
    "reverse over reverse": (f) => jacrev(grad(f)),
    "forward over reverse": (f) => jacfwd(grad(f)),
    "reverse over forward": (f) => jacrev(jacfwd(f)),
    "forward over forward": (f) => jacfwd(jacfwd(f)),
    "jit of forward over reverse": (f) => jit(jacfwd(grad(f))),
    "forward over the reverse of a jit": (f) => jacfwd(grad(jit(f))),
    "vmap over one example": (f) => (input) => vmap(jacfwd(grad(f)))(input.reshape(1, 2)).reshape(2, 2),
  };
  const reference = differences(grad(deep), x);
  for (const [name, transform] of Object.entries(hessians)) {
    it(`has one Hessian, ${name}`, () => {
      const found = transform(deep)(x).tolist() as number[][];
      found.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(reference[i][j], 7)));
    });
  }
});

function differences(g: Scalar, x: Tensor): number[][] {
  const h = 6e-6;
  const at = (j: number, by: number) =>
    g(
      tensor(
        (x.tolist() as number[]).map((v, i) => (i === j ? v + by : v)),
        { dtype: "float64" },
      ),
    ).toTypedArray();
  const columns = [0, 1].map((j) => {
    const [ahead, behind] = [at(j, h), at(j, -h)];
    return Array.from(ahead, (value, i) => (value - behind[i]) / (2 * h));
  });
  return [0, 1].map((i) => columns.map((column) => column[i]));
}
