/** Copies between a row-major array and a strided walk through another: one loop behind every primitive that moves elements. */
import { allocate, type Data } from "../core/dtype.ts";
import { sizeOf, type Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";

/** One even run: `length` elements, `stride` apart from `base` on in the strided array, side by side from `at` on in the other. */
type Run = (base: number, stride: number, at: number, length: number) => void;

/** The runs of a strided walk in row-major order of `shape`, as few and long as they can be. */
function eachRun(shape: Shape, strides: readonly number[], offset: number, run: Run): void {
  const size = sizeOf(shape);
  if (size === 0) return;
  const axes = joined(shape, strides);
  const last = axes.pop() ?? { size: 1, stride: 1 };
  const index = new Array<number>(axes.length).fill(0);
  let base = offset;
  for (let at = 0; at < size; at += last.size) {
    run(base, last.stride, at, last.size);
    for (let i = axes.length - 1; i >= 0; i--) {
      base += axes[i].stride;
      if (++index[i] < axes[i].size) break;
      base -= axes[i].stride * axes[i].size;
      index[i] = 0;
    }
  }
}

/** Drops axes of size 1 and joins neighbours that are one even walk: a broadcast scalar is one axis of stride 0. */
function joined(shape: Shape, strides: readonly number[]): { size: number; stride: number }[] {
  const axes: { size: number; stride: number }[] = [];
  shape.forEach((size, i) => {
    const stride = strides[i];
    const outer = axes.at(-1);
    if (size === 1) return;
    if (outer?.stride === stride * size) axes[axes.length - 1] = { size: outer.size * size, stride };
    else axes.push({ size, stride });
  });
  return axes;
}

export function gatherStrided(x: Tensor, shape: Shape, strides: readonly number[], offset: number): Tensor {
  const out = allocate(x.dtype, sizeOf(shape));
  const data = x.data;
  eachRun(shape, strides, offset, (base, stride, at, length) => {
    if (stride === 0) out.fill(data[base], at, at + length);
    else if (stride === 1 && length > 16) out.set(data.subarray(base, base + length), at);
    else for (let i = 0; i < length; i++) out[at + i] = data[base + i * stride];
  });
  return wrap(shape, x.dtype, out);
}

export function scatterStrided(
  x: Tensor,
  out: Data,
  shape: Shape,
  strides: readonly number[],
  offset: number,
): void {
  const data = x.data;
  eachRun(shape, strides, offset, (base, stride, at, length) => {
    if (stride === 1 && length > 16) out.set(data.subarray(at, at + length), base);
    else for (let i = 0; i < length; i++) out[base + i * stride] = data[at + i];
  });
}

/** As scatterStrided, where places may meet: what comes there adds up. */
export function addStrided(
  x: Tensor,
  out: Data,
  shape: Shape,
  strides: readonly number[],
  offset: number,
): void {
  const data = x.data;
  eachRun(shape, strides, offset, (base, stride, at, length) => {
    for (let i = 0; i < length; i++) out[base + i * stride] += data[at + i];
  });
}
