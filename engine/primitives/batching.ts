/** What batching rules share: the batch axis at the front of every input, also of those that have none. */
import { insertAt } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { broadcastTo } from "./sum.ts";
import { toFront, transpose } from "./transpose.ts";

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

/** The batch axis at a place of its own, repeated there where the input has none. */
export function batchAt(x: Tensor, axis: number | null, place: number, size: number): Tensor {
  if (axis === null) {
    const kept = x.shape.map((_, i) => (i < place ? i : i + 1));
    return broadcastTo(x, insertAt(x.shape, place, size), kept);
  }
  const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
  return transpose(x, insertAt(others, place, axis));
}
