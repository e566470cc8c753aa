/** Random order: permutations, and choices among rows. */
import { ShapeError, SlopeError, showShape } from "../core/errors.ts";
import { sizeOf, type Shape } from "../core/shape.ts";
import { isTensor, type Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { randomBits } from "../primitives/threefry.ts";
import { asTensor } from "../transforms/leaf.ts";
import { gumbel, uniform } from "./continuous.ts";
import { randint } from "./discrete.ts";
import { checkKey, split } from "./keys.ts";

/**
 * 0 to n - 1 in random order, int32 [n]; or the rows of a tensor in random order.
 * @param axis of a tensor, default 0
 */
export function permutation(k: Tensor, n: number | Tensor, axis = 0): Tensor {
  checkKey("permutation", k);
  if (isTensor(n)) return np.take(n, permutation(k, rowsOf("permutation", n, axis)), axis);
  let order = np.arange(n);
  let key = k;
  // Sorting by random bits; again where so many draws that two may be equal would show (JAX's rule).
  const rounds = Math.ceil((3 * Math.log(Math.max(1, n))) / Math.log(2 ** 32 - 1));
  for (let round = 0; round < rounds; round++) {
    const [next, draw] = split(key);
    order = np.take(order, np.argsort(randomBits(draw, [n])));
    key = next;
  }
  return order;
}

function rowsOf(op: string, x: Tensor, axis: number): number {
  if (x.ndim === 0)
    throw new ShapeError(`random.${op}: a scalar has no rows; give a number n or a tensor with rows.`);
  return x.shape.at(axis) ?? x.shape[0];
}

/**
 * Whole numbers below n, int32, or rows of a tensor: drawn again and again, or each at most once.
 * @param options replace, default true; p, the probability of each, [n]; axis of a tensor's rows, default 0
 */
export function choice(
  k: Tensor,
  n: number | Tensor,
  shape: Shape = [],
  options: { replace?: boolean; p?: TensorLike; axis?: number } = {},
): Tensor {
  checkKey("choice", k, shape);
  if (isTensor(n)) {
    const { axis = 0, ...rest } = options;
    return np.take(n, choice(k, rowsOf("choice", n, axis), shape, rest), axis);
  }
  const { replace = true, p } = options;
  const count = sizeOf(shape);
  if (!replace && count > n)
    throw new SlopeError(`random.choice: ${count} of ${n} without replacement; draw at most ${n}.`);
  if (p !== undefined) return weighted(k, checkShares(asTensor(p), n), shape, replace);
  if (replace) return randint(k, shape, { max: n });
  return np.slice(permutation(k, n), 0, count).reshape(shape);
}

function weighted(k: Tensor, p: Tensor, shape: Shape, replace: boolean): Tensor {
  if (!replace) {
    const order = np.argsort(np.neg(np.add(gumbel(k, p.shape), np.log(p))));
    return np.slice(order, 0, sizeOf(shape)).reshape(shape);
  }
  const sums = np.cumsum(p, 0);
  const total = np.slice(sums, p.size - 1, p.size).reshape([]);
  return np.searchsorted(sums, np.mul(total, np.sub(1, uniform(k, shape))));
}

/** Where values are known they are checked; under a transform their shape alone is. */
function checkShares(p: Tensor, n: number): Tensor {
  if (p.ndim !== 1 || p.size !== n)
    throw new ShapeError(
      `random.choice: p has shape ${showShape(p.shape)}; it holds one probability for each of ${n}.`,
    );
  if (p.trace !== null) return p;
  const shares = Array.from(p.data);
  const total = shares.reduce((sum, value) => sum + value, 0);
  if (!(Math.abs(total - 1) <= 1e-3) || shares.some((value) => value < 0)) {
    throw new SlopeError(
      `random.choice: p sums to ${Number(total.toPrecision(6))}; probabilities are not negative and sum to 1. Divide by their sum, or use random.categorical with logits.`,
    );
  }
  return p;
}
