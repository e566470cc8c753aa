/** Products of values that meet at one place: a scan over runs of equal positions, so that derivatives hold at zeros. */
import { bind } from "../core/bind.ts";
import { filled, type Tensor } from "../core/tensor.ts";
import { argsortP } from "../primitives/argsort.ts";
import { take } from "../primitives/gather.ts";
import { reshape } from "../primitives/reshape.ts";
import { scatterSet } from "../primitives/scatter.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { eq, mul, where } from "./arithmetic.ts";
import { slice } from "./arrange.ts";
import { concatenate } from "./joining.ts";

/**
 * Multiplies updates[a..., i..., b...] into place indices[i...] of ones, `length` along `axis`.
 * Source: Hillis & Steele 1986 (the scan), Blelloch 1990 (in segments)
 */
export function productsAt(updates: Tensor, indices: Tensor, axis: number, length: number): Tensor {
  const count = indices.size;
  const rest = updates.shape.slice(axis + indices.ndim);
  const lead = updates.shape.slice(0, axis);
  const flat = reshape(indices, [count]);
  const order = bind(argsortP, [flat], { descending: false });
  const places = take(flat, order, 0);
  let run = take(reshape(updates, [...lead, count, ...rest]), order, axis);
  // After the step of distance d, an entry is the product of the 2 d entries of its run up to itself.
  for (let d = 1; d < count; d *= 2) {
    const joins = eq(slice(places, d), slice(places, 0, count - d));
    const [earlier, later] = [slice(run, 0, count - d, axis), slice(run, d, count, axis)];
    const mask = broadcastTo(joins, later.shape, [axis]);
    run = concatenate([slice(run, 0, d, axis), where(mask, mul(later, earlier), later)], axis);
  }
  // The last entry of each run holds its whole product, and of values set the last stays.
  return scatterSet(filled([...lead, length, ...rest], updates.dtype, 1), places, run, axis);
}
