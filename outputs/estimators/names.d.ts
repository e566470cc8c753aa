/** One row of a comparison. */
interface ComparedEstimator {
  estimator: string;
  /** How far the mean of the draws is from the exact gradient: the length of the difference. */
  bias: number;
  /** How far off the mean of an unbiased estimator would be, as a rule, after so many draws. */
  error: number;
  /** Of one draw, summed over components. */
  variance: number;
  /** How far one draw is off, as a rule: the root of bias squared and variance. */
  rmse: number;
}

/**
 * Estimators of one gradient beside the exact one: their bias and variance from many seeded draws, in a picture, in words and as rows.
 * Each estimator takes a key and gives a gradient; all draws are one `vmap` where that is possible.
 * @example
 * compareEstimators({ REINFORCE: (key) => byScore(key), "Gumbel-Softmax": (key) => bySample(key) }, { exact: grad(f)(logits) })
 */
declare function compareEstimators(
  estimators: Readonly<Record<string, (key: import("slope").Tensor) => unknown>>,
  options: {
    /** The gradient that they estimate, in their structure. */
    exact: unknown;
    /** How many draws of each; default 1000. */
    draws?: number;
    /** The same key gives the same draws; default random.key(0). */
    key?: import("slope").Tensor;
  },
): { readonly rows: readonly ComparedEstimator[] };
