/** Functions that pick, join and rearrange elements. */
import { bind } from "../core/bind.ts";
import { promote } from "../core/dtype.ts";
import { AxisError, ShapeError, showShape } from "../core/errors.ts";
import { insertAt, resolveAxes, resolveAxis, sizeOf } from "../core/shape.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";
import { argsortP } from "../primitives/argsort.ts";
import { concatenate as joined } from "../primitives/concatenate.ts";
import { convert } from "../primitives/convert.ts";
import { take as gather } from "../primitives/gather.ts";
import { position } from "../primitives/positions.ts";
import { reshape } from "../primitives/reshape.ts";
import { sliceP, unsliceP } from "../primitives/slice.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { transpose } from "../primitives/transpose.ts";
import { asTensor } from "../transforms/leaf.ts";
import { add, eq, where, type TensorLike } from "./arithmetic.ts";

/** Axes reversed, or in the given order. */
export function permute(x: Tensor, order?: readonly number[]): Tensor {
  const axes =
    order?.map((axis) => resolveAxis("transpose", axis, x.ndim)) ?? x.shape.map((_, i) => x.ndim - 1 - i);
  if (new Set(axes).size !== x.ndim)
    throw new AxisError(`transpose: [${axes.join(", ")}] does not name each of ${x.ndim} axes once.`);
  return transpose(x, axes);
}

/** Entries from `start` to before `end` along an axis (default 0); negative positions count from the end. */
export function slice(x: Tensor, start: number, end?: number, axis = 0, step = 1): Tensor {
  const at = resolveAxis("slice", axis, x.ndim);
  if (!Number.isInteger(step) || step < 1)
    throw new ShapeError(
      `slice: a step is a whole number from 1 on, found ${step}; np.flip turns an axis round.`,
    );
  const n = x.shape[at];
  const from = Math.min(Math.max(start < 0 ? start + n : start, 0), n);
  const to = Math.min(Math.max(end === undefined ? n : end < 0 ? end + n : end, 0), n);
  const sizes = x.shape.map((size, i) => (i === at ? Math.max(0, Math.ceil((to - from) / step)) : size));
  const starts = x.shape.map((_, i) => (i === at ? from : 0));
  return bind(sliceP, [x], { starts, sizes, steps: x.shape.map((_, i) => (i === at ? step : 1)) });
}

/** Entries at these positions along an axis. @throws IndexError */
export function take(x: Tensor, indices: TensorLike, axis = 0): Tensor {
  const at = resolveAxis("take", axis, x.ndim);
  const rows = convert(asTensor(indices), "int32");
  return gather(x, position(rows, { op: "take", axis: at, length: x.shape[at], fromEnd: true }), at);
}

/**
 * Tensors end to end along an axis.
 * @throws ShapeError when they differ along another axis
 */
export function concatenate(parts: readonly TensorLike[], axis = 0): Tensor {
  const xs = parts.map((part) => asTensor(part));
  if (xs.length === 0) throw new ShapeError("concatenate: of no tensors.");
  const at = resolveAxis("concatenate", axis, xs[0].ndim);
  const dtype = xs.map((x) => x.dtype).reduce(promote);
  for (const x of xs) {
    if (x.ndim !== xs[0].ndim || x.shape.some((n, i) => i !== at && n !== xs[0].shape[i])) {
      throw new ShapeError(
        `concatenate: shapes differ beside axis ${at}: ${showShape(xs[0].shape)} and ${showShape(x.shape)}.`,
      );
    }
  }
  return joined(
    xs.map((x) => convert(x, dtype)),
    at,
  );
}

/** Tensors of one shape side by side along a new axis. */
export function stack(parts: readonly TensorLike[], axis = 0): Tensor {
  const xs = parts.map((part) => asTensor(part));
  if (xs.length === 0) throw new ShapeError("stack: of no tensors.");
  const at = resolveAxis("stack", axis, xs[0].ndim + 1);
  const widened = xs.map((x) => reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]));
  return concatenate(widened, at);
}

/** Zeros (or `value`) around: `widths[i]` is [before, after] along axis i. */
export function pad(x: Tensor, widths: readonly (readonly [number, number])[], value = 0): Tensor {
  const shape = x.shape.map((n, i) => n + widths[i][0] + widths[i][1]);
  const params = {
    starts: widths.map(([before]) => before),
    sizes: x.shape,
    steps: shape.map(() => 1),
    shape,
  };
  const placed = bind(unsliceP, [x], params);
  if (value === 0) return placed;
  const inside = bind(unsliceP, [filled(x.shape, "float32", 1)], params);
  return where(eq(inside, 1), placed, value);
}

/** Shifted along an axis, the end coming round to the start. */
export function roll(x: Tensor, shift: number, axis = 0): Tensor {
  const at = resolveAxis("roll", axis, x.ndim);
  const n = x.shape[at];
  const cut = n === 0 ? 0 : ((-shift % n) + n) % n;
  return cut === 0 ? x : concatenate([slice(x, cut, n, at), slice(x, 0, cut, at)], at);
}

/** The entries of an axis (default: of all) in opposite order. */
export function flip(x: Tensor, axis: number | readonly number[] | null = null): Tensor {
  const turned = resolveAxes("flip", axis, x.ndim);
  return bind(sliceP, [x], {
    starts: x.shape.map((n, i) => (turned.includes(i) ? Math.max(0, n - 1) : 0)),
    sizes: x.shape,
    steps: x.shape.map((_, i) => (turned.includes(i) ? -1 : 1)),
  });
}

/** The same elements in row-major order under another shape; one size may be -1. */
export { reshape };

/** A new axis of size 1. */
export function expandDims(x: Tensor, axis: number): Tensor {
  return reshape(x, insertAt(x.shape, resolveAxis("expandDims", axis, x.ndim + 1), 1));
}

/** Axes of size 1 left out: those named, or all. */
export function squeeze(x: Tensor, axis: number | readonly number[] | null = null): Tensor {
  const named = axis === null ? null : resolveAxes("squeeze", axis, x.ndim);
  const wide = named?.find((i) => x.shape[i] !== 1);
  if (wide !== undefined)
    throw new ShapeError(`squeeze: axis ${wide} of ${showShape(x.shape)} has size ${x.shape[wide]}, not 1.`);
  return reshape(
    x,
    x.shape.filter((n, i) => (named === null ? n !== 1 : !named.includes(i))),
  );
}

/** As NumPy's broadcast_to. */
export function broadcast(x: TensorLike, shape: readonly number[]): Tensor {
  const t = asTensor(x);
  const padded = shape.length - t.ndim;
  if (padded < 0 || t.shape.some((n, i) => n !== 1 && n !== shape[i + padded]))
    throw new ShapeError(`broadcast: ${showShape(t.shape)} does not broadcast to ${showShape(shape)}.`);
  return broadcastTo(t, shape);
}

/** Where the entries of an axis stand in ascending order, int32. Stable; NaN comes last. */
export function argsort(x: TensorLike, axis = -1): Tensor {
  const t = asTensor(x);
  const order = axisLast(t, resolveAxis("argsort", axis, t.ndim));
  return transpose(bind(argsortP, [transpose(t, order)], null), inverse(order));
}

/** The entries of an axis in ascending order. The gradient goes back to where each came from. */
export function sort(x: TensorLike, axis = -1): Tensor {
  const t = asTensor(x);
  return takeAlongAxis(t, argsort(t, axis), axis);
}

/** Along one axis, for every place beside it its own positions: `takeAlongAxis(x, argsort(x))` is `sort(x)`. */
export function takeAlongAxis(x: Tensor, indices: Tensor, axis = -1): Tensor {
  const order = axisLast(x, resolveAxis("takeAlongAxis", axis, x.ndim));
  const [xs, at] = [transpose(x, order), convert(transpose(indices, order), "int32")];
  const lead = xs.shape.slice(0, -1);
  if (showShape(at.shape.slice(0, -1)) !== showShape(lead)) {
    throw new ShapeError(
      `takeAlongAxis: beside axis ${axis} the shapes must agree: ${showShape(x.shape)} and ${showShape(indices.shape)}.`,
    );
  }
  // One long axis, each row with its own offset.
  const n = xs.shape[xs.ndim - 1];
  const offsets = wrap(
    [...lead, 1],
    "int32",
    Int32Array.from({ length: sizeOf(lead) }, (_, i) => i * n),
  );
  const places = position(at, { op: "takeAlongAxis", axis: x.ndim - 1, length: n, fromEnd: true });
  const picked = gather(reshape(xs, [xs.size]), add(places, offsets), 0);
  return transpose(picked, inverse(order));
}

function axisLast(x: Tensor, axis: number): number[] {
  return [...x.shape.map((_, i) => i).filter((i) => i !== axis), axis];
}

function inverse(order: readonly number[]): number[] {
  return order.map((_, i) => order.indexOf(i));
}
