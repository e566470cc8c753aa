/** Gradients of expected rewards that cannot be differentiated themselves: the score function, with baselines to quieten it. */
import { SlopeError, ShapeError, showShape } from "../core/errors.ts";
import { sameShape } from "../core/shape.ts";
import { isTensor, type Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import { stopGradient } from "../primitives/stop-gradient.ts";

export interface ScoreFunctionOptions {
  /**
   * What is taken off the reward: a number or tensor that does not depend on the sample, "mean" of the samples along the first
   * axis (a little biased: a sample is compared with itself), or "leaveOneOut", the mean of the others (unbiased).
   */
  readonly baseline?: number | Tensor | "mean" | "leaveOneOut";
}

/**
 * A surrogate whose gradient is the score-function estimate of the gradient of the expected reward: mean of
 * log p(sample) * (reward - baseline), the reward stopped. Its own value means nothing; to go down on a cost pass the cost.
 * @param logProb log-probability of each sample [samples, ...], differentiable in the parameters
 * @param reward of each sample, of the same shape
 * Source: Williams 1992 (REINFORCE); Kool, van Hoof & Welling 2019 (leave-one-out)
 */
export function scoreFunction(logProb: Tensor, reward: Tensor, options: ScoreFunctionOptions = {}): Tensor {
  if (!sameShape(logProb.shape, reward.shape))
    throw new ShapeError(
      `scoreFunction: a reward for each log-probability: ${showShape(logProb.shape)}, found ${showShape(reward.shape)}.`,
    );
  return np.mean(np.mul(logProb, advantage(stopGradient(reward), options.baseline ?? 0)));
}

function advantage(reward: Tensor, baseline: NonNullable<ScoreFunctionOptions["baseline"]>): Tensor {
  if (typeof baseline === "number" || isTensor(baseline))
    return np.sub(reward, typeof baseline === "number" ? baseline : stopGradient(baseline));
  const n = reward.ndim === 0 ? 0 : reward.shape[0];
  if (n < 2)
    throw new SlopeError(
      `scoreFunction: the baseline "${baseline}" needs several samples along the first axis.`,
    );
  const mean = np.mean(reward, 0, { keepDims: true });
  // r_i - (sum - r_i) / (n - 1)
  return baseline === "mean" ? np.sub(reward, mean) : np.mul(np.sub(reward, mean), n / (n - 1));
}

/**
 * 1, with the derivative of log p: a factor on a cost that makes its gradients of every order score-function estimates.
 * Source: Foerster et al. 2018, "DiCE: the infinitely differentiable Monte Carlo estimator"
 */
export function magicBox(logProb: Tensor): Tensor {
  return np.exp(np.sub(logProb, stopGradient(logProb)));
}

export interface BaselineState {
  readonly mean: number;
  readonly weight: number;
}

/** A moving average of rewards as a baseline: `state = average.update(state, reward)`, `average.value(state)`; early ones count in full. */
export function movingBaseline(decay = 0.9): {
  init(): BaselineState;
  update(state: BaselineState, reward: number): BaselineState;
  value(state: BaselineState): number;
} {
  return {
    init: () => ({ mean: 0, weight: 0 }),
    update: ({ mean, weight }, reward) => ({
      mean: decay * mean + (1 - decay) * reward,
      weight: decay * weight + (1 - decay),
    }),
    value: ({ mean, weight }) => (weight === 0 ? 0 : mean / weight),
  };
}
