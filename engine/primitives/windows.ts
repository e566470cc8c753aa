/** All windows of a tensor side by side, and its transpose: windows laid over each other and added. Convolution and pooling in one. */
import { bind } from "../core/bind.ts";
import { allocate, dtypes, numericTypes } from "../core/dtype.ts";
import type { Primitive } from "../core/primitive.ts";
import { sizeOf, stridesOf, type Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { movesElements } from "./movement.ts";
import { addStrided, gatherStrided } from "./strided.ts";
import { toFront } from "./transpose.ts";

/** One entry for each of the last axes. */
export interface WindowParams {
  readonly window: Shape;
  readonly strides: readonly number[];
  /** How far apart neighbours within a window lie. */
  readonly dilation: readonly number[];
}

/** How many windows fit along each axis. */
export function windowCounts(sizes: Shape, { window, strides, dilation }: WindowParams): number[] {
  return sizes.map((n, i) =>
    Math.max(0, Math.floor((n - dilation[i] * (window[i] - 1) - 1) / strides[i]) + 1),
  );
}

/** The shape [...lead, ...window, ...count] and the strides through [...lead, ...sizes] that walk it. */
function walk(shape: Shape, params: WindowParams): { shape: number[]; strides: number[] } {
  const rank = params.window.length;
  const own = stridesOf(shape);
  const [lead, spatial] = [own.slice(0, -rank), own.slice(-rank)];
  return {
    shape: [...shape.slice(0, -rank), ...params.window, ...windowCounts(shape.slice(-rank), params)],
    strides: [
      ...lead,
      ...spatial.map((stride, i) => stride * params.dilation[i]),
      ...spatial.map((stride, i) => stride * params.strides[i]),
    ],
  };
}

/** [...lead, ...sizes] to [...lead, ...window, ...count]. */
export const windowsP: Primitive<WindowParams> = movesElements<WindowParams>(
  "windows",
  String.raw`x_{s i + d k}`,
  {
    dtypes,
    form: ([x], params) => ({ shape: walk(x.shape, params).shape, dtype: x.dtype }),
    kernel: ([x], params) => {
      const { shape, strides } = walk(x.shape, params);
      return gatherStrided(x, shape, strides, 0);
    },
    lower: { type: "view", view: (shape, params) => ({ strides: walk(shape, params).strides, offset: 0 }) },
    transpose: (ct, _i, [x], params) =>
      bind(overlapAddP, [ct], { ...params, sizes: x.shape.slice(-params.window.length) }),
    batch: ([x], [axis], params) => ({ output: bind(windowsP, [toFront(x, axis!)], params), axis: 0 }),
    laws: [
      { shapes: [[5]], params: { window: [3], strides: [1], dilation: [1] } },
      { shapes: [[2, 7]], params: { window: [2], strides: [2], dilation: [3] } },
      { shapes: [[4, 5]], params: { window: [2, 3], strides: [2, 1], dilation: [1, 1] } },
      { shapes: [[2]], params: { window: [3], strides: [1], dilation: [1] } },
    ],
  },
);

/** [...lead, ...window, ...count] added up in [...lead, ...sizes]. */
export const overlapAddP: Primitive<WindowParams & { sizes: Shape }> = movesElements<
  WindowParams & { sizes: Shape }
>("overlapAdd", String.raw`\textstyle\sum_{s i + d k = j} x_{k i}`, {
  dtypes: numericTypes,
  form: ([x], { window, sizes }) => ({
    shape: [...x.shape.slice(0, -2 * window.length), ...sizes],
    dtype: x.dtype,
  }),
  kernel: ([x], params) => {
    const full = [...x.shape.slice(0, -2 * params.window.length), ...params.sizes];
    const { shape, strides } = walk(full, params);
    const out = allocate(x.dtype, sizeOf(full));
    addStrided(x, out, shape, strides, 0);
    return wrap(full, x.dtype, out);
  },
  lower: {
    type: "place",
    adds: true,
    places: (_inputs, full, params) => [{ input: 0, strides: walk(full, params).strides, offset: 0 }],
  },
  transpose: (ct, _i, _inputs, { window, strides, dilation }) => windows(ct, { window, strides, dilation }),
  batch: ([x], [axis], params) => ({ output: bind(overlapAddP, [toFront(x, axis!)], params), axis: 0 }),
  laws: [
    { shapes: [[3, 3]], params: { window: [3], strides: [1], dilation: [1], sizes: [5] } },
    { shapes: [[2, 2, 2]], params: { window: [2], strides: [2], dilation: [3], sizes: [7] } },
    { shapes: [[2, 3, 2, 3]], params: { window: [2, 3], strides: [2, 1], dilation: [1, 1], sizes: [4, 5] } },
  ],
});

export function windows(x: Tensor, params: WindowParams): Tensor {
  return bind(windowsP, [x], params);
}

export function overlapAdd(x: Tensor, params: WindowParams & { sizes: Shape }): Tensor {
  return bind(overlapAddP, [x], params);
}
