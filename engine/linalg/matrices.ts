/** What linalg's functions share: floating matrices of one dtype, with the checks that name what is wrong. */
import { needsFloat, promote } from "../core/dtype.ts";
import { ShapeError, showShape } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { convert } from "../primitives/convert.ts";
import { asTensor } from "../transforms/leaf.ts";

/** [..., m, n], floating. */
export function matrix(op: string, x: TensorLike): Tensor {
  const t = asTensor(x);
  if (t.ndim < 2)
    throw new ShapeError(`linalg.${op}: needs a matrix [..., m, n], found ${showShape(t.shape)}.`);
  return convert(t, needsFloat(t.dtype));
}

/** [..., n, n], floating. */
export function squareMatrix(op: string, x: TensorLike): Tensor {
  const t = matrix(op, x);
  if (t.shape.at(-1) !== t.shape.at(-2))
    throw new ShapeError(`linalg.${op}: needs a square matrix [..., n, n], found ${showShape(t.shape)}.`);
  return t;
}

export function alike(x: Tensor, y: Tensor): [Tensor, Tensor] {
  const dtype = needsFloat(promote(x.dtype, y.dtype));
  return [convert(x, dtype), convert(y, dtype)];
}
