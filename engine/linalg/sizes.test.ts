/** linalg at sizes and values that are not ordinary: empty, batched, huge, tiny, NaN; and the functions around the factorisations. */
import { describe, expect, it } from "vitest";
import { grad, jit, linalg, np, tensor, vmap, type Tensor } from "../index.ts";
import { expectClose } from "../testing/compare.ts";
import { draw, generator } from "../testing/draw.ts";
import type { Nested } from "../transforms/leaf.ts";

const f64 = (values: Nested) => tensor(values, { dtype: "float64" });
const random = (shape: number[], seed = 1) => draw(generator(seed), shape, "float64", [-1, 1]);
const eye = (n: number) => np.eye(n, "float64");

describe("factorisations of empty matrices have empty parts", () => {
  it.each([
    [0, 0],
    [0, 3],
    [3, 0],
  ])("[%i, %i]", (m, n) => {
    const a = np.zeros([2, m, n], "float64");
    const k = Math.min(m, n);
    expect(linalg.qr(a).q.shape).toEqual([2, m, k]);
    expect(linalg.qr(a).r.shape).toEqual([2, k, n]);
    expect(linalg.svd(a).u.shape).toEqual([2, m, k]);
    expect(linalg.svd(a).vt.shape).toEqual([2, k, n]);
    expect(linalg.lu(a).l.shape).toEqual([2, m, k]);
    expect(linalg.pinv(a).shape).toEqual([2, n, m]);
    expect(linalg.matrixRank(a).tolist()).toEqual([0, 0]);
    expect(linalg.norm(a, { axis: [1, 2] }).tolist()).toEqual([0, 0]);
    expect(linalg.norm(a, { axis: [1, 2], ord: "nuc" }).tolist()).toEqual([0, 0]);
  });
});

describe("leading axes are batches", () => {
  const a = random([2, 3, 4, 4]);
  const names = ["inv", "det", "pinv", "expm", "svdvals", "eigvalsh", "cond", "matrixRank"] as const;
  it.each(names)("of %s, as vmap over each", (name) => {
    const f = (x: Tensor) => linalg[name](x);
    expectClose(f(a), vmap(vmap(f))(a), 1e-13);
    // Sums go in another order.
    expectClose(jit(f)(a), f(a), 1e-14);
  });
  it("of solve broadcast, and one matrix serves many right sides", () => {
    const b = random([3, 4, 2], 2);
    expectClose(np.matmul(a, linalg.solve(a, b)), np.broadcastTo(b, [2, 3, 4, 2]), 1e-12);
    const one = random([4, 4], 3);
    expectClose(vmap((right: Tensor) => linalg.solve(one, right))(b), linalg.solve(one, b), 1e-13);
    expectClose(np.matmul(one, linalg.solve(one, b)), b, 1e-12);
    expect(linalg.solve(np.zeros([0, 0]), np.zeros([2, 0, 3])).shape).toEqual([2, 0, 3]);
    const columns = random([4, 5], 4);
    expectClose(
      vmap((right: Tensor) => linalg.solveTriangular(one, right, { lower: true }), { in: 1 })(columns),
      linalg.solveTriangular(one, columns, { lower: true }).transpose(),
      1e-13,
    );
  });
});

describe("the size of the numbers", () => {
  const a = random([4, 4]);
  it.each([1e-200, 1e200])("%d does no harm to eigenvalues, singular values, QR and LU", (scale) => {
    const scaled = np.mul(a, scale);
    expectClose(np.div(linalg.eigvalsh(scaled), scale), linalg.eigvalsh(a), 1e-14);
    expectClose(np.div(linalg.svdvals(scaled), scale), linalg.svdvals(a), 1e-14);
    expectClose(np.div(linalg.qr(scaled).r, scale), linalg.qr(a).r, 1e-14);
    expectClose(linalg.lu(scaled).l, linalg.lu(a).l, 1e-14);
  });
  it("of an ill-conditioned system leaves a small residual", () => {
    const hilbert = f64(
      Array.from({ length: 10 }, (_, i) => Array.from({ length: 10 }, (_, j) => 1 / (i + j + 1))),
    );
    const b = random([10]);
    const x = linalg.solve(hilbert, b);
    const size = np.max(np.abs(x)).item();
    expect(np.max(np.abs(np.sub(np.matmul(hilbert, x), b))).item()).toBeLessThan(1e-14 * size);
    // The condition number that NumPy gives.
    expect(linalg.cond(hilbert).item() / 1.602441350036382e13).toBeCloseTo(1, 3);
  });
  it("NaN and infinity spread to everything", () => {
    for (const bad of [NaN, Infinity]) {
      const x = f64([
        [1, bad],
        [bad, 2],
      ]);
      for (const y of [
        linalg.eigvalsh(x),
        linalg.eigh(x).eigenvectors,
        linalg.svdvals(x),
        linalg.expm(x),
        linalg.cholesky(x),
      ])
        expect([...y.data].every(Number.isNaN)).toBe(true);
    }
  });
  it("float32 stays float32, whole numbers become it", () => {
    const single = tensor([
      [2, 1],
      [1, 3],
    ]);
    const whole = tensor(
      [
        [2, 1],
        [1, 3],
      ],
      { dtype: "int32" },
    );
    for (const x of [single, whole]) {
      expect(linalg.inv(x).dtype).toBe("float32");
      expectClose(
        linalg.inv(x),
        np.div(
          tensor([
            [3, -1],
            [-1, 2],
          ]),
          5,
        ),
        1e-6,
      );
      expect(linalg.norm(x).dtype).toBe("float32");
    }
  });
});

describe("around the factorisations", () => {
  it("a diagonal is taken above, on and below the main one, and traced", () => {
    const x = f64([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect([-2, -1, 0, 1, 2].map((offset) => linalg.diagonal(x, { offset }).tolist())).toEqual([
      [],
      [4],
      [1, 5],
      [2, 6],
      [3],
    ]);
    expect(linalg.trace(x, { offset: 1 }).item()).toBe(8);
    expect(grad((t: Tensor) => linalg.trace(t))(x).tolist()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
  });
  it("multiDot gives the product, whichever order it chose", () => {
    const sizes = [7, 2, 9, 1, 8, 3];
    const chain = sizes.slice(1).map((n, i) => random([sizes[i], n], i + 1));
    expectClose(
      linalg.multiDot(chain),
      chain.reduce((x, y) => np.matmul(x, y)),
      1e-13,
    );
    const [v, w] = [random([7]), random([3], 2)];
    expectClose(linalg.multiDot([v, ...chain, w]), np.matmul(v, np.matmul(linalg.multiDot(chain), w)), 1e-13);
  });
  it("expm of a turn's generator is the turn, at any angle", () => {
    for (const angle of [1e-9, 1, 100]) {
      const turn = linalg.expm(
        f64([
          [0, -angle],
          [angle, 0],
        ]),
      );
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      expectClose(
        turn,
        f64([
          [c, -s],
          [s, c],
        ]),
        1e-13 * Math.max(1, angle),
      );
    }
  });
  it("a power of 0 is the identity, one of -1 the inverse", () => {
    const a = random([2, 3, 3]);
    expectClose(linalg.matrixPower(a, 0), np.broadcastTo(eye(3), [2, 3, 3]), 0);
    expectClose(linalg.matrixPower(a, -1), linalg.inv(a), 0);
  });
  it("cross products lie along any axis", () => {
    const [x, y] = [random([3, 5]), random([3, 5], 2)];
    const z = linalg.cross(x, y, { axis: 0 });
    expectClose(linalg.cross(x.transpose(), y.transpose()).transpose(), z, 0);
    expectClose(linalg.vecdot(x, z, { axis: 0 }), np.zeros([5], "float64"), 1e-15);
  });
  it("norms have the gradient 0 where they are 0, along any axes", () => {
    const zero = np.zeros([2, 3], "float64");
    const sums: ((x: Tensor) => Tensor)[] = [
      (x) => linalg.norm(x),
      (x) => np.sum(linalg.norm(x, { axis: 1 })),
      (x) => linalg.matrixNorm(x),
      (x) => linalg.vectorNorm(x, { ord: 3 }),
      (x) => np.sum(linalg.vectorNorm(x, { axis: 0, keepDims: true })),
    ];
    for (const f of sums) expectClose(grad(f)(zero), zero, 0);
  });
  it("vectorNorm and matrixNorm agree with norm", () => {
    const x = random([2, 3, 4]);
    expectClose(linalg.vectorNorm(x, { ord: 1, axis: -1 }), linalg.norm(x, { ord: 1, axis: -1 }), 0);
    expectClose(linalg.matrixNorm(x, { ord: 2 }), linalg.norm(x, { ord: 2, axis: [-2, -1] }), 0);
    expect(linalg.matrixNorm(x, { ord: "nuc", axis: [0, 2], keepDims: true }).shape).toEqual([1, 3, 1]);
    expectClose(linalg.vectorNorm(x), linalg.norm(x), 0);
  });
});

describe("what does not fit is named", () => {
  it.each([
    [() => linalg.multiDot([]), "linalg.multiDot: an empty list has no product"],
    [
      () => linalg.multiDot([np.ones([2]), np.ones([2]), np.ones([2])]),
      "linalg.multiDot: matrix 1 has shape [2]",
    ],
    [() => linalg.diagonal(np.ones([2])), "linalg.diagonal: needs a matrix [..., m, n], found [2]."],
    [
      () => linalg.cross(np.ones([2]), np.ones([3])),
      "linalg.cross: vectors of 3 are wanted, found 2 along axis -1.",
    ],
    [() => linalg.vecdot(np.ones([2]), np.ones([3])), "linalg.vecdot: [2] and [3] differ along axis -1"],
    [() => linalg.vecdot(np.ones([2]), np.ones([2, 2]), { axis: 0 }), "name it from the right"],
    [
      () => linalg.norm(np.ones([2, 2, 2]), { ord: 1 }),
      "linalg.norm: order 1 wants one axis or two, found 3",
    ],
    [
      () => linalg.matrixNorm(np.ones([2, 2]), { axis: [0] }),
      "linalg.matrixNorm: a matrix has two axes, found 1",
    ],
  ])("%#", (f, message) => {
    expect(f).toThrow(message);
  });
});
