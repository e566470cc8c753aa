/** Random vectors and matrices: correlated, of unit length, orthogonal. */
import { ShapeError, showShape } from "../core/errors.ts";
import type { Shape } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { cholesky, qr } from "../linalg/linalg.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { together } from "../special/operands.ts";
import { normal, uniform, type Floating } from "./continuous.ts";
import { checkKey, split } from "./keys.ts";

/**
 * Normal vectors of this mean and covariance, differentiable in both.
 * @param mean [d]
 * @param covariance [d, d], symmetric and positive definite
 * @param shape of the draws without the last axis
 * @returns [...shape, d]
 */
export function multivariateNormal(
  k: Tensor,
  mean: TensorLike,
  covariance: TensorLike,
  shape: Shape = [],
): Tensor {
  checkKey("multivariateNormal", k, shape);
  const [center] = together("random.multivariateNormal", mean);
  const [spread] = together("random.multivariateNormal", covariance);
  const d = center.shape[0];
  if (center.ndim !== 1 || spread.ndim !== 2 || spread.shape[0] !== d || spread.shape[1] !== d) {
    throw new ShapeError(
      `random.multivariateNormal: mean ${showShape(center.shape)} and covariance ${showShape(spread.shape)} do not belong together; give [d] and [d, d].`,
    );
  }
  const dtype = center.dtype === "float64" || spread.dtype === "float64" ? "float64" : "float32";
  const standard = normal(k, [...shape, d], { dtype }).reshape([-1, d]);
  const correlated = np.matmul(standard, np.transpose(cholesky(spread.astype(dtype))));
  return np.add(correlated, center).reshape([...shape, d]);
}

/** Directions: vectors of length 1, even over the sphere. @returns [...shape, d] */
export function unitVector(k: Tensor, d: number, shape: Shape = [], options: Floating = {}): Tensor {
  checkKey("unitVector", k, shape);
  const x = normal(k, [...shape, d], options);
  return np.div(x, np.sqrt(np.sum(np.square(x), -1, { keepDims: true })));
}

/** Points even over the ball of radius 1. @returns [...shape, d] */
export function ball(k: Tensor, d: number, shape: Shape = [], options: Floating = {}): Tensor {
  checkKey("ball", k, shape);
  const [keyOfDirection, keyOfRadius] = split(k);
  const radius = np.pow(uniform(keyOfRadius, [...shape, 1], options), 1 / d);
  return np.mul(unitVector(keyOfDirection, d, shape, options), radius);
}

/** Orthogonal matrices, even over all of them (Haar): Q of a normal matrix, whose R has a positive diagonal. @returns [...shape, n, n] */
export function orthogonal(k: Tensor, n: number, shape: Shape = [], options: Floating = {}): Tensor {
  checkKey("orthogonal", k, shape);
  return qr(normal(k, [...shape, n, n], options)).q;
}
