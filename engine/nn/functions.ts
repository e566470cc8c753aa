/** Activations, softmax and losses, composed so that they hold at the edges. */
import { SlopeError, ShapeError, showShape } from "../core/errors.ts";
import { resolveAxis } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { stopGradient } from "../primitives/stop-gradient.ts";
import { asTensor } from "../transforms/leaf.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";

export { relu, sigmoid, tanh } from "../numpy/operations.ts";

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

export function logSoftmax(x: TensorLike, axis = -1): Tensor {
  const t = asTensor(x);
  return np.sub(t, logsumexp(t, axis, { keepDims: true }));
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
