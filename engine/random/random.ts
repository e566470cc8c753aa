/** Random numbers from explicit keys: the same key gives the same numbers everywhere. Split a key rather than use it twice. */
import { bind } from "../core/bind.ts";
import { SlopeError, showShape } from "../core/errors.ts";
import { sizeOf, type Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { bitsToSpanP, bitsToUnitP, foldIn as foldKey, randomBits } from "../primitives/threefry.ts";
import * as np from "../numpy/operations.ts";

/** A key from a seed, uint32 [2]. */
export function key(seed: number): Tensor {
  return wrap([2], "uint32", Uint32Array.of(Math.floor(seed / 2 ** 32), seed >>> 0));
}

function checkKey(op: string, k: Tensor): void {
  if (k.dtype !== "uint32" || k.shape[k.ndim - 1] !== 2) {
    throw new SlopeError(
      `random.${op}: the first argument is a key, made by random.key(seed) or random.split(key); found ${k.dtype} ${showShape(k.shape)}.`,
    );
  }
}

/** `count` new keys, independent of one another and of this one. Destructure them: `const [a, b] = random.split(k)`. */
export function split(k: Tensor, count = 2): Tensor[] {
  checkKey("split", k);
  const keys = foldKey(k, np.arange(count).astype("uint32"));
  return Array.from({ length: count }, (_, i) => np.slice(keys, i, i + 1).reshape([2]));
}

/** A key for this number, such as a step: `random.foldIn(k, step)`. */
export function foldIn(k: Tensor, data: number | Tensor): Tensor {
  checkKey("foldIn", k);
  return foldKey(k, typeof data === "number" ? scalar(data) : data.astype("uint32"));
}

const scalar = (value: number) => wrap([], "uint32", Uint32Array.of(value));

/** 32 random bits an element, uint32. */
export function bits(k: Tensor, shape: Shape = []): Tensor {
  checkKey("bits", k);
  return randomBits(k, shape);
}

/** float32 in [min, max). */
export function uniform(k: Tensor, shape: Shape = [], options: { min?: number; max?: number } = {}): Tensor {
  checkKey("uniform", k);
  const { min = 0, max = 1 } = options;
  const unit = bind(bitsToUnitP, [randomBits(k, shape)], null);
  return min === 0 && max === 1 ? unit : np.maximum(min, np.add(np.mul(unit, max - min), min));
}

/** Standard normal, through the inverse error function as JAX. */
export function normal(k: Tensor, shape: Shape = []): Tensor {
  checkKey("normal", k);
  // -1 itself would map to -Infinity: the interval starts at the next float32.
  const low = -1 + 2 ** -24;
  return np.mul(np.erfInv(uniform(k, shape, { min: low, max: 1 })), Math.SQRT2);
}

/** Standard Gumbel: -log(-log(u)). */
export function gumbel(k: Tensor, shape: Shape = []): Tensor {
  checkKey("gumbel", k);
  return np.neg(np.log(np.neg(np.log(uniform(k, shape, { min: 2 ** -126, max: 1 })))));
}

/** int32 in [min, max). */
export function randint(k: Tensor, shape: Shape, options: { min?: number; max: number }): Tensor {
  checkKey("randint", k);
  const { min = 0, max } = options;
  if (!(max > min)) throw new SlopeError(`random.randint: max ${max} must be above min ${min}.`);
  const [high, low] = split(k).map((key) => randomBits(key, shape));
  return np.add(bind(bitsToSpanP, [high, low], { span: max - min }).astype("int32"), min);
}

/** 0 to n - 1 in random order, int32 [n]. */
export function permutation(k: Tensor, n: number): Tensor {
  checkKey("permutation", k);
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

/** Whole numbers below n, int32: drawn again and again, or each at most once. */
export function choice(k: Tensor, n: number, shape: Shape, options: { replace?: boolean } = {}): Tensor {
  checkKey("choice", k);
  if (options.replace ?? true) return randint(k, shape, { max: n });
  const count = sizeOf(shape);
  if (count > n)
    throw new SlopeError(`random.choice: ${count} of ${n} without replacement; draw at most ${n}.`);
  return np.slice(permutation(k, n), 0, count).reshape(shape);
}

/** Class numbers, int32, with probabilities softmax(logits) along the last axis (Gumbel-max). */
export function categorical(k: Tensor, logits: Tensor, shape: Shape = logits.shape.slice(0, -1)): Tensor {
  checkKey("categorical", k);
  return np.argmax(np.add(logits, gumbel(k, [...shape, logits.shape[logits.ndim - 1]])), -1);
}

export function bernoulli(k: Tensor, p: number | Tensor, shape: Shape = []): Tensor {
  checkKey("bernoulli", k);
  return np.lt(uniform(k, shape), p);
}
