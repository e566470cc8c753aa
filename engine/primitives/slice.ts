/** A strided window of a tensor: cut out, laid into zeros (its transpose), or laid over another tensor. */
import { bind } from "../core/bind.ts";
import { allocate, dtypes } from "../core/dtype.ts";
import type { View } from "../core/lowering.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf, stridesOf, type Shape } from "../core/shape.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";
import { batchAt } from "./batching.ts";
import { movesElements } from "./movement.ts";
import { gatherStrided, scatterStrided } from "./strided.ts";
import { toFront } from "./transpose.ts";

export interface SliceParams {
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
  readonly steps: readonly number[];
}

/** The slice's steps through the flat array of what it is cut from. */
function walk(shape: Shape, { starts, steps }: SliceParams): View {
  const own = stridesOf(shape);
  return {
    strides: own.map((stride, i) => stride * steps[i]),
    offset: starts.reduce((total, start, i) => total + start * own[i], 0),
  };
}

export const sliceP: Primitive<SliceParams> = movesElements<SliceParams>("slice", String.raw`x_{i:j}`, {
  form: ([x], { sizes }) => ({ shape: sizes, dtype: x.dtype }),
  kernel: ([x], params) => {
    const { strides, offset } = walk(x.shape, params);
    return gatherStrided(x, params.sizes, strides, offset);
  },
  lower: { type: "view", view: walk },
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
    const { strides, offset } = walk(shape, { starts, sizes, steps });
    scatterStrided(x, out, sizes, strides, offset);
    return wrap(shape, x.dtype, out);
  },
  lower: {
    type: "place",
    adds: false,
    places: (_inputs, shape, params) => [{ input: 0, ...walk(shape, params) }],
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

/** x with a window of it replaced. */
export const setSliceP: Primitive<SliceParams> = define<SliceParams>({
  name: "setSlice",
  maths: { value: String.raw`x_{i:j} \leftarrow u`, partials: [String.raw`[\text{outside}]`, "1"] },
  dtypes,
  elementwise: false,
  form: ([x]) => ({ shape: x.shape, dtype: x.dtype }),
  kernel: ([x, u], params) => {
    const out = x.data.slice();
    const { strides, offset } = walk(x.shape, params);
    scatterStrided(u, out, params.sizes, strides, offset);
    return wrap(x.shape, x.dtype, out);
  },
  lower: {
    type: "place",
    adds: false,
    places: (_inputs, shape, params) => [
      { input: 0, strides: stridesOf(shape), offset: 0 },
      { input: 1, ...walk(shape, params) },
    ],
  },
  derivative: {
    type: "both",
    jvp: ([x, u], _y, [dx, du], params) => setSlice(dx ?? zerosLike(x), du ?? zerosLike(u), params),
    vjp: ([, u], _y, ct, params) => [setSlice(ct, zerosLike(u), params), bind(sliceP, [ct], params)],
  },
  batch: ([x, u], [xAxis, uAxis], { starts, sizes, steps }, size) => ({
    output: setSlice(batchAt(x, xAxis, 0, size), batchAt(u, uAxis, 0, size), {
      starts: [0, ...starts],
      sizes: [size, ...sizes],
      steps: [1, ...steps],
    }),
    axis: 0,
  }),
  cost: () => 0,
  laws: [],
});

function zerosLike(x: Tensor): Tensor {
  return filled(x.shape, x.dtype, 0);
}

export const setSlice = (x: Tensor, u: Tensor, params: SliceParams): Tensor =>
  bind(setSliceP, [x, u], params);
