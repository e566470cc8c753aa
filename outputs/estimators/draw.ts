/** Draws of an estimator, all at once where it can be mapped over keys, and one by one where it cannot. */
import { isTensor, np, random, SlopeError, type Tensor, tree, vmap } from "#engine";
import { OutputError } from "../figure.ts";
import { readTensor } from "../tensor/read.ts";

/** A gradient of any structure: a tensor, or an object of them. */
export type Estimator = (key: Tensor) => unknown;

/** One row a draw, one column a component. */
export interface Draws {
  readonly count: number;
  readonly components: number;
  readonly values: Float64Array;
}

/** @throws OutputError */
export function drawn(name: string, estimator: Estimator, key: Tensor, count: number): Draws {
  const keys = random.foldIn(key, np.arange(count).astype("int32"));
  const parts = leavesOf(name, mapped(estimator, keys) ?? oneByOne(name, estimator, keys, count));
  const widths = parts.map((part) => part.size / count);
  const components = widths.reduce((sum, width) => sum + width, 0);
  const values = new Float64Array(count * components);
  let from = 0;
  parts.forEach((part, at) => {
    const { values: own } = readTensor(part);
    const width = widths[at];
    for (let row = 0; row < count; row += 1)
      for (let column = 0; column < width; column += 1)
        values[row * components + from + column] = own[row * width + column];
    from += width;
  });
  return { count, components, values };
}

/** Null where it reads a number out of what it draws, or leaves the engine otherwise: then each draw is a call. */
function mapped(estimator: Estimator, keys: Tensor): unknown {
  try {
    return vmap(estimator as (key: Tensor) => Tensor)(keys);
  } catch (error) {
    if (error instanceof SlopeError) return null;
    throw error;
  }
}

function oneByOne(name: string, estimator: Estimator, keys: Tensor, count: number): unknown {
  const all = Array.from({ length: count }, (_, at) => leavesOf(name, estimator(keys.get(at))));
  return all[0].map((_, leaf) => np.stack(all.map((leaves) => leaves[leaf])));
}

/** The tensors of a gradient, from left to right; a plain number or list is one. */
export function leavesOf(name: string, gradient: unknown): Tensor[] {
  const leaves = tree.leaves(gradient).map((leaf) => (typeof leaf === "number" ? np.asarray(leaf) : leaf));
  if (leaves.length === 0 || !leaves.every(isTensor))
    throw new OutputError(
      `compareEstimators: ${name} must give a gradient, a tensor or an object of tensors. Is a return missing?`,
    );
  return leaves;
}
