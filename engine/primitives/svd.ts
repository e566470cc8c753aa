/** Singular values and vectors. */
import { bindMany } from "../core/bind.ts";
import { allocate, floatingTypes } from "../core/dtype.ts";
import { defineMany, type Form, type ManyPrimitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";
import { add, div, eq, mul, select } from "./arithmetic.ts";
import { gaps, signOfColumn } from "./eigh.ts";
import { diagonalOf, eachMatrix, onDiagonal, outside, product, rowsOf, scaleOf, turned } from "./matrices.ts";
import { orthonormal, reflect } from "./qr.ts";
import { toFront } from "./transpose.ts";

const resultForms = (a: Form): Form[] => {
  const n = a.shape[a.shape.length - 1];
  const lead = a.shape.slice(0, -2);
  return [a, { shape: [...lead, n], dtype: a.dtype }, { shape: [...lead, n, n], dtype: a.dtype }];
};

/**
 * a [..., m, n] with m >= n to U [..., m, n], s descending [..., n] and V [..., n, n] with A = U diag(s) V^T; the columns of V
 * have the signs of `signOfColumn`. Singular values that rounding does not
 * tell from 0 beside the largest are 0. Where they are equal to rounding, or 0, derivatives take the undetermined part for 0.
 * Sources: Demmel & Veselic 1992 (one-sided Jacobi); Townsend 2016, "Differentiating the singular value decomposition"
 */
export const svdP: ManyPrimitive<null> = defineMany<null>({
  name: "svd",
  maths: { value: String.raw`A = U \operatorname{diag}(s)\, V^\top`, partials: [] },
  dtypes: floatingTypes,
  forms: ([a]) => resultForms(a),
  kernel: ([a]) => {
    const [m, n] = a.shape.slice(-2);
    const forms = resultForms(a);
    const [u, s, v] = forms.map(({ shape, dtype }) => allocate(dtype, sizeOf(shape)));
    eachMatrix(a, (start, index) => {
      const work = Float64Array.from(a.data.subarray(start, start + m * n));
      // Squares of the entries must neither over- nor underflow.
      const scale = scaleOf(work);
      for (let i = 0; i < work.length; i++) work[i] /= scale;
      const right = orthogonalise(work, m, n);
      const norms = Float64Array.from({ length: n }, (_, j) => columnNorm(work, j, m, n));
      const order = Array.from({ length: n }, (_, j) => j).sort((i, j) => norms[j] - norms[i]);
      const left = new Float64Array(m * n);
      const smallest = (norms[order[0]] ?? 0) * Math.max(m, n) * 2 ** -52;
      let rank = 0;
      order.forEach((from, to) => {
        // Where an entry is not finite nothing is known.
        const sign = scale === scale ? signOfColumn(right, from, n, n) : NaN;
        const zero = norms[from] <= smallest;
        s[index * n + to] = zero ? 0 : norms[from] * scale;
        for (let i = 0; i < n; i++) v[index * n * n + i * n + to] = sign * right[i * n + from];
        if (zero) return;
        rank++;
        for (let i = 0; i < m; i++) left[i * n + to] = (sign * work[i * n + from]) / norms[from];
      });
      if (rank < n) complete(left, rank, m, n);
      u.set(left, start);
    });
    return [u, s, v].map((data, i) => wrap(forms[i].shape, a.dtype, data));
  },
  jvp(inputs, [da], params) {
    const [u, s, v] = bindMany(svdP, inputs, params);
    if (da === null) return { outputs: [u, s, v], tangents: [null, null, null] };
    const inner = product(turned(u), da, v);
    const columns = rowsOf(s, s.shape[s.shape.length - 1]);
    const [byColumn, byRow] = [mul(inner, columns), mul(inner, turned(columns))];
    const du = product(u, overSquareGaps(add(byColumn, turned(byColumn)), s));
    const dv = product(v, overSquareGaps(add(byRow, turned(byRow)), s));
    const square = u.shape[u.shape.length - 2] === s.shape[s.shape.length - 1];
    return {
      outputs: [u, s, v],
      tangents: [square ? du : add(du, scaled(outside(u, product(da, v)), s)), diagonalOf(inner), dv],
    };
  },
  vjp(_inputs, [u, s, v], [ctU, ctS, ctV]) {
    const columns = rowsOf(s, s.shape[s.shape.length - 1]);
    const parts: Tensor[] = [];
    if (ctU !== null) {
      const j = overSquareGaps(product(turned(u), ctU), s);
      parts.push(mul(add(j, turned(j)), columns));
    }
    if (ctS !== null) parts.push(onDiagonal(ctS));
    if (ctV !== null) {
      const k = overSquareGaps(product(turned(v), ctV), s);
      parts.push(mul(turned(columns), add(k, turned(k))));
    }
    if (parts.length === 0) return [null];
    const inner = product(u, parts.reduce(add), turned(v));
    const square = u.shape[u.shape.length - 2] === s.shape[s.shape.length - 1];
    if (ctU === null || square) return [inner];
    return [add(inner, product(scaled(outside(u, ctU), s), turned(v)))];
  },
  batch: ([a], [axis], params) => ({ outputs: bindMany(svdP, [toFront(a, axis!)], params), axes: [0, 0, 0] }),
  cost: ([a]) => 12 * sizeOf(a.shape) * a.shape[a.shape.length - 1],
  laws: [
    [3, 3],
    [1, 1],
    [2, 3, 2],
    [5, 3],
    [2, 0],
  ].map((shape) => ({ shapes: [shape], params: null })),
});

/** x over s_j^2 - s_i^2, in factors: the squares of small ones would be lost beside those of large ones. */
function overSquareGaps(x: Tensor, s: Tensor): Tensor {
  const columns = rowsOf(s, s.shape[s.shape.length - 1]);
  const sums = add(columns, turned(columns));
  const [zero, one] = [filled(sums.shape, s.dtype, 0), filled(sums.shape, s.dtype, 1)];
  return div(div(x, gaps(s)), select(eq(sums, zero), one, sums));
}

/** Each column over its singular value; 0 where that is 0. */
function scaled(x: Tensor, s: Tensor): Tensor {
  const columns = rowsOf(s, x.shape[x.shape.length - 2]);
  const [zero, one] = [filled(x.shape, x.dtype, 0), filled(x.shape, x.dtype, 1)];
  const none = eq(columns, zero);
  return select(none, zero, div(x, select(none, one, columns)));
}

function columnNorm(a: Float64Array, column: number, m: number, n: number): number {
  let total = 0;
  let largest = 0;
  for (let i = 0; i < m; i++) largest = Math.max(largest, Math.abs(a[i * n + column]));
  if (largest === 0) return 0;
  for (let i = 0; i < m; i++) total += (a[i * n + column] / largest) ** 2;
  return largest * Math.sqrt(total);
}

/** Turns pairs of columns until all are orthogonal; returns the turns' product. */
function orthogonalise(a: Float64Array, m: number, n: number): Float64Array {
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  // Columns that are nothing but rounding have no angle between them.
  const negligible = a.reduce((total, entry) => total + entry * entry, 0) * m * 2 ** -104;
  for (let sweep = 0; sweep < 60; sweep++) {
    let turns = 0;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) turns += Number(turnPair(a, v, m, n, p, q, negligible));
    if (turns === 0) break;
  }
  return v;
}

function turnPair(
  a: Float64Array,
  v: Float64Array,
  m: number,
  n: number,
  p: number,
  q: number,
  negligible: number,
): boolean {
  let [alpha, beta, gamma] = [0, 0, 0];
  for (let i = 0; i < m; i++) {
    const [x, y] = [a[i * n + p], a[i * n + q]];
    alpha += x * x;
    beta += y * y;
    gamma += x * y;
  }
  if (alpha <= negligible && beta <= negligible) return false;
  if (!(Math.abs(gamma) > 2 ** -53 * Math.sqrt(m * alpha) * Math.sqrt(beta))) return false;
  const zeta = (beta - alpha) / (2 * gamma);
  const t = Math.sign(zeta === 0 ? 1 : zeta) / (Math.abs(zeta) + Math.hypot(zeta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = c * t;
  for (const [x, rows] of [
    [a, m],
    [v, n],
  ] as const) {
    for (let i = 0; i < rows; i++) {
      const [left, right] = [x[i * n + p], x[i * n + q]];
      x[i * n + p] = c * left - s * right;
      x[i * n + q] = s * left + c * right;
    }
  }
  return true;
}

/** Fills the columns from `rank` on, which singular values of 0 leave open, with what reflections make of unit vectors. */
function complete(u: Float64Array, rank: number, m: number, n: number): void {
  const work = u.slice();
  const basis = orthonormal(work, reflect(work, m, n), m, n);
  for (let i = 0; i < m; i++) for (let j = rank; j < n; j++) u[i * n + j] = basis[i * n + j];
}
