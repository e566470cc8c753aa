/** What reductions share: the rows they run over, their shape, and their batching rule. */
import { bind } from "../core/bind.ts";
import { allocate, type Data, type DType } from "../core/dtype.ts";
import type { Batched, Form, LawCase, Primitive } from "../core/primitive.ts";
import { sizeOf, without } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { toFront, transpose } from "./transpose.ts";

export interface AxesParams {
  readonly axes: readonly number[];
}

export const reductionLaws: LawCase<AxesParams>[] = [
  { shapes: [[3]], params: { axes: [0] } },
  { shapes: [[255]], params: { axes: [0] } },
  { shapes: [[0, 7]], params: { axes: [1] } },
  { shapes: [[2, 3]], params: { axes: [1] } },
  { shapes: [[2, 3]], params: { axes: [0, 1] } },
  { shapes: [[3, 2, 1]], params: { axes: [0, 2] } },
];

export const reducedForm =
  (dtype: (x: DType) => DType) =>
  ([x]: readonly Form[], { axes }: AxesParams): Form => ({
    shape: without(x.shape, axes),
    dtype: dtype(x.dtype),
  });

/** Runs `row` over every reduced run of elements, the reduced axes brought to the end. */
export function reduceRows(
  x: Tensor,
  axes: readonly number[],
  dtype: DType,
  row: (data: Data, start: number, length: number) => number,
): Tensor {
  const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const ordered = transpose(x, [...kept, ...axes]);
  const shape = without(x.shape, axes);
  const length = sizeOf(axes.map((axis) => x.shape[axis]));
  const out = allocate(dtype, sizeOf(shape));
  const data = ordered.data;
  for (let i = 0; i < out.length; i++) out[i] = row(data, i * length, length);
  return wrap(shape, dtype, out);
}

export function batchReduction(primitive: () => Primitive<AxesParams>) {
  return ([x]: readonly Tensor[], [axis]: readonly (number | null)[], { axes }: AxesParams): Batched => ({
    output: bind(primitive(), [toFront(x, axis!)], { axes: axes.map((i) => i + 1) }),
    axis: 0,
  });
}
