/** Optimizers of a score made smooth by noise: what they give on average, with the gradient of that average. */
import { SlopeError } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import { convert } from "../primitives/convert.ts";
import { stopGradient } from "../primitives/stop-gradient.ts";
import { normal, split } from "../random/random.ts";
import { customJvp } from "../transforms/custom.ts";
import { vmap } from "../transforms/vmap.ts";
import { oneHotMax } from "./relaxed.ts";

export interface PerturbedOptions {
  /** Noise draws that are averaged; default 1000. */
  readonly samples?: number;
  /** Standard deviation of the noise; default 1. */
  readonly sigma?: number;
}

/**
 * E[f(x + sigma noise)] for any f that picks a best point (argmax, top-k, a shortest path), piecewise constant as it may be. The
 * derivative is E[f(x + sigma noise) noise^T] / sigma, from the same draws; it needs no derivative of f.
 * @param f a tensor of the shape of x to a tensor; works under vmap
 * Source: Berthet et al. 2020, "Learning with differentiable perturbed optimizers"
 */
export function perturbed(
  f: (x: Tensor) => Tensor,
  options: PerturbedOptions = {},
): (key: Tensor, x: Tensor) => Tensor {
  const { samples = 1000, sigma = 1 } = options;
  if (!(Number.isInteger(samples) && samples > 0 && sigma > 0))
    throw new SlopeError(
      `perturbed: samples is a whole number and sigma is above 0, found ${samples} and ${sigma}.`,
    );
  const drawn = (key: Tensor, x: Tensor) => convert(normal(key, [samples, ...x.shape]), x.dtype);
  const run = customJvp(
    (key: Tensor, x: Tensor) => np.mean(vmap(f)(np.add(x, np.mul(drawn(key, x), sigma))), 0),
    ([key, x], [, dx]) => {
      const noise = drawn(key, x);
      const picks = stopGradient(vmap(f)(np.add(x, np.mul(noise, sigma))));
      // The mean pick taken off changes nothing on average and quietens the estimate.
      const centred = np.sub(picks, np.mean(picks, 0, { keepDims: true }));
      const along = np.sum(np.mul(noise, dx).reshape(samples, -1), -1);
      const weights = np.div(along, sigma).reshape([samples, ...picks.shape.slice(1).map(() => 1)]);
      return [np.mean(picks, 0), np.mean(np.mul(centred, weights), 0)];
    },
  );
  return (key, x) => run(key, x);
}

/** The chance of each entry to be the greatest under noise. Source: as `perturbed` */
export const perturbedArgmax = (options: PerturbedOptions = {}): ((key: Tensor, x: Tensor) => Tensor) =>
  perturbed((x) => oneHotMax(x, x.ndim - 1), options);

/** The chance of each entry to be among the greatest k under noise. Source: as `perturbed` */
export const perturbedTopK = (
  k: number,
  options: PerturbedOptions = {},
): ((key: Tensor, x: Tensor) => Tensor) =>
  perturbed((x) => {
    const ranks = np.argsort(np.argsort(x, -1, { descending: true }), -1);
    return convert(np.lt(ranks, k), x.dtype);
  }, options);

/** Independent draws of an estimate, stacked: `manyTimes(key, 100, (k) => estimate(k))`. */
export function manyTimes(key: Tensor, times: number, estimate: (key: Tensor) => Tensor): Tensor {
  return vmap(estimate)(np.stack(split(key, times)));
}
