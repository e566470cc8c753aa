/** Where elements are: not zero, or true. How many there are depends on the data, so under jit their number is an option. */
import { sizeOf, stridesOf } from "../core/shape.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { take } from "../primitives/gather.ts";
import { scatterSet } from "../primitives/scatter.ts";
import { asTensor } from "../transforms/leaf.ts";
import { le, logicalAnd, lt, ne, sub, where as choice, type TensorLike } from "./arithmetic.ts";
import { slice } from "./arrange.ts";
import { ravel } from "./axes.ts";
import { stack } from "./joining.ts";
import { known } from "./known.ts";
import { cumsum, sum, type Axis, type ReduceOptions } from "./reduce.ts";

export interface SizeOptions {
  /** How many entries the result has: the first so many, filled up where there are fewer. Needed under jit and vmap. */
  readonly size?: number;
  /** What fills it up. */
  readonly fillValue?: number;
}

const wayOut = (op: string) =>
  `Give their number: np.${op}(x, { size: 10 }); or use np.where(condition, a, b), which keeps the shape.`;

/** Where x is not 0: one int32 vector of positions an axis, in row-major order. */
export function nonzero(x: TensorLike, options: SizeOptions = {}): Tensor[] {
  return found("nonzero", asTensor(x), options);
}

/** Where x is not 0: one row of coordinates each, [count, axes]. */
export function argwhere(x: TensorLike, options: SizeOptions = {}): Tensor {
  const t = asTensor(x);
  const positions = found("argwhere", t, options);
  if (t.ndim > 0) return stack(positions, 1);
  return filled([options.size ?? countOf("argwhere", t), 0], "int32", 0);
}

/** Where the elements in row-major order are not 0, int32. */
export function flatnonzero(x: TensorLike, options: SizeOptions = {}): Tensor {
  return found("flatnonzero", ravel(x), options)[0];
}

/** Values of `a` where the condition holds, of `b` elsewhere; with the condition alone, its nonzero. */
export function where(condition: TensorLike): Tensor[];
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor;
export function where(condition: TensorLike, a?: TensorLike, b?: TensorLike): Tensor | Tensor[] {
  if (a === undefined || b === undefined) return found("where", asTensor(condition), {});
  return choice(condition, a, b);
}

/** How many elements are not 0, over all or along axes: int32. */
export const countNonzero = (x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor =>
  sum(ne(asTensor(x), 0), axis, options);

function countOf(op: string, x: Tensor): number {
  let count = 0;
  for (const value of known(op, x, wayOut(op))) if (value !== 0) count++;
  return count;
}

function found(op: string, x: Tensor, { size, fillValue = 0 }: SizeOptions): Tensor[] {
  const holds = ne(ravel(x), 0);
  const count = size ?? countOf(op, x);
  // The n-th that holds writes its number to place n - 1; all others to a place that is cut off.
  const rank = cumsum(holds);
  const counts = logicalAnd(holds, le(rank, count));
  const numbers = wrap(
    [x.size],
    "int32",
    Int32Array.from({ length: x.size }, (_, i) => i),
  );
  const targets = choice(counts, sub(rank, 1), count);
  const flat = slice(scatterSet(filled([count + 1], "int32", 0), targets, numbers, 0), 0, count);
  const places = wrap(
    [count],
    "int32",
    Int32Array.from({ length: count }, (_, i) => i),
  );
  const real = lt(places, sum(holds));
  const strides = stridesOf(x.shape);
  return x.shape.map((n, axis) => {
    if (x.size === 0) return filled([count], "int32", fillValue);
    const coordinates = Int32Array.from(
      { length: sizeOf(x.shape) },
      (_, i) => Math.floor(i / strides[axis]) % n,
    );
    const own = take(wrap([x.size], "int32", coordinates), flat, 0);
    return size === undefined ? own : convert(choice(real, own, fillValue), "int32");
  });
}
