/** Positions along an axis: negative ones counted from its end, and every one checked. */
import { bind } from "../core/bind.ts";
import { IndexError } from "../core/errors.ts";
import type { Primitive } from "../core/primitive.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { add } from "./arithmetic.ts";
import { elementwise } from "./elementwise.ts";
import { broadcastTo } from "./sum.ts";

export interface AlongAxis {
  readonly axis: number;
}

interface PositionParams extends AlongAxis {
  /** As the learner knows it, for the error. */
  readonly op: string;
  readonly length: number;
  /** Whether -1 is the last entry, rather than out of range. */
  readonly fromEnd: boolean;
}

/** A position along an axis, counted from its start: checked, so that no offset added later can hide that it was out of range. */
export const positionP: Primitive<PositionParams> = elementwise<PositionParams>("position", 1, {
  dtype: "same",
  takes: ["int32"],
  inputs: ["int32"],
  domain: [[-4, 4]],
  params: [{ op: "take", axis: 0, length: 4, fromEnd: true }],
  maths: { value: String.raw`x \bmod n`, partials: ["0"] },
  value: (index, _b, _c, { op, axis, length, fromEnd }) => counted(op, index, axis, length, fromEnd),
  partials: "zero",
});

/** Positions in each example's own stretch, for all examples laid end to end. */
export function inOwnStretch(op: string, indices: Tensor, axis: number, length: number): Tensor {
  const size = indices.shape[0];
  const spread = broadcastTo(iota(size, length), indices.shape, [0]);
  return add(position(indices, { op, axis, length, fromEnd: true }), spread);
}

/** Every index counted from the start of its axis. @throws IndexError */
export function positions(op: string, indices: Tensor, axis: number, length: number): Int32Array {
  const { data } = indices;
  const out = new Int32Array(data.length);
  for (let i = 0; i < out.length; i++) out[i] = counted(op, data[i], axis, length, true);
  return out;
}

/** 0, step, 2 step, ... n of them, int32. */
export function iota(n: number, step = 1): Tensor {
  const out = new Int32Array(n);
  for (let i = 0; i < n; i++) out[i] = i * step;
  return wrap([n], "int32", out);
}

/** One index counted from the start of its axis. @throws IndexError */
export function counted(op: string, index: number, axis: number, length: number, fromEnd: boolean): number {
  const at = index < 0 && fromEnd ? index + length : index;
  if (at >= 0 && at < length) return at;
  const range = `${fromEnd ? -length : 0} to ${length - 1}`;
  throw new IndexError(
    `${op}: index ${index} is out of range for axis ${axis} of size ${length}${length === 0 ? ", which has no entries." : `; use ${range}.`}`,
  );
}

export const position = (indices: Tensor, params: PositionParams): Tensor =>
  bind(positionP, [indices], params);
