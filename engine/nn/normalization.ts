/** Values brought to mean 0 and variance 1 over some of their axes, then scaled and shifted by learned parameters. */
import { ShapeError, showShape } from "../core/errors.ts";
import { sizeOf } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
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
 * Shifted and scaled to mean 0 and variance 1 along the last axis or others, then by learned parameters where given.
 * @param params scale and shift, of the shape of the last axes
 * @param axis default -1; [-2, -1] takes the last two together
 * @throws ShapeError where scale or shift do not fit into x
 * Source: Ba, Kiros & Hinton 2016
 */
export function layerNorm(
  x: TensorLike,
  params: ScaleAndShift = {},
  epsilon = 1e-5,
  axis: np.Axis = -1,
): Tensor {
  return scaled("layerNorm", standardize(x, axis, epsilon), params);
}

function scaled(op: string, x: Tensor, { scale, shift }: ScaleAndShift): Tensor {
  const grown = scale === undefined ? x : np.mul(x, within(op, "scale", x, asTensor(scale)));
  return shift === undefined ? grown : np.add(grown, within(op, "shift", x, asTensor(shift)));
}

/** Broadcast it may be, but not grow x. */
function within(op: string, what: string, x: Tensor, p: Tensor): Tensor {
  const fits = p.shape.every((n, i) => n === 1 || n === x.shape[x.ndim - p.ndim + i]);
  if (p.ndim <= x.ndim && fits) return p;
  throw new ShapeError(
    `${op}: a ${what} of ${showShape(p.shape)} does not fit into x ${showShape(x.shape)}; give it the shape of the last axes.`,
  );
}

/** Over the root of the mean square of the last axis; nothing is subtracted. Source: Zhang & Sennrich 2019 */
export function rmsNorm(x: TensorLike, params: { readonly scale?: TensorLike } = {}, epsilon = 1e-6): Tensor {
  const size = np.sqrt(np.add(np.mean(np.square(x), -1, { keepDims: true }), epsilon));
  return scaled("rmsNorm", np.div(x, size), params);
}

/** Along an axis over its Euclidean length, which counts as at least epsilon. */
export function l2Normalize(x: TensorLike, axis = -1, epsilon = 1e-12): Tensor {
  const squares = np.sum(np.square(x), axis, { keepDims: true });
  return np.div(x, np.sqrt(np.maximum(squares, epsilon * epsilon)));
}

/** Parameters [channels] beside [batch, channels, ...spatial]. */
function channelwise(op: string, x: Tensor, { scale, shift }: ScaleAndShift): Tensor {
  const grown = scale === undefined ? x : np.mul(x, perChannel(op, "scale", x, scale));
  return shift === undefined ? grown : np.add(grown, perChannel(op, "shift", x, shift));
}

/** [channels] or one number for all, with an axis of 1 for each of space. */
function perChannel(op: string, what: string, x: Tensor, values: TensorLike): Tensor {
  const t = asTensor(values);
  const channels = x.shape[1];
  if (t.ndim > 1 || (t.size !== 1 && t.size !== channels))
    throw new ShapeError(
      `${op}: x ${showShape(x.shape)} wants a ${what} of [${channels}], one number a channel, found ${showShape(t.shape)}.`,
    );
  return t.reshape(-1, ...x.shape.slice(2).map(() => 1));
}

function checkChannels(op: string, x: Tensor): void {
  if (x.ndim < 2)
    throw new ShapeError(`${op}: wants [batch, channels, ...spatial], found ${showShape(x.shape)}.`);
}

/**
 * Each of `groups` groups of channels of each example by itself.
 * @param x [batch, channels, ...spatial]
 * @param params scale and shift [channels]
 * @throws ShapeError where the channels do not divide, or scale and shift are not one number a channel
 * Source: Wu & He 2018
 */
export function groupNorm(x: Tensor, groups: number, params: ScaleAndShift = {}, epsilon = 1e-5): Tensor {
  checkChannels("groupNorm", x);
  if (!Number.isInteger(groups) || groups < 1 || x.shape[1] % groups !== 0)
    throw new ShapeError(
      `groupNorm: ${showShape(x.shape)} has ${x.shape[1]} channels, which do not divide into ${groups} groups; [batch, channels, ...spatial] is wanted.`,
    );
  return inGroups("groupNorm", x, groups, params, epsilon);
}

function inGroups(op: string, x: Tensor, groups: number, params: ScaleAndShift, epsilon: number): Tensor {
  const size = sizeOf(x.shape.slice(1)) / groups;
  const y = standardize(x.reshape(x.shape[0], groups, size), -1, epsilon).reshape(x.shape);
  return channelwise(op, y, params);
}

/** Each channel of each example by itself: groupNorm with a group a channel. Source: Ulyanov, Vedaldi & Lempitsky 2016 */
export function instanceNorm(x: Tensor, params: ScaleAndShift = {}, epsilon = 1e-5): Tensor {
  checkChannels("instanceNorm", x);
  return inGroups("instanceNorm", x, x.shape[1], params, epsilon);
}

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
 * @throws ShapeError where parameters or statistics are not one number a channel
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
  checkChannels("batchNorm", x);
  const channels = x.shape[1];
  for (const [what, t] of Object.entries({ mean: running.mean, variance: running.variance }))
    if (showShape(t.shape) !== showShape([channels]))
      throw new ShapeError(
        `batchNorm: x ${showShape(x.shape)} wants a running ${what} of [${channels}], found ${showShape(t.shape)}.`,
      );
  const axes = x.shape.map((_, i) => i).filter((i) => i !== 1);
  if (!training) {
    const [mean, variance] = [running.mean, running.variance].map((t) => perChannel("batchNorm", "", x, t));
    const y = np.div(np.sub(x, mean), np.sqrt(np.add(variance, epsilon)));
    return { y: channelwise("batchNorm", y, params), running };
  }
  const count = x.size / channels;
  const [mean, variance] = [np.mean(x, axes), np.variance(x, axes)].map(stopGradient);
  const unbiased = np.mul(variance, count / Math.max(1, count - 1));
  const moved = (before: Tensor, now: Tensor) => np.add(np.mul(before, 1 - momentum), np.mul(now, momentum));
  return {
    y: channelwise("batchNorm", standardize(x, axes, epsilon), params),
    running: { mean: moved(running.mean, mean), variance: moved(running.variance, unbiased) },
  };
}
