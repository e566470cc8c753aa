/** Sizes along axes, in row-major order, and the arithmetic on them that every rule shares. */
import { AxisError, ShapeError, alignShapes, showShape } from "./errors.ts";

export type Shape = readonly number[];

/** Holds that what a caller gives as a shape is one: a list of sizes. @throws ShapeError */
export function checkShape(op: string, shape: Shape): void {
  const given: unknown = shape;
  if (Array.isArray(given) && given.every((n) => Number.isInteger(n) && n >= 0)) return;
  throw new ShapeError(`${op}: a shape is a list of sizes such as [3, 4]; found ${JSON.stringify(given)}.`);
}

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const n of shape) size *= n;
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i]);
}

/** How far apart neighbours along each axis lie. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i];
  }
  return strides;
}

/** NumPy's rule: align right, then sizes must agree or be 1. */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const result = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const m = a.length >= i ? a[a.length - i] : 1;
    const n = b.length >= i ? b[b.length - i] : 1;
    if (m !== n && m !== 1 && n !== 1) {
      throw new ShapeError(
        `${op}: shapes ${showShape(a)} and ${showShape(b)} do not broadcast.\n${alignShapes(a, b)}\nSizes along an axis must agree or be 1.`,
      );
    }
    result[rank - i] = m === 1 ? n : m;
  }
  return result;
}

/** Counts a negative axis from the end. */
export function resolveAxis(op: string, axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= rank) {
    throw new AxisError(
      rank === 0
        ? `${op}: axis ${axis} of a scalar, which has no axes.`
        : `${op}: axis ${axis} is out of range for ${rank} axes; use ${-rank} to ${rank - 1}.`,
    );
  }
  return resolved;
}

export function resolveAxes(
  op: string,
  axes: number | readonly number[] | null | undefined,
  rank: number,
): number[] {
  if (axes === null || axes === undefined) return Array.from({ length: rank }, (_, i) => i);
  const list = (typeof axes === "number" ? [axes] : axes).map((axis) => resolveAxis(op, axis, rank));
  if (new Set(list).size !== list.length)
    throw new AxisError(`${op}: an axis is named twice in [${list.join(", ")}].`);
  return list.sort((a, b) => a - b);
}

export function without(shape: Shape, axes: readonly number[]): Shape {
  return shape.filter((_, i) => !axes.includes(i));
}

export function withOnes(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((n, i) => (axes.includes(i) ? 1 : n));
}

export function insertAt<T>(list: readonly T[], index: number, item: T): T[] {
  return [...list.slice(0, index), item, ...list.slice(index)];
}
