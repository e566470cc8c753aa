/** Where elements are: not zero, or true. How many there are depends on the data, so under jit their number is an option. */
import { filled, type Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { take } from "../primitives/gather.ts";
import { iota } from "../primitives/positions.ts";
import { reshape } from "../primitives/reshape.ts";
import { scatterSet } from "../primitives/scatter.ts";
import { asTensor } from "../transforms/leaf.ts";
import { le, logicalAnd, lt, ne, sub, where as choice, type TensorLike } from "./arithmetic.ts";
import { slice } from "./arrange.ts";
import { ravel } from "./axes.ts";
import { indices } from "./grids.ts";
import { stack, unstack } from "./joining.ts";
import { coordinatesWhere, known } from "./known.ts";
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
  return filled([options.size ?? Number(known("argwhere", t, wayOut("argwhere"))[0] !== 0), 0], "int32", 0);
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

function found(op: string, x: Tensor, { size, fillValue = 0 }: SizeOptions): Tensor[] {
  if (size === undefined) return coordinatesWhere(known(op, x, wayOut(op)), x.shape);
  const holds = ne(ravel(x), 0);
  // The n-th that holds writes its number to place n - 1; all others to a place that is cut off.
  const rank = cumsum(holds);
  const counts = logicalAnd(holds, le(rank, size));
  const targets = choice(counts, sub(rank, 1), size);
  const flat = slice(scatterSet(filled([size + 1], "int32", 0), targets, iota(x.size), 0), 0, size);
  const real = lt(iota(size), sum(holds));
  return unstack(reshape(indices(x.shape), [x.ndim, x.size])).map((coordinates) => {
    if (x.size === 0) return filled([size], "int32", fillValue);
    return convert(choice(real, take(coordinates, flat, 0), fillValue), "int32");
  });
}
