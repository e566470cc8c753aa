/** linalg against NumPy and SciPy, its derivatives against differences, and what it does where a matrix is not as wished. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { grad, inspect, jacfwd, jit, linalg, np, tensor, vmap, type Tensor } from "../index.ts";
import type { Nested } from "../transforms/leaf.ts";

interface Row {
  readonly op: string;
  readonly inputs: Nested[];
  readonly options: {
    ord?: number | string;
    axis?: number | [number, number];
    keepDims?: boolean;
    power?: number;
  };
  readonly wanted: Nested;
}
// Safe: golden-linalg.py writes this shape.
const { rows } = JSON.parse(
  readFileSync(new URL("../testing/golden-linalg.json", import.meta.url), "utf8"),
) as {
  rows: Row[];
};
const f64 = (values: Nested) => tensor(values, { dtype: "float64" });
const infinite: Partial<Record<string, number>> = { inf: Infinity, "-inf": -Infinity };

function answer({ op, inputs, options: { ord, power, ...rest } }: Row): Tensor {
  const [name, part = null] = op.split(".");
  const f = linalg[name as "svd"] as unknown as (...args: unknown[]) => Tensor | Record<string, Tensor>;
  const options = { ...rest, ...(ord === undefined ? {} : { ord: infinite[ord] ?? ord }) };
  const found = f(...inputs.map(f64), ...(power === undefined ? (op === "norm" ? [options] : []) : [power]));
  return part === null ? (found as Tensor) : (found as Record<string, Tensor>)[part];
}

describe("as NumPy and SciPy", () => {
  rows.forEach((row, i) => {
    it(`${row.op} ${JSON.stringify(row.options)} (row ${i})`, () => {
      const [found, wanted] = [answer(row), f64(row.wanted)];
      expect(found.shape).toEqual(wanted.shape);
      found.toTypedArray().forEach((value, at) => {
        const right = wanted.toTypedArray()[at];
        expect(Math.abs(value - right), `element ${at}: ${value}, wanted ${right}`).toBeLessThanOrEqual(
          1e-12 * Math.max(1, Math.abs(right)),
        );
      });
    });
  });
});

const draw = (m: number, n: number, seed = 1) =>
  np
    .arange(m * n)
    .astype("float64")
    .mul(0.7)
    .add(seed)
    .square()
    .sin()
    .reshape(m, n);
const spd = (x: Tensor) => x.matmul(x.transpose()).add(np.eye(x.shape[0], "float64"));
const weighted = (x: Tensor) => x.mul(draw(1, x.size, 3).reshape(x.shape)).sum();

describe("a factorisation gives its matrix back", () => {
  for (const [m, n] of [
    [1, 1],
    [2, 2],
    [3, 7],
    [7, 3],
    [50, 50],
    [60, 20],
  ]) {
    const a = draw(m, n);
    const close = (x: Tensor, y: Tensor) => {
      expect(x.sub(y).abs().max().item()).toBeLessThan(1e-12 * Math.max(m, n));
    };
    it(`of [${m}, ${n}]`, () => {
      const { q, r } = linalg.qr(a);
      close(q.matmul(r), a);
      close(q.transpose().matmul(q), np.eye(q.shape[1], "float64"));
      const { u, s, vt } = linalg.svd(a);
      close(u.mul(s).matmul(vt), a);
      close(vt.matmul(vt.transpose()), np.eye(vt.shape[0], "float64"));
      const { p, l, u: upper } = linalg.lu(a);
      close(p.matmul(l).matmul(upper), a);
      const symmetric = a.matmul(a.transpose());
      const { eigenvalues, eigenvectors } = linalg.eigh(symmetric);
      close(eigenvectors.mul(eigenvalues).matmul(eigenvectors.transpose()), symmetric);
    });
  }
  it("of rank 1, with vectors that still are orthonormal", () => {
    const a = np.outer(draw(4, 1), draw(1, 3));
    const { u, s, vt } = linalg.svd(a);
    expect(u.transpose().matmul(u).sub(np.eye(3, "float64")).abs().max().item()).toBeLessThan(1e-14);
    expect([u.mul(s).matmul(vt).sub(a).abs().max().item() < 1e-14, linalg.matrixRank(a).item()]).toEqual([
      true,
      1,
    ]);
  });
  it("of no rows at all", () => {
    const none = np.zeros([0, 0], "float64");
    expect([linalg.det(none).item(), linalg.inv(none).shape, linalg.cholesky(none).shape]).toEqual([
      1,
      [0, 0],
      [0, 0],
    ]);
  });
});

const functions: Record<string, (a: Tensor) => Tensor> = {
  inv: (a) => weighted(linalg.inv(spd(a))),
  solve: (a) => weighted(linalg.solve(spd(a), a.slice(0, 2, 1))),
  det: (a) => linalg.det(a),
  slogdet: (a) => linalg.slogdet(a).logabsdet,
  cholesky: (a) => weighted(linalg.cholesky(spd(a))),
  choleskySolve: (a) => weighted(linalg.choleskySolve(linalg.cholesky(spd(a)), a)),
  solveTriangular: (a) =>
    weighted(linalg.solveTriangular(a.add(np.eye(3, "float64").mul(2)), a, { lower: true })),
  qr: (a) => weighted(linalg.qr(a).q).add(weighted(linalg.qr(a).r)),
  "qr of a wide one": (a) => {
    const { q, r } = linalg.qr(a.slice(0, 2));
    return weighted(q).add(weighted(r));
  },
  lu: (a) => weighted(linalg.lu(a).l).add(weighted(linalg.lu(a).u)),
  eigh: (a) => weighted(linalg.eigh(spd(a)).eigenvectors).add(weighted(linalg.eigvalsh(a))),
  svd: (a) => weighted(linalg.svd(a.slice(0, 2)).u).add(weighted(linalg.svd(a.slice(0, 2)).vt)),
  "the nuclear norm": (a) => linalg.norm(a, { ord: "nuc" }),
  "the spectral norm": (a) => linalg.norm(a, { ord: 2 }),
  pinv: (a) => weighted(linalg.pinv(a.slice(0, 2))),
  lstsq: (a) => weighted(linalg.lstsq(a.slice(0, 2, 1), a).x),
  matrixPower: (a) => weighted(linalg.matrixPower(a, 3)).add(weighted(linalg.matrixPower(spd(a), -2))),
  multiDot: (a) => linalg.multiDot([a.slice(0, 1), a, a.slice(0, 1, 1)]).sum(),
};

describe("derivatives", () => {
  for (const [name, f] of Object.entries(functions)) {
    it(`of ${name} are those of differences, once and twice, and the same mapped and compiled`, () => {
      const a = draw(3, 3);
      expect(inspect.gradcheck(f)(a)).toMatchObject({ ok: true });
      expect(inspect.gradcheck((x: Tensor) => weighted(grad(f)(x)), { tolerance: 1e-4 })(a)).toMatchObject({
        ok: true,
      });
      const mapped = jit(vmap(grad(f)))(np.stack([a, draw(3, 3, 2)]));
      expect(mapped.slice(0, 1).sub(grad(f)(a)).abs().max().item()).toBeLessThan(1e-9);
    });
  }
  it("of a determinant hold at singular matrices", () => {
    const a = f64([
      [1, 2, 3],
      [2, 4, 6],
      [1, 0, 1],
    ]);
    const cofactors = [
      [4, 4, -4],
      [-2, -2, 2],
      [0, 0, 0],
    ];
    (grad((x: Tensor) => linalg.det(x))(a).tolist() as number[][]).flat().forEach((v, i) => {
      expect(v).toBeCloseTo(cofactors.flat()[i], 12);
    });
    const gradient = grad((a: Tensor) => linalg.det(a))(
      f64([
        [1, 0],
        [0, 0],
      ]),
    );
    (gradient.tolist() as number[][]).flat().forEach((v, i) => {
      expect(v).toBeCloseTo([0, 0, 0, 1][i], 14);
    });
  });
  it("of a pseudo-inverse do not go through equal singular values", () => {
    const jacobian = jacfwd((a: Tensor) => linalg.pinv(a))(np.eye(2, "float64"));
    // d(A^-1) = -dA at the identity, in every direction.
    expect(jacobian.reshape(4, 4).add(np.eye(4, "float64")).abs().max().item()).toBeLessThan(1e-14);
  });
  it("of eigenvalues that are equal are finite, and right where the choice of vectors does not matter", () => {
    const f = (a: Tensor) => {
      const { eigenvalues, eigenvectors } = linalg.eigh(a);
      return eigenvectors.mul(eigenvalues.square()).matmul(eigenvectors.transpose()).sum();
    };
    const gradient = grad((a: Tensor) => linalg.eigvalsh(a).square().sum())(np.eye(3, "float64").mul(2));
    expect(gradient.tolist()).toEqual([
      [4, 0, 0],
      [0, 4, 0],
      [0, 0, 4],
    ]);
    expect(grad(f)(np.eye(2, "float64")).toTypedArray().every(Number.isFinite)).toBe(true);
  });
  it("of a length are 0 where it is 0", () => {
    expect(grad((x: Tensor) => linalg.norm(x))(np.zeros([3])).tolist()).toEqual([0, 0, 0]);
  });
});

describe("matrices that are not as wished", () => {
  it("show it by infinities and NaN, not by numbers", () => {
    const singular = f64([
      [1, 2],
      [2, 4],
    ]);
    expect(linalg.inv(singular).toTypedArray().some(Number.isFinite)).toBe(false);
    expect(linalg.slogdet(singular).logabsdet.item()).toBe(-Infinity);
    expect(
      linalg
        .cholesky(
          f64([
            [1, 2],
            [2, 1],
          ]),
        )
        .toTypedArray()
        .every(Number.isNaN),
    ).toBe(true);
  });
  it("are named by what is wrong with them", () => {
    expect(() => linalg.inv(np.ones([2, 3]))).toThrow(
      "linalg.inv: needs a square matrix [..., n, n], found [2, 3].",
    );
    expect(() => linalg.svd(np.ones([3]))).toThrow("linalg.svd: needs a matrix [..., m, n], found [3].");
    expect(() => linalg.solve(np.eye(3), np.ones([2]))).toThrow(
      "linalg.solve: [3, 3] wants a right side [3] or [..., 3, k], found [2].",
    );
    expect(() => linalg.norm(np.ones([2, 2]), { ord: 3 })).toThrow(
      'linalg.norm: there is no matrix norm 3; use "fro", "nuc", 1, -1, 2, -2, Infinity or -Infinity.',
    );
    expect(() => linalg.matrixPower(np.eye(2), 0.5)).toThrow(
      "linalg.matrixPower: a whole power is wanted, found 0.5.",
    );
  });
});
