/** A strided window of a tensor, and its transpose: a window laid into zeros. */
import { bind } from "../core/bind.ts";
import { allocate } from "../core/dtype.ts";
import type { Primitive } from "../core/primitive.ts";
import { sizeOf, stridesOf, type Shape } from "../core/shape.ts";
import { wrap } from "../core/tensor.ts";
import { movesElements } from "./movement.ts";
import { gatherStrided, scatterStrided } from "./strided.ts";
import { toFront } from "./transpose.ts";

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
