/** The number or list that a claim's hidden cell came to, read from the output that the kernel reported for it. */
import * as v from "valibot";
import tensorPayload, { type TensorPayload } from "#outputs/tensor/payload.ts";
import valuePayload, { type ValueNode } from "#outputs/value/payload.ts";
import type { Output } from "#worker/protocol.ts";
import type { Quantity } from "./lesson.ts";

/** @returns null when the output is no quantity, or one too long to be carried whole */
export function quantityOf(output: Pick<Output, "kind" | "payload">): Quantity | null {
  switch (output.kind) {
    case "value": {
      const read = v.safeParse(valuePayload, output.payload);
      return read.success ? ofNode(read.output.root) : null;
    }
    case "tensor": {
      const read = v.safeParse(tensorPayload, output.payload);
      return read.success ? ofTensor(read.output) : null;
    }
    default:
      return null;
  }
}

function ofNode(node: ValueNode): Quantity | null {
  if (node.type === "number") return node.value;
  if (node.type === "tensor") return ofTensor(node.tensor);
  if (node.type === "numbers") return node.values.length < node.size ? null : Array.from(node.values);
  if (node.type !== "list" || node.items.length < node.size) return null;
  const items: Quantity[] = [];
  for (const item of node.items) {
    const quantity = ofNode(item);
    if (quantity === null) return null;
    items.push(quantity);
  }
  return items;
}

function ofTensor({ shape, values }: Pick<TensorPayload, "shape" | "values">): Quantity | null {
  return values && nested(Array.from(values), shape);
}

/** Row-major entries as lists in lists. */
function nested(values: readonly number[], shape: readonly number[]): Quantity {
  if (shape.length === 0) return values[0];
  const [size, ...inner] = shape;
  const stride = values.length / size;
  return Array.from({ length: size }, (_, i) => nested(values.slice(i * stride, (i + 1) * stride), inner));
}
