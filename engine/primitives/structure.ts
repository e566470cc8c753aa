/** Primitives that move elements and compute nothing: reshape, transpose, broadcast, slice, pad, concatenate, flip. All are linear. */
import { bind } from "../core/bind.ts";
import { allocate } from "../core/dtype.ts";
import { ShapeError, showShape } from "../core/errors.ts";
import { define, type LawCase, type Primitive } from "../core/primitive.ts";
import { sameShape, sizeOf, stridesOf, type Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { toFront } from "./batching.ts";
import { gatherStrided, scatterStrided } from "./strided.ts";
import { sum } from "./reductions.ts";

const free = () => 0;

function movesElements<P>(
  name: string,
  maths: string,
  rest: Pick<Primitive<P>, "form" | "kernel" | "batch"> & {
    transpose(cotangent: Tensor, argument: number, inputs: readonly Tensor[], params: P): Tensor;
    laws: readonly LawCase<P>[];
  },
): Primitive<P> {
  const { transpose: back, ...record } = rest;
  return define<P>({
    name,
    maths: { value: maths, partials: [] },
    elementwise: false,
    cost: free,
    derivative: { type: "linear", transpose: back },
    ...record,
  });
}

export const reshapeP: Primitive<{ shape: Shape }> = movesElements<{ shape: Shape }>(
  "reshape",
  String.raw`\mathrm{reshape}\,x`,
  {
    form: ([x], { shape }) => ({ shape, dtype: x.dtype }),
    kernel: ([x], { shape }) => wrap(shape, x.dtype, x.data),
    transpose: (ct, _i, [x]) => bind(reshapeP, [ct], { shape: x.shape }),
    batch: ([x], [axis], { shape }, size) => ({
      output: bind(reshapeP, [toFront(x, axis!)], { shape: [size, ...shape] }),
      axis: 0,
    }),
    laws: [
      { shapes: [[6]], params: { shape: [2, 3] } },
      { shapes: [[1]], params: { shape: [] } },
    ],
  },
);

/** Same elements in row-major order under another shape; one size may be -1. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const known = sizeOf(shape.filter((n) => n !== -1));
  const resolved = shape.map((n) => (n === -1 ? (known === 0 ? 0 : x.size / known) : n));
  if (sizeOf(resolved) !== x.size || resolved.some((n) => !Number.isInteger(n) || n < 0)) {
    throw new ShapeError(
      `reshape: ${showShape(x.shape)} holds ${x.size} elements, ${showShape(shape)} ${shape.includes(-1) ? "cannot be completed" : `holds ${sizeOf(shape)}`}.`,
    );
  }
  return sameShape(resolved, x.shape) ? x : bind(reshapeP, [x], { shape: resolved });
}

export const transposeP: Primitive<{ order: readonly number[] }> = movesElements<{
  order: readonly number[];
}>("transpose", String.raw`x^\top`, {
  form: ([x], { order }) => ({ shape: order.map((i) => x.shape[i]), dtype: x.dtype }),
  kernel: ([x], { order }) => {
    const strides = stridesOf(x.shape);
    return gatherStrided(
      x,
      order.map((i) => x.shape[i]),
      order.map((i) => strides[i]),
      0,
    );
  },
  transpose: (ct, _i, _inputs, { order }) =>
    bind(transposeP, [ct], { order: order.map((_, i) => order.indexOf(i)) }),
  batch: ([x], [axis], { order }) => ({
    output: bind(transposeP, [toFront(x, axis!)], { order: [0, ...order.map((i) => i + 1)] }),
    axis: 0,
  }),
  laws: [
    { shapes: [[2, 3]], params: { order: [1, 0] } },
    { shapes: [[2, 3, 1]], params: { order: [2, 0, 1] } },
  ],
});

export function transpose(x: Tensor, order: readonly number[]): Tensor {
  return order.every((axis, i) => axis === i) ? x : bind(transposeP, [x], { order });
}

interface BroadcastParams {
  readonly shape: Shape;
  /** Which output axis each input axis becomes; its size there is its own or grows from 1. */
  readonly axes: readonly number[];
}

export const broadcastP: Primitive<BroadcastParams> = movesElements<BroadcastParams>(
  "broadcast",
  String.raw`\mathrm{broadcast}\,x`,
  {
    form: ([x], { shape }) => ({ shape, dtype: x.dtype }),
    kernel: ([x], { shape, axes }) => {
      const own = stridesOf(x.shape);
      const strides = new Array<number>(shape.length).fill(0);
      axes.forEach((axis, i) => (strides[axis] = x.shape[i] === 1 ? 0 : own[i]));
      return gatherStrided(x, shape, strides, 0);
    },
    transpose: (ct, _i, [x], { shape, axes }) => {
      const summed = shape
        .map((_, axis) => axis)
        .filter((axis) => {
          const i = axes.indexOf(axis);
          return i === -1 || (x.shape[i] === 1 && shape[axis] !== 1);
        });
      return reshape(summed.length === 0 ? ct : sum(ct, summed), x.shape);
    },
    batch: ([x], [axis], { shape, axes }, size) => ({
      output: bind(broadcastP, [toFront(x, axis!)], {
        shape: [size, ...shape],
        axes: [0, ...axes.map((i) => i + 1)],
      }),
      axis: 0,
    }),
    laws: [
      { shapes: [[3]], params: { shape: [2, 3], axes: [1] } },
      { shapes: [[3, 1]], params: { shape: [3, 2], axes: [0, 1] } },
      { shapes: [[]], params: { shape: [2], axes: [] } },
    ],
  },
);

export function broadcastTo(x: Tensor, shape: Shape, axes?: readonly number[]): Tensor {
  const aligned = axes ?? x.shape.map((_, i) => i + shape.length - x.shape.length);
  if (sameShape(x.shape, shape)) return x;
  return bind(broadcastP, [x], { shape, axes: aligned });
}

interface SliceParams {
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
  readonly steps: readonly number[];
}

export const sliceP: Primitive<SliceParams> = movesElements<SliceParams>("slice", String.raw`x_{i:j}`, {
  form: ([x], { sizes }) => ({ shape: sizes, dtype: x.dtype }),
  kernel: ([x], { starts, sizes, steps }) => {
    const own = stridesOf(x.shape);
    const offset = starts.reduce((total, start, i) => total + start * own[i], 0);
    return gatherStrided(
      x,
      sizes,
      own.map((stride, i) => stride * steps[i]),
      offset,
    );
  },
  transpose: (ct, _i, [x], params) => bind(unsliceP, [ct], { ...params, shape: x.shape }),
  batch: ([x], [axis], { starts, sizes, steps }, size) => ({
    output: bind(sliceP, [toFront(x, axis!)], {
      starts: [0, ...starts],
      sizes: [size, ...sizes],
      steps: [1, ...steps],
    }),
    axis: 0,
  }),
  laws: [
    { shapes: [[5]], params: { starts: [1], sizes: [2], steps: [2] } },
    { shapes: [[3, 4]], params: { starts: [0, 3], sizes: [2, 4], steps: [1, -1] } },
  ],
});

/** Lays a slice into zeros: what slice is the transpose of. */
export const unsliceP: Primitive<SliceParams & { shape: Shape }> = movesElements<
  SliceParams & { shape: Shape }
>("unslice", String.raw`0_{i:j} \leftarrow x`, {
  form: ([x], { shape }) => ({ shape, dtype: x.dtype }),
  kernel: ([x], { starts, sizes, steps, shape }) => {
    const out = allocate(x.dtype, sizeOf(shape));
    const own = stridesOf(shape);
    const offset = starts.reduce((total, start, i) => total + start * own[i], 0);
    scatterStrided(
      x,
      out,
      sizes,
      own.map((stride, i) => stride * steps[i]),
      offset,
    );
    return wrap(shape, x.dtype, out);
  },
  transpose: (ct, _i, _inputs, { starts, sizes, steps }) => bind(sliceP, [ct], { starts, sizes, steps }),
  batch: ([x], [axis], { starts, sizes, steps, shape }, size) => ({
    output: bind(unsliceP, [toFront(x, axis!)], {
      starts: [0, ...starts],
      sizes: [size, ...sizes],
      steps: [1, ...steps],
      shape: [size, ...shape],
    }),
    axis: 0,
  }),
  laws: [{ shapes: [[2]], params: { starts: [1], sizes: [2], steps: [2], shape: [5] } }],
});
