/** The Cholesky factor of a symmetric positive definite matrix. */
import { bind } from "../core/bind.ts";
import { allocate, floatingTypes } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { eachMatrix, identity, lowerHalf, product, symmetric, turned } from "./matrices.ts";
import { add } from "./arithmetic.ts";
import { solveFromRight, triangularSolve } from "./triangular-solve.ts";
import { toFront } from "./transpose.ts";

const lower = { lower: true, transposed: false, unit: false };

/**
 * Lower L with L L^T = (A + A^T) / 2; all NaN where that is not positive definite.
 * Sources: Golub & Van Loan 2013, 4.2; Murray 2016, "Differentiation of the Cholesky decomposition"
 */
export const choleskyP: Primitive<null> = define<null>({
  name: "cholesky",
  maths: { value: String.raw`L\ (L L^\top = A)`, partials: [] },
  dtypes: floatingTypes,
  elementwise: false,
  form: ([a]) => a,
  kernel: ([a]) => {
    const n = a.shape[a.shape.length - 1];
    const data = a.data;
    const out = allocate(a.dtype, a.size);
    const l = new Float64Array(n * n);
    eachMatrix(a, (start) => {
      l.fill(0);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) {
          let rest = (data[start + i * n + j] + data[start + j * n + i]) / 2;
          for (let k = 0; k < j; k++) rest -= l[i * n + k] * l[j * n + k];
          if (i !== j) l[i * n + j] = rest / l[j * n + j];
          // NaN spreads: that is how a matrix that is not positive definite shows.
          else l[i * n + i] = rest > 0 ? Math.sqrt(rest) : NaN;
        }
      }
      if (l.some((value) => value !== value)) l.fill(NaN);
      out.set(l, start);
    });
    return wrap(a.shape, a.dtype, out);
  },
  derivative: {
    type: "both",
    jvp(_inputs, l, [da]) {
      if (da === null) return null;
      const inner = triangularSolve(l, solveTransposed(l, symmetric(da)), lower);
      return product(l, lowerHalf(inner));
    },
    vjp(_inputs, l, ct) {
      const inner = lowerHalf(product(turned(l), ct));
      const left = triangularSolve(l, inner, { ...lower, transposed: true });
      return [symmetric(solveFromRight(l, left, lower))];
    },
  },
  batch: ([a], [axis]) => ({ output: bind(choleskyP, [toFront(a, axis!)], null), axis: 0 }),
  cost: ([a]) => (sizeOf(a.shape) * a.shape[a.shape.length - 1]) / 3,
  laws: [
    [3, 3],
    [1, 1],
    [2, 2, 2],
    [7, 7],
    [0, 0],
  ].map((shape) => ({
    shapes: [shape],
    params: null,
    prepare: ([x]) => [positiveDefinite(x)],
  })),
});

/** b L^-T */
function solveTransposed(l: Tensor, b: Tensor): Tensor {
  return solveFromRight(l, b, { ...lower, transposed: true });
}

/** x x^T + I */
export function positiveDefinite(x: Tensor): Tensor {
  const n = x.shape[x.shape.length - 1];
  return add(product(x, turned(x)), identity(n, x.shape.slice(0, -2), x.dtype));
}
