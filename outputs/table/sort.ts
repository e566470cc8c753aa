/** The order of a table's rows by one column. What has no place on a scale (NaN, an empty cell) stands last either way. */
import type { TableCell } from "./payload.ts";

export interface Sort {
  readonly column: number;
  readonly direction: "ascending" | "descending";
}

/** Up, down, and back to the order that the rows came in. */
export function nextSort(sort: Sort | null, column: number): Sort | null {
  if (sort?.column !== column) return { column, direction: "ascending" };
  return sort.direction === "ascending" ? { column, direction: "descending" } : null;
}

/** @returns indices of the rows; equal ones keep the order they came in */
export function sorted(rows: readonly (readonly TableCell[])[], sort: Sort | null): number[] {
  const order = [...rows.keys()];
  if (sort === null) return order;
  const { column, direction } = sort;
  const sign = direction === "ascending" ? 1 : -1;
  return order.toSorted((a, b) => {
    const [x, y] = [rows[a][column], rows[b][column]];
    const [without, before] = [rank(x), rank(y)];
    if (without === LAST || before === LAST) return without - before;
    return sign * (without - before || compare(x, y));
  });
}

const LAST = 3;

/** Numbers, then ticks, then texts. */
function rank(cell: TableCell): number {
  if (cell === null || Number.isNaN(cell)) return LAST;
  return ["number", "boolean", "string"].indexOf(typeof cell);
}

const alphabet = new Intl.Collator("en", { numeric: true });

function compare(x: TableCell, y: TableCell): number {
  if (typeof x === "string" && typeof y === "string") return alphabet.compare(x, y);
  return x === y ? 0 : Number(x) < Number(y) ? -1 : 1;
}
