/** Entries taken by position or condition, and put back. For index expressions over several axes see at.ts. */
import { IndexError, ShapeError, showShape } from "../core/errors.ts";
import { resolveAxis, type Shape } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { take as gather } from "../primitives/gather.ts";
import { iota, position } from "../primitives/positions.ts";
import { reshape } from "../primitives/reshape.ts";
import { asTensor } from "../transforms/leaf.ts";
import { clip, mod, where, type TensorLike } from "./arithmetic.ts";
import { At } from "./at.ts";
import { broadcastArrays, ravel } from "./axes.ts";
import { read } from "./indexing.ts";
import type { Index } from "./indices.ts";
import { stack } from "./joining.ts";
import { coordinatesWhere, known, wholeNumbers } from "./known.ts";

/** What becomes of a position outside the axis: an error, the nearest entry, or a count from the other side. */
export type OutOfRange = "raise" | "clip" | "wrap";
export interface TakeOptions {
  readonly mode?: OutOfRange;
}

/** Entries at these positions along an axis; null: of all elements in row-major order. @throws IndexError */
export function take(
  x: TensorLike,
  indices: TensorLike,
  axis: number | null = 0,
  options: TakeOptions = {},
): Tensor {
  const t = axis === null ? ravel(x) : asTensor(x);
  const at = resolveAxis("take", axis ?? 0, t.ndim);
  return gather(t, along("take", asTensor(indices), at, t.shape[at], options), at);
}

function along(op: string, indices: Tensor, axis: number, length: number, { mode }: TakeOptions): Tensor {
  const whole = wholeNumbers(op, indices);
  if (mode === undefined || mode === "raise") return position(whole, { op, axis, length, fromEnd: true });
  if (length === 0 && indices.size > 0)
    throw new IndexError(`${op}: axis ${axis} has no entries for mode "${mode}" to fall back on.`);
  return mode === "clip" ? clip(whole, 0, length - 1) : mod(whole, length);
}

/**
 * Along one axis, for every place beside it its own positions: `takeAlongAxis(x, argsort(x))` is `sort(x)`.
 * @throws ShapeError where the shapes do not broadcast beside the axis
 * @throws IndexError
 */
export function takeAlongAxis(x: TensorLike, indices: TensorLike, axis: number | null = -1): Tensor {
  const [t, at] = axis === null ? [ravel(x), 0] : [asTensor(x), axis];
  return read("takeAlongAxis", t, ownPositions("takeAlongAxis", t, asTensor(indices), at));
}

/** x with values at those places that takeAlongAxis reads; of equal places the last value stays. */
export function putAlongAxis(
  x: TensorLike,
  indices: TensorLike,
  values: TensorLike,
  axis: number | null = -1,
): Tensor {
  if (axis === null) return reshape(putAlongAxis(ravel(x), indices, values, 0), asTensor(x).shape);
  const t = asTensor(x);
  return new At(t, ownPositions("putAlongAxis", t, asTensor(indices), axis)).set(values);
}

/** One index an axis: the positions along `axis`, and beside it each place itself. */
function ownPositions(op: string, x: Tensor, indices: Tensor, axis: number): Index[] {
  const at = resolveAxis(op, axis, x.ndim);
  const fits = (n: number, i: number) =>
    i === at || n === indices.shape[i] || n === 1 || indices.shape[i] === 1;
  if (indices.ndim !== x.ndim || !x.shape.every(fits)) {
    throw new ShapeError(
      `${op}: beside axis ${axis} the shapes must agree: ${showShape(x.shape)} and ${showShape(indices.shape)}.`,
    );
  }
  return x.shape.map((n, i) => {
    if (i === at) return wholeNumbers(op, indices);
    const shape: Shape = x.shape.map((_, other) => (other === i ? n : 1));
    return reshape(iota(n), shape);
  });
}

/** The entries of an axis where the condition holds; null: of all elements in row-major order. Its values must be known. */
export function compress(condition: TensorLike, x: TensorLike, axis: number | null = null): Tensor {
  const t = axis === null ? ravel(x) : asTensor(x);
  const at = resolveAxis("compress", axis ?? 0, t.ndim);
  const data = known(
    "compress",
    asTensor(condition),
    "Use np.where(condition, x, other), which keeps the shape.",
  );
  if (data.length > t.shape[at])
    throw new ShapeError(
      `compress: ${data.length} conditions for the ${t.shape[at]} entries of axis ${at} of ${showShape(t.shape)}.`,
    );
  return gather(t, coordinatesWhere(data, [data.length])[0], at);
}

/** The elements where the condition holds, in row-major order. Its values must be known. */
export const extract = (condition: TensorLike, x: TensorLike): Tensor => compress(ravel(condition), x);

/** For every place, the value of the first choice whose condition holds there; `otherwise` where none does. */
export function select(
  conditions: readonly TensorLike[],
  choices: readonly TensorLike[],
  otherwise: TensorLike = 0,
): Tensor {
  if (conditions.length !== choices.length)
    throw new ShapeError(
      `select: ${conditions.length} conditions for ${choices.length} choices; give one each.`,
    );
  return conditions.reduceRight<Tensor>(
    (rest, condition, i) => where(condition, choices[i], rest),
    asTensor(otherwise),
  );
}

/** For every place, the value of the choice whose number stands there. @throws IndexError */
export function choose(which: TensorLike, choices: readonly TensorLike[], options: TakeOptions = {}): Tensor {
  if (choices.length === 0) throw new ShapeError("choose: among no choices.");
  const [numbers, ...values] = broadcastArrays(which, ...choices);
  const places = along("choose", numbers, 0, values.length, options);
  return reshape(takeAlongAxis(stack(values), reshape(places, [1, ...places.shape]), 0), numbers.shape);
}
