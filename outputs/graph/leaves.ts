/** The inputs of a graph that the learner has changed by hand: they stand in for the arguments that the cell gave. */
import { isTensor, readTensor } from "../tensor/read.ts";
import { tensor, tree } from "#engine";

/** As many numbers of one input as can be written by hand. */
const MOST = 64;

/** By leaf, its numbers in row-major order. */
export type Changes = ReadonlyMap<string, readonly number[]>;

/** What the page sent: `{"0":[2]}`. Anything else is no change. */
export function readChanges(sent: unknown): Changes {
  if (typeof sent !== "string" || sent === "") return new Map();
  try {
    const parsed: unknown = JSON.parse(sent);
    if (typeof parsed !== "object" || parsed === null) return new Map();
    return new Map(
      Object.entries(parsed).flatMap(([leaf, numbers]: [string, unknown]) =>
        Array.isArray(numbers) && numbers.length <= MOST && numbers.every((x) => typeof x === "number")
          ? [[leaf, numbers]]
          : [],
      ),
    );
  } catch {
    return new Map();
  }
}

/** The arguments with the changed leaves in their places; a change that no longer fits its leaf is left out. */
export function changed<Args extends unknown[]>(args: Args, changes: Changes): Args {
  let at = 0;
  if (changes.size === 0) return args;
  return tree.mapWithPath(args, (leaf) => {
    if (!isTensor(leaf) && typeof leaf !== "number") return leaf;
    const numbers = changes.get(String(at));
    at += 1;
    if (numbers === undefined) return leaf;
    if (typeof leaf === "number") return numbers.length === 1 ? numbers[0] : leaf;
    const { shape, values } = readTensor(leaf);
    if (values.length !== numbers.length) return leaf;
    return tensor([...numbers])
      .astype((leaf as { dtype: "float32" }).dtype)
      .reshape([...shape]);
  }) as Args;
}
