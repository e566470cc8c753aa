/** Sum and broadcast, each the transpose of the other. Sums are pairwise: a million times 0.1 in float32 is still 100000. */
import { bind } from "../core/bind.ts";
import { dtypes, type Data } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sameShape, sizeOf, stridesOf, withOnes, type Shape } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { movesElements } from "./movement.ts";
import { batchReduction, reducedForm, reduceRows, reductionLaws, type AxesParams } from "./reduction.ts";
import { reshape } from "./reshape.ts";
import { gatherStrided } from "./strided.ts";
import { toFront } from "./transpose.ts";

export const sumP: Primitive<AxesParams> = define<AxesParams>({
  name: "sum",
  maths: { value: String.raw`\textstyle\sum x`, partials: ["1"] },
  dtypes,
  elementwise: false,
  form: reducedForm((dtype) => (dtype === "bool" ? "int32" : dtype)),
  kernel: ([x], { axes }) => reduceRows(x, axes, x.dtype === "bool" ? "int32" : x.dtype, pairwiseSum),
  lower: { type: "reduce", by: "sum", axes: ({ axes }) => axes },
  derivative: { type: "linear", transpose: (ct, _i, [x], { axes }) => spread(ct, x.shape, axes) },
  batch: batchReduction(() => sumP),
  cost: ([x]) => sizeOf(x.shape),
  laws: reductionLaws,
});

export function sum(x: Tensor, axes: readonly number[]): Tensor {
  return axes.length === 0 && x.dtype !== "bool" ? x : bind(sumP, [x], { axes });
}

/** Pairwise in blocks of 128: the error grows with the logarithm of the length (Higham 1993). */
function pairwiseSum(data: Data, start: number, length: number): number {
  if (length <= 128) {
    let total = 0;
    for (let i = start; i < start + length; i++) total += data[i];
    return total;
  }
  const half = (length >> 8) * 128 || 128;
  return pairwiseSum(data, start, half) + pairwiseSum(data, start + half, length - half);
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
    kernel: ([x], params) => gatherStrided(x, params.shape, repeated(x.shape, params), 0),
    lower: { type: "view", view: (shape, params) => ({ strides: repeated(shape, params), offset: 0 }) },
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

/** Strides of the result in the input: 0 along axes that repeat it. */
function repeated(input: Shape, { shape, axes }: BroadcastParams): number[] {
  const own = stridesOf(input);
  const strides = new Array<number>(shape.length).fill(0);
  axes.forEach((axis, i) => (strides[axis] = input[i] === 1 ? 0 : own[i]));
  return strides;
}

export function broadcastTo(x: Tensor, shape: Shape, axes?: readonly number[]): Tensor {
  const aligned = axes ?? x.shape.map((_, i) => i + shape.length - x.shape.length);
  if (sameShape(x.shape, shape)) return x;
  return bind(broadcastP, [x], { shape, axes: aligned });
}

/** Gives a reduced tensor its lost axes back. */
export function spread(reduced: Tensor, shape: Shape, axes: readonly number[]): Tensor {
  return broadcastTo(reshape(reduced, withOnes(shape, axes)), shape);
}
