/** The entries of an axis cut out, turned round, shifted and repeated. */
import { bind } from "../core/bind.ts";
import { AxisError, ShapeError } from "../core/errors.ts";
import { resolveAxes, resolveAxis, sizeOf } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { take } from "../primitives/gather.ts";
import { concatenate } from "../primitives/concatenate.ts";
import { reshape } from "../primitives/reshape.ts";
import { sliceP } from "../primitives/slice.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { asTensor } from "../transforms/leaf.ts";
import type { TensorLike } from "./arithmetic.ts";
import { ravel, swapaxes } from "./axes.ts";
import { known } from "./known.ts";

/** Entries from `start` to before `end` along an axis (default 0); negative positions count from the end. */
export function slice(x: TensorLike, start: number, end?: number, axis = 0, step = 1): Tensor {
  const t = asTensor(x);
  const at = resolveAxis("slice", axis, t.ndim);
  if (!Number.isInteger(step) || step < 1)
    throw new ShapeError(
      `slice: a step is a whole number from 1 on, found ${step}; np.flip turns an axis round.`,
    );
  const n = t.shape[at];
  const from = Math.min(Math.max(start < 0 ? start + n : start, 0), n);
  const to = Math.min(Math.max(end === undefined ? n : end < 0 ? end + n : end, 0), n);
  const sizes = t.shape.map((size, i) => (i === at ? Math.max(0, Math.ceil((to - from) / step)) : size));
  const starts = t.shape.map((_, i) => (i === at ? from : 0));
  return bind(sliceP, [t], { starts, sizes, steps: t.shape.map((_, i) => (i === at ? step : 1)) });
}

/** The entries of an axis (default: of all) in opposite order. */
export function flip(x: TensorLike, axis: number | readonly number[] | null = null): Tensor {
  const t = asTensor(x);
  const turned = resolveAxes("flip", axis, t.ndim);
  return bind(sliceP, [t], {
    starts: t.shape.map((n, i) => (turned.includes(i) ? Math.max(0, n - 1) : 0)),
    sizes: t.shape,
    steps: t.shape.map((_, i) => (turned.includes(i) ? -1 : 1)),
  });
}

/** Upside down: axis 0 in opposite order. */
export const flipud = (x: TensorLike): Tensor => flip(x, 0);
/** Left to right: axis 1 in opposite order. */
export const fliplr = (x: TensorLike): Tensor => flip(x, 1);

/** Turned by k quarters, from the first of the two axes towards the second. @throws AxisError */
export function rot90(x: TensorLike, k = 1, axes: readonly [number, number] = [0, 1]): Tensor {
  const t = asTensor(x);
  const [a, b] = axes.map((axis) => resolveAxis("rot90", axis, t.ndim));
  if (a === b) throw new AxisError(`rot90: turns between two axes, found axis ${a} twice.`);
  switch (((k % 4) + 4) % 4) {
    case 1:
      return swapaxes(flip(t, b), a, b);
    case 2:
      return flip(t, [a, b]);
    case 3:
      return flip(swapaxes(t, a, b), b);
    default:
      return t;
  }
}

/** Shifted along an axis or several, the end coming round to the start; axis null: over all elements in row-major order. */
export function roll(
  x: TensorLike,
  shift: number | readonly number[],
  axis: number | readonly number[] | null = 0,
): Tensor {
  const t = asTensor(x);
  if (axis === null) return reshape(roll(ravel(t), shift, 0), t.shape);
  const shifts = typeof shift === "number" ? [shift] : shift;
  const axes = typeof axis === "number" ? [axis] : axis;
  if (shifts.length > 1 && axes.length > 1 && shifts.length !== axes.length)
    throw new ShapeError(
      `roll: ${shifts.length} shifts for ${axes.length} axes; give one each, or one for all.`,
    );
  return Array.from({ length: Math.max(shifts.length, axes.length) }).reduce<Tensor>(
    (y, _, i) => rolled(y, shifts[i] ?? shifts[0], axes[i] ?? axes[0]),
    t,
  );
}

function rolled(x: Tensor, shift: number, axis: number): Tensor {
  const at = resolveAxis("roll", axis, x.ndim);
  const n = x.shape[at];
  const cut = n === 0 ? 0 : ((-shift % n) + n) % n;
  return cut === 0 ? x : concatenate([slice(x, cut, n, at), slice(x, 0, cut, at)], at);
}

/** x laid out again and again: `reps` times along each axis, a single number along the last. */
export function tile(x: TensorLike, reps: number | readonly number[]): Tensor {
  const t = asTensor(x);
  const given = typeof reps === "number" ? [reps] : reps;
  const rank = Math.max(t.ndim, given.length);
  const times = [...Array<number>(rank - given.length).fill(1), ...given];
  const sizes = [...Array<number>(rank - t.ndim).fill(1), ...t.shape];
  const apart = reshape(
    t,
    sizes.flatMap((n) => [1, n]),
  );
  const repeated = broadcastTo(
    apart,
    sizes.flatMap((n, i) => [times[i], n]),
  );
  return reshape(
    repeated,
    sizes.map((n, i) => n * times[i]),
  );
}

/**
 * Every entry of an axis so many times in a row: one number for all, or one an entry. Axis null: of all elements in row-major
 * order.
 * @throws ShapeError when the numbers are not as many as the entries
 */
export function repeat(x: TensorLike, repeats: TensorLike, axis: number | null = null): Tensor {
  const t = axis === null ? ravel(x) : asTensor(x);
  const at = resolveAxis("repeat", axis ?? 0, t.ndim);
  const n = t.shape[at];
  if (typeof repeats === "number") {
    const [lead, rest] = [t.shape.slice(0, at), t.shape.slice(at + 1)];
    const wide = broadcastTo(reshape(t, [...lead, n, 1, ...rest]), [...lead, n, repeats, ...rest]);
    return reshape(wide, [...lead, n * repeats, ...rest]);
  }
  const counts = Array.from(
    known("repeat", asTensor(repeats), "Give the numbers of repeats as a plain array, made outside."),
  );
  if (counts.length !== n && counts.length !== 1)
    throw new ShapeError(`repeat: ${counts.length} numbers of repeats for the ${n} entries of axis ${at}.`);
  if (counts.some((count) => !Number.isInteger(count) || count < 0))
    throw new ShapeError(
      `repeat: numbers of repeats are whole and not negative, found [${counts.join(", ")}].`,
    );
  const places = Array.from({ length: n }, (_, i) => Array<number>(counts[i] ?? counts[0]).fill(i)).flat();
  return take(t, wrap([places.length], "int32", Int32Array.from(places)), at);
}

/** The elements in row-major order under another shape, from the start again where they do not suffice. @throws ShapeError */
export function resize(x: TensorLike, shape: readonly number[]): Tensor {
  const t = ravel(x);
  const size = sizeOf(shape);
  if (t.size === 0 && size > 0) throw new ShapeError("resize: there are no elements to fill it with.");
  const places = Int32Array.from({ length: size }, (_, i) => i % t.size);
  return reshape(take(t, wrap([size], "int32", places), 0), shape);
}

/** A vector without the zeros at its front ("f"), back ("b") or both. */
export function trimZeros(x: TensorLike, trim: "fb" | "f" | "b" = "fb"): Tensor {
  const t = ravel(x);
  const data = known("trimZeros", t, "Zeros do no harm in sums; or trim before the function is traced.");
  const filled = (value: number) => value !== 0;
  const [first, last] = [data.findIndex(filled), data.findLastIndex(filled)];
  if (first === -1) return slice(t, 0, 0);
  return slice(t, trim.includes("f") ? first : 0, trim.includes("b") ? last + 1 : t.size);
}
