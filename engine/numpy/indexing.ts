/**
 * Which entries index expressions mean: a strided window, or positions on a stretch of axes that is folded into one. Reading and
 * writing follow the same description.
 */
import { bind } from "../core/bind.ts";
import { broadcastShapes, sameShape, sizeOf, stridesOf, type Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { take } from "../primitives/gather.ts";
import { iota } from "../primitives/positions.ts";
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

function scattered(op: string, shape: Shape, parts: readonly Part[]): Scattered {
  const { axes, spread } = resultAxes(op, parts);
  const [low, high] = stretchPicked(shape, parts);
  const from = (test: (axis: number) => boolean) => axes.filter(({ axis }) => axis !== null && test(axis));
  const folding = axes.filter(
    ({ part, axis }) => part === null || (axis !== null && axis >= low && axis <= high),
  );
  // As x has them: axes before the fold, the fold, axes after it.
  const laid = [...from((axis) => axis < low), ...folding, ...from((axis) => axis > high)];
  const order = axes.filter(({ part }) => part?.kind !== "new").map((each) => laid.indexOf(each));
  return {
    kind: "scattered",
    folded: [...shape.slice(0, low), sizeOf(shape.slice(low, high + 1)), ...shape.slice(high + 1)],
    axis: low,
    at: positionsOnFold(shape, parts, folding, spread.length, low, high),
    order: order.every((place, to) => place === to) ? null : order,
    shape: axes.map(({ size }) => size),
  };
}

/** An axis of the result: of a slice, new, or (with no part) one of those of the positions. */
interface ResultAxis {
  readonly part: Part | null;
  readonly size: number;
  /** The axis of x that it walks. */
  readonly axis: number | null;
}

/**
 * The axes of the result in order. Positions broadcast together, numbers beside them too; their axes ("spread") stand where the
 * first of them is, or in front if anything lies between them.
 */
function resultAxes(op: string, parts: readonly Part[]): { axes: ResultAxis[]; spread: Shape } {
  const picks = (part: Part) => part.kind === "array" || part.kind === "number";
  const spread = parts.reduce<Shape>(
    (all, part) => (part.kind === "array" ? broadcastShapes(op, all, part.at.shape) : all),
    [],
  );
  const first = parts.findIndex(picks);
  const last = parts.findLastIndex(picks);
  const apart = parts.slice(first, last + 1).some((part) => !picks(part));
  const own = (list: readonly Part[]) =>
    list.flatMap((part): ResultAxis[] => {
      if (part.kind === "slice") return [{ part, size: part.size, axis: part.axis }];
      return part.kind === "new" ? [{ part, size: 1, axis: null }] : [];
    });
  const before = apart ? 0 : first;
  const positions = spread.map((size) => ({ part: null, size, axis: null }));
  return { axes: [...own(parts.slice(0, before)), ...positions, ...own(parts.slice(before))], spread };
}

/** The first and the last axis of x that are not taken whole; a last before the first where there are none. */
function stretchPicked(shape: Shape, parts: readonly Part[]): [low: number, high: number] {
  const touched = parts.flatMap((part) => {
    if (part.kind === "new" || part.kind === "gap" || part.axis === null) return [];
    return part.kind === "slice" && isWhole(part, shape) ? [] : [part.axis];
  });
  // Only a mask with no axes touches none.
  const low = touched.length > 0 ? Math.min(...touched) : 0;
  return [low, Math.max(...touched, low - 1)];
}

function isWhole(part: { axis: number; from: number; size: number; step: number }, shape: Shape): boolean {
  return part.from === 0 && part.step === 1 && part.size === shape[part.axis];
}

/** For every combination of the folding axes, the place on the folded axis: the sum of what each part contributes. */
function positionsOnFold(
  shape: Shape,
  parts: readonly Part[],
  folding: readonly ResultAxis[],
  spreadRank: number,
  low: number,
  high: number,
): Tensor {
  const sizes = folding.map(({ size }) => size);
  const strides = stridesOf(shape.slice(low, high + 1));
  const afterSpread =
    folding.length -
    spreadRank -
    Math.max(
      0,
      folding.findIndex(({ part }) => part === null),
    );
  const lifted = (x: Tensor, axesBehind: number) =>
    reshape(x, [...x.shape, ...new Array<number>(axesBehind).fill(1)]);
  const terms: Tensor[] = [];
  let base = 0;
  for (const part of parts) {
    if (part.kind === "new" || part.kind === "gap" || part.axis === null) continue;
    if (part.axis < low || part.axis > high) continue;
    const stride = strides[part.axis - low];
    if (part.kind === "number") base += part.at * stride;
    else if (part.kind === "array") {
      const spread = lifted(part.at, part.at.ndim === 0 ? 0 : afterSpread);
      terms.push(stride === 1 ? spread : mul(spread, stride));
    } else {
      base += part.from * stride;
      const behind = folding.length - 1 - folding.findIndex((each) => each.part === part);
      terms.push(lifted(iota(part.size, part.step * stride), behind));
    }
  }
  const sum = terms.length === 0 ? wrap([], "int32", Int32Array.of(0)) : terms.reduce((a, b) => add(a, b));
  return broadcastTo(base === 0 ? sum : add(sum, base), sizes);
}
