/** What may stand between the brackets of NumPy's x[...], and how each index is read against the axes of x. */
import { isFloating } from "../core/dtype.ts";
import { IndexError, showShape } from "../core/errors.ts";
import type { Shape } from "../core/shape.ts";
import { filled, isTensor, type Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { counted, position } from "../primitives/positions.ts";
import { asTensor } from "../transforms/leaf.ts";
import { coordinatesWhere, known, wholeNumbers } from "./known.ts";

/** From `start` to before `stop` in strides of `step`; null or left out is as far as it goes. */
export interface Slice {
  readonly start?: number | null;
  readonly stop?: number | null;
  readonly step?: number | null;
}
type Bound = number | "";
/** A slice as Python writes it: "1:", ":-1", "::2". */
type SliceText = `${Bound}:${Bound}` | `${Bound}:${Bound}:${Bound}`;
type NestedIndex = number | boolean | readonly NestedIndex[];

/**
 * What may stand for an axis: a number (the axis goes), a slice, "..." for all axes between, null for a new axis, positions
 * (a tensor of whole numbers or a nested array), or a mask of bools over one axis or several.
 */
export type Index = number | boolean | null | "..." | SliceText | Slice | Tensor | readonly NestedIndex[];

/** A new axis of size 1, among indices. */
export const newaxis = null;

/** A slice among indices: entries from `start` to before `stop`; negative bounds count from the end. */
export function s(
  start: number | null = null,
  stop: number | null = null,
  step: number | null = null,
): Slice {
  return { start, stop, step };
}

/** One index, its place known. An ellipsis that stands for no axes still keeps its neighbours apart. */
export type Part =
  | {
      readonly kind: "slice";
      readonly axis: number;
      readonly from: number;
      readonly size: number;
      readonly step: number;
    }
  | { readonly kind: "number"; readonly axis: number; readonly at: number }
  | { readonly kind: "array"; readonly axis: number | null; readonly at: Tensor }
  | { readonly kind: "new" }
  | { readonly kind: "gap" };

/** Reads every index against the axes that it stands for. */
export function resolve(op: string, shape: Shape, indices: readonly Index[]): Part[] {
  const read = indices.map((index) => meant(op, index));
  const used = read.reduce<number>((count, index) => count + axesOf(index), 0);
  if (used > shape.length)
    throw new IndexError(
      `${op}: ${used} indices for the ${shape.length} ${shape.length === 1 ? "axis" : "axes"} of ${showShape(shape)}.`,
    );
  const gaps = read.filter((index) => index === "...").length;
  if (gaps > 1) throw new IndexError(`${op}: "..." may stand once among the indices, found ${gaps}.`);
  const parts: Part[] = [];
  let axis = 0;
  for (const index of gaps === 0 ? [...read, "..." as const] : read) {
    if (index === null) parts.push({ kind: "new" });
    else if (index === "...") {
      if (gaps > 0) parts.push({ kind: "gap" });
      for (let i = used; i < shape.length; i++, axis++)
        parts.push({ kind: "slice", axis, from: 0, size: shape[axis], step: 1 });
    } else if (typeof index === "number") {
      parts.push({ kind: "number", axis, at: counted(op, index, axis, shape[axis], true) });
      axis++;
    } else if (!isTensor(index)) {
      parts.push({ kind: "slice", axis, ...bounds(op, index, shape[axis]) });
      axis++;
    } else if (index.dtype === "bool") {
      parts.push(...positionsOf(op, index, axis, shape));
      axis += index.ndim;
    } else {
      const at = position(convert(index, "int32"), { op, axis, length: shape[axis], fromEnd: true });
      parts.push({ kind: "array", axis, at });
      axis++;
    }
  }
  return parts;
}

/** What an index is: text becomes a slice, lists become tensors. */
function meant(op: string, index: Index): number | null | "..." | Slice | Tensor {
  if (index === null || index === "...") return index;
  if (typeof index === "number") {
    if (Number.isInteger(index)) return index;
    throw new IndexError(`${op}: ${index} is not a whole number, so it is no position.`);
  }
  if (typeof index === "string") return sliceOf(op, index);
  if (typeof index === "boolean" || isTensor(index) || isList(index)) return positionsTensor(op, index);
  if (typeof index === "object" && ["start", "stop", "step"].some((key) => key in index)) return index;
  throw new IndexError(
    `${op}: cannot index with ${describe(index)}; use a number, np.s(start, stop, step), "...", null, an array of positions or a mask.`,
  );
}

function isList(index: Index): index is readonly NestedIndex[] {
  return Array.isArray(index) || ArrayBuffer.isView(index);
}

function describe(index: unknown): string {
  return typeof index === "object" ? JSON.stringify(index) : typeof index;
}

function positionsTensor(op: string, index: boolean | Tensor | readonly NestedIndex[]): Tensor {
  const x = asTensor(index);
  if (!isFloating(x.dtype)) return x;
  // A plain number that became an argument of a traced function.
  if (x.weak === "integer") return convert(x, "int32");
  // A nested array of numbers becomes float32, like every other; a tensor was made floating on purpose.
  if (!isTensor(index)) return wholeNumbers(op, x);
  throw new IndexError(
    `${op}: positions are whole numbers, found a ${x.dtype} tensor; convert it: x.astype("int32").`,
  );
}

function sliceOf(op: string, text: string): Slice {
  const parts = text.split(":").map((part) => (part.trim() === "" ? null : Number(part)));
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => part !== null && !Number.isInteger(part)))
    throw new IndexError(`${op}: "${text}" is no slice; write "start:stop" or "start:stop:step", as "1:-1".`);
  return s(...parts);
}

function axesOf(index: number | null | "..." | Slice | Tensor): number {
  if (index === null || index === "...") return 0;
  return isTensor(index) && index.dtype === "bool" ? index.ndim : 1;
}

/** As Python's slice.indices. */
function bounds(
  op: string,
  { start = null, stop = null, step }: Slice,
  n: number,
): { from: number; size: number; step: number } {
  const by = step ?? 1;
  for (const bound of [start, stop, by])
    if (bound !== null && !Number.isInteger(bound))
      throw new IndexError(`${op}: a slice has whole numbers, found ${bound}.`);
  if (by === 0) throw new IndexError(`${op}: the step of a slice is 0; use 1, or -1 to go backwards.`);
  const [low, high] = by > 0 ? [0, n] : [-1, n - 1];
  const limit = (bound: number) => Math.min(Math.max(bound < 0 ? bound + n : bound, low), high);
  const from = start === null ? (by > 0 ? low : high) : limit(start);
  const to = stop === null ? (by > 0 ? high : low) : limit(stop);
  const size = Math.max(0, Math.ceil((to - from) / by));
  return { from: size === 0 ? 0 : from, size, step: by };
}

/** A mask picks where it is true: positions along each of its axes. */
function positionsOf(op: string, mask: Tensor, axis: number, shape: Shape): Part[] {
  const own = shape.slice(axis, axis + mask.ndim);
  if (showShape(own) !== showShape(mask.shape))
    throw new IndexError(
      `${op}: a mask ${showShape(mask.shape)} for axes of sizes ${showShape(own)}; a mask has the sizes of the axes it picks from.`,
    );
  const data = known(
    `${op} with a mask`,
    mask,
    "Use np.where(mask, x, other), which keeps the shape, or np.nonzero(mask, { size }).",
  );
  // A mask with no axes is true or false for all: a new axis of one entry or none.
  if (mask.ndim === 0) return [{ kind: "array", axis: null, at: filled([data[0]], "int32", 0) }];
  const coordinates = coordinatesWhere(data, mask.shape);
  return coordinates.map((at, i) => ({ kind: "array", axis: axis + i, at }));
}
