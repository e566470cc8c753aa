/** What an open branch lists: its entries, or ranges of a hundred where there are more than one can look through. */
import { rangeOf } from "../tensor/summary.ts";
import { oddWords } from "../tensor/ways.ts";
import { formatCount, formatNumber, formatShape } from "../format.ts";
import { lineOf } from "./line.ts";
import type { ValueNode } from "./payload.ts";

export interface Entry {
  readonly name: string;
  readonly value: ValueNode;
}
/** Entries `from` to `to`, `to` not included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const GROUP = 100;

/** Entries that the payload carries. */
export function carried(node: ValueNode): number {
  switch (node.type) {
    case "object":
    case "map":
      return node.entries.length;
    case "list":
      return node.items.length;
    case "numbers":
      return node.values.length;
    default:
      return 0;
  }
}

/** Made only when they are looked at: a list of 30,000 numbers makes the hundred that are open. */
export function entriesOf(node: ValueNode, { from, to }: Range): Entry[] {
  switch (node.type) {
    case "object":
      return node.entries.slice(from, to).map(({ key, value }) => ({ name: key, value }));
    case "list":
      return node.items.slice(from, to).map((value, at) => ({ name: String(from + at), value }));
    case "map":
      return node.entries
        .slice(from, to)
        .map(({ key, value }, at) =>
          carried(key) === 0 && key.type !== "tensor"
            ? { name: lineOf(key, 40), value }
            : { name: String(from + at), value: pair(key, value) },
        );
    case "numbers":
      return Array.from(node.values.subarray(from, to), (value, at) => ({
        name: String(from + at),
        value: { type: "number", value },
      }));
    default:
      return [];
  }
}

/** An object as a key is opened beside its value. */
const pair = (key: ValueNode, value: ValueNode): ValueNode => ({
  type: "object",
  name: null,
  size: 2,
  entries: [
    { key: "key", value: key },
    { key: "value", value },
  ],
});

/** @returns null where the entries can be listed as they are */
export function rangesOf({ from, to }: Range): Range[] | null {
  const count = to - from;
  if (count <= GROUP) return null;
  const size = count > GROUP * GROUP ? GROUP * 10 : GROUP;
  return Array.from({ length: Math.ceil(count / size) }, (_, at) => ({
    from: from + at * size,
    to: Math.min(to, from + (at + 1) * size),
  }));
}

/** What stands beside an open branch, whose entries stand below. */
export function headOf(node: ValueNode, line: string): string {
  if (node.type === "tensor") return `${node.tensor.dtype} ${formatShape(node.tensor.shape)}`;
  if (!("size" in node)) return line;
  const head = `${node.name ?? "object"} of ${formatCount(node.size)}`;
  if (node.type !== "numbers" || node.values.length < node.size) return head;
  const range = rangeOf(node.values);
  const parts = Number.isNaN(range.min)
    ? []
    : [`${formatNumber(range.min)} to ${formatNumber(range.max)}, mean ${formatNumber(range.mean)}`];
  return [head, ...parts, oddWords(range)].filter((part) => part !== "").join(", ");
}
