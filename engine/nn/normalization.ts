/** Values brought to mean 0 and variance 1 over some of their axes, then scaled and shifted by learned parameters. */
import { ShapeError, showShape } from "../core/errors.ts";
import { isTensor, type Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { stopGradient } from "../primitives/stop-gradient.ts";
import { asTensor } from "../transforms/leaf.ts";
import { standardize } from "./activations.ts";

/** Learned, where given: as many as there are features. */
export interface ScaleAndShift {
  readonly scale?: TensorLike;
  readonly shift?: TensorLike;
}

/**
 * Shifted and scaled along the last axis to mean 0 and variance 1, then by learned parameters where given.
 * Source: Ba, Kiros & Hinton 2016
 */
export function layerNorm(x: TensorLike, params: ScaleAndShift = {}, epsilon = 1e-5): Tensor {
  return scaled(standardize(x, -1, epsilon), params);
}

function scaled(x: Tensor, { scale, shift }: ScaleAndShift): Tensor {
  const grown = scale === undefined ? x : np.mul(x, scale);
  return shift === undefined ? grown : np.add(grown, shift);
}

/** Over the root of the mean square of the last axis; nothing is subtracted. Source: Zhang & Sennrich 2019 */
export function rmsNorm(x: TensorLike, params: { readonly scale?: TensorLike } = {}, epsilon = 1e-6): Tensor {
  const size = np.sqrt(np.add(np.mean(np.square(x), -1, { keepDims: true }), epsilon));
  return scaled(np.div(x, size), params);
}

/** Along an axis over its Euclidean length, which counts as at least epsilon. */
export function l2Normalize(x: TensorLike, axis = -1, epsilon = 1e-12): Tensor {
  const squares = np.sum(np.square(x), axis, { keepDims: true });
  return np.div(x, np.sqrt(np.maximum(squares, epsilon * epsilon)));
}

/** Parameters [channels] beside [batch, channels, ...spatial]. */
function channelwise(x: Tensor, params: ScaleAndShift): Tensor {
  const place = (p: TensorLike | undefined) => {
    if (p === undefined) return {};
    const t = asTensor(p);
    return { t: t.reshape(-1, ...x.shape.slice(2).map(() => 1)) };
  };
  const [scale, shift] = [place(params.scale).t, place(params.shift).t];
  return scaled(x, { ...(isTensor(scale) ? { scale } : {}), ...(isTensor(shift) ? { shift } : {}) });
}

/**
 * Each of `groups` groups of channels of each example by itself.
 * @param x [batch, channels, ...spatial]
 * @param params scale and shift [channels]
 * @throws ShapeError where the channels do not divide
 * Source: Wu & He 2018
 */
export function groupNorm(x: Tensor, groups: number, params: ScaleAndShift = {}, epsilon = 1e-5): Tensor {
  const [batch, channels] = x.shape;
  if (x.ndim < 2 || channels % groups !== 0)
    throw new ShapeError(
      `groupNorm: ${showShape(x.shape)} has ${channels} channels, which do not divide into ${groups} groups; [batch, channels, ...spatial] is wanted.`,
    );
  const y = standardize(x.reshape(batch, groups, -1), -1, epsilon).reshape(x.shape);
  return channelwise(y, params);
}

/** Each channel of each example by itself: groupNorm with a group a channel. Source: Ulyanov, Vedaldi & Lempitsky 2016 */
export const instanceNorm = (x: Tensor, params: ScaleAndShift = {}, epsilon = 1e-5): Tensor =>
  groupNorm(x, x.shape[1], params, epsilon);

/** Means and variances [channels] that batchNorm has seen so far. */
export interface RunningStatistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

export interface BatchNormOptions {
  /** Uses the batch's own statistics and moves the running ones; default true. */
  readonly training?: boolean;
  /** Share of the new batch in the running statistics; default 0.1. */
  readonly momentum?: number;
  readonly epsilon?: number;
}

/**
 * Each channel over the batch and space. Nothing is kept inside: the moved statistics are handed back.
 * @param x [batch, channels, ...spatial]
 * @param params scale and shift [channels]
 * @param running the statistics so far; start from means 0 and variances 1
 * @returns y and the running statistics after this batch, with the unbiased variance as PyTorch's
 * Source: Ioffe & Szegedy 2015
 */
export function batchNorm(
  x: Tensor,
  params: ScaleAndShift,
  running: RunningStatistics,
  options: BatchNormOptions = {},
): { y: Tensor; running: RunningStatistics } {
  const { training = true, momentum = 0.1, epsilon = 1e-5 } = options;
  if (x.ndim < 2)
    throw new ShapeError(`batchNorm: wants [batch, channels, ...spatial], found ${showShape(x.shape)}.`);
  const axes = x.shape.map((_, i) => i).filter((i) => i !== 1);
  const place = (t: Tensor) => t.reshape(-1, ...x.shape.slice(2).map(() => 1));
  if (!training) {
    const y = np.div(np.sub(x, place(running.mean)), np.sqrt(np.add(place(running.variance), epsilon)));
    return { y: channelwise(y, params), running };
  }
  const count = x.size / x.shape[1];
  const [mean, variance] = [np.mean(x, axes), np.variance(x, axes)].map(stopGradient);
  const unbiased = np.mul(variance, count / Math.max(1, count - 1));
  const moved = (before: Tensor, now: Tensor) => np.add(np.mul(before, 1 - momentum), np.mul(now, momentum));
  return {
    y: channelwise(standardize(x, axes, epsilon), params),
    running: { mean: moved(running.mean, mean), variance: moved(running.variance, unbiased) },
  };
}
