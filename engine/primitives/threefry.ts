/** Threefry-2x32 with 20 rounds, bit for bit as JAX uses it. Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3" */
import { bind } from "../core/bind.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf, type Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
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

/** Bits for the counters 0..n-1: the first half of the counters beside the second, as JAX's original layout. */
function bitsOf(k0: number, k1: number, n: number, out: Uint32Array, at: number): void {
  const half = Math.ceil(n / 2);
  for (let i = 0; i < half; i++) {
    const second = half + i;
    const [a, b] = threefry2x32(k0, k1, i, second < n ? second : 0);
    out[at + i] = a;
    if (second < n) out[at + second] = b;
  }
}

/** uint32 bits of a shape from a key uint32 [2]. */
export const randomBitsP: Primitive<{ shape: Shape }> = define<{ shape: Shape }>({
  name: "randomBits",
  maths: { value: String.raw`\mathrm{bits}(k)`, partials: ["0"] },
  elementwise: false,
  form: ([key], { shape }) => ({ shape: [...key.shape.slice(0, -1), ...shape], dtype: "uint32" }),
  kernel: ([key], { shape }) => {
    const n = sizeOf(shape);
    const lead = key.shape.slice(0, -1);
    const out = new Uint32Array(sizeOf(lead) * n);
    for (let i = 0; i < sizeOf(lead); i++) bitsOf(key.data[2 * i], key.data[2 * i + 1], n, out, i * n);
    return wrap([...lead, ...shape], "uint32", out);
  },
  derivative: { type: "zero" },
  batch: ([key], [axis], params) => ({ output: bind(randomBitsP, [toFront(key, axis!)], params), axis: 0 }),
  cost: (_inputs, output) => 60 * sizeOf(output.shape),
  laws: [],
});

export function randomBits(key: Tensor, shape: Shape): Tensor {
  return bind(randomBitsP, [key], { shape });
}
