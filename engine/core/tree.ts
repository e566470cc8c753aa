/** Trees: any nesting of plain objects, arrays and tensors. Transforms take them apart and put them together again. */
import { SlopeError } from "./errors.ts";
import { isTensor, type Tensor } from "./tensor.ts";

export type Tree =
  Tensor | number | boolean | null | undefined | readonly Tree[] | { readonly [key: string]: Tree };

/** The same nesting with every leaf replaced. */
export type MapTree<T, Leaf> = T extends Tensor
  ? Leaf
  : T extends number
    ? Leaf
    : T extends readonly unknown[] | object
      ? { [K in keyof T]: MapTree<T[K], Leaf> }
      : T;

function isPlain(node: unknown): node is Record<string, unknown> {
  if (typeof node !== "object" || node === null) return false;
  const prototype: unknown = Object.getPrototypeOf(node);
  return prototype === Object.prototype || prototype === null;
}

/** Calls `visit` on each leaf, in key order, with its path as a learner would write it: `params.w1`, `layers[0].b`. */
export function mapWithPath(
  node: unknown,
  visit: (leaf: unknown, path: string) => unknown,
  path = "",
): unknown {
  if (isTensor(node)) return visit(node, path);
  if (Array.isArray(node)) return node.map((child, i) => mapWithPath(child, visit, `${path}[${i}]`));
  if (isPlain(node)) {
    return Object.fromEntries(
      Object.entries(node).map(([key, child]) => [
        key,
        mapWithPath(child, visit, path === "" ? key : `${path}.${key}`),
      ]),
    );
  }
  return visit(node, path);
}

/** The leaves from left to right. */
export function leaves(node: unknown): unknown[] {
  const found: unknown[] = [];
  mapWithPath(node, (leaf) => found.push(leaf));
  return found;
}

/**
 * Maps over the leaves of one tree, and of others of the same structure beside it: `tree.map((w, g) => w.sub(g), params, gradients)`.
 * @returns the structure of the first, with what `f` returned at each leaf
 */
export function map<T, Leaf>(
  f: (...leaves: Tensor[]) => Leaf,
  first: T,
  ...others: readonly unknown[]
): MapTree<T, Leaf> {
  const beside = others.map(leaves);
  const count = leaves(first).length;
  for (const list of beside) {
    if (list.length !== count) {
      throw new SlopeError(`tree.map: the trees differ: one has ${count} leaves, another ${list.length}.`);
    }
  }
  let at = 0;
  // Safe: mapWithPath keeps the structure and f makes each leaf; a number among tensors comes as it is.
  return mapWithPath(first, (leaf) => {
    const result = f(leaf as Tensor, ...beside.map((list) => list[at] as Tensor));
    at++;
    return result;
  }) as MapTree<T, Leaf>;
}
