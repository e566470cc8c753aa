/** A value tree on one line, as one would write it in code: the summary of a closed branch, and what `console.log` prints. */
import { formatShape, printNumber } from "../format.ts";
import type { TensorSummary } from "../tensor/payload.ts";
import type { ValueNode } from "./payload.ts";

/** @param most characters after which the rest becomes an ellipsis */
export function lineOf(node: ValueNode, most = 120): string {
  const whole = write(node, most);
  return whole.length > most ? `${whole.slice(0, Math.max(1, most - 1))}…` : whole;
}

function write(node: ValueNode, room: number): string {
  switch (node.type) {
    case "undefined":
    case "null":
      return node.type;
    case "boolean":
      return String(node.value);
    case "number":
      return printNumber(node.value, 6);
    case "string":
      return JSON.stringify(node.text) + (node.length > node.text.length ? "…" : "");
    case "literal":
      return node.text;
    case "hidden":
      return `(${node.text})`;
    case "cycle":
      return `(the object ${node.up} up)`;
    case "function":
      return node.signature === "class" ? `class ${node.name}` : `ƒ ${node.name}${node.signature}`;
    case "error":
      return `${node.name}: ${node.message}`;
    case "tensor":
      return writeTensor(node.tensor);
    case "list": {
      const inside = join(node.items, (item, left) => write(item, left), node.size, room);
      return node.name === "Array" ? `[${inside}]` : `${node.name}(${node.size}) [${inside}]`;
    }
    case "numbers": {
      const inside = join(node.values, (x) => printNumber(x, 6), node.size, room);
      return node.name === "Array" ? `[${inside}]` : `${node.name}(${node.size}) [${inside}]`;
    }
    case "map": {
      const pair = (entry: (typeof node.entries)[number], left: number) =>
        `${write(entry.key, left)} => ${write(entry.value, left)}`;
      return `${node.name}(${node.size}) {${padded(join(node.entries, pair, node.size, room))}}`;
    }
    case "object": {
      const pair = (entry: (typeof node.entries)[number], left: number) =>
        `${writeKey(entry.key)}: ${write(entry.value, left)}`;
      return `${node.name === null ? "" : `${node.name} `}{${padded(join(node.entries, pair, node.size, room))}}`;
    }
  }
}

const padded = (inside: string) => (inside === "" ? "" : ` ${inside} `);
const writeKey = (key: string) =>
  /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : JSON.stringify(key);

function join<Item>(
  items: Iterable<Item>,
  one: (item: Item, room: number) => string,
  size: number,
  room: number,
): string {
  const parts: string[] = [];
  let left = room;
  for (const item of items) {
    if (left <= 0) break;
    const part = one(item, left);
    parts.push(part);
    left -= part.length + 2;
  }
  return parts.join(", ") + (parts.length < size ? (parts.length === 0 ? "…" : ", …") : "");
}

function writeTensor({ dtype, shape, values, min, max }: TensorSummary): string {
  const kind = shape.length === 0 ? dtype : `${dtype} ${formatShape(shape)}`;
  if (values === null) return `${kind} from ${printNumber(min)} to ${printNumber(max)}`;
  const show = (x: number) => (dtype === "bool" ? String(x !== 0) : printNumber(x));
  let at = 0;
  const nest = (axis: number): string =>
    axis === shape.length
      ? show(values[at++])
      : `[${Array.from({ length: shape[axis] }, () => nest(axis + 1)).join(", ")}]`;
  return `${kind} ${nest(0)}`;
}
