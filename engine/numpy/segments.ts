/** Entries gathered into groups by number: sums, products, extremes, means and counts of each group. */
import { isFloating, type DType } from "../core/dtype.ts";
import { ShapeError, showShape } from "../core/errors.ts";
import { sameShape } from "../core/shape.ts";
import { filled, type Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { scatterAdd } from "../primitives/gather.ts";
import { position } from "../primitives/positions.ts";
import { reshape } from "../primitives/reshape.ts";
import { scatterMax, scatterMin } from "../primitives/scatter.ts";
import { asTensor } from "../transforms/leaf.ts";
import { div, maximum, type TensorLike } from "./arithmetic.ts";
import { known, wholeNumbers } from "./known.ts";
import { productsAt } from "./products.ts";

/** Sum of the entries of each group: out[i] = the sum of data[k] where ids[k] is i. @throws IndexError */
export function segmentSum(data: TensorLike, ids: TensorLike, numSegments?: number): Tensor {
  const { x, at, length } = grouped("segmentSum", data, ids, numSegments);
  return scatterAdd(x.dtype === "bool" ? convert(x, "int32") : x, at, 0, length);
}

/** Product of the entries of each group; 1 of none. @throws IndexError */
export function segmentProd(data: TensorLike, ids: TensorLike, numSegments?: number): Tensor {
  const { x, at, length } = grouped("segmentProd", data, ids, numSegments);
  return productsAt(x.dtype === "bool" ? convert(x, "int32") : x, at, 0, length);
}

/** The greatest entry of each group; of none the lowest number of the dtype, -Infinity for floats. Ties share the gradient. */
export function segmentMax(data: TensorLike, ids: TensorLike, numSegments?: number): Tensor {
  const { x, at, length } = grouped("segmentMax", data, ids, numSegments);
  return scatterMax(filled([length, ...x.shape.slice(1)], x.dtype, bounds[x.dtype][0]), at, x, 0);
}

/** The smallest entry of each group; of none the highest number of the dtype, Infinity for floats. Ties share the gradient. */
export function segmentMin(data: TensorLike, ids: TensorLike, numSegments?: number): Tensor {
  const { x, at, length } = grouped("segmentMin", data, ids, numSegments);
  return scatterMin(filled([length, ...x.shape.slice(1)], x.dtype, bounds[x.dtype][1]), at, x, 0);
}

/** Mean of the entries of each group; 0 of none. @throws IndexError */
export function segmentMean(data: TensorLike, ids: TensorLike, numSegments?: number): Tensor {
  const { x, at, length } = grouped("segmentMean", data, ids, numSegments);
  const floats = isFloating(x.dtype) ? x : convert(x, "float32");
  const counts = scatterAdd(filled(at.shape, floats.dtype, 1), at, 0, length);
  const total = scatterAdd(floats, at, 0, length);
  const wide = reshape(counts, [length, ...total.shape.slice(1).map(() => 1)]);
  return div(total, maximum(wide, 1));
}

const bounds: Readonly<Record<DType, readonly [lowest: number, highest: number]>> = {
  float32: [-Infinity, Infinity],
  float64: [-Infinity, Infinity],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  bool: [0, 1],
};

export interface BincountOptions {
  /** What each number counts; default 1. */
  readonly weights?: TensorLike;
  /** The least length of the result. */
  readonly minlength?: number;
  /** Its length; needed under jit and vmap. */
  readonly length?: number;
}

/** How often each number from 0 on occurs, or the sum of the weights that stand with it. @throws IndexError of negative ones */
export function bincount(x: TensorLike, options: BincountOptions = {}): Tensor {
  const t = asTensor(x);
  const { weights, minlength = 0, length } = options;
  const w = weights === undefined ? filled(t.shape, "int32", 1) : asTensor(weights);
  if (t.ndim !== 1 || !sameShape(w.shape, t.shape))
    throw new ShapeError(
      `bincount: counts a vector with a weight for each entry, found ${showShape(t.shape)} and ${showShape(w.shape)}.`,
    );
  const groups = length ?? Math.max(minlength, groupsOf("bincount", t, "length"));
  const { x: values, at } = grouped("bincount", w, t, groups);
  return scatterAdd(values.dtype === "bool" ? convert(values, "int32") : values, at, 0, groups);
}

interface Grouped {
  readonly x: Tensor;
  /** The group of each entry, checked. */
  readonly at: Tensor;
  readonly length: number;
}

function grouped(op: string, data: TensorLike, ids: TensorLike, numSegments: number | undefined): Grouped {
  const [x, groups] = [asTensor(data), asTensor(ids)];
  if (groups.ndim !== 1 || x.ndim === 0 || x.shape[0] !== groups.size)
    throw new ShapeError(
      `${op}: one group for every entry of axis 0 of ${showShape(x.shape)}, found ${showShape(groups.shape)}.`,
    );
  const length = numSegments ?? groupsOf(op, groups, "numSegments");
  const at = position(wholeNumbers(op, groups), { op, axis: 0, length, fromEnd: false });
  return { x, at, length };
}

/** One more than the greatest number. */
function groupsOf(op: string, ids: Tensor, option: string): number {
  let most = 0;
  for (const id of known(op, ids, `Give the number of groups: ${option}.`)) most = Math.max(most, id + 1);
  return most;
}
