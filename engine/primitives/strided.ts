/** Copies between a row-major array and a strided walk through another: one loop behind every primitive that moves elements. */
import { allocate, type Data } from "../core/dtype.ts";
import { sizeOf, type Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";

/** The offset of each element of a strided walk, in row-major order of `shape`. */
export function walk(
  shape: Shape,
  strides: readonly number[],
  offset: number,
  visit: (from: number, to: number) => void,
): void {
  const size = sizeOf(shape);
  if (size === 0) return;
  const rank = shape.length;
  if (rank === 0) return visit(offset, 0);
  const inner = shape[rank - 1];
  const innerStride = strides[rank - 1];
  const index = new Array<number>(rank).fill(0);
  let base = offset;
  for (let to = 0; to < size; to += inner) {
    for (let i = 0; i < inner; i++) visit(base + i * innerStride, to + i);
    for (let axis = rank - 2; axis >= 0; axis--) {
      base += strides[axis];
      if (++index[axis] < shape[axis]) break;
      base -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

export function gatherStrided(x: Tensor, shape: Shape, strides: readonly number[], offset: number): Tensor {
  const out = allocate(x.dtype, sizeOf(shape));
  const data = x.data;
  walk(shape, strides, offset, (from, to) => (out[to] = data[from]));
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
  walk(shape, strides, offset, (to, from) => (out[to] = data[from]));
}
