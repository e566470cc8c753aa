/** Rows or columns, as a learner happens to have them, laid out as one table. */
import { Figure, OutputError } from "../figure.ts";
import { rangeOf } from "../tensor/summary.ts";
import { isTensor, kindOf, readGrid } from "../tensor/read.ts";
import { isTyped } from "../arrays.ts";
import { lineOf } from "../value/line.ts";
import { treeOf } from "../value/tree.ts";
import { MOST_COLUMNS, mostRows, type TableCell, type TablePayload } from "./payload.ts";

export interface TableOptions {
  /** Names of the columns, in order; for rows of objects, which keys to show. */
  columns?: readonly (string | number)[];
  /** Names of the rows. */
  rows?: readonly (string | number)[];
  /** Shades number cells from the smallest to the largest: a confusion matrix. */
  heat?: boolean;
  caption?: string;
}

/** @throws OutputError */
export function table(data: unknown, options: TableOptions = {}): Figure<TablePayload> {
  const { names, rows } = layOut(data, options);
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), names.length);
  const shown = rows
    .slice(0, mostRows(Math.min(width, MOST_COLUMNS)))
    .map((row) => Array.from({ length: Math.min(width, MOST_COLUMNS) }, (_, at) => cellOf(row[at])));
  const numeric = (at: number) =>
    shown.some((row) => typeof row[at] === "number") &&
    shown.every((row) => typeof row[at] === "number" || row[at] === null);
  return new Figure("table", {
    columns: Array.from({ length: Math.min(width, MOST_COLUMNS) }, (_, at) => ({
      name: names[at] ?? String(at),
      numeric: numeric(at),
    })),
    rows: shown,
    rowNames: options.rows ? shown.map((_, at) => String(options.rows?.[at] ?? at)) : null,
    totalRows: rows.length,
    totalColumns: width,
    heat: options.heat === true ? heatOf(shown) : null,
    caption: options.caption ?? null,
  });
}

interface Layout {
  names: string[];
  rows: unknown[][];
}

function layOut(data: unknown, options: TableOptions): Layout {
  const names = options.columns?.map(String);
  if (isTensor(data) || isTyped(data)) return fromGrid(data, names);
  if (Array.isArray(data)) return fromRows(data as unknown[], names);
  if (data instanceof Map) return { names: names ?? ["key", "value"], rows: [...data] };
  if (typeof data === "object" && data !== null) return fromColumns(Object.entries(data), names);
  throw new OutputError(
    `table takes rows, columns or a tensor, not ${kindOf(data)}. Try table([{ name: 1 }]).`,
  );
}

function fromGrid(data: unknown, names: string[] | undefined): Layout {
  const { shape, values } = readGrid(data, "table");
  if (shape.length > 2) throw new OutputError(`table takes a tensor of 1 or 2 axes, not ${shape.length}.`);
  const width = shape.length === 2 ? shape[1] : 1;
  const height = width === 0 ? 0 : values.length / width;
  const rows = Array.from({ length: height }, (_, row) => [
    ...values.subarray(row * width, (row + 1) * width),
  ]);
  return { names: names ?? (shape.length === 2 ? [] : ["value"]), rows };
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const property = (row: object, key: string): unknown => Object.getOwnPropertyDescriptor(row, key)?.value;

function fromRows(rows: readonly unknown[], names: string[] | undefined): Layout {
  if (rows.every(isList)) return { names: names ?? [], rows: rows.map((row) => [...row]) };
  if (rows.every((row) => isTyped(row) || isTensor(row))) {
    return { names: names ?? [], rows: rows.map((row) => [...readGrid(row, "table").values]) };
  }
  if (rows.every((row) => typeof row === "object" && row !== null)) {
    const keys = names ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return {
      names: keys,
      rows: rows.map((row) => keys.map((key) => property(row, key))),
    };
  }
  return { names: names ?? ["value"], rows: rows.map((row) => [row]) };
}

/** `{ epoch: [1, 2], loss: tensor }` is columns; `{ digits: 1797, classes: 10 }` is names and values. */
function fromColumns(entries: readonly [string, unknown][], names: string[] | undefined): Layout {
  const long = (value: unknown) =>
    Array.isArray(value) || isTyped(value) || (isTensor(value) && value.shape.length === 1);
  if (!entries.every(([, value]) => long(value)))
    return { names: names ?? ["name", "value"], rows: entries.map((e) => [...e]) };
  const columns = entries.map(([key, value]): [string, ArrayLike<unknown>] => [
    key,
    Array.isArray(value) ? value : readGrid(value, key).values,
  ]);
  const height = Math.max(0, ...columns.map(([, column]) => column.length));
  return {
    names: names ?? columns.map(([key]) => key),
    rows: Array.from({ length: height }, (_, row) => columns.map(([, column]) => column[row])),
  };
}

function cellOf(value: unknown): TableCell {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "string") return value;
  if (isTensor(value) && value.shape.length === 0) return value.item();
  return lineOf(treeOf(value), 60);
}

function heatOf(rows: readonly TableCell[][]): { min: number; max: number } | null {
  const { min, max } = rangeOf(rows.flat().map((cell) => (typeof cell === "number" ? cell : NaN)));
  return Number.isNaN(min) ? null : { min, max };
}
