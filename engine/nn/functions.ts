/** Activations, softmax and losses, composed so that they hold at the edges. */
import { SlopeError, ShapeError, showShape } from "../core/errors.ts";
import { resolveAxis } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { stopGradient } from "../primitives/stop-gradient.ts";
import { asTensor } from "../transforms/leaf.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";

export { relu, sigmoid, tanh } from "../numpy/operations.ts";

/** ln(1 + e^x), a smooth relu; never overflows. */
export const softplus = (x: TensorLike): Tensor => np.logaddexp(x, 0);

/** ln(sigmoid(x)), exact where the sigmoid itself would round to 0. */
export const logSigmoid = (x: TensorLike): Tensor => np.neg(softplus(np.neg(x)));

/** x sigmoid(x). Source: Elfwing et al. 2018 */
export const silu = (x: TensorLike): Tensor => np.mul(x, np.sigmoid(x));

/** x times the chance that a standard normal lies below it. Source: Hendrycks & Gimpel 2016 */
export const gelu = (x: TensorLike): Tensor =>
  np.mul(np.mul(x, 0.5), np.add(np.erf(np.div(x, Math.SQRT2)), 1));

/** x where positive, a small share of it elsewhere. Source: Maas et al. 2013 */
export const leakyRelu = (x: TensorLike, slope = 0.01): Tensor => np.where(np.gt(x, 0), x, np.mul(x, slope));

/** x W + b: [..., in] by [in, out] plus [out]. */
export const linear = (x: TensorLike, w: TensorLike, b: TensorLike = 0): Tensor => np.add(np.matmul(x, w), b);

/**
 * Shifted and scaled along the last axis to mean 0 and variance 1, then by learned parameters where given.
 * Source: Ba, Kiros & Hinton 2016
 */
export function layerNorm(
  x: TensorLike,
  params: { readonly scale?: TensorLike; readonly shift?: TensorLike } = {},
  epsilon = 1e-5,
): Tensor {
  const centred = np.sub(x, np.mean(x, -1, { keepDims: true }));
  const spread = np.sqrt(np.add(np.mean(np.square(centred), -1, { keepDims: true }), epsilon));
  return np.add(np.mul(np.div(centred, spread), params.scale ?? 1), params.shift ?? 0);
}

/** The mean of squared differences. */
export const meanSquaredError = (predicted: TensorLike, wanted: TensorLike): Tensor =>
  np.mean(np.square(np.sub(predicted, wanted)));

/** log of the sum of exponentials along an axis, shifted by the maximum. */
export function logsumexp(x: TensorLike, axis = -1, options: np.ReduceOptions = {}): Tensor {
  const t = asTensor(x);
  const peak = stopGradient(np.max(t, axis, { keepDims: true }));
  // A row of -Infinity keeps its maximum out of the subtraction.
  const shift = np.where(np.lt(np.abs(peak), Infinity), peak, 0);
  const y = np.add(np.log(np.sum(np.exp(np.sub(t, shift)), axis, { keepDims: true })), shift);
  return options.keepDims === true ? y : np.sum(y, axis);
}

/** Probabilities along an axis; sums to 1. Shifted by the maximum so that it cannot overflow. Source: Goodfellow et al. 2016, 4.1 */
export function softmax(x: TensorLike, axis = -1): Tensor {
  const t = asTensor(x);
  const powers = np.exp(np.sub(t, stopGradient(np.max(t, axis, { keepDims: true }))));
  return np.div(powers, np.sum(powers, axis, { keepDims: true }));
}

/** The logarithm of softmax, taken without it: exact where a probability would round to 0. */
export function logSoftmax(x: TensorLike, axis = -1): Tensor {
  const t = asTensor(x);
  // Shifted before the logarithm is taken off: logits near 1000 keep their digits.
  const shifted = np.sub(t, stopGradient(np.max(t, axis, { keepDims: true })));
  return np.sub(shifted, np.log(np.sum(np.exp(shifted), axis, { keepDims: true })));
}

/** One row a label, 1 at the label and 0 elsewhere. */
export function oneHot(labels: TensorLike, classes: number): Tensor {
  const t = asTensor(labels);
  const range = wrap(
    [classes],
    "int32",
    Int32Array.from({ length: classes }, (_, i) => i),
  );
  const column = t.astype("int32").reshape([...t.shape, 1]);
  return np.eq(column, range).astype("float32");
}

/**
 * Mean negative log-probability of the right class.
 * @param logits [..., classes]; scores before the softmax
 * @param labels [...] whole numbers from 0 to classes - 1
 */
export function crossEntropy(logits: Tensor, labels: TensorLike): Tensor {
  const t = asTensor(labels);
  const classes = logits.shape[resolveAxis("crossEntropy", -1, logits.ndim)];
  if (showShape(t.shape) !== showShape(logits.shape.slice(0, -1))) {
    throw new ShapeError(
      `crossEntropy: logits ${showShape(logits.shape)} want labels ${showShape(logits.shape.slice(0, -1))}, found ${showShape(t.shape)}.`,
    );
  }
  if (classes === 0) throw new SlopeError("crossEntropy: no classes.");
  const picked = np.sum(np.mul(logSoftmax(logits), oneHot(t, classes)), -1);
  return np.neg(np.mean(picked));
}
