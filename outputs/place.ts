/** Places in a notebook's cells, as outputs point at them. */
import * as v from "valibot";
import { count } from "./arrays.ts";

/** Where in the notebook an operation was written. Lines and columns count from 1. */
export const place = v.object({ cell: v.string(), line: count, column: count });
export type Place = v.InferOutput<typeof place>;

/** The kernel keeps a cell's own line numbers in its module, and names the module after it. */
export function placeOf(
  source: { readonly file: string; readonly line: number; readonly column: number } | null,
): Place | null {
  const cell = source && /^slope:\/\/\/(.+)\.ts$/.exec(source.file)?.[1];
  return source && cell !== undefined && cell !== null && source.line > 0
    ? { cell: decodeURIComponent(cell), line: source.line, column: source.column }
    : null;
}
