/** Any JavaScript value as a bounded tree of plain data. Numbers stay numbers: a claim in the prose reads them from here. */
import * as v from "valibot";
import { count, measured, numbers, type Numbers } from "../arrays.ts";
import { type TensorSummary, tensorSummary } from "../tensor/payload.ts";

/** As many numbers as the long lists of a tree carry together. */
export const MOST_TREE_NUMBERS = 32_768;

export type ValueNode =
  | { type: "undefined" | "null" }
  | { type: "boolean"; value: boolean }
  | { type: "number"; value: number }
  | { type: "string"; text: string; length: number }
  /** A bigint, symbol, date or regular expression, written as one would in code. */
  | { type: "literal"; text: string }
  | { type: "function"; name: string; signature: string }
  | { type: "error"; name: string; message: string }
  | { type: "tensor"; tensor: TensorSummary; requiresGrad: boolean }
  /** `name` is the class; null for a plain object. `size` counts every entry, shown or not. */
  | { type: "object"; name: string | null; size: number; entries: ObjectEntry[] }
  | { type: "list"; name: string; size: number; items: ValueNode[] }
  /** A long list of numbers and nothing else; `values` are its first. */
  | { type: "numbers"; name: string; size: number; values: Numbers }
  | { type: "map"; name: string; size: number; entries: MapEntry[] }
  /** The same object again, `up` levels above itself. */
  | { type: "cycle"; up: number }
  /** Too deep to follow, or a getter that was not called. */
  | { type: "hidden"; text: string };

export interface ObjectEntry {
  key: string;
  value: ValueNode;
}
export interface MapEntry {
  key: ValueNode;
  value: ValueNode;
}

const node: v.GenericSchema<ValueNode> = v.lazy(() => anyNode);
const bounded = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.maxLength(1000));

const anyNode = v.variant("type", [
  v.object({ type: v.picklist(["undefined", "null"]) }),
  v.object({ type: v.literal("boolean"), value: v.boolean() }),
  v.object({ type: v.literal("number"), value: measured }),
  v.object({ type: v.literal("string"), text: v.string(), length: count }),
  v.object({ type: v.literal("literal"), text: v.string() }),
  v.object({ type: v.literal("function"), name: v.string(), signature: v.string() }),
  v.object({ type: v.literal("error"), name: v.string(), message: v.string() }),
  v.object({ type: v.literal("tensor"), tensor: tensorSummary, requiresGrad: v.boolean() }),
  v.object({
    type: v.literal("object"),
    name: v.nullable(v.string()),
    size: count,
    entries: bounded(v.object({ key: v.string(), value: node })),
  }),
  v.object({ type: v.literal("list"), name: v.string(), size: count, items: bounded(node) }),
  v.object({
    type: v.literal("numbers"),
    name: v.string(),
    size: count,
    values: numbers(MOST_TREE_NUMBERS),
  }),
  v.object({
    type: v.literal("map"),
    name: v.string(),
    size: count,
    entries: bounded(v.object({ key: node, value: node })),
  }),
  v.object({ type: v.literal("cycle"), up: count }),
  v.object({ type: v.literal("hidden"), text: v.string() }),
]);

const valuePayload = v.object({ root: node });
export type ValuePayload = v.InferOutput<typeof valuePayload>;

export default valuePayload;
