/** Rows and columns, cut to what a reader will read, with the count of the rest. */
import * as v from "valibot";
import { count } from "../arrays.ts";

export const MOST_ROWS = 1000;
export const MOST_COLUMNS = 50;
const MOST_CELLS = 20_000;

/** Rows of this width that a table carries. */
export const mostRows = (columns: number) =>
  Math.min(MOST_ROWS, Math.floor(MOST_CELLS / Math.max(1, columns)));

export type TableCell = number | string | boolean | null;

/** One look a cell: a table may have 20,000. */
const cell = v.custom<TableCell>(
  (value) => value === null || ["number", "string", "boolean"].includes(typeof value),
  "expected a number, a text, true, false or nothing",
);

const column = v.object({ name: v.string(), numeric: v.boolean() });
export type Column = v.InferOutput<typeof column>;

const tablePayload = v.pipe(
  v.object({
    columns: v.pipe(v.array(column), v.maxLength(MOST_COLUMNS)),
    rows: v.pipe(v.array(v.array(cell)), v.maxLength(MOST_ROWS)),
    /** One name a row, or null where rows have none. */
    rowNames: v.nullable(v.pipe(v.array(v.string()), v.maxLength(MOST_ROWS))),
    totalRows: count,
    totalColumns: count,
    /** The range that shades number cells; null for a plain table. */
    heat: v.nullable(v.object({ min: v.number(), max: v.number() })),
    caption: v.nullable(v.string()),
  }),
  v.check(
    ({ columns, rows, rowNames }) =>
      rows.every((row) => row.length === columns.length) && (rowNames?.length ?? rows.length) === rows.length,
    "expected every row to have a cell a column",
  ),
);
export type TablePayload = v.InferOutput<typeof tablePayload>;

export default tablePayload;
