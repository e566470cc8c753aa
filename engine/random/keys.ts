/** Keys: what every draw starts from. The same key gives the same numbers everywhere; split one rather than use it twice. */
import { SlopeError, showShape } from "../core/errors.ts";
import { checkShape, type Shape } from "../core/shape.ts";
import { isTensor, wrap, type Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import { foldIn as foldKey, randomBits } from "../primitives/threefry.ts";

/**
 * A key from a seed, uint32 [2].
 * @param seed a whole number; beyond 32 bits its upper half counts too
 */
export function key(seed: number): Tensor {
  if (!Number.isSafeInteger(seed))
    throw new SlopeError(`random.key: a seed is a whole number, found ${String(seed)}; say random.key(0).`);
  return wrap([2], "uint32", Uint32Array.of(Math.floor(seed / 2 ** 32), seed >>> 0));
}

/** Holds that a draw was given a key and, where it takes one, a shape. */
export function checkKey(op: string, k: Tensor, shape: Shape = []): void {
  const given: unknown = k;
  if (!isTensor(given) || k.dtype !== "uint32" || k.shape[k.ndim - 1] !== 2) {
    const found = isTensor(given)
      ? `${k.dtype} ${showShape(k.shape)}`
      : Array.isArray(given)
        ? "an array; for a batch of keys stack them: np.stack(keys)"
        : `a ${typeof given}`;
    throw new SlopeError(
      `random.${op}: the first argument is a key, made by random.key(seed) or random.split(key); found ${found}.`,
    );
  }
  checkShape(`random.${op}`, shape);
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
  checkKey("bits", k, shape);
  return randomBits(k, shape);
}
