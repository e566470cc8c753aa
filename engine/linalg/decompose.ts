/** Factorisations with orthogonal parts, and what is read off them. */
import { bindMany } from "../core/bind.ts";
import { ShapeError, showShape } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { eighP } from "../primitives/eigh.ts";
import { cut } from "../primitives/lu.ts";
import { product, rowsOf, turned } from "../primitives/matrices.ts";
import { qrP } from "../primitives/qr.ts";
import { svdP } from "../primitives/svd.ts";
import { customJvp } from "../transforms/custom.ts";
import { asTensor } from "../transforms/leaf.ts";
import { alike, matrix, squareMatrix } from "./matrices.ts";

/**
 * a [..., m, n] as q r: q [..., m, k] with orthonormal columns, r [..., k, n] upper triangular, k the smaller size. The
 * diagonal of r is not negative: NumPy's signs are LAPACK's, which jump. Derivatives need the first k columns to be independent.
 * Source: Golub & Van Loan 2013, 5.2
 */
export function qr(a: TensorLike): { q: Tensor; r: Tensor } {
  const t = matrix("qr", a);
  const [m, n] = t.shape.slice(-2);
  if (m >= n) {
    const [q, r] = bindMany(qrP, [t], null);
    return { q, r };
  }
  // A wide matrix is as its first columns decide; the others are turned along.
  const [q, r] = bindMany(qrP, [cut(t, m, m)], null);
  const rest = np.slice(t, m, n, -1);
  return { q, r: np.concatenate([r, product(turned(q), rest)], -1) };
}

/**
 * Eigenvalues in ascending order [..., n] and eigenvectors as columns [..., n, n] of the symmetric part of a [..., n, n]. Of each
 * vector the first entry with at least 0.7 of the largest magnitude is positive. Where eigenvalues are equal to rounding,
 * the derivative of the vectors leaves out what is undetermined: it is never NaN, and right for sums
 * over eigenvalues and for whole eigenspaces, though not for v f(w) v^T.
 * Sources: Golub & Van Loan 2013, 8.5; Giles 2008
 */
export function eigh(a: TensorLike): { eigenvalues: Tensor; eigenvectors: Tensor } {
  const [eigenvalues, eigenvectors] = bindMany(eighP, [squareMatrix("eigh", a)], null);
  return { eigenvalues, eigenvectors };
}

/** The eigenvalues of the symmetric part of a [..., n, n], ascending. */
export const eigvalsh = (a: TensorLike): Tensor => eigh(a).eigenvalues;

/**
 * a [..., m, n] as u diag(s) vt: u [..., m, k] and vt [..., k, n] with orthonormal columns and rows, s [..., k] descending, k the
 * smaller size. Where singular values are equal or 0, derivatives leave out what is undetermined, as for `eigh`. Singular
 * values that rounding does not tell from 0 beside the largest are 0.
 * Sources: Demmel & Veselic 1992; Townsend 2016
 */
export function svd(a: TensorLike): { u: Tensor; s: Tensor; vt: Tensor } {
  const t = matrix("svd", a);
  const [m, n] = t.shape.slice(-2);
  const tall = m >= n;
  const [u, s, v] = bindMany(svdP, [tall ? t : turned(t)], null);
  return tall ? { u, s, vt: turned(v) } : { u: v, s, vt: turned(u) };
}

/** The singular values of a [..., m, n], descending. */
export const svdvals = (a: TensorLike): Tensor => svd(a).s;

const epsilon = (x: Tensor) => (x.dtype === "float64" ? 2 ** -52 : 2 ** -23);

/** Singular values below this share of the largest count as 0. */
function cutoff(a: Tensor, rcond: number | undefined): number {
  return rcond ?? Math.max(...a.shape.slice(-2)) * epsilon(a);
}

/**
 * The pseudo-inverse (Moore and Penrose) of a [..., m, n]. Its derivative is right where the rank does not change nearby.
 * @param options.rcond singular values below this share of the largest count as 0; default max(m, n) machine epsilons
 * Source: Golub & Pereyra 1973, "The differentiation of pseudo-inverses"
 */
export function pinv(a: TensorLike, options: { rcond?: number } = {}): Tensor {
  const t = matrix("pinv", a);
  return pseudoInverse(cutoff(t, options.rcond))(t);
}

function pseudoInverse(rcond: number): (a: Tensor) => Tensor {
  const run: (a: Tensor) => Tensor = customJvp(
    (a: Tensor) => {
      const { u, s, vt } = svd(a);
      const small = np.le(s, np.mul(np.slice(s, 0, 1, -1), rcond));
      const inverse = np.where(small, 0, np.div(1, np.where(small, 1, s)));
      const k = s.shape[s.ndim - 1];
      return product(
        np.mul(turned(vt), rowsOf(inverse, vt.shape[vt.ndim - 1])),
        cut(turned(u), k, a.shape[a.ndim - 2]),
      );
    },
    ([a], [da]) => {
      const p = run(a);
      const dat = turned(da);
      const [pt, ap, pa] = [turned(p), product(a, p), product(p, a)];
      const first = np.neg(product(p, da, p));
      const second = np.sub(product(p, pt, dat), product(p, pt, dat, ap));
      const third = np.sub(product(dat, pt, p), product(pa, dat, pt, p));
      return [p, np.add(first, np.add(second, third))];
    },
  );
  return run;
}

/**
 * The x that makes |a x - b| smallest, of several the shortest.
 * @param a [m, n]
 * @param b [m] or [m, k]
 * @returns the solution, the residuals' sums of squares [k], the rank (int32) and the singular values
 * Source: Golub & Van Loan 2013, 5.5
 */
export function lstsq(
  a: TensorLike,
  b: TensorLike,
  options: { rcond?: number } = {},
): { x: Tensor; residuals: Tensor; rank: Tensor; singularValues: Tensor } {
  const right = asTensor(b);
  const [t, y] = alike(matrix("lstsq", a), right.ndim === 1 ? right.reshape(-1, 1) : right);
  if (right.ndim === 0 || y.shape[y.ndim - 2] !== t.shape[t.ndim - 2])
    throw new ShapeError(
      `linalg.lstsq: ${showShape(t.shape)} wants a right side with ${t.shape[t.ndim - 2]} rows, found ${showShape(right.shape)}.`,
    );
  const x = np.matmul(pinv(t, options), y);
  const residuals = np.sum(np.square(np.sub(np.matmul(t, x), y)), -2);
  return {
    x: right.ndim === 1 ? np.squeeze(x, -1) : x,
    residuals,
    rank: matrixRank(t, options),
    singularValues: svdvals(t),
  };
}

/** How many singular values are not 0, int32 [...]. */
export function matrixRank(a: TensorLike, options: { rcond?: number } = {}): Tensor {
  const t = matrix("matrixRank", a);
  const s = svdvals(t);
  return np.sum(np.gt(s, np.mul(np.slice(s, 0, 1, -1), cutoff(t, options.rcond))), -1);
}

/** The largest singular value over the smallest, [...]: how much a solution may lose. */
export function cond(a: TensorLike): Tensor {
  const s = svdvals(matrix("cond", a));
  const k = s.shape[s.ndim - 1];
  if (k === 0) throw new ShapeError(`linalg.cond: ${showShape(asTensor(a).shape)} has no singular values.`);
  return np.squeeze(np.div(np.slice(s, 0, 1, -1), np.slice(s, k - 1, k, -1)), -1);
}
