/** The same elements under other axes: reordered, added, dropped, repeated by broadcasting. */
import { AxisError, ShapeError, showShape } from "../core/errors.ts";
import {
  broadcastShapes as broadcastTwo,
  checkShape,
  insertAt,
  resolveAxes,
  resolveAxis,
  type Shape,
} from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { reshape as reshaped } from "../primitives/reshape.ts";
import { broadcastTo as broadcastAlong } from "../primitives/sum.ts";
import { transpose as reordered } from "../primitives/transpose.ts";
import { asTensor } from "../transforms/leaf.ts";
import type { TensorLike } from "./arithmetic.ts";

/** Axes reversed, or in the given order. */
export function permute(x: TensorLike, order?: readonly number[]): Tensor {
  const t = asTensor(x);
  const axes =
    order?.map((axis) => resolveAxis("transpose", axis, t.ndim)) ?? t.shape.map((_, i) => t.ndim - 1 - i);
  if (new Set(axes).size !== t.ndim || axes.length !== t.ndim)
    throw new AxisError(`transpose: [${axes.join(", ")}] does not name each of ${t.ndim} axes once.`);
  return reordered(t, axes);
}

/** Axes reversed, or in the given order; the method is x.transpose(...). */
export const transpose = (x: TensorLike, order?: readonly number[]): Tensor => permute(x, order);

/** Axes in the given order: permute, by its name in the array API. */
export const permuteDims = (x: TensorLike, order: readonly number[]): Tensor => permute(x, order);

/** The last two axes swapped. @throws AxisError of fewer */
export function matrixTranspose(x: TensorLike): Tensor {
  const t = asTensor(x);
  if (t.ndim < 2) throw new AxisError(`matrixTranspose: a matrix has two axes, found ${showShape(t.shape)}.`);
  return swapaxes(t, -2, -1);
}

/** Two axes in each other's place. */
export function swapaxes(x: TensorLike, axis1: number, axis2: number): Tensor {
  const t = asTensor(x);
  const [a, b] = [axis1, axis2].map((axis) => resolveAxis("swapaxes", axis, t.ndim));
  return reordered(
    t,
    t.shape.map((_, i) => (i === a ? b : i === b ? a : i)),
  );
}

/** Axes moved to new places; the others keep their order. @throws AxisError */
export function moveaxis(
  x: TensorLike,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const t = asTensor(x);
  const named = (axes: number | readonly number[]) => {
    const list = typeof axes === "number" ? [axes] : axes;
    const resolved = list.map((axis) => resolveAxis("moveaxis", axis, t.ndim));
    if (new Set(resolved).size === resolved.length) return resolved;
    throw new AxisError(`moveaxis: an axis is named twice in [${resolved.join(", ")}].`);
  };
  const [from, to] = [named(source), named(destination)];
  if (from.length !== to.length)
    throw new AxisError(`moveaxis: ${from.length} axes to ${to.length} places; name as many of each.`);
  const order = t.shape.map((_, i) => i).filter((i) => !from.includes(i));
  for (const place of [...to].sort((a, b) => a - b)) order.splice(place, 0, from[to.indexOf(place)]);
  return reordered(t, order);
}

/** The same elements in row-major order under another shape; one size may be -1. @throws ShapeError */
export const reshape = (x: TensorLike, shape: Shape): Tensor => reshaped(asTensor(x), shape);

/** All elements along one axis, in row-major order. */
export const ravel = (x: TensorLike): Tensor => reshaped(asTensor(x), [-1]);

/** All elements along one axis: ravel, by the name of NumPy's and PyTorch's method. */
export const flatten = (x: TensorLike): Tensor => ravel(x);

/** A new axis of size 1, or several: places in the result. */
export function expandDims(x: TensorLike, axis: number | readonly number[]): Tensor {
  const t = asTensor(x);
  if (typeof axis === "number")
    return reshaped(t, insertAt(t.shape, resolveAxis("expandDims", axis, t.ndim + 1), 1));
  const places = resolveAxes("expandDims", axis, t.ndim + axis.length);
  return reshaped(
    t,
    places.reduce<Shape>((shape, place) => insertAt(shape, place, 1), t.shape),
  );
}

/** Axes of size 1 left out: those named, or all. */
export function squeeze(x: TensorLike, axis: number | readonly number[] | null = null): Tensor {
  const t = asTensor(x);
  const named = axis === null ? null : resolveAxes("squeeze", axis, t.ndim);
  const wide = named?.find((i) => t.shape[i] !== 1);
  if (wide !== undefined)
    throw new ShapeError(`squeeze: axis ${wide} of ${showShape(t.shape)} has size ${t.shape[wide]}, not 1.`);
  return reshaped(
    t,
    t.shape.filter((n, i) => (named === null ? n !== 1 : !named.includes(i))),
  );
}

/** A scalar as [1]; anything else as it is. */
export function atleast1d(x: TensorLike): Tensor {
  const t = asTensor(x);
  return t.ndim === 0 ? reshaped(t, [1]) : t;
}

/** At least two axes: a vector becomes a row. */
export function atleast2d(x: TensorLike): Tensor {
  const t = atleast1d(x);
  return t.ndim === 1 ? reshaped(t, [1, ...t.shape]) : t;
}

/** At least three axes: [n] becomes [1, n, 1], [m, n] becomes [m, n, 1]. */
export function atleast3d(x: TensorLike): Tensor {
  const t = atleast2d(x);
  return t.ndim === 2 ? reshaped(t, [...t.shape, 1]) : t;
}

/** Repeated to a shape along axes of size 1 and new first ones, as NumPy's broadcast_to. @throws ShapeError */
export const broadcastTo = (x: TensorLike, shape: Shape): Tensor => broadcasted("broadcastTo", x, shape);

/** As NumPy's broadcast_to. */
export const broadcast = (x: TensorLike, shape: Shape): Tensor => broadcasted("broadcast", x, shape);

function broadcasted(op: string, x: TensorLike, shape: Shape): Tensor {
  checkShape(op, shape);
  const t = asTensor(x);
  const padded = shape.length - t.ndim;
  if (padded < 0 || t.shape.some((n, i) => n !== 1 && n !== shape[i + padded]))
    throw new ShapeError(`${op}: ${showShape(t.shape)} does not broadcast to ${showShape(shape)}.`);
  return broadcastAlong(t, shape);
}

/** The shape that all of these broadcast to. @throws ShapeError */
export function broadcastShapes(...shapes: readonly Shape[]): Shape {
  return shapes.reduce<Shape>((all, shape) => broadcastTwo("broadcastShapes", all, shape), []);
}

/** All of them, broadcast to one shape. @throws ShapeError */
export function broadcastArrays(...xs: readonly TensorLike[]): Tensor[] {
  const ts = xs.map((x) => asTensor(x));
  const shape = ts.reduce<Shape>((all, t) => broadcastTwo("broadcastArrays", all, t.shape), []);
  return ts.map((t) => broadcastAlong(t, shape));
}
