/** x with A x = b for a square A. */
import { bind } from "../core/bind.ts";
import { allocate, floatingTypes } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { add, neg, sub } from "./arithmetic.ts";
import { eliminated } from "./lu.ts";
import { batchSolve, eachMatrix, identity, product, turned } from "./matrices.ts";

/**
 * a [..., n, n] and b [..., n, m] to x [..., n, m]; a singular a gives infinities or NaN.
 * Sources: Golub & Van Loan 2013, 3.4; Giles 2008, 2.3.1
 */
export const solveP: Primitive<null> = define<null>({
  name: "solve",
  maths: {
    value: "A^{-1} b",
    partials: [String.raw`-A^{-\top} \bar x\, x^\top`, String.raw`A^{-\top} \bar x`],
  },
  dtypes: floatingTypes,
  elementwise: false,
  form: ([, b]) => b,
  kernel: ([a, b]) => {
    const [n, m] = b.shape.slice(-2);
    const out = allocate(b.dtype, b.size);
    eachMatrix(b, (start, index) => {
      const { lu, rows } = eliminated(a.data.subarray(index * n * n, (index + 1) * n * n), n, n);
      const x = new Float64Array(n * m);
      for (let i = 0; i < n; i++) {
        for (let c = 0; c < m; c++) x[i * m + c] = b.data[start + rows[i] * m + c];
        for (let j = 0; j < i; j++) subtract(x, i, j, lu[i * n + j], m);
      }
      for (let i = n - 1; i >= 0; i--) {
        for (let j = i + 1; j < n; j++) subtract(x, i, j, lu[i * n + j], m);
        for (let c = 0; c < m; c++) x[i * m + c] /= lu[i * n + i];
      }
      out.set(x, start);
    });
    return wrap(b.shape, b.dtype, out);
  },
  derivative: {
    type: "both",
    jvp([a], x, [da, db]) {
      if (da === null) return db === null ? null : solve(a, db);
      const moved = product(da, x);
      return solve(a, db === null ? neg(moved) : sub(db, moved));
    },
    vjp([a], x, ct) {
      const right = solve(turned(a), ct);
      return [neg(product(right, turned(x))), right];
    },
  },
  batch: (inputs, axes, _params, size) => batchSolve(inputs, axes, size, solve),
  cost: ([a, b]) =>
    (2 / 3) * sizeOf(a.shape) * a.shape[a.shape.length - 1] +
    2 * sizeOf(b.shape) * b.shape[b.shape.length - 2],
  laws: (
    [
      [
        [3, 3],
        [3, 2],
      ],
      [
        [1, 1],
        [1, 1],
      ],
      [
        [2, 2, 2],
        [2, 2, 1],
      ],
      [
        [7, 7],
        [7, 3],
      ],
      [
        [0, 0],
        [0, 2],
      ],
    ] as const
  ).map((shapes) => ({ shapes, params: null, prepare: ([a, b]) => [awayFromSingular(a), b] })),
});

/** Row i of x less `factor` times row j. */
function subtract(x: Float64Array, i: number, j: number, factor: number, width: number): void {
  if (factor === 0) return;
  for (let c = 0; c < width; c++) x[i * width + c] -= factor * x[j * width + c];
}

export function solve(a: Tensor, b: Tensor): Tensor {
  return bind(solveP, [a, b], null);
}

/** x + x + ... on the diagonal outweighs the rest. */
function awayFromSingular(x: Tensor): Tensor {
  const n = x.shape[x.shape.length - 1];
  let eye = identity(n, x.shape.slice(0, -2), x.dtype);
  for (let i = 0; i < 2; i++) eye = add(eye, eye);
  return add(x, eye);
}
