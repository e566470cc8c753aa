/** A table for a sheet: tabs on the clipboard, CSV and JSON as files. Every row that is here, in the order it came. */
import { formatCount } from "../format.ts";
import { csvFile, csvOf, jsonFile, type Keep } from "../keep.ts";
import type { TableCell, TablePayload } from "./payload.ts";

const keep: Keep<TablePayload> = {
  copy: (payload) => ({ text: csvOf(rowsOf(payload), "\t"), part: partOf(payload) }),
  files: (payload) => [
    csvFile(rowsOf(payload), partOf(payload)),
    jsonFile(recordsOf(payload), partOf(payload)),
  ],
};
export default keep;

export function rowsOf({ columns, rows, rowNames }: TablePayload): TableCell[][] {
  const named = (name: TableCell, cells: TableCell[]) => (rowNames === null ? cells : [name, ...cells]);
  return [
    named(
      null,
      columns.map(({ name }) => name),
    ),
    ...rows.map((row, at) => named(rowNames?.[at] ?? null, row)),
  ];
}

/** Rows as objects, each cell under its column's name. */
function recordsOf({ columns, rows, rowNames }: TablePayload): Record<string, TableCell>[] {
  return rows.map((row, at) =>
    Object.fromEntries([
      ...(rowNames === null ? [] : [["row", rowNames[at]] as const]),
      ...row.map((cell, column) => [columns[column].name, cell] as const),
    ]),
  );
}

function partOf({ rows, columns, totalRows, totalColumns }: TablePayload): string | null {
  if (rows.length === totalRows && columns.length === totalColumns) return null;
  const width = columns.length < totalColumns ? ` and ${columns.length} columns` : "";
  return `the first ${formatCount(rows.length)} rows${width}`;
}
