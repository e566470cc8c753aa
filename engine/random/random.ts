/** Random numbers from explicit keys: the same key gives the same numbers everywhere. Split a key rather than use it twice. */
import { bind } from "../core/bind.ts";
import { allocate } from "../core/dtype.ts";
import { SlopeError, showShape } from "../core/errors.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf, type Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { randomBits, threefry2x32 } from "../primitives/threefry.ts";
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
  const bits = randomBits(k, [count, 2]);
  return Array.from({ length: count }, (_, i) => np.slice(bits, i, i + 1).reshape([2]));
}

/** A key for this number, such as a step: `random.foldIn(k, step)`. */
export function foldIn(k: Tensor, data: number): Tensor {
  checkKey("foldIn", k);
  const [k0, k1] = k.toTypedArray();
  return wrap([2], "uint32", Uint32Array.from(threefry2x32(k0, k1, 0, data >>> 0)));
}

export function bits(k: Tensor, shape: Shape = []): Tensor {
  checkKey("bits", k);
  return randomBits(k, shape);
}

/** Bits as floats in [0, 1): 23 of them, as JAX. */
const unitP: Primitive<null> = define<null>({
  name: "bitsToUnit",
  maths: { value: String.raw`u \cdot 2^{-23}`, partials: ["0"] },
  elementwise: true,
  form: ([x]) => ({ shape: x.shape, dtype: "float32" }),
  kernel: ([x]) => {
    const out = allocate("float32", x.size);
    const data = x.data;
    for (let i = 0; i < out.length; i++) out[i] = (data[i] >>> 9) * 2 ** -23;
    return wrap(x.shape, "float32", out);
  },
  derivative: { type: "zero" },
  batch: ([x], [axis]) => ({ output: bind(unitP, [x], null), axis: axis! }),
  cost: (_inputs, output) => sizeOf(output.shape),
  laws: [],
});

/** float32 in [min, max). */
export function uniform(k: Tensor, shape: Shape = [], options: { min?: number; max?: number } = {}): Tensor {
  checkKey("uniform", k);
  const { min = 0, max = 1 } = options;
  const unit = bind(unitP, [randomBits(k, shape)], null);
  return min === 0 && max === 1 ? unit : np.maximum(min, np.add(np.mul(unit, max - min), min));
}

/** Standard normal, through the inverse error function as JAX. */
export function normal(k: Tensor, shape: Shape = []): Tensor {
  // -1 itself would map to -Infinity: the interval starts at the next float32.
  const low = -1 + 2 ** -24;
  return np.mul(np.erfInv(uniform(k, shape, { min: low, max: 1 })), Math.SQRT2);
}

/** Standard Gumbel: -log(-log(u)). */
export function gumbel(k: Tensor, shape: Shape = []): Tensor {
  return np.neg(np.log(np.neg(np.log(uniform(k, shape, { min: 2 ** -126, max: 1 })))));
}

/** int32 in [min, max). */
export function randint(k: Tensor, shape: Shape, options: { min?: number; max: number }): Tensor {
  const { min = 0, max } = options;
  if (max <= min) throw new SlopeError(`random.randint: max ${max} must be above min ${min}.`);
  // 32 bits scaled by the span in a double: the bias is below span / 2^32.
  const raw = randomBits(k, shape);
  return np.add(np.floor(np.mul(raw.astype("float64"), (max - min) / 2 ** 32)), min).astype("int32");
}

/** 0 to n - 1 in random order, int32 [n]. */
export function permutation(k: Tensor, n: number): Tensor {
  const draws = randomBits(k, [n]).toTypedArray();
  const order = Int32Array.from({ length: n }, (_, i) => i);
  return wrap(
    [n],
    "int32",
    order.sort((a, b) => draws[a] - draws[b] || a - b),
  );
}

/** Class numbers, int32, with probabilities softmax(logits) along the last axis (Gumbel-max). */
export function categorical(k: Tensor, logits: Tensor, shape: Shape = logits.shape.slice(0, -1)): Tensor {
  return np.argmax(np.add(logits, gumbel(k, [...shape, logits.shape[logits.ndim - 1]])), -1);
}

export function bernoulli(k: Tensor, p: number | Tensor, shape: Shape = []): Tensor {
  return np.lt(uniform(k, shape), p);
}
