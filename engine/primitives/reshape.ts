/** The same elements, in row-major order, under another shape. Copies nothing. */
import { bind } from "../core/bind.ts";
import { ShapeError, showShape } from "../core/errors.ts";
import type { Primitive } from "../core/primitive.ts";
import { sameShape, sizeOf, type Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { movesElements } from "./movement.ts";
import { toFront } from "./transpose.ts";

export const reshapeP: Primitive<{ shape: Shape }> = movesElements<{ shape: Shape }>(
  "reshape",
  String.raw`\mathrm{reshape}\,x`,
  {
    form: ([x], { shape }) => ({ shape, dtype: x.dtype }),
    kernel: ([x], { shape }) => wrap(shape, x.dtype, x.data),
    lower: { type: "same" },
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
