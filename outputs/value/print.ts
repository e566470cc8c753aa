/** What `console.log` writes for its arguments: strings as they are, everything else on one line as in code. */
import { lineOf } from "./line.ts";
import { treeOf } from "./tree.ts";

const MOST = 10_000;

export function print(...values: readonly unknown[]): string {
  return values.map((value) => (typeof value === "string" ? value : lineOf(treeOf(value), MOST))).join(" ");
}
