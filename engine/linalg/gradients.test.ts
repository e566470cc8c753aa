/** Derivatives of factorisations against mpmath's at 60 digits, in both modes, and at matrices where vectors are undetermined. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { grad, jacfwd, linalg, np, tensor, type Tensor } from "../index.ts";
import { expectClose } from "../testing/compare.ts";
import { draw, generator } from "../testing/draw.ts";
import type { Nested } from "../transforms/leaf.ts";

interface Row {
  readonly op: string;
  readonly input: Nested;
  readonly wanted: Nested;
}
// Safe: golden-linalg.py writes this shape.
const { gradients } = JSON.parse(
  readFileSync(new URL("../testing/golden-linalg.json", import.meta.url), "utf8"),
) as { gradients: Row[] };
const f64 = (values: Nested) => tensor(values, { dtype: "float64" });

/** The sum of a result with the weights that golden-linalg.py gives its entries; a scalar counts once. */
function weighted(x: Tensor): Tensor {
  if (x.ndim === 0) return x;
  const columns = x.shape[x.ndim - 1];
  const weights = Array.from({ length: x.size }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    return ((3 * i + 5 * j + 1) % 7) - 3;
  });
  return np.sum(np.mul(x, f64(weights).reshape(x.shape)));
}

describe("gradients as mpmath's", () => {
  gradients.forEach(({ op, input, wanted }, i) => {
    it(`of ${op} (row ${i}), in both modes`, () => {
      const [name, part = null] = op.split(".");
      const run = linalg[name as "inv"] as (a: Tensor) => Tensor | Record<string, Tensor>;
      const f = (a: Tensor): Tensor => {
        const y = run(a);
        return weighted(part === null ? (y as Tensor) : (y as Record<string, Tensor>)[part]);
      };
      const right = f64(wanted);
      // Entries that cancel keep the digits of the largest.
      const tolerance = 1e-12 * Math.max(1, np.max(np.abs(right)).item());
      expectClose(grad(f)(f64(input)), right, tolerance);
      expectClose(jacfwd(f)(f64(input)), right, tolerance);
    });
  });
});

const random = (m: number, n: number, seed = 1) => draw(generator(seed), [m, n], "float64", [-1, 1]);
const rotation = linalg.qr(random(4, 4)).q;
/** Eigenvalues 1, 1, 1 and 3, equal only to rounding. */
const repeated = rotation.mul(f64([1, 1, 1, 3])).matmul(rotation.transpose());

describe("where eigenvalues are equal to rounding", () => {
  it("a sum over them has its gradient", () => {
    const gradient = grad((a: Tensor) => np.sum(np.pow(linalg.eigvalsh(a), 3)))(repeated);
    expectClose(gradient, repeated.matmul(repeated).mul(3), 1e-13);
  });
  it("the projector on a whole eigenspace has its gradient", () => {
    const weight = random(4, 4, 2);
    const projected = (a: Tensor) => {
      const v = np.slice(linalg.eigh(a).eigenvectors, 0, 3, -1);
      return np.sum(np.mul(v.matmul(v.transpose()), weight));
    };
    // p = (3 - a) / 2 is that projector at `repeated`; 3 p^2 - 2 p^3 stays one nearby, in first order (McWeeny 1960).
    const polynomial = (a: Tensor) => {
      const s = a.add(a.transpose()).mul(0.5);
      const p = np.mul(np.sub(np.eye(4, "float64").mul(3), s), 0.5);
      const p2 = p.matmul(p);
      return np.sum(np.mul(np.sub(p2.mul(3), p2.matmul(p).mul(2)), weight));
    };
    expectClose(grad(projected)(repeated), grad(polynomial)(repeated), 1e-13);
  });
  it("nothing is NaN, once and twice", () => {
    const f = (a: Tensor) => np.sum(np.sin(linalg.eigh(a).eigenvectors));
    expect(
      [...grad(f)(repeated).data, ...grad((a: Tensor) => np.sum(grad(f)(a)))(repeated).data].every(
        Number.isFinite,
      ),
    ).toBe(true);
  });
});

describe("where singular values are equal or 0", () => {
  it("the nuclear norm of a rotation has the rotation as its gradient", () => {
    expectClose(grad((a: Tensor) => linalg.norm(a, { ord: "nuc" }))(rotation), rotation, 1e-14);
  });
  it.each([
    [5, 3],
    [3, 5],
    [4, 4],
  ])("a sum of squares of a [%i, %i] of rank 1 has its gradient, and no vector's is NaN", (m, n) => {
    const low = np.matmul(random(m, 1), random(1, n, 2));
    expectClose(grad((a: Tensor) => np.sum(np.square(linalg.svdvals(a))))(low), low.mul(2), 1e-14);
    const vectors = grad((a: Tensor) => np.sum(np.sin(np.matmul(linalg.svd(a).u, linalg.svd(a).vt))));
    expect([...vectors(low).data].every(Number.isFinite)).toBe(true);
  });
});

describe("where a determinant is 0", () => {
  it("of rank n - 1, its gradient is the matrix of cofactors", () => {
    const a = random(5, 5);
    const singular = np.concatenate([np.slice(a, 0, 4), np.sum(np.slice(a, 0, 4), 0, { keepDims: true })]);
    const cofactors = Array.from({ length: 25 }, (_, at) => {
      const [row, column] = [Math.floor(at / 5), at % 5];
      const others = (skip: number) => [0, 1, 2, 3, 4].filter((i) => i !== skip);
      const minor = np.take(np.take(singular, others(row), 0), others(column), 1);
      return (-1) ** (row + column) * linalg.det(minor).item();
    });
    expectClose(grad((x: Tensor) => linalg.det(x))(singular), f64(cofactors).reshape(5, 5), 1e-14);
  });
  it("of rank n - 2, it is 0", () => {
    const low = np.matmul(random(4, 2), random(2, 4, 2));
    expectClose(grad((x: Tensor) => linalg.det(x))(low), np.zeros([4, 4], "float64"), 1e-15);
  });
});

it("signs do not jump at columns such as [1, -1]", () => {
  const at = (shift: number) =>
    linalg.eigh(
      f64([
        [2, 1],
        [1, 2 + shift],
      ]),
    ).eigenvectors;
  expectClose(at(1e-6), at(-1e-6), 1e-6);
});
