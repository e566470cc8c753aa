/** Choices made soft enough to be differentiated: samples near the corners of the simplex, reparameterised. */
import { SlopeError } from "../core/errors.ts";
import { resolveAxis } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { softmax } from "../nn/activations.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { convert } from "../primitives/convert.ts";
import { gumbel, logistic, normal, uniform } from "../random/random.ts";
import { asTensor } from "../transforms/leaf.ts";
import { straightThrough } from "./straight-through.ts";

export interface GumbelSoftmaxOptions {
  /** Near 0 samples are nearly one-hot and gradients large; default 1. */
  readonly temperature?: TensorLike;
  /** One-hot forward, the soft sample's gradient back. */
  readonly hard?: boolean;
  /** Default the last. */
  readonly axis?: number;
}

/**
 * A sample over classes that depends smoothly on the logits: softmax((logits + Gumbel noise) / temperature).
 * @returns the shape of the logits; sums to 1 along the axis
 * Source: Jang, Gu & Poole 2017; Maddison, Mnih & Teh 2017
 */
export function gumbelSoftmax(key: Tensor, logits: Tensor, options: GumbelSoftmaxOptions = {}): Tensor {
  const { temperature = 1, hard = false } = options;
  requirePositive("gumbelSoftmax", temperature);
  const axis = resolveAxis("gumbelSoftmax", options.axis ?? -1, logits.ndim);
  const noisy = np.add(logits, convert(gumbel(key, logits.shape), logits.dtype));
  const soft = softmax(np.div(noisy, temperature), axis);
  return hard ? straightThrough((s) => oneHotMax(s, axis), soft) : soft;
}

/** 1 where an axis has its (first) greatest entry. */
export function oneHotMax(x: Tensor, axis: number): Tensor {
  const best = np.argmax(x, axis, { keepDims: true });
  const places = np.arange(x.shape[axis]).reshape(x.shape.map((_, i) => (i === axis ? -1 : 1)));
  return convert(np.eq(places, best), x.dtype);
}

/**
 * The same for two classes: sigmoid((logits + logistic noise) / temperature), between 0 and 1.
 * Source: Maddison, Mnih & Teh 2017, appendix B (binary concrete)
 */
export function binaryConcrete(
  key: Tensor,
  logits: Tensor,
  options: { temperature?: TensorLike; hard?: boolean } = {},
): Tensor {
  const { temperature = 1, hard = false } = options;
  requirePositive("binaryConcrete", temperature);
  const noisy = np.add(logits, convert(logistic(key, logits.shape), logits.dtype));
  const soft = np.sigmoid(np.div(noisy, temperature));
  return hard ? straightThrough((s) => np.gt(s, 0.5), soft) : soft;
}

/** mean + std * standard normal noise, of the shape that the two broadcast to. Source: Kingma & Welling 2014 */
export function sampleNormal(key: Tensor, mean: TensorLike, std: TensorLike): Tensor {
  const shaped = np.add(mean, np.mul(std, 0));
  return np.add(mean, np.mul(std, convert(normal(key, shaped.shape), shaped.dtype)));
}

/** low + (high - low) * uniform noise. */
export function sampleUniform(key: Tensor, low: TensorLike, high: TensorLike): Tensor {
  const width = np.sub(high, low);
  return np.add(low, np.mul(width, convert(uniform(key, width.shape), asTensor(width).dtype)));
}

/** mean + scale * standard Gumbel noise. */
export function sampleGumbel(key: Tensor, mean: TensorLike, scale: TensorLike): Tensor {
  const shaped = np.add(mean, np.mul(scale, 0));
  return np.add(mean, np.mul(scale, convert(gumbel(key, shaped.shape), shaped.dtype)));
}

export function requirePositive(op: string, temperature: TensorLike): void {
  if (typeof temperature === "number" && !(temperature > 0))
    throw new SlopeError(
      `${op}: the temperature is above 0, found ${temperature}; for the hard choice itself use { hard: true }.`,
    );
}
