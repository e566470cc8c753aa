/** A value as code on the clipboard, as JSON in a file. What the tree left out is left out here too, and said. */
import { csvFile, jsonFile, type Keep } from "../keep.ts";
import { lineOf } from "./line.ts";
import type { ValueNode, ValuePayload } from "./payload.ts";

const WHOLE = 1_000_000;

const keep: Keep<ValuePayload> = {
  copy: ({ root }) => ({ text: textOf(root), part: partOf(root) }),
  files: ({ root }) => [
    ...(root.type === "numbers"
      ? [
          csvFile(
            [...root.values].map((x) => [x]),
            partOf(root),
          ),
        ]
      : []),
    jsonFile(plainOf(root), partOf(root)),
  ],
};
export default keep;

const textOf = (root: ValueNode) => (root.type === "string" ? root.text : lineOf(root, WHOLE));

/** JSON has no undefined, functions and cycles: they are the words that name them. */
function plainOf(node: ValueNode): unknown {
  switch (node.type) {
    case "null":
      return null;
    case "boolean":
    case "number":
      return node.value;
    case "string":
      return node.text;
    case "list":
      return node.items.map(plainOf);
    case "numbers":
      return node.values;
    case "object":
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainOf(value)]));
    case "map":
      return node.entries.map(({ key, value }) => [plainOf(key), plainOf(value)]);
    case "tensor":
      return node.tensor.values ?? lineOf(node);
    default:
      return lineOf(node);
  }
}

const partOf = (root: ValueNode): string | null => (isWhole(root) ? null : "what is shown, not all of it");

function isWhole(node: ValueNode): boolean {
  switch (node.type) {
    case "string":
      return node.text.length === node.length;
    case "list":
      return node.items.length === node.size && node.items.every(isWhole);
    case "numbers":
      return node.values.length === node.size;
    case "object":
      return node.entries.length === node.size && node.entries.every(({ value }) => isWhole(value));
    case "map":
      return (
        node.entries.length === node.size &&
        node.entries.every(({ key, value }) => isWhole(key) && isWhole(value))
      );
    case "tensor":
      return node.tensor.values !== null;
    default:
      return true;
  }
}
