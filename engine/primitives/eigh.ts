/** Eigenvalues and eigenvectors of symmetric matrices. */
import { bind, bindMany } from "../core/bind.ts";
import { allocate, floatingTypes, type Data } from "../core/dtype.ts";
import { defineMany, type Form, type ManyPrimitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";
import { absP, add, div, ge, mul, select, sub } from "./arithmetic.ts";
import {
  diagonalOf,
  eachMatrix,
  onDiagonal,
  product,
  rowsOf,
  scaleOf,
  symmetric,
  turned,
} from "./matrices.ts";
import { maxP } from "./reductions.ts";
import { broadcastP } from "./sum.ts";
import { toFront } from "./transpose.ts";

const resultForms = (a: Form): Form[] => [{ shape: a.shape.slice(0, -1), dtype: a.dtype }, a];

/**
 * (A + A^T) / 2 [..., n, n] to its eigenvalues in ascending order [..., n] and eigenvectors as columns [..., n, n], with the
 * signs of `signOfColumn`. Where eigenvalues are equal to rounding the vectors among themselves are undetermined: their derivative
 * takes that part for 0 and none is NaN. That is right for sums over eigenvalues and for what depends on whole eigenspaces; it is not
 * for V f(w) V^T, whose derivative needs that of f.
 * Sources: Golub & Van Loan 2013, 8.5 (Jacobi); Giles 2008, 3.1
 */
export const eighP: ManyPrimitive<null> = defineMany<null>({
  name: "eigh",
  maths: { value: String.raw`A = V \operatorname{diag}(w)\, V^\top`, partials: [] },
  dtypes: floatingTypes,
  forms: ([a]) => resultForms(a),
  kernel: ([a]) => {
    const n = a.shape[a.shape.length - 1];
    const [w, v] = resultForms(a).map(({ shape, dtype }) => allocate(dtype, sizeOf(shape)));
    eachMatrix(a, (start, index) => {
      const work = symmetricPart(a.data.subarray(start, start + n * n), n);
      // Squares of the entries must neither over- nor underflow.
      const scale = scaleOf(work);
      for (let i = 0; i < work.length; i++) work[i] /= scale;
      const vectors = jacobi(work, n);
      const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => work[i * n + i] - work[j * n + j]);
      order.forEach((from, to) => {
        w[index * n + to] = scale * work[from * n + from];
        // Where an entry is not finite nothing is known.
        const sign = scale === scale ? signOfColumn(vectors, from, n, n) : NaN;
        for (let i = 0; i < n; i++) v[start + i * n + to] = sign * vectors[i * n + from];
      });
    });
    const [wForm, vForm] = resultForms(a);
    return [wrap(wForm.shape, a.dtype, w), wrap(vForm.shape, a.dtype, v)];
  },
  jvp(inputs, [da], params) {
    const [w, v] = bindMany(eighP, inputs, params);
    if (da === null) return { outputs: [w, v], tangents: [null, null] };
    const inner = product(turned(v), symmetric(da), v);
    return { outputs: [w, v], tangents: [diagonalOf(inner), product(v, div(inner, gaps(w)))] };
  },
  vjp(_inputs, [w, v], [ctW, ctV]) {
    const fromV = ctV === null ? null : div(product(turned(v), ctV), gaps(w));
    const fromW = ctW === null ? null : onDiagonal(ctW);
    const inner = fromV === null ? fromW : fromW === null ? fromV : add(fromV, fromW);
    return [inner === null ? null : symmetric(product(v, inner, turned(v)))];
  },
  batch: ([a], [axis], params) => ({ outputs: bindMany(eighP, [toFront(a, axis!)], params), axes: [0, 0] }),
  cost: ([a]) => 9 * sizeOf(a.shape) * a.shape[a.shape.length - 1],
  laws: [
    [3, 3],
    [1, 1],
    [2, 2, 2],
    [5, 5],
    [0, 0],
  ].map((shape) => ({ shapes: [shape], params: null })),
});

/** w_j - w_i, and infinity where they are equal to rounding: what is divided by it vanishes there. */
export function gaps(w: Tensor): Tensor {
  const n = w.shape[w.shape.length - 1];
  const columns = rowsOf(w, n);
  const difference = sub(columns, turned(columns));
  if (n === 0) return difference;
  const rounding = w.dtype === "float64" ? 2 ** -52 : 2 ** -23;
  const rank = columns.shape.length;
  const largest = bind(broadcastP, [bind(maxP, [bind(absP, [columns], null)], { axes: [rank - 1] })], {
    shape: columns.shape,
    axes: columns.shape.map((_, i) => i).slice(0, -1),
  });
  const near = mul(largest, filled(columns.shape, w.dtype, 8 * n * rounding));
  const none = ge(near, bind(absP, [difference], null));
  return select(none, filled(columns.shape, w.dtype, Infinity), difference);
}

/**
 * 1 or -1, so that the first entry of a column with at least 0.7 of its largest magnitude comes out positive. The sign of the
 * largest itself would jump at columns such as [1, -1], which are common.
 */
export function signOfColumn(columns: Float64Array, column: number, rows: number, width: number): number {
  let largest = 0;
  for (let i = 0; i < rows; i++) largest = Math.max(largest, Math.abs(columns[i * width + column]));
  for (let i = 0; i < rows; i++) {
    const value = columns[i * width + column];
    if (Math.abs(value) >= 0.7 * largest) return value < 0 ? -1 : 1;
  }
  return 1;
}

function symmetricPart(a: Data, n: number): Float64Array {
  const work = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) work[i * n + j] = a[i * n + j] / 2 + a[j * n + i] / 2;
  return work;
}

/** Turns the matrix diagonal, two rows and columns at a time, and returns the turns' product. */
function jacobi(a: Float64Array, n: number): Float64Array {
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let all = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        all += a[i * n + j] ** 2;
        if (i !== j) off += a[i * n + j] ** 2;
      }
    if (!(off > 1e-32 * all)) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
  return v;
}

function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q];
  if (apq === 0) return;
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  const t = Math.sign(theta === 0 ? 1 : theta) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const [kp, kq] = [a[k * n + p], a[k * n + q]];
    a[k * n + p] = c * kp - s * kq;
    a[k * n + q] = s * kp + c * kq;
  }
  for (let k = 0; k < n; k++) {
    const [pk, qk] = [a[p * n + k], a[q * n + k]];
    a[p * n + k] = c * pk - s * qk;
    a[q * n + k] = s * pk + c * qk;
    const [kp, kq] = [v[k * n + p], v[k * n + q]];
    v[k * n + p] = c * kp - s * kq;
    v[k * n + q] = s * kp + c * kq;
  }
  a[p * n + q] = 0;
  a[q * n + p] = 0;
}
