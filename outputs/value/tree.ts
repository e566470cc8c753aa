/** A value becomes a tree of plain data, bounded in depth, breadth and total, that never calls the learner's code. */
import { isNumbers } from "../arrays.ts";
import { isTensor } from "../tensor/read.ts";
import { summariseTensor } from "../tensor/kind.ts";
import type { MapEntry, ObjectEntry, ValueNode } from "./payload.ts";
import { signatureOf } from "./signature.ts";

/** Entries shown at each depth; deeper than the last, only the kind and the size are told. */
const breadths = [200, 60, 30, 15, 10, 10];
const MOST_NODES = 3000;
const MOST_TEXT = 2000;

export function treeOf(value: unknown): ValueNode {
  let left = MOST_NODES;
  return nodeOf(value, []);

  function nodeOf(part: unknown, above: readonly object[]): ValueNode {
    left -= 1;
    switch (typeof part) {
      case "undefined":
        return { type: "undefined" };
      case "boolean":
        return { type: "boolean", value: part };
      case "number":
        return { type: "number", value: part };
      case "bigint":
        return { type: "literal", text: `${part}n` };
      case "symbol":
        return { type: "literal", text: part.toString() };
      case "string":
        return { type: "string", text: part.slice(0, MOST_TEXT), length: part.length };
      case "function":
        return { type: "function", name: part.name, signature: signatureOf(part) };
      case "object":
        return part === null ? { type: "null" } : objectOf(part, above);
    }
  }

  function objectOf(object: object, above: readonly object[]): ValueNode {
    const known = above.indexOf(object);
    if (known >= 0) return { type: "cycle", up: above.length - known };
    const leaf = leafOf(object);
    if (leaf) return leaf;
    const inside = [...above, object];
    const most = left > 0 ? (breadths[above.length] ?? 0) : 0;
    const name = classOf(object);
    const child = (part: unknown) => nodeOf(part, inside);

    if (Array.isArray(object))
      return listOf(name ?? "Array", object.length, object.slice(0, most).map(child));
    if (isNumbers(object))
      return listOf(name ?? "Array", object.length, Array.from(object.slice(0, most), child));
    if (object instanceof Set) return listOf("Set", object.size, take(object, most).map(child));
    if (object instanceof Map) {
      const entries = take(object, most).map(([key, value]): MapEntry => ({
        key: child(key),
        value: child(value),
      }));
      return { type: "map", name: name ?? "Map", size: object.size, entries };
    }
    const keys = Object.keys(object);
    const entries = keys
      .slice(0, most)
      .map((key): ObjectEntry => ({ key, value: property(object, key, child) }));
    return { type: "object", name: name === "Object" ? null : name, size: keys.length, entries };
  }
}

const listOf = (name: string, size: number, items: ValueNode[]): ValueNode => ({
  type: "list",
  name,
  size,
  items,
});

/** A getter is code: it is named, not called. */
function property(object: object, key: string, child: (value: unknown) => ValueNode): ValueNode {
  const descriptor = Object.getOwnPropertyDescriptor(object, key);
  return descriptor && !("value" in descriptor)
    ? { type: "hidden", text: "getter" }
    : child(descriptor?.value);
}

function leafOf(object: object): ValueNode | null {
  if (isTensor(object)) {
    return { type: "tensor", tensor: summariseTensor(object), requiresGrad: object.requiresGrad };
  }
  if (object instanceof Error) return { type: "error", name: object.name, message: object.message };
  if (object instanceof Date) {
    return { type: "literal", text: Number.isNaN(object.getTime()) ? "Invalid Date" : object.toISOString() };
  }
  if (object instanceof RegExp) return { type: "literal", text: object.toString() };
  if (object instanceof Promise) return { type: "hidden", text: "a promise: put `await` before it" };
  if (object instanceof ArrayBuffer)
    return { type: "hidden", text: `ArrayBuffer of ${object.byteLength} bytes` };
  return null;
}

function classOf(object: object): string | null {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (typeof prototype !== "object" || prototype === null) return null;
  const made: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  return typeof made === "function" && made.name !== "" ? made.name : null;
}

function take<Item>(items: Iterable<Item>, most: number): Item[] {
  const taken: Item[] = [];
  if (most === 0) return taken;
  for (const item of items) {
    taken.push(item);
    if (taken.length === most) break;
  }
  return taken;
}
