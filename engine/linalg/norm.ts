/** Lengths of vectors and sizes of matrices. */
import { ShapeError, SlopeError, showShape } from "../core/errors.ts";
import { needsFloat } from "../core/dtype.ts";
import { resolveAxes } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { convert } from "../primitives/convert.ts";
import { asTensor } from "../transforms/leaf.ts";
import { svdvals } from "./decompose.ts";

export type MatrixOrder = "fro" | "nuc" | number;

export interface NormOptions {
  /** "fro", "nuc" and whole numbers as in NumPy; null is the root of the sum of squares. */
  readonly ord?: MatrixOrder | null;
  /** One axis for vectors, two for matrices; null takes all. */
  readonly axis?: number | readonly number[] | null;
  readonly keepDims?: boolean;
}

/**
 * The norm of vectors along one axis or of matrices along two, as NumPy's. Without `ord`, the root of the sum of squares of all
 * elements along the axes; its gradient at 0 is 0.
 * @throws SlopeError where the order is none of a matrix, ShapeError where the axes are more than two
 */
export function norm(x: TensorLike, options: NormOptions = {}): Tensor {
  const { ord = null, axis = null, keepDims = false } = options;
  const t = floating(x);
  const axes = resolveAxes("linalg.norm", axis, t.ndim);
  if (ord === null) return lengthAlong(t, axes, keepDims);
  if (axes.length === 2) return matrixNorm(t, { ord, axis: axes, keepDims });
  if (axes.length !== 1 || typeof ord === "string")
    throw new ShapeError(
      `linalg.norm: order ${ord} wants ${typeof ord === "string" ? "two axes" : "one axis or two"}, found ${axes.length} of ${showShape(t.shape)}; name them: { axis }.`,
    );
  return vectorNorm(t, { ord, axis: axes, keepDims });
}

/**
 * (sum |x|^ord)^(1/ord) over one axis, several or all: the greatest |x| for Infinity, the smallest for -Infinity, for 0 how many
 * are not 0. The gradient of order 2 at 0 is 0.
 */
export function vectorNorm(
  x: TensorLike,
  options: {
    readonly ord?: number;
    readonly axis?: number | readonly number[] | null;
    readonly keepDims?: boolean;
  } = {},
): Tensor {
  const { ord = 2, axis = null, keepDims = false } = options;
  const t = floating(x);
  const axes = resolveAxes("linalg.vectorNorm", axis, t.ndim);
  if (ord === 2) return lengthAlong(t, axes, keepDims);
  const size = np.abs(t);
  if (ord === Infinity) return np.max(size, axes, { keepDims });
  if (ord === -Infinity) return np.min(size, axes, { keepDims });
  if (ord === 1) return np.sum(size, axes, { keepDims });
  if (ord === 0) return np.sum(convert(np.ne(t, 0), t.dtype), axes, { keepDims });
  const total = np.sum(np.pow(size, ord), axes, { keepDims });
  // The root is steep at 0, where the norm's own derivative is taken for 0.
  const none = np.eq(total, 0);
  return np.where(none, ord > 0 ? 0 : Infinity, np.pow(np.where(none, 1, total), 1 / ord));
}

/**
 * "fro": the root of the sum of squares; "nuc": the sum of singular values; 2 and -2: the largest and smallest of them; 1 and -1:
 * the largest and smallest sum of |x| of a column; Infinity and -Infinity: of a row. Matrices lie in the last two axes, or in `axis`.
 */
export function matrixNorm(
  x: TensorLike,
  options: {
    readonly ord?: MatrixOrder;
    readonly axis?: readonly number[];
    readonly keepDims?: boolean;
  } = {},
): Tensor {
  const { ord = "fro", axis = [-2, -1], keepDims = false } = options;
  const t = floating(x);
  const axes = resolveAxes("linalg.matrixNorm", axis, t.ndim);
  if (axes.length !== 2)
    throw new ShapeError(
      `linalg.matrixNorm: a matrix has two axes, found ${axes.length}: [${axes.join(", ")}].`,
    );
  if (ord === "fro") return lengthAlong(t, axes, keepDims);
  const y = ofMatrices(np.moveaxis(t, axes, [-2, -1]), ord);
  return keepDims ? np.expandDims(y, axes) : y;
}

/** [..., m, n] to [...]. */
function ofMatrices(t: Tensor, ord: Exclude<MatrixOrder, "fro">): Tensor {
  switch (ord) {
    case "nuc":
      return np.sum(svdvals(t), -1);
    case 2:
      return np.max(svdvals(t), -1);
    case -2:
      return np.min(svdvals(t), -1);
    case 1:
      return np.max(np.sum(np.abs(t), -2), -1);
    case -1:
      return np.min(np.sum(np.abs(t), -2), -1);
    case Infinity:
      return np.max(np.sum(np.abs(t), -1), -1);
    case -Infinity:
      return np.min(np.sum(np.abs(t), -1), -1);
    default:
      throw new SlopeError(
        `linalg.norm: there is no matrix norm ${ord}; use "fro", "nuc", 1, -1, 2, -2, Infinity or -Infinity.`,
      );
  }
}

function lengthAlong(t: Tensor, axes: readonly number[], keepDims: boolean): Tensor {
  const total = np.sum(np.square(t), axes, { keepDims });
  // The root is steep at 0, where a length's derivative is taken for 0.
  const none = np.eq(total, 0);
  return np.where(none, 0, np.sqrt(np.where(none, 1, total)));
}

function floating(x: TensorLike): Tensor {
  const t = asTensor(x);
  return convert(t, needsFloat(t.dtype));
}
