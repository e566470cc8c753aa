/**
 * Which entries index expressions mean: a strided window, or positions on a stretch of axes that is folded into one. Reading and
 * writing follow the same description.
 */
import { bind } from "../core/bind.ts";
import { broadcastShapes, sameShape, sizeOf, stridesOf, type Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { take } from "../primitives/gather.ts";
import { reshape } from "../primitives/reshape.ts";
import { sliceP, type SliceParams } from "../primitives/slice.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { transpose } from "../primitives/transpose.ts";
import { add, mul } from "./arithmetic.ts";
import { resolve, type Index, type Part } from "./indices.ts";

/** Numbers and slices alone mean a strided window. */
export interface Window extends SliceParams {
  readonly kind: "window";
  /** Of the result: axes that a number picked from are gone, new ones are there. */
  readonly shape: Shape;
}

/** Positions mean entries of x anywhere. */
export interface Scattered {
  readonly kind: "scattered";
  /** x with the axes that are picked from folded into one, at `axis`. */
  readonly folded: Shape;
  readonly axis: number;
  /** Positions on the folded axis, int32, each in range. */
  readonly at: Tensor;
  /** The order of axes that the result has, before new axes; null where it is that of x. */
  readonly order: readonly number[] | null;
  readonly shape: Shape;
}

/** Which entries of a tensor of this shape the indices mean. @throws IndexError */
export function entriesOf(op: string, shape: Shape, indices: readonly Index[]): Window | Scattered {
  const parts = resolve(op, shape, indices);
  return parts.some((part) => part.kind === "array") ? scattered(op, shape, parts) : window(shape, parts);
}

/** The entries that the indices mean. */
export function read(op: string, x: Tensor, indices: readonly Index[]): Tensor {
  const entries = entriesOf(op, x.shape, indices);
  if (entries.kind === "window") return reshape(cut(x, entries), entries.shape);
  const picked = take(reshape(x, entries.folded), entries.at, entries.axis);
  return reshape(entries.order === null ? picked : transpose(picked, entries.order), entries.shape);
}

/** The window with all axes of x. */
export function cut(x: Tensor, { starts, sizes, steps }: Window): Tensor {
  const whole = sameShape(sizes, x.shape) && steps.every((step) => step === 1);
  return whole ? x : bind(sliceP, [x], { starts, sizes, steps });
}

/** Values of the result's shape, laid out as the folded x takes them. */
export function laidOut(values: Tensor, { at, axis, folded, order }: Scattered): Tensor {
  const shape = [...folded.slice(0, axis), ...at.shape, ...folded.slice(axis + 1)];
  if (order === null) return reshape(values, shape);
  const turned = reshape(
    values,
    order.map((i) => shape[i]),
  );
  return transpose(
    turned,
    order.map((_, i) => order.indexOf(i)),
  );
}

function window(x: Shape, parts: readonly Part[]): Window {
  const starts = x.map(() => 0);
  const steps = x.map(() => 1);
  const sizes = [...x];
  const shape: number[] = [];
  for (const part of parts) {
    if (part.kind === "new") shape.push(1);
    if (part.kind === "number") [starts[part.axis], sizes[part.axis]] = [part.at, 1];
    if (part.kind !== "slice") continue;
    [starts[part.axis], sizes[part.axis], steps[part.axis]] = [part.from, part.size, part.step];
    shape.push(part.size);
  }
  return { kind: "window", starts, sizes, steps, shape };
}

function isWhole(part: { axis: number; from: number; size: number; step: number }, shape: Shape): boolean {
  return part.from === 0 && part.step === 1 && part.size === shape[part.axis];
}

function scattered(op: string, shape: Shape, parts: readonly Part[]): Scattered {
  // Positions broadcast together, numbers beside them too; their axes stand where the first is, or in front if something lies
  // between them.
  const picks = (part: Part) => part.kind === "array" || part.kind === "number";
  const arrays = parts.filter((part) => part.kind === "array");
  const spread = arrays.reduce<Shape>((all, { at }) => broadcastShapes(op, all, at.shape), []);
  const first = parts.findIndex(picks);
  const last = parts.findLastIndex(picks);
  const apart = parts.slice(first, last + 1).some((part) => !picks(part));

  const touched = parts.flatMap((part) => {
    if (part.kind === "new" || part.kind === "gap" || part.axis === null) return [];
    return part.kind === "slice" && isWhole(part, shape) ? [] : [part.axis];
  });
  const low = touched.length > 0 ? Math.min(...touched) : axesBefore(parts, first);
  const high = Math.max(...touched, low - 1);
  const inFold = (axis: number) => axis >= low && axis <= high;

  // The axes of the result in its own order: those of the positions ("spread"), those of slices, and new ones.
  const slices = parts.flatMap((part, i): ResultAxis[] => {
    if (part.kind === "slice") return [{ part, size: part.size, axis: part.axis, at: i }];
    return part.kind === "new" ? [{ part, size: 1, axis: null, at: i }] : [];
  });
  const before = apart ? 0 : slices.filter(({ at }) => at < first).length;
  const axesOfResult: ResultAxis[] = [
    ...slices.slice(0, before),
    ...spread.map((size) => ({ part: null, size, axis: null, at: first })),
    ...slices.slice(before),
  ];
  const folding = axesOfResult.filter(({ part, axis }) => part === null || (axis !== null && inFold(axis)));
  const sizes = folding.map(({ size }) => size);
  const start = folding.findIndex(({ part }) => part === null);

  let at: Tensor = wrap([], "int32", Int32Array.of(0));
  const strides = stridesOf(shape.slice(low, high + 1));
  for (const part of parts) {
    if (part.kind === "new" || part.kind === "gap" || part.axis === null || !inFold(part.axis)) continue;
    const stride = strides[part.axis - low];
    if (part.kind === "number") at = add(at, part.at * stride);
    else if (part.kind === "array") {
      const rest = start === -1 ? 0 : sizes.length - start - spread.length;
      const lifted = reshape(part.at, [...part.at.shape, ...new Array<number>(rest).fill(1)]);
      at = add(at, mul(lifted, stride));
    } else {
      const along = folding.findIndex((each) => each.part === part);
      const steps = Int32Array.from({ length: part.size }, (_, i) => (part.from + i * part.step) * stride);
      at = add(at, wrap([part.size, ...new Array<number>(sizes.length - along - 1).fill(1)], "int32", steps));
    }
  }
  at = broadcastTo(at, sizes);

  // Along x: axes before the fold, the fold, axes after it.
  const beforeFold = axesOfResult.filter(({ axis }) => axis !== null && axis < low);
  const afterFold = axesOfResult.filter(({ axis }) => axis !== null && axis > high);
  const laid = [...beforeFold, ...folding, ...afterFold];
  const wanted = axesOfResult.filter(({ part }) => part?.kind !== "new");
  const order = wanted.map((each) => laid.indexOf(each));
  return {
    kind: "scattered",
    folded: [...shape.slice(0, low), sizeOf(shape.slice(low, high + 1)), ...shape.slice(high + 1)],
    axis: low,
    at,
    order: order.every((from, to) => from === to) ? null : order,
    shape: axesOfResult.map(({ size }) => size),
  };
}

/** An axis of the result: of a slice, new, or (with no part) one of those of the positions. */
interface ResultAxis {
  readonly part: Part | null;
  readonly size: number;
  /** The axis of x that it walks. */
  readonly axis: number | null;
  /** Where among the indices it came from. */
  readonly at: number;
}

/** How many axes of x the parts before this one stand for. */
function axesBefore(parts: readonly Part[], place: number): number {
  return parts.slice(0, place).filter((part) => "axis" in part && part.axis !== null).length;
}
