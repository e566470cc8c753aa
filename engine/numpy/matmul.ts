/** Products of matrices and vectors. */
import { bind } from "../core/bind.ts";
import { needsFloat, promote } from "../core/dtype.ts";
import { ShapeError, showShape } from "../core/errors.ts";
import { broadcastShapes } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { matmulP } from "../primitives/matmul.ts";
import { reshape } from "../primitives/reshape.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { asTensor } from "../transforms/leaf.ts";
import { mul, type TensorLike } from "./arithmetic.ts";

/** Matrix product, with NumPy's rules for vectors and leading axes. */
export function matmul(a: TensorLike, b: TensorLike): Tensor {
  let x = asTensor(a);
  let y = asTensor(b);
  if (x.ndim === 0 || y.ndim === 0)
    throw new ShapeError(
      `matmul: ${showShape(x.shape)} x ${showShape(y.shape)}: a scalar has no rows; use mul.`,
    );
  const dtype = needsFloat(promote(x.dtype, y.dtype));
  const [vectorA, vectorB] = [x.ndim === 1, y.ndim === 1];
  const [m, n] = [x.shape, y.shape];
  x = convert(vectorA ? reshape(x, [1, m[0]]) : x, dtype);
  y = convert(vectorB ? reshape(y, [n[0], 1]) : y, dtype);
  const [inner, other] = [x.shape[x.ndim - 1], y.shape[y.ndim - 2]];
  if (inner !== other) {
    const turned = y.shape[y.ndim - 1] === inner ? " Did you mean w.transpose()?" : "";
    throw new ShapeError(
      `matmul: inner sizes differ: ${showShape(m)} x ${showShape(n)}; ${inner} is not ${other}.${turned}`,
    );
  }
  const lead = broadcastShapes("matmul", x.shape.slice(0, -2), y.shape.slice(0, -2));
  x = broadcastTo(x, [...lead, ...x.shape.slice(-2)]);
  y = broadcastTo(y, [...lead, ...y.shape.slice(-2)]);
  let z = bind(matmulP, [x, y], null);
  if (vectorA) z = reshape(z, [...lead, z.shape[z.ndim - 1]]);
  if (vectorB) z = reshape(z, z.shape.slice(0, -1));
  return z;
}

/** Every element of `a` times every element of `b`: [m, n] for m and n elements. */
export function outer(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [asTensor(a), asTensor(b)];
  return mul(reshape(x, [x.size, 1]), reshape(y, [1, y.size]));
}
