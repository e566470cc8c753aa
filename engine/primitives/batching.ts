/** What batching rules share: bringing batch axes to the front, and giving one to inputs that have none. */
import type { Tensor } from "../core/tensor.ts";
import { insertAt } from "../core/shape.ts";
import { broadcastTo, transpose } from "./structure.ts";

/** The batch axis moved to the front. */
export function toFront(x: Tensor, axis: number): Tensor {
  if (axis === 0) return x;
  const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
  return transpose(x, [axis, ...others]);
}

/** The same value for every example, as a new first axis. */
export function repeatInFront(x: Tensor, size: number): Tensor {
  const kept = x.shape.map((_, i) => i + 1);
  return broadcastTo(x, insertAt(x.shape, 0, size), kept);
}

export function moveBatchToFront(
  inputs: readonly Tensor[],
  axes: readonly (number | null)[],
  size: number,
): Tensor[] {
  return inputs.map((x, i) => {
    const axis = axes[i];
    return axis === null ? repeatInFront(x, size) : toFront(x, axis);
  });
}
