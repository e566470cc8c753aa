/** How far predictions are from what was wanted. Each averages by default; "sum" adds, "none" keeps every entry. */
import { SlopeError, ShapeError, showShape } from "../core/errors.ts";
import { isFloating } from "../core/dtype.ts";
import { resolveAxis } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { convert } from "../primitives/convert.ts";
import { iota, position } from "../primitives/positions.ts";
import { asTensor } from "../transforms/leaf.ts";
import { logSigmoid, logSoftmax, softplus } from "./activations.ts";

export type Reduction = "mean" | "sum" | "none";
export interface LossOptions {
  readonly reduction?: Reduction;
}

function reduced(each: Tensor, { reduction = "mean" }: LossOptions): Tensor {
  switch (reduction) {
    case "mean":
      return np.mean(each);
    case "sum":
      return np.sum(each);
    case "none":
      return each;
    default:
      throw new SlopeError(
        `A loss has no reduction ${JSON.stringify(reduction)}; use "mean", "sum" or "none".`,
      );
  }
}

/** Squared differences. */
export const meanSquaredError = (
  predicted: TensorLike,
  wanted: TensorLike,
  options: LossOptions = {},
): Tensor => reduced(np.square(np.sub(predicted, wanted)), options);

/** Absolute differences. */
export const meanAbsoluteError = (
  predicted: TensorLike,
  wanted: TensorLike,
  options: LossOptions = {},
): Tensor => reduced(np.abs(np.sub(predicted, wanted)), options);

/** Half the square up to `delta`, a straight line beyond. Source: Huber 1964 */
export function huber(
  predicted: TensorLike,
  wanted: TensorLike,
  options: LossOptions & { delta?: number } = {},
): Tensor {
  const { delta = 1 } = options;
  if (!(delta > 0)) throw new SlopeError(`huber: delta is a number above 0, found ${delta}.`);
  const off = np.sub(predicted, wanted);
  const far = np.gt(np.abs(off), delta);
  // Each branch sees only its own share, and the square no |x|: its second derivative at 0 is 1.
  const square = np.mul(np.square(np.where(far, 0, off)), 0.5);
  const line = np.mul(np.where(far, np.sub(np.abs(off), delta / 2), 0), delta);
  return reduced(np.add(square, line), options);
}

/** huber over its delta, which is called beta; the absolute difference where beta is 0. Source: Girshick 2015 */
export function smoothL1(
  predicted: TensorLike,
  wanted: TensorLike,
  options: LossOptions & { beta?: number } = {},
): Tensor {
  const { beta = 1 } = options;
  if (beta === 0) return meanAbsoluteError(predicted, wanted, options);
  if (!(beta > 0)) throw new SlopeError(`smoothL1: beta is a number from 0 on, found ${beta}.`);
  return np.div(huber(predicted, wanted, { ...options, delta: beta }), beta);
}

export interface CrossEntropyOptions extends LossOptions {
  /** Share of every label that goes to all classes alike; default 0. Source: Szegedy et al. 2016 */
  readonly labelSmoothing?: number;
  /** [classes]; a mean is then over the weights, as PyTorch's. */
  readonly weights?: Tensor;
}

/**
 * Negative log-probability of the right class, or of a distribution over classes.
 * @param logits [..., classes]; scores before the softmax
 * @param labels [...] whole numbers from 0 to classes - 1, or [..., classes] probabilities
 * @throws ShapeError where the shapes do not fit
 * @throws IndexError where a label is no class
 */
export function crossEntropy(logits: Tensor, labels: TensorLike, options: CrossEntropyOptions = {}): Tensor {
  const t = asTensor(labels);
  const classes = logits.shape[resolveAxis("crossEntropy", -1, logits.ndim)];
  if (classes === 0) throw new SlopeError("crossEntropy: no classes.");
  const probabilities = isFloating(t.dtype) && showShape(t.shape) === showShape(logits.shape);
  if (!probabilities && showShape(t.shape) !== showShape(logits.shape.slice(0, -1))) {
    throw new ShapeError(
      `crossEntropy: logits ${showShape(logits.shape)} want labels ${showShape(logits.shape.slice(0, -1))}, found ${showShape(t.shape)}.`,
    );
  }
  const { labelSmoothing = 0, weights, reduction = "mean" } = options;
  if (weights !== undefined && showShape(weights.shape) !== showShape([classes]))
    throw new ShapeError(
      `crossEntropy: logits ${showShape(logits.shape)} want weights ${showShape([classes])}, found ${showShape(weights.shape)}.`,
    );
  const logs = logSoftmax(logits);
  const weighed = weights === undefined ? logs : np.mul(logs, weights);
  const right = probabilities ? null : atLabel("crossEntropy", t, classes);
  const chosen =
    right === null
      ? np.sum(np.mul(weighed, convert(t, logits.dtype)), -1)
      : np.sum(np.where(right, weighed, 0), -1);
  const each = np.neg(
    labelSmoothing === 0
      ? chosen
      : np.add(np.mul(chosen, 1 - labelSmoothing), np.mul(np.sum(weighed, -1), labelSmoothing / classes)),
  );
  if (weights === undefined || right === null || reduction !== "mean") return reduced(each, options);
  return np.div(np.sum(each), np.sum(np.where(right, weights, 0)));
}

/** True at the label, [..., classes]. A choice, where a product with 0 and 1 would make NaN of a class ruled out by -Infinity. */
function atLabel(op: string, labels: Tensor, classes: number): Tensor {
  const axis = labels.ndim;
  const checked = position(convert(labels, "int32"), { op, axis, length: classes, fromEnd: false });
  return np.eq(np.expandDims(checked, -1), iota(classes));
}

/**
 * -logProbabilities at the label: [..., classes] and [...].
 * @throws ShapeError where the shapes do not fit
 * @throws IndexError where a label is no class
 */
export function nllLoss(logProbabilities: Tensor, labels: TensorLike, options: LossOptions = {}): Tensor {
  const t = asTensor(labels);
  const classes = logProbabilities.shape[resolveAxis("nllLoss", -1, logProbabilities.ndim)];
  if (showShape(t.shape) !== showShape(logProbabilities.shape.slice(0, -1)))
    throw new ShapeError(
      `nllLoss: log-probabilities ${showShape(logProbabilities.shape)} want labels ${showShape(logProbabilities.shape.slice(0, -1))}, found ${showShape(t.shape)}.`,
    );
  const right = atLabel("nllLoss", t, classes);
  return reduced(np.neg(np.sum(np.where(right, logProbabilities, 0), -1)), options);
}

/** Of chances p: -(y ln p + (1 - y) ln(1 - p)), each logarithm at least -100 as PyTorch's; the gradient there is 0. */
export function binaryCrossEntropy(p: TensorLike, wanted: TensorLike, options: LossOptions = {}): Tensor {
  const log = (x: Tensor) => {
    // The logarithm never sees a 0, whose infinite derivative would turn the 0 of maximum into NaN.
    const none = np.le(x, 0);
    return np.where(none, -100, np.maximum(np.log(np.where(none, 1, x)), -100));
  };
  const one = np.mul(wanted, log(asTensor(p)));
  const other = np.mul(np.sub(1, wanted), log(np.sub(1, p)));
  return reduced(np.neg(np.add(one, other)), options);
}

/** The same of logits, which cannot over- or underflow. */
export function binaryCrossEntropyWithLogits(
  logits: TensorLike,
  wanted: TensorLike,
  options: LossOptions & { positiveWeight?: TensorLike } = {},
): Tensor {
  const { positiveWeight = 1 } = options;
  const one = np.mul(np.mul(wanted, positiveWeight), logSigmoid(logits));
  const other = np.mul(np.sub(1, wanted), logSigmoid(np.neg(logits)));
  return reduced(np.neg(np.add(one, other)), options);
}

/** wanted (ln wanted - logPredicted), 0 where wanted is 0. Source: Kullback & Leibler 1951 */
export function klDivergence(
  logPredicted: TensorLike,
  wanted: TensorLike,
  options: LossOptions = {},
): Tensor {
  const none = np.le(wanted, 0);
  const logWanted = np.log(np.where(none, 1, wanted));
  return reduced(np.where(none, 0, np.mul(wanted, np.sub(logWanted, logPredicted))), options);
}

/** max(0, 1 - y f) for labels of -1 and 1. Source: Cortes & Vapnik 1995 */
export const hinge = (predicted: TensorLike, labels: TensorLike, options: LossOptions = {}): Tensor =>
  reduced(np.relu(np.sub(1, np.mul(predicted, labels))), options);

/** The cosine of the angle between vectors along an axis; lengths count as at least epsilon. */
export function cosineSimilarity(a: TensorLike, b: TensorLike, axis = -1, epsilon = 1e-8): Tensor {
  const length = (x: TensorLike) => np.sqrt(np.maximum(np.sum(np.square(x), axis), epsilon * epsilon));
  return np.div(np.sum(np.mul(a, b), axis), np.mul(length(a), length(b)));
}

/** 1 - cosine where the label is 1, max(0, cosine - margin) where it is -1. */
export function cosineEmbeddingLoss(
  a: TensorLike,
  b: TensorLike,
  labels: TensorLike,
  options: LossOptions & { margin?: number } = {},
): Tensor {
  const cosine = cosineSimilarity(a, b);
  const apart = np.relu(np.sub(cosine, options.margin ?? 0));
  return reduced(np.where(np.gt(labels, 0), np.sub(1, cosine), apart), options);
}

/** max(0, |anchor - positive| - |anchor - negative| + margin) along the last axis. Source: Schroff et al. 2015 */
export function tripletMargin(
  anchor: TensorLike,
  positive: TensorLike,
  negative: TensorLike,
  options: LossOptions & { margin?: number } = {},
): Tensor {
  // As PyTorch: an epsilon inside keeps the root away from 0.
  const distance = (x: TensorLike) => np.sqrt(np.sum(np.square(np.add(np.sub(anchor, x), 1e-6)), -1));
  return reduced(
    np.relu(np.add(np.sub(distance(positive), distance(negative)), options.margin ?? 1)),
    options,
  );
}

/** e^x - y x for a rate of e^x: the Poisson likelihood without its constant. */
export const poissonNll = (logRate: TensorLike, counts: TensorLike, options: LossOptions = {}): Tensor =>
  reduced(np.sub(np.exp(logRate), np.mul(counts, logRate)), options);

/** Half of ln variance + (y - mean)^2 / variance; the variance counts as at least epsilon. Source: Nix & Weigend 1994 */
export function gaussianNll(
  mean: TensorLike,
  wanted: TensorLike,
  variance: TensorLike,
  options: LossOptions & { epsilon?: number } = {},
): Tensor {
  const kept = np.maximum(variance, options.epsilon ?? 1e-6);
  return reduced(np.mul(np.add(np.log(kept), np.div(np.square(np.sub(wanted, mean)), kept)), 0.5), options);
}

/** softplus(-y f) for labels of -1 and 1: the logistic loss. */
export const softMargin = (predicted: TensorLike, labels: TensorLike, options: LossOptions = {}): Tensor =>
  reduced(softplus(np.neg(np.mul(predicted, labels))), options);
