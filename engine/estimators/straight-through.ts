/** Hard values on the way forward, the gradient of soft ones on the way back. */
import { isFloating } from "../core/dtype.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { stopGradient } from "../primitives/stop-gradient.ts";
import { convert } from "../primitives/convert.ts";
import { bernoulli } from "../random/random.ts";
import { asTensor } from "../transforms/leaf.ts";
import { customJvp } from "../transforms/custom.ts";

/** Exactly `hard` forward; derivatives pass to `soft` as if it were the result. */
const through: (hard: Tensor, soft: Tensor) => Tensor = customJvp(
  (...[hard]: [Tensor, Tensor]) => hard,
  ([hard], [, dSoft]) => [hard, dSoft],
);

/**
 * The value of `hard`, the derivative of `soft`.
 * @param hard a tensor of the shape of `soft`, or the function that makes it
 * Source: Bengio, Leonard & Courville 2013, "Estimating or propagating gradients through stochastic neurons"
 */
export function straightThrough(hard: Tensor | ((soft: Tensor) => Tensor), soft: Tensor): Tensor {
  const value = typeof hard === "function" ? hard(stopGradient(soft)) : stopGradient(hard);
  return through(convert(np.broadcast(value, soft.shape), soft.dtype), soft);
}

/** Whole numbers forward, a slope of 1 back. */
export const straightThroughRound = (x: TensorLike): Tensor => straightThrough(np.round, floating(x));

/** 1 where x > 0, else 0; back a slope of 1 within `window` of 0, and none beyond, where the sign is safe. Source: Hubara et al. 2016 */
export function straightThroughHeaviside(x: TensorLike, window = 1): Tensor {
  const t = floating(x);
  return straightThrough((s) => np.gt(s, 0), np.clip(t, -window, window));
}

/** -1 or 1; back a slope of 1 within `window` of 0. Source: Hubara et al. 2016, "Binarized neural networks" */
export function straightThroughSign(x: TensorLike, window = 1): Tensor {
  const t = floating(x);
  return straightThrough((s) => np.where(np.ge(s, 0), 1, -1), np.clip(t, -window, window));
}

/** A coin with chance p forward, the gradient to p itself back. */
export function straightThroughBernoulli(key: Tensor, p: TensorLike): Tensor {
  const chance = floating(p);
  return straightThrough((s) => bernoulli(key, s, s.shape), chance);
}

function floating(x: TensorLike): Tensor {
  const t = asTensor(x);
  return isFloating(t.dtype) ? t : convert(t, "float32");
}
