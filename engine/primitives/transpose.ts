/** Axes in another order, and with it the first step of every batching rule: the batch axis at the front. */
import { bind } from "../core/bind.ts";
import type { Primitive } from "../core/primitive.ts";
import { stridesOf } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { movesElements } from "./movement.ts";
import { gatherStrided } from "./strided.ts";

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
  lower: {
    type: "view",
    view: (shape, { order }) => {
      const strides = stridesOf(shape);
      return { strides: order.map((i) => strides[i]), offset: 0 };
    },
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

/** The batch axis moved to the front. */
export function toFront(x: Tensor, axis: number): Tensor {
  if (axis === 0) return x;
  const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
  return transpose(x, [axis, ...others]);
}
