/** Loops without a state, and scans of what associates: log n rounds instead of n steps. */
import { ShapeError, showShape } from "../core/errors.ts";
import { resolveAxis } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import { takeApart } from "../transforms/leaf.ts";
import { scan } from "./scan.ts";

/** `f` of each row of `xs`, one after the other: as vmap with the memory of one example. */
export function map<X, Y>(f: (x: X) => Y, xs: X): Y {
  return scan((_none, x: X) => [null, f(x)] as const, null, xs)[1];
}

export interface AssociativeScanOptions {
  /** Default 0. */
  readonly axis?: number;
  readonly reverse?: boolean;
}

/**
 * All running totals of an associative function along an axis: `associativeScan(np.add, x)` is `cumsum`.
 * @param combine `(a, b) => a tree like them`, works on many entries along the axis at once
 * @throws ShapeError where the tensors differ in size along the axis
 * Source: Blelloch 1990, "Prefix sums and their applications"
 */
export function associativeScan<T>(
  combine: (a: T, b: T) => T,
  elements: T,
  options: AssociativeScanOptions = {},
): T {
  const parts = takeApart(elements);
  if (parts.tensors.length === 0) return elements;
  const axis = resolveAxis("associativeScan", options.axis ?? 0, parts.tensors[0].ndim);
  const n = parts.tensors[0].shape[axis];
  for (const x of parts.tensors) {
    if (x.shape[axis] !== n)
      throw new ShapeError(
        `associativeScan: sizes along axis ${axis} differ: ${showShape(parts.tensors[0].shape)} and ${showShape(x.shape)}.`,
      );
  }
  const turned = (xs: readonly Tensor[]) =>
    options.reverse === true ? xs.map((x) => np.flip(x, axis)) : [...xs];
  const join = (a: readonly Tensor[], b: readonly Tensor[]) =>
    takeApart(combine(parts.rebuild(a) as T, parts.rebuild(b) as T)).tensors;
  return parts.rebuild(turned(totals(turned(parts.tensors), axis, join))) as T;
}

type Join = (a: readonly Tensor[], b: readonly Tensor[]) => Tensor[];

/** Neighbours are joined, their totals found, and the entries between filled in. */
function totals(xs: readonly Tensor[], axis: number, join: Join): Tensor[] {
  const n = xs[0].shape[axis];
  if (n < 2) return [...xs];
  const cut = (list: readonly Tensor[], start: number, end: number, step = 1) =>
    list.map((x) => np.slice(x, start, end, axis, step));
  const half = n >> 1;
  const odd = totals(join(cut(xs, 0, 2 * half, 2), cut(xs, 1, 2 * half, 2)), axis, join);
  const later = cut(xs, 2, n, 2);
  const between =
    later[0].shape[axis] === 0 ? later : join(cut(odd, 0, n % 2 === 0 ? half - 1 : half), later);
  const even = cut(xs, 0, 1).map((x, i) => np.concatenate([x, between[i]], axis));
  return even.map((x, i) => interleaved(x, odd[i], axis));
}

/** x0 y0 x1 y1 ...; x may be one longer. */
function interleaved(x: Tensor, y: Tensor, axis: number): Tensor {
  const [m, n] = [x.shape[axis], y.shape[axis]];
  const paired = np.stack([np.slice(x, 0, n, axis), y], axis + 1);
  const flat = paired.reshape(x.shape.map((size, i) => (i === axis ? 2 * n : size)));
  return m === n ? flat : np.concatenate([flat, np.slice(x, n, m, axis)], axis);
}
