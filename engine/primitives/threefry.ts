/**
 * Threefry-2x32 with 20 rounds and JAX's counters (its "partitionable" layout, the default since JAX 0.5): element i of a draw
 * depends on the key and on i alone, so that a longer draw begins with a shorter one.
 * Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"
 */
import { bind } from "../core/bind.ts";
import { define, type Primitive } from "../core/primitive.ts";
import type { Lane, Lanes } from "../core/lowering.ts";
import { sizeOf, stridesOf, type Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { moveBatchToFront } from "./batching.ts";
import { elementwise } from "./elementwise.ts";
import { toFront } from "./transpose.ts";

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/** Encrypts the counter pair (x0, x1) under the key pair. */
export function threefry2x32(k0: number, k1: number, x0: number, x1: number): [number, number] {
  const keys = [k0, k1, (k0 ^ k1 ^ 0x1bd11bda) >>> 0];
  let a = (x0 + k0) >>> 0;
  let b = (x1 + k1) >>> 0;
  for (let group = 0; group < 5; group++) {
    for (const r of rotations[group % 2]) {
      a = (a + b) >>> 0;
      b = ((b << r) | (b >>> (32 - r))) >>> 0;
      b = (b ^ a) >>> 0;
    }
    a = (a + keys[(group + 1) % 3]) >>> 0;
    b = (b + keys[(group + 2) % 3] + group + 1) >>> 0;
  }
  return [a, b];
}

/** The same for the counter (0, count), its two words combined. */
function encrypt(m: Lanes, k0: Lane, k1: Lane, count: Lane): Lane {
  const word = (value: number) => m.constant(value, "uint32");
  const keys = [k0, k1, m.xor(m.xor(k0, k1), word(0x1bd11bda))];
  let a = k0;
  let b = m.add(count, k1);
  for (let group = 0; group < 5; group++) {
    for (const r of rotations[group % 2]) {
      a = m.add(a, b);
      b = m.xor(m.or(m.shiftLeft(b, r), m.shiftRight(b, 32 - r)), a);
    }
    a = m.add(a, keys[(group + 1) % 3]);
    b = m.add(m.add(b, keys[(group + 2) % 3]), word(group + 1));
  }
  return m.xor(a, b);
}

const anyBits = [0, 2 ** 32] as const;

/** uint32 bits of a shape from each key of [..., 2]. */
export const randomBitsP: Primitive<{ shape: Shape }> = define<{ shape: Shape }>({
  name: "randomBits",
  maths: { value: String.raw`\mathrm{bits}(k)`, partials: ["0"] },
  dtypes: ["uint32"],
  elementwise: false,
  form: ([key], { shape }) => ({ shape: [...key.shape.slice(0, -1), ...shape], dtype: "uint32" }),
  kernel: ([key], { shape }) => {
    const n = sizeOf(shape);
    const lead = key.shape.slice(0, -1);
    const out = new Uint32Array(sizeOf(lead) * n);
    for (let i = 0; i < out.length; i++) {
      const k = Math.floor(i / n);
      const [a, b] = threefry2x32(key.data[2 * k], key.data[2 * k + 1], Math.floor((i % n) / 2 ** 32), i % n);
      out[i] = a ^ b;
    }
    return wrap([...lead, ...shape], "uint32", out);
  },
  lower: {
    type: "counted",
    // Either half of the key, the same for all of its draw.
    views: ([key], _output, { shape }) => {
      const strides = [...stridesOf(key).slice(0, -1), ...shape.map(() => 0)];
      return [0, 1].map((offset) => ({ input: 0, strides, offset }));
    },
    counter: (output, { shape }) => ({
      strides: stridesOf(output).map((stride, axis) => (axis < output.length - shape.length ? 0 : stride)),
      offset: 0,
    }),
    lower: (m, [k0, k1], counter) => encrypt(m, k0, k1, counter),
  },
  derivative: { type: "zero" },
  batch: ([key], [axis], params) => ({ output: bind(randomBitsP, [toFront(key, axis!)], params), axis: 0 }),
  cost: (_inputs, output) => 60 * sizeOf(output.shape),
  laws: [[], [3], [2, 3], [0]].map((shape) => ({
    shapes: [[2]],
    domain: [anyBits],
    dtypes: ["uint32"],
    params: { shape },
  })),
});

/** A key [2] for each number of uint32 [...]: the counter (0, number) encrypted, [..., 2]. */
export const foldInP: Primitive<null> = define<null>({
  name: "foldIn",
  maths: { value: String.raw`k_x`, partials: ["0", "0"] },
  dtypes: ["uint32"],
  elementwise: false,
  form: ([, numbers]) => ({ shape: [...numbers.shape, 2], dtype: "uint32" }),
  kernel: ([key, numbers]) => {
    const keys = key.size / 2;
    const each = numbers.size / keys;
    const out = new Uint32Array(2 * numbers.size);
    for (let i = 0; i < numbers.size; i++) {
      const k = 2 * Math.floor(i / each);
      out.set(threefry2x32(key.data[k], key.data[k + 1], 0, numbers.data[i] >>> 0), 2 * i);
    }
    return wrap([...numbers.shape, 2], "uint32", out);
  },
  derivative: { type: "zero" },
  // Keys [batch, 2] meet numbers [batch, ...]: the kernel pairs them by their first axis.
  batch: (inputs, axes, _params, size) => ({
    output: bind(foldInP, moveBatchToFront(inputs, axes, size), null),
    axis: 0,
  }),
  cost: ([, numbers]) => 60 * sizeOf(numbers.shape),
  laws: [[], [3], [2, 3]].map((shape) => ({
    shapes: [[2], shape],
    domain: [anyBits, anyBits],
    dtypes: ["uint32", "uint32"],
    params: null,
  })),
});

/** Bits as floats in [0, 1): the 23 that a float32 holds, as JAX. */
export const bitsToUnitP: Primitive<null> = elementwise("bitsToUnit", 1, {
  dtype: "float32",
  takes: ["uint32"],
  inputs: ["uint32"],
  domain: [anyBits],
  maths: { value: String.raw`x \cdot 2^{-32}`, partials: ["0"] },
  value: (bits) => (bits >>> 9) * 2 ** -23,
  partials: "zero",
});

/** Floats in [0, 1) with the 52 bits that a float64 holds, from each key of [..., 2]: JAX's 64-bit draws. */
export const randomDoublesP: Primitive<{ shape: Shape }> = define<{ shape: Shape }>({
  name: "randomDoubles",
  maths: { value: String.raw`u(k)`, partials: ["0"] },
  dtypes: ["uint32"],
  elementwise: false,
  form: ([key], { shape }) => ({ shape: [...key.shape.slice(0, -1), ...shape], dtype: "float64" }),
  kernel: ([key], { shape }) => {
    const n = sizeOf(shape);
    const lead = key.shape.slice(0, -1);
    const out = new Float64Array(sizeOf(lead) * n);
    for (let i = 0; i < out.length; i++) {
      const k = Math.floor(i / n);
      const [a, b] = threefry2x32(key.data[2 * k], key.data[2 * k + 1], Math.floor((i % n) / 2 ** 32), i % n);
      out[i] = (a * 2 ** 20 + (b >>> 12)) * 2 ** -52;
    }
    return wrap([...lead, ...shape], "float64", out);
  },
  derivative: { type: "zero" },
  batch: ([key], [axis], params) => ({
    output: bind(randomDoublesP, [toFront(key, axis!)], params),
    axis: 0,
  }),
  cost: (_inputs, output) => 60 * sizeOf(output.shape),
  laws: [[], [3], [2, 3], [0]].map((shape) => ({
    shapes: [[2]],
    domain: [anyBits],
    dtypes: ["uint32"],
    params: { shape },
  })),
});

/** 64 random bits, as two uint32, reduced to [0, span) as JAX's randint does. */
export const bitsToSpanP: Primitive<{ span: number }> = elementwise<{ span: number }>("bitsToSpan", 2, {
  dtype: "same",
  takes: ["uint32"],
  inputs: ["uint32", "uint32"],
  domain: [anyBits, anyBits],
  params: [{ span: 10 }, { span: 1 }, { span: 3_000_000_000 }],
  maths: { value: String.raw`(2^{32} x + y) \bmod n`, partials: ["0", "0"] },
  value: (high, low, _c, { span }) => {
    const half = 2 ** 16 % span;
    const whole = (Math.imul(half, half) >>> 0) % span;
    const offset = ((Math.imul(high % span, whole) >>> 0) + (low % span)) >>> 0;
    return offset % span;
  },
  partials: "zero",
});

export function randomBits(key: Tensor, shape: Shape): Tensor {
  return bind(randomBitsP, [key], { shape });
}

export function foldIn(key: Tensor, numbers: Tensor): Tensor {
  return bind(foldInP, [key, numbers], null);
}
