/** A plot in words, and as a table: what is drawn must be there for those who do not see it. */
import { isNumbers } from "../arrays.ts";
import { counted, formatNumber } from "../format.ts";
import {
  type Column,
  MOST_COLUMNS,
  MOST_ROWS,
  mostRows,
  type TableCell,
  type TablePayload,
} from "../table/payload.ts";
import type { FigureValue, PlotPayload, Trace } from "./payload.ts";

/** "Plot of loss and gradient norm against step. loss: 300 points, from 2.3 to 0.08..." */
export function describe({ data, layout }: PlotPayload): string {
  const title = textOf(layout.title);
  const against = textOf(axisOf(layout, "xaxis").title);
  const names = data.map((trace) => nameOf(trace)).filter((name) => name !== "");
  const what = names.length > 0 ? listed(names) : (textOf(axisOf(layout, "yaxis").title) ?? "values");
  const head = `${title ?? `Plot of ${what}`}${against ? ` against ${against}` : ""}.`;
  return [head, ...data.slice(0, 6).map((trace) => describeTrace(trace, data.length > 1))].join(" ");
}

function describeTrace(trace: Trace, several: boolean): string {
  const name = several && nameOf(trace) !== "" ? `${nameOf(trace)}: ` : "";
  if (isGrid(trace)) {
    const rows = matrixOf(trace.z);
    return `${name}${rows.length} rows by ${rows.at(0)?.length ?? 0} columns, ${rangeText(rows.flatMap((row) => [...row]))}.`;
  }
  const values = listOf(
    trace.type === "histogram" ? trace.x : trace.type === "scatter3d" ? trace.z : trace.y,
  ).map(Number);
  if (values.length === 0) return `${name}no points yet.`;
  if (trace.type !== "scatter" && trace.type !== "scatter3d")
    return `${name}${counted(values.length, "value")}, ${rangeText(values)}.`;
  const [first, last] = [values[0], values[values.length - 1]];
  if (values.length === 1) return `${name}one point, ${formatNumber(first)}.`;
  const ends = trace.mode === "markers" ? "" : ` first ${formatNumber(first)}, last ${formatNumber(last)},`;
  return `${name}${counted(values.length, "point")},${ends} ${rangeText(values)}.`;
}

function rangeText(values: readonly number[]): string {
  let [min, max, missing] = [Infinity, -Infinity, 0];
  for (const x of values) {
    if (!Number.isFinite(x)) missing += 1;
    else [min, max] = [Math.min(min, x), Math.max(max, x)];
  }
  const holes = missing > 0 ? `, ${missing} not finite` : "";
  return max < min
    ? `nothing finite${holes}`
    : `between ${formatNumber(min)} and ${formatNumber(max)}${holes}`;
}

/**
 * The points as rows: x, then a column a series; a heat-map as the matrix it is.
 * @param most rows and columns; what a table in the page carries unless given
 */
export function pointTable({ data, layout }: PlotPayload, most?: number): TablePayload {
  const first = data.at(0);
  const columns: [string, readonly TableCell[]][] = [];
  if (first !== undefined && isGrid(first)) {
    const rows = matrixOf(first.z);
    const names = listOf(first.x);
    const width = rows.at(0)?.length ?? 0;
    for (let at = 0; at < width; at += 1)
      columns.push([cellText(names[at] ?? at), rows.map((row) => row[at])]);
  } else {
    let before = "";
    data.forEach((trace, at) => {
      const x = listOf(trace.x).map(cellOf);
      const y = listOf(trace.y).map(cellOf);
      const name = nameOf(trace) === "" ? (textOf(axisOf(layout, "yaxis").title) ?? "y") : nameOf(trace);
      const key = x.slice(0, MOST_ROWS).join();
      if (trace.type === "histogram") return columns.push([name, x]);
      // Series over the same x share its column.
      if (at === 0 || key !== before) {
        columns.push([
          textOf(axisOf(layout, "xaxis").title) ?? "x",
          x.length > 0 ? x : y.map((_, step) => step),
        ]);
      }
      before = key;
      return columns.push([name, y]);
    });
  }
  return tableOf(columns, most);
}

function tableOf(columns: readonly [string, readonly TableCell[]][], most?: number): TablePayload {
  const kept = columns.slice(0, most ?? MOST_COLUMNS);
  const total = Math.max(0, ...columns.map(([, cells]) => cells.length));
  return {
    columns: kept.map(([name, cells]): Column => ({
      name,
      numeric: cells.every((cell) => typeof cell === "number"),
    })),
    rows: Array.from({ length: Math.min(total, most ?? mostRows(kept.length)) }, (_, row) =>
      kept.map(([, cells]) => cells[row] ?? null),
    ),
    rowNames: null,
    totalRows: total,
    totalColumns: columns.length,
    heat: null,
    caption: null,
  };
}

const isGrid = ({ type }: Trace) => type === "heatmap" || type === "contour" || type === "surface";
const nameOf = (trace: Trace) => (typeof trace.name === "string" ? trace.name : "");
const listed = (names: readonly string[]) =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;

function axisOf(layout: PlotPayload["layout"], key: string): { title?: FigureValue } {
  const axis = layout[key];
  return typeof axis === "object" && axis !== null && !Array.isArray(axis) && !isNumbers(axis) ? axis : {};
}

function textOf(title: FigureValue | undefined): string | null {
  if (typeof title === "string") return title;
  if (typeof title === "object" && title !== null && "text" in title && typeof title.text === "string")
    return title.text;
  return null;
}

function listOf(value: FigureValue | undefined): readonly FigureValue[] {
  if (Array.isArray(value)) return value;
  return isNumbers(value) ? [...value] : [];
}

function matrixOf(value: FigureValue | undefined): number[][] {
  return listOf(value).map((row) => listOf(row).map(Number));
}

const cellOf = (value: FigureValue): TableCell =>
  typeof value === "number" || typeof value === "string" || typeof value === "boolean" ? value : null;
const cellText = (value: FigureValue) => String(cellOf(value) ?? "");
