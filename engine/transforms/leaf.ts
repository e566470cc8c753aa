/** Numbers, nested arrays and typed arrays become tensors. */
import { allocate, type DType } from "../core/dtype.ts";
import { ShapeError, SlopeError } from "../core/errors.ts";
import { sizeOf } from "../core/shape.ts";
import { mapWithPath } from "../core/tree.ts";
import { isTensor, wrap, type Tensor } from "../core/tensor.ts";

export type Nested = number | boolean | Tensor | readonly Nested[];

export function asTensor(value: unknown, dtype?: DType): Tensor {
  if (isTensor(value)) return value;
  if (typeof value === "number" || typeof value === "boolean") {
    const chosen = dtype ?? (typeof value === "boolean" ? "bool" : "float32");
    const data = allocate(chosen, 1);
    data[0] = Number(value);
    return wrap([], chosen, data);
  }
  if (value instanceof Float32Array) return wrap([value.length], "float32", value.slice());
  if (value instanceof Float64Array) return wrap([value.length], "float64", value.slice());
  if (value instanceof Int32Array) return wrap([value.length], "int32", value.slice());
  if (value instanceof Uint32Array) return wrap([value.length], "uint32", value.slice());
  if (Array.isArray(value)) return fromNested(value, dtype);
  throw new SlopeError(
    `tensor: cannot read ${value === null ? "null" : typeof value}; give a number, a nested array of numbers or a typed array.`,
  );
}

/** The tensors of a tree from left to right, numbers among them, and the way to put others in their places. */
export interface Parts {
  readonly tensors: Tensor[];
  rebuild(tensors: readonly Tensor[]): unknown;
}

export function takeApart(tree: unknown): Parts {
  const tensors: Tensor[] = [];
  const isPart = (leaf: unknown) => isTensor(leaf) || typeof leaf === "number";
  mapWithPath(tree, (leaf) => isPart(leaf) && tensors.push(asTensor(leaf)));
  return {
    tensors,
    rebuild(others) {
      let at = 0;
      return mapWithPath(tree, (leaf) => (isPart(leaf) ? others[at++] : leaf));
    },
  };
}

function fromNested(value: readonly unknown[], dtype: DType | undefined): Tensor {
  const shape: number[] = [];
  for (let node: unknown = value; Array.isArray(node); node = node[0]) shape.push(node.length);
  const flat: number[] = [];
  let numbers = 0;
  const visit = (node: unknown, axis: number): void => {
    if (isTensor(node))
      throw new ShapeError("tensor: found a tensor among the numbers; join tensors with np.stack([x, y]).");
    if (axis === shape.length) {
      if (typeof node === "boolean" || typeof node === "number") {
        flat.push(Number(node));
        if (typeof node === "number") numbers++;
      } else
        throw new ShapeError(
          `tensor: found ${Array.isArray(node) ? "a deeper list" : typeof node} among the numbers of axis ${axis - 1}; every list on one level must have the same depth.`,
        );
      return;
    }
    if (!Array.isArray(node) || node.length !== shape[axis]) {
      throw new ShapeError(
        `tensor: rows differ: axis ${axis} has ${shape[axis]} entries in its first list and ${Array.isArray(node) ? node.length : "none"} in another.`,
      );
    }
    for (const child of node) visit(child, axis + 1);
  };
  visit(value, 0);
  const chosen = dtype ?? (flat.length > 0 && numbers === 0 ? "bool" : "float32");
  const data = allocate(chosen, sizeOf(shape));
  data.set(flat);
  return wrap(shape, chosen, data);
}
