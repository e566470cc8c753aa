/** Activations and softmax, composed so that they and their derivatives hold at the edges. */
import { ShapeError, showShape } from "../core/errors.ts";
import { resolveAxis } from "../core/shape.ts";
import { stopGradient } from "../primitives/stop-gradient.ts";
import { asTensor } from "../transforms/leaf.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { erfc } from "../special/special.ts";

export { relu, sigmoid, tanh } from "../numpy/operations.ts";

/** ln(1 + e^x), a smooth relu; never overflows. */
export function softplus(x: TensorLike): Tensor {
  // A choice of branches rather than -|x|, whose kink would cost the second derivative its 1/4 at 0.
  const t = asTensor(x);
  const right = np.gt(t, 0);
  const away = np.where(right, np.neg(t), t);
  return np.add(np.where(right, t, 0), np.log1p(np.exp(away)));
}

/** ln(sigmoid(x)), exact where the sigmoid itself would round to 0. */
export const logSigmoid = (x: TensorLike): Tensor => np.neg(softplus(np.neg(x)));

/** x sigmoid(x). Source: Elfwing et al. 2018 */
export const silu = (x: TensorLike): Tensor => np.mul(x, np.sigmoid(x));

/**
 * x times the chance that a standard normal lies below it, which keeps its digits far below 0 too.
 * @param options.approximate by a tanh instead of erf, as GPT-2 does; off by at most 5e-4
 * Source: Hendrycks & Gimpel 2016
 */
export function gelu(x: TensorLike, options: { approximate?: boolean } = {}): Tensor {
  const half = np.mul(x, 0.5);
  if (options.approximate !== true) return np.mul(half, erfc(np.div(x, -Math.SQRT2)));
  const inner = np.mul(np.add(x, np.mul(np.pow(x, 3), 0.044715)), Math.sqrt(2 / Math.PI));
  return np.mul(half, np.add(np.tanh(inner), 1));
}

/** x where positive, a small share of it elsewhere. Source: Maas et al. 2013 */
export const leakyRelu = (x: TensorLike, slope = 0.01): Tensor => np.where(np.gt(x, 0), x, np.mul(x, slope));

/** The other name of silu. Source: Ramachandran, Zoph & Le 2017 */
export const swish = (x: TensorLike): Tensor => silu(x);

/** Where x is not positive: alpha (e^x - 1); the slope at 0 is alpha. Source: Clevert et al. 2016 */
export const elu = (x: TensorLike, alpha = 1): Tensor => bent(x, (left) => np.mul(np.expm1(left), alpha));

/** x where positive, f(x) elsewhere. f never sees a large x, and no derivative is shared out between the two at 0. */
function bent(x: TensorLike, f: (left: Tensor) => Tensor): Tensor {
  const right = np.gt(x, 0);
  return np.where(right, x, f(np.where(right, 0, x)));
}

/** elu that keeps mean 0 and variance 1 from layer to layer. Source: Klambauer et al. 2017 */
export const selu = (x: TensorLike): Tensor => np.mul(elu(x, 1.6732632423543772), 1.0507009873554805);

/** elu with a slope that is continuous for every alpha. Source: Barron 2017 */
export const celu = (x: TensorLike, alpha = 1): Tensor =>
  bent(x, (left) => np.mul(np.expm1(np.div(left, alpha)), alpha));

/** x tanh(softplus(x)). Source: Misra 2019 */
export const mish = (x: TensorLike): Tensor => np.mul(x, np.tanh(softplus(x)));

/** x / (1 + |x|). Source: Turian, Bergstra & Bengio 2009 */
export const softsign = (x: TensorLike): Tensor => np.div(x, np.add(np.abs(x), 1));

/** x between two bounds, default -1 and 1. */
export const hardTanh = (x: TensorLike, low = -1, high = 1): Tensor => np.clip(x, low, high);

/** max(0, x), at most 6. Source: Howard et al. 2017 */
export const relu6 = (x: TensorLike): Tensor => np.clip(x, 0, 6);

/** (x + 3) / 6 between 0 and 1: a sigmoid of straight lines. Source: Howard et al. 2019 */
export const hardSigmoid = (x: TensorLike): Tensor => np.div(relu6(np.add(x, 3)), 6);

/** x hardSigmoid(x). Source: Howard et al. 2019 */
export const hardSwish = (x: TensorLike): Tensor => np.mul(x, hardSigmoid(x));

/**
 * The first half of an axis times the sigmoid of the second.
 * @throws ShapeError where the axis has no two halves
 * Source: Dauphin et al. 2017
 */
export function glu(x: TensorLike, axis = -1): Tensor {
  const t = asTensor(x);
  if (t.shape[resolveAxis("glu", axis, t.ndim)] % 2 !== 0)
    throw new ShapeError(
      `glu: axis ${axis} of ${showShape(t.shape)} has no two halves; give it an even size.`,
    );
  const [value, gate] = np.split(t, 2, axis);
  return np.mul(value, np.sigmoid(gate));
}

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

/** softmax of -x. */
export const softmin = (x: TensorLike, axis = -1): Tensor => softmax(np.neg(x), axis);

/** Shifted and scaled along an axis (default the last) to mean 0 and variance 1. */
export function standardize(x: TensorLike, axis: np.Axis = -1, epsilon = 1e-5): Tensor {
  const keep = { keepDims: true };
  const centred = np.sub(x, np.mean(x, axis, keep));
  return np.div(centred, np.sqrt(np.add(np.mean(np.square(centred), axis, keep), epsilon)));
}
