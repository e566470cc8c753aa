/** A value becomes a tree of plain data, bounded in depth, breadth and total, that never calls the learner's code. */
import { isNumbers, isTyped, type Numbers } from "../arrays.ts";
import { Figure } from "../figure.ts";
import { summariseTensor } from "../tensor/kind.ts";
import { isTensor } from "../tensor/read.ts";
import type { MapEntry, ObjectEntry, ValueNode } from "./payload.ts";
import { MOST_TREE_NUMBERS } from "./payload.ts";
import { signatureOf } from "./signature.ts";

/** Entries shown at each depth at most; deeper than the last, only the kind and the size are told. */
const breadths = [500, 200, 100, 50, 30, 20, 10, 10, 10, 10];
const MOST_NODES = 5000;
const MOST_TEXT = 2000;
/** Longer lists of numbers travel as one typed array, so that 30,000 cost no more than 30 objects. */
const LONG = 60;
const MOST_NUMBERS_INSIDE = 2048;

export function treeOf(value: unknown): ValueNode {
  let used = 0;
  let numbersLeft = MOST_TREE_NUMBERS;
  return nodeOf(value, [], MOST_NODES);

  /** @param room nodes that this part may use, itself included: siblings share fairly, what one leaves goes to the next */
  function nodeOf(part: unknown, above: readonly object[], room: number): ValueNode {
    used += 1;
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
        return { type: "function", name: textOf(() => part.name), signature: signatureOf(part) };
      case "object":
        if (part === null) return { type: "null" };
        return above.length === 0 ? objectOf(part, above, room - 1) : orReason(part, above, room - 1);
    }
  }

  /** One part that traps every look does not hide the rest. */
  function orReason(object: object, above: readonly object[], room: number): ValueNode {
    try {
      return objectOf(object, above, room);
    } catch (error) {
      return { type: "hidden", text: `cannot be shown: ${textOf(() => (error as Error).message)}` };
    }
  }

  function objectOf(object: object, above: readonly object[], room: number): ValueNode {
    const known = above.indexOf(object);
    if (known >= 0) return { type: "cycle", up: above.length - known };
    const leaf = leafOf(object);
    if (leaf) return leaf;
    const most = Math.max(0, Math.min(breadths[above.length] ?? 0, room));
    const name = classOf(object);

    const numbers = numbersOf(object, above.length === 0 ? MOST_TREE_NUMBERS : MOST_NUMBERS_INSIDE);
    if (numbers) {
      const values = numbers.values.slice(0, numbersLeft);
      numbersLeft -= values.length;
      return { type: "numbers", name: name ?? "Array", size: numbers.size, values };
    }
    if (isList(object)) {
      const items = Array.from({ length: Math.min(object.length, most) }, (_, at) => at);
      const nodes = shared(items, (at, child): ValueNode =>
        at in object ? child(object[at]) : { type: "hidden", text: "empty" },
      );
      return list(name ?? "Array", object.length, nodes);
    }
    if (object instanceof Set) {
      return list("Set", sizeOf(Set.prototype, object), shared(take(setItems(object), most), asItIs));
    }
    if (object instanceof Map) {
      const taken = take(mapItems(object), Math.floor(most / 2));
      const nodes = shared(taken.flat(), asItIs);
      const entries = taken.map((_, at): MapEntry => ({ key: nodes[2 * at], value: nodes[2 * at + 1] }));
      return { type: "map", name: name ?? "Map", size: sizeOf(Map.prototype, object), entries };
    }
    const keys = Object.keys(object);
    const taken = keys.slice(0, most);
    const nodes = shared(taken, (key, child) => property(object, key, child));
    const entries = taken.map((key, at): ObjectEntry => ({ key, value: nodes[at] }));
    return { type: "object", name: name === "Object" ? null : name, size: keys.length, entries };

    function shared<Item>(items: readonly Item[], nodeFor: (item: Item, child: Child) => ValueNode) {
      const inside = [...above, object];
      let left = room;
      return items.map((item, at) => {
        const before = used;
        const share = Math.floor(left / (items.length - at));
        const node = nodeFor(item, (part) => nodeOf(part, inside, share));
        left -= Math.max(1, used - before);
        return node;
      });
    }
  }
}

type Child = (part: unknown) => ValueNode;
const asItIs = (part: unknown, child: Child) => child(part);

/** A getter is code: it is named, not called. */
function property(object: object, key: string, child: Child): ValueNode {
  const descriptor = Object.getOwnPropertyDescriptor(object, key);
  return descriptor && !("value" in descriptor)
    ? { type: "hidden", text: "getter" }
    : child(descriptor?.value);
}

const list = (name: string, size: number, items: ValueNode[]): ValueNode => ({
  type: "list",
  name,
  size,
  items,
});

type List = readonly unknown[] | Numbers | BigInt64Array | BigUint64Array;

const isList = (object: object): object is List =>
  Array.isArray(object) || (ArrayBuffer.isView(object) && !(object instanceof DataView));

/** A long list of numbers and nothing else, as far as it is shown. */
function numbersOf(object: object, most: number): { size: number; values: Numbers } | null {
  if (!isList(object) || object.length <= LONG) return null;
  if (isNumbers(object)) return { size: object.length, values: object.slice(0, most) };
  if (isTyped(object)) return { size: object.length, values: Float64Array.from(object.subarray(0, most)) };
  const values = new Float64Array(Math.min(object.length, most));
  for (let at = 0; at < values.length; at += 1) {
    const item = object[at];
    if (typeof item !== "number") return null;
    values[at] = item;
  }
  return { size: object.length, values };
}

function leafOf(object: object): ValueNode | null {
  if (isTensor(object)) {
    return { type: "tensor", tensor: summariseTensor(object), requiresGrad: object.requiresGrad };
  }
  if (object instanceof Figure) return { type: "hidden", text: `a ${object.kind}: display it by itself` };
  if (object instanceof Error) {
    return { type: "error", name: textOf(() => object.name), message: textOf(() => object.message) };
  }
  if (object instanceof Date) {
    return { type: "literal", text: Number.isNaN(object.getTime()) ? "Invalid Date" : object.toISOString() };
  }
  if (object instanceof RegExp) return { type: "literal", text: RegExp.prototype.toString.call(object) };
  if (object instanceof Promise) return { type: "hidden", text: "a promise: put `await` before it" };
  if (object instanceof WeakMap || object instanceof WeakSet || object instanceof WeakRef)
    return { type: "hidden", text: `${classOf(object) ?? "weak"}: what it holds cannot be listed` };
  if (object instanceof ArrayBuffer || object instanceof DataView)
    return { type: "hidden", text: `${classOf(object) ?? "buffer"} of ${object.byteLength} bytes` };
  return null;
}

/** What should be a text, from an object that may be anything. */
function textOf(read: () => unknown): string {
  try {
    const text = read();
    return typeof text === "string" ? text.slice(0, MOST_TEXT) : "";
  } catch {
    return "";
  }
}

function classOf(object: object): string | null {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (typeof prototype !== "object" || prototype === null) return null;
  const made: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  return typeof made === "function" && made.name !== "" ? made.name : null;
}

// A subclass may override how it is gone through: the originals are asked.
const setItems = (set: Set<unknown>): Iterable<unknown> => Set.prototype.values.call(set);
const mapItems = (map: Map<unknown, unknown>): Iterable<[unknown, unknown]> =>
  Map.prototype.entries.call(map);
const sizeOf = (prototype: object, object: object): number => Number(Reflect.get(prototype, "size", object));

function take<Item>(items: Iterable<Item>, most: number): Item[] {
  const taken: Item[] = [];
  for (const item of items) {
    if (taken.length >= most) break;
    taken.push(item);
  }
  return taken;
}
