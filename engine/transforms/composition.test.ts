/** Transforms compose in any order: every chain of up to four, over functions whose k-th derivative is known. */
import { describe, expect, it } from "vitest";
import {
  checkpoint,
  customJvp,
  customVjp,
  estimators,
  fft,
  grad,
  jit,
  jvp,
  lax,
  linalg,
  nn,
  np,
  odeint,
  random,
  special,
  tensor,
  vjp,
  vmap,
  type Tensor,
} from "../index.ts";
import { views } from "../testing/views.ts";

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

/** Scalar functions of a vector [3], one for each kind of primitive and rule. */
const functions: Record<string, Scalar> = {
  "elementwise functions": (x) => x.sin().mul(x.exp()).add(x.square().sqrt().log1p()).sum(),
  "a softmax of a product": (x) => {
    const w = np.arange(1, 7).reshape(3, 2).astype("float64").div(6);
    return nn
      .logSoftmax(x.matmul(w).tanh())
      .mul(tensor([1, -2], { dtype: "float64" }))
      .sum();
  },
  "sorted, taken and summed along": (x) =>
    np
      .sort(x.take([2, 0, 2]))
      .mul(np.cumsum(x))
      .sum(),
  "joined, turned and multiplied": (x) => np.prod(np.concatenate([x, np.flip(x.square())]).add(1)),
  "extremes and norms": (x) => x.max().mul(x.min()).add(np.sqrt(x.square().sum())),
  "a scan": (x) =>
    lax
      .scan((c: Tensor, each: Tensor) => [c.mul(each).cos(), c.add(each)], x.sum(), x)[1]
      .square()
      .sum(),
  "a branch": (x) =>
    lax.cond(
      x.sum().gt(10),
      (y: Tensor) => y.sum(),
      (y: Tensor) => y.pow(3).sum(),
      x,
    ),
  "a loop with fixed ends": (x) => lax.foriLoop(0, 3, (_i, y) => y.mul(x).sin(), x).sum(),
  "a checkpoint": (x) => checkpoint((y: Tensor) => y.mul(x).exp())(x.sin()).sum(),
  "a custom forward rule": (x) => cube(x).mul(x).sum(),
  "a custom backward rule": (x) => sine(x).mul(x).sum(),
  "an implicit solution": (x) =>
    lax
      .customLinearSolve(
        (v: Tensor) => v.mul(x.square().add(1)),
        x.cos(),
        (matvec, b) => b.div(matvec(np.ones([3], "float64"))),
      )
      .square()
      .sum(),
  "a solution and a determinant": (x) => {
    const a = np.outer(x, x).add(np.eye(3, "float64"));
    return linalg.solve(a, x.sin()).sum().add(linalg.slogdet(a).logabsdet).add(linalg.det(a));
  },
  "eigenvalues and a factor": (x) => {
    const a = np.outer(x, x.cos()).add(np.diag(np.asarray([1, 2, 4], "float64")));
    return linalg
      .eigvalsh(a)
      .square()
      .sum()
      .add(linalg.cholesky(a.matmul(a.transpose())).sum());
  },
  "a spectrum": (x) => {
    const { re, im } = fft.fft(x.exp());
    return re.square().add(im.square()).log1p().sum();
  },
  "a convolution and pooling": (x) => {
    const picture = np.outer(x.sin(), x).reshape(1, 1, 3, 3);
    const filters = np.stack([x, x.square()]).reshape(2, 1, 1, 3);
    return nn
      .avgPool2d(nn.conv2d(picture, filters, { padding: "same" }), 2)
      .square()
      .sum();
  },
  "special functions": (x) =>
    special.lgamma(x.exp()).add(special.gammainc(2, x.exp())).add(special.erfc(x)).sum(),
  "a soft draw": (x) => estimators.gumbelSoftmax(random.key(3), x, { temperature: 0.7 }).mul(x.exp()).sum(),
  "writing by index": (x) => x.at([0, 2, 0]).mul(2).at("1:").set(x.slice(0, 2).sin()).mul(x).sum(),
  "einsum and a quantile": (x) => np.einsum("i,j,ij->", x, x.sin(), np.outer(x, x)).add(np.quantile(x, 0.3)),
  "a soft rank": (x) => estimators.softRank(x, { strength: 2 }).square().mul(x).sum(),
  "a differential equation": (x) =>
    odeint((y: Tensor) => y.mul(x).cos(), x, [0, 0.5], { method: "rk4", substeps: 2 }).sum(),
};

const cube = customJvp(
  (x: Tensor) => x.pow(3),
  ([x], [dx]) => [x.pow(3), x.square().mul(3).mul(dx)],
);
const sine = customVjp(
  (x: Tensor) => x.sin(),
  (x) => [x.sin(), x],
  (x, ct: Tensor) => [x.cos().mul(ct)],
);

const point = [0.3, -0.8, 0.6];
const at = (values: number[]) => tensor(values, { dtype: "float64" });

for (const [name, f] of Object.entries(functions)) {
  describe(name, () => {
    const wanted = [
      [f(at(point)).item()],
      differences((x) => [f(x).item()], point).map(([slope]) => slope),
      // Row by row: the Hessian is symmetric.
      differences((x) => [...grad(f)(x).toTypedArray()], point).flat(),
    ];
    for (const [view, { order, of }] of Object.entries(views)) {
      it(`is one, seen by ${view}`, () => {
        const found = of(f)(at(point));
        expect(found.shape).toEqual([[], [3], [3, 3]][order]);
        found.toTypedArray().forEach((v, i) => expect(v).toBeCloseTo(wanted[order][i], 6));
      });
    }
  });
}

/** Central differences of a function's results, one row for each element of x. */
function differences(g: (x: Tensor) => number[], x: readonly number[]): number[][] {
  const h = 6e-6;
  return x.map((_, j) => {
    const moved = (by: number) => g(at(x.map((v, i) => (i === j ? v + by : v))));
    const [ahead, behind] = [moved(h), moved(-h)];
    return ahead.map((value, i) => (value - behind[i]) / (2 * h));
  });
}
