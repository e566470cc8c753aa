/** Orthonormal columns and an upper triangle. */
import { bindMany } from "../core/bind.ts";
import { allocate, floatingTypes } from "../core/dtype.ts";
import { defineMany, type Form, type ManyPrimitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { filled, wrap } from "../core/tensor.ts";
import { add, sub } from "./arithmetic.ts";
import { eachMatrix, masked, product, strictlyLower, turned } from "./matrices.ts";
import { toFront } from "./transpose.ts";
import { solveFromRight } from "./triangular-solve.ts";

const plainUpper = { lower: false, transposed: false, unit: false };

const factorForms = (a: Form): Form[] => {
  const n = a.shape[a.shape.length - 1];
  return [a, { shape: [...a.shape.slice(0, -2), n, n], dtype: a.dtype }];
};

/**
 * a [..., m, n] with m >= n to Q [..., m, n] and R [..., n, n], by Householder reflections. The diagonal of R is not
 * negative, which leaves one answer where a has full rank, and one that moves continuously with a; LAPACK's signs jump.
 * Sources: Golub & Van Loan 2013, 5.2; Walter & Lehmann 2018, "Algorithmic differentiation of linear algebra functions"
 */
export const qrP: ManyPrimitive<null> = defineMany<null>({
  name: "qr",
  maths: { value: "A = Q R", partials: [] },
  dtypes: floatingTypes,
  forms: ([a]) => factorForms(a),
  kernel: ([a]) => {
    const [m, n] = a.shape.slice(-2);
    const [q, r] = factorForms(a).map(({ shape, dtype }) => allocate(dtype, sizeOf(shape)));
    eachMatrix(a, (start, index) => {
      const work = Float64Array.from(a.data.subarray(start, start + m * n));
      const taus = reflect(work, m, n);
      const columns = orthonormal(work, taus, m, n);
      for (let i = 0; i < n; i++) {
        const sign = work[i * n + i] < 0 ? -1 : 1;
        for (let j = i; j < n; j++) r[index * n * n + i * n + j] = sign * work[i * n + j];
        for (let k = 0; k < m; k++) q[start + k * n + i] = sign * columns[k * n + i];
      }
    });
    const [qForm, rForm] = factorForms(a);
    return [wrap(qForm.shape, a.dtype, q), wrap(rForm.shape, a.dtype, r)];
  },
  jvp(inputs, [da], params) {
    const [q, r] = bindMany(qrP, inputs, params);
    if (da === null) return { outputs: [q, r], tangents: [null, null] };
    const scaled = solveFromRight(r, da, plainUpper);
    const inner = product(turned(q), scaled);
    const low = strictlyLower(inner);
    const turning = sub(low, turned(low));
    return {
      outputs: [q, r],
      tangents: [
        add(product(q, sub(turning, inner)), scaled),
        // Below the diagonal rounding alone would stand.
        masked(product(sub(inner, turning), r), (i, j) => i <= j),
      ],
    };
  },
  vjp(_inputs, [q, r], [ctQ, ctR]) {
    const fromR = masked(ctR ?? filled(r.shape, r.dtype, 0), (i, j) => i <= j);
    const fromQ = ctQ ?? filled(q.shape, q.dtype, 0);
    const inner = sub(product(r, turned(fromR)), product(turned(fromQ), q));
    const low = masked(inner, (i, j) => i >= j);
    const mirrored = add(low, turned(strictlyLower(inner)));
    return [solveFromRight(r, add(fromQ, product(q, mirrored)), { ...plainUpper, transposed: true })];
  },
  batch: ([a], [axis], params) => ({ outputs: bindMany(qrP, [toFront(a, axis!)], params), axes: [0, 0] }),
  cost: ([a]) => 2 * sizeOf(a.shape) * a.shape[a.shape.length - 1],
  laws: [
    [3, 3],
    [1, 1],
    [2, 3, 2],
    [7, 3],
    [2, 0],
  ].map((shape) => ({ shapes: [shape], params: null })),
});

/** In place: R on and above the diagonal, the reflections' vectors below it. */
export function reflect(a: Float64Array, m: number, n: number): Float64Array {
  const taus = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    let below = 0;
    for (let i = k + 1; i < m; i++) below = Math.hypot(below, a[i * n + k]);
    const head = a[k * n + k];
    if (below === 0) continue;
    const beta = -Math.sign(head === 0 ? 1 : head) * Math.hypot(head, below);
    taus[k] = (beta - head) / beta;
    for (let i = k + 1; i < m; i++) a[i * n + k] /= head - beta;
    a[k * n + k] = beta;
    for (let j = k + 1; j < n; j++) {
      let along = a[k * n + j];
      for (let i = k + 1; i < m; i++) along += a[i * n + k] * a[i * n + j];
      along *= taus[k];
      a[k * n + j] -= along;
      for (let i = k + 1; i < m; i++) a[i * n + j] -= along * a[i * n + k];
    }
  }
  return taus;
}

/** The first n columns of the product of the reflections. */
export function orthonormal(a: Float64Array, taus: Float64Array, m: number, n: number): Float64Array {
  const q = new Float64Array(m * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k; j < n; j++) {
      let along = q[k * n + j];
      for (let i = k + 1; i < m; i++) along += a[i * n + k] * q[i * n + j];
      along *= taus[k];
      q[k * n + j] -= along;
      for (let i = k + 1; i < m; i++) q[i * n + j] -= along * a[i * n + k];
    }
  }
  return q;
}
