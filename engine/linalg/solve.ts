/** Systems of equations, inverses and determinants. */
import { bind, bindMany } from "../core/bind.ts";
import { ShapeError, showShape } from "../core/errors.ts";
import { broadcastShapes, sizeOf } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { choleskyP } from "../primitives/cholesky.ts";
import { cut, luP, permutation } from "../primitives/lu.ts";
import { diagonalOf, identity, strictlyLower, turned, upper } from "../primitives/matrices.ts";
import { convert } from "../primitives/convert.ts";
import { detP } from "../primitives/determinant.ts";
import { solve as solveSquare } from "../primitives/solve.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { triangularSolve } from "../primitives/triangular-solve.ts";
import { asTensor } from "../transforms/leaf.ts";
import { alike, matrix, squareMatrix } from "./matrices.ts";

/** One right side as a column, many as they are; leading axes as wide as the matrix's. */
function withRightSide(op: string, a: Tensor, b: TensorLike, run: (a: Tensor, b: Tensor) => Tensor): Tensor {
  const right = asTensor(b);
  const vector = right.ndim === 1;
  const [matrix, columns] = alike(a, vector ? right.reshape(-1, 1) : right);
  const n = matrix.shape[matrix.ndim - 1];
  if (right.ndim === 0 || columns.shape[columns.ndim - 2] !== n)
    throw new ShapeError(
      `linalg.${op}: ${showShape(a.shape)} wants a right side [${n}] or [..., ${n}, k], found ${showShape(right.shape)}.`,
    );
  if (matrix.ndim === 2 && columns.ndim > 2) {
    // The right sides of one matrix are columns of one: it is factorised once.
    const front = np.moveaxis(columns, -2, 0);
    const x = run(matrix, np.reshape(front, [n, sizeOf(front.shape.slice(1))]));
    return np.moveaxis(np.reshape(x, front.shape), 0, -2);
  }
  const lead = broadcastShapes(`linalg.${op}`, matrix.shape.slice(0, -2), columns.shape.slice(0, -2));
  const x = run(
    broadcastTo(matrix, [...lead, ...matrix.shape.slice(-2)]),
    broadcastTo(columns, [...lead, ...columns.shape.slice(-2)]),
  );
  return vector ? np.squeeze(x, -1) : x;
}

/**
 * x with a x = b, by LU with partial pivoting.
 * @param a [..., n, n]; a singular one gives infinities or NaN, as JAX, not an error: its values may be unknown
 * @param b [n] or [..., n, k]
 * Source: Golub & Van Loan 2013, 3.4
 */
export function solve(a: TensorLike, b: TensorLike): Tensor {
  return withRightSide("solve", squareMatrix("solve", a), b, solveSquare);
}

export interface TriangularOptions {
  /** Which triangle of a is read; default false, the upper one. */
  readonly lower?: boolean;
  /** Solves with the transpose of a. */
  readonly transposed?: boolean;
  /** Takes the diagonal for ones. */
  readonly unitDiagonal?: boolean;
}

/** x with a x = b for a triangular a [..., n, n]; b [n] or [..., n, k]. */
export function solveTriangular(a: TensorLike, b: TensorLike, options: TriangularOptions = {}): Tensor {
  const { lower = false, transposed = false, unitDiagonal = false } = options;
  return withRightSide("solveTriangular", squareMatrix("solveTriangular", a), b, (matrix, right) =>
    triangularSolve(matrix, right, { lower, transposed, unit: unitDiagonal }),
  );
}

/**
 * The lower L with L L^T = a, of the symmetric part of a [..., n, n]; NaN throughout where that is not positive definite.
 * Sources: Golub & Van Loan 2013, 4.2; Murray 2016
 */
export function cholesky(a: TensorLike): Tensor {
  return bind(choleskyP, [squareMatrix("cholesky", a)], null);
}

/** x with a x = b, from the factor that `cholesky(a)` gave. */
export function choleskySolve(factor: TensorLike, b: TensorLike): Tensor {
  const l = squareMatrix("choleskySolve", factor);
  const half = solveTriangular(l, b, { lower: true });
  return solveTriangular(l, half, { lower: true, transposed: true });
}

/** The inverse of a [..., n, n]; of a singular one infinities or NaN. Prefer `solve` where a product follows. */
export function inv(a: TensorLike): Tensor {
  const t = squareMatrix("inv", a);
  return solve(t, identity(t.shape[t.ndim - 1], t.shape.slice(0, -2), t.dtype));
}

/**
 * a [..., m, n] as p l u: p [..., m, m] a permutation, l [..., m, k] with ones on its diagonal, u [..., k, n], k the smaller size.
 * Source: Golub & Van Loan 2013, 3.4
 */
export function lu(a: TensorLike): { p: Tensor; l: Tensor; u: Tensor } {
  const t = matrix("lu", a);
  const [m, n] = t.shape.slice(-2);
  const k = Math.min(m, n);
  const [factors, order] = bindMany(luP, [t], null);
  const left = cut(factors, m, k);
  const eye = convert(np.eq(np.arange(m).reshape(m, 1), np.arange(k)), t.dtype);
  return {
    p: turned(permutation(order, t.dtype)),
    l: np.add(strictlyLower(left), eye),
    u: upper(cut(factors, k, n)),
  };
}

/** The sign of the permutation that brings 0, 1, 2... into this order. */
function signOf(order: Tensor, dtype: Tensor["dtype"]): Tensor {
  const n = order.shape[order.ndim - 1];
  const earlier = np.expandDims(order, -1);
  const later = np.expandDims(order, -2);
  const place = np.arange(n);
  const swapped = np.logicalAnd(np.gt(earlier, later), np.lt(place.reshape(n, 1), place));
  const count = np.mod(np.sum(swapped, [-2, -1]), 2);
  return np.sub(1, np.mul(convert(count, dtype), 2));
}

/**
 * The determinant of a [..., n, n]. Its gradient, the cofactors, holds at singular matrices too; the second derivative needs an
 * inverse.
 */
export function det(a: TensorLike): Tensor {
  return bind(detP, [squareMatrix("det", a)], null);
}

/** The determinant as a sign and the logarithm of its magnitude, which neither over- nor underflows. */
export function slogdet(a: TensorLike): { sign: Tensor; logabsdet: Tensor } {
  const t = squareMatrix("slogdet", a);
  const [factors, order] = bindMany(luP, [t], null);
  const pivots = diagonalOf(factors);
  return {
    sign: np.mul(np.prod(np.sign(pivots), -1), signOf(order, t.dtype)),
    logabsdet: np.sum(np.log(np.abs(pivots)), -1),
  };
}
