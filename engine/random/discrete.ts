/** Whole numbers and choices: int32 or bool, without a derivative. */
import { bind } from "../core/bind.ts";
import { SlopeError } from "../core/errors.ts";
import { resolveAxis, sizeOf, without, type Shape } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { binomialDrawP, poissonDrawP } from "../primitives/rejection.ts";
import { bitsToSpanP, randomBits } from "../primitives/threefry.ts";
import { asTensor } from "../transforms/leaf.ts";
import { gumbel, uniform } from "./continuous.ts";
import { checkKey, split } from "./keys.ts";
import { spread } from "./parameters.ts";

/** int32 in [min, max). */
export function randint(k: Tensor, shape: Shape, options: { min?: number; max: number }): Tensor {
  checkKey("randint", k, shape);
  const { min = 0, max } = options;
  if (!(max > min)) throw new SlopeError(`random.randint: max ${max} must be above min ${min}.`);
  const [high, low] = split(k).map((key) => randomBits(key, shape));
  return np.add(bind(bitsToSpanP, [high, low], { span: max - min }).astype("int32"), min);
}

/** True with probability p; the shape of p where none is asked. */
export function bernoulli(k: Tensor, p: TensorLike, shape?: Shape): Tensor {
  checkKey("bernoulli", k, shape);
  const asked = shape ?? asTensor(p).shape;
  spread("bernoulli", asked, p);
  return np.lt(uniform(k, asked), p);
}

/** -1 or 1, int32, with equal chances. */
export function rademacher(k: Tensor, shape: Shape = []): Tensor {
  checkKey("rademacher", k, shape);
  return np.sub(np.mul(bernoulli(k, 0.5, shape).astype("int32"), 2), 1);
}

/** How many of n trials succeed, each with probability p; int32, -1 where n or p has no meaning. */
export function binomial(k: Tensor, n: TensorLike, p: TensorLike, shape?: Shape): Tensor {
  checkKey("binomial", k, shape);
  return bind(binomialDrawP, [k, ...spread("binomial", shape, n, p)], null);
}

/** How many events of this rate; int32, -1 where the rate is negative or beyond 2^31. */
export function poisson(k: Tensor, rate: TensorLike, shape?: Shape): Tensor {
  checkKey("poisson", k, shape);
  return bind(poissonDrawP, [k, ...spread("poisson", shape, rate)], null);
}

/** How many trials until the first success, 1 or more; int32. */
export function geometric(k: Tensor, p: TensorLike, shape?: Shape): Tensor {
  checkKey("geometric", k, shape);
  const [chance] = spread("geometric", shape, p);
  const u = uniform(k, chance.shape, { dtype: chance.dtype === "float64" ? "float64" : "float32" });
  return np.add(np.floor(np.div(np.log1p(np.neg(u)), np.log1p(np.neg(chance)))), 1).astype("int32");
}

/**
 * Class numbers, int32, with probabilities softmax(logits) along an axis (Gumbel-max).
 * @param shape of the draws; it ends in that of the logits without the axis, which is its default
 * @param options axis, default the last; replace, default true: false draws every class at most once, over the axes ahead of those
 */
export function categorical(
  k: Tensor,
  logits: Tensor,
  shape?: Shape,
  options: { axis?: number; replace?: boolean } = {},
): Tensor {
  checkKey("categorical", k, shape);
  const axis = resolveAxis("random.categorical", options.axis ?? -1, logits.ndim);
  const classes = logits.shape[axis];
  const own = without(logits.shape, [axis]);
  const asked = shape ?? own;
  spread("categorical", asked, np.zeros(own));
  const last = np.moveaxis(logits, axis, -1);
  if (options.replace ?? true) return np.argmax(np.add(last, gumbel(k, [...asked, classes])), -1);
  const ahead = asked.slice(0, asked.length - own.length);
  const count = sizeOf(ahead);
  if (count > classes) {
    throw new SlopeError(
      `random.categorical: ${count} of ${classes} classes without replacement; draw at most ${classes}.`,
    );
  }
  const order = np.argsort(np.neg(np.add(last, gumbel(k, last.shape))), -1);
  return np.slice(np.moveaxis(order, -1, 0), 0, count).reshape(asked);
}
