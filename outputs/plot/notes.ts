/** What a plot cannot show of what it was given, in sentences: nothing at all, what is no number, lengths that do not fit. */
import { isNumbers } from "../arrays.ts";
import { counted, formatCount } from "../format.ts";
import { rangeOf } from "../tensor/summary.ts";
import { oddWords } from "../tensor/ways.ts";
import type { FigureValue, PlotPayload, Trace } from "./payload.ts";

export interface Notes {
  /** In place of the plot: there is nothing on it. */
  readonly instead: string | null;
  /** Beside it. */
  readonly besides: readonly string[];
}

export function notesOf({ data, layout }: PlotPayload): Notes {
  const series = data.map((trace, at) => seriesOf(trace, at, data.length));
  const besides = [...series.flatMap((each) => notesOn(each, layout)), ...lengthsOf(series)];
  if (series.some((each) => each.drawn > 0)) return { instead: null, besides };
  const nothing = "Nothing to draw yet: no series has a point.";
  return { instead: series.length === 1 ? (besides.at(0) ?? nothing) : nothing, besides: [] };
}

interface Series {
  readonly name: string;
  readonly trace: Trace;
  readonly values: readonly FigureValue[] | ArrayLike<number>;
  /** Points that stand on the plot. */
  readonly drawn: number;
}

function seriesOf(trace: Trace, at: number, of: number): Series {
  const values = valuesOf(trace);
  const name = typeof trace.name === "string" && trace.name !== "" ? trace.name : null;
  const x = xOf(trace);
  const length = x === null ? values.length : Math.min(values.length, x.length);
  const texts = Array.from({ length }, (_, i) => values[i]).filter(
    (value) => typeof value === "string",
  ).length;
  return {
    name: name ?? (of === 1 ? "The series" : `Series ${at + 1}`),
    trace,
    values,
    drawn: texts > 0 ? length : finite(values, length),
  };
}

/** Categories and dates are no numbers and have a place all the same. */
const numeric = (values: Series["values"]): number[] =>
  Array.from(values, (value) => (typeof value === "number" ? value : value === null ? NaN : 0));

const finite = (values: Series["values"], length: number) =>
  numeric(values)
    .slice(0, length)
    .filter((x) => Number.isFinite(x)).length;

/** Their values have places of their own beside x, or count it. */
const isGrid = ({ type }: Trace) => ["histogram", "heatmap", "contour", "surface"].includes(type);

function notesOn({ name, trace, values }: Series, layout: PlotPayload["layout"]): string[] {
  if (values.length === 0) return [`${name} is empty.`];
  const numbers = numeric(values);
  const { odd, max } = rangeOf(numbers);
  const what = oddWords({ odd });
  if (Number.isNaN(max)) return [`${name} holds no finite number: ${what}.`];
  const notes = what === "" ? [] : [`${name}: ${what} left out.`];
  const x = xOf(trace);
  if (x !== null && x.length !== values.length && !isGrid(trace)) {
    const drawn = formatCount(Math.min(x.length, values.length));
    notes.push(
      `${name} has ${counted(values.length, "number")} and x ${formatCount(x.length)}: the first ${drawn} are drawn.`,
    );
  }
  const below = numbers.filter((y) => y <= 0 && Number.isFinite(y)).length;
  if (isLog(trace, layout) && below > 0) {
    notes.push(`${name}: ${counted(below, "point")} at 0 or below, where a log axis has no place.`);
  }
  return notes;
}

/** Lines over the same count from 0 that end at different points. */
function lengthsOf(series: readonly Series[]): string[] {
  const counting = series.filter(
    ({ trace, values }) => trace.type === "scatter" && xOf(trace) === null && values.length > 0,
  );
  if (new Set(counting.map(({ values }) => values.length)).size < 2) return [];
  const parts = counting.map(({ name, values }) => `${name} ${formatCount(values.length)}`);
  return [`Different lengths: ${parts.join(", ")}. Each counts from 0.`];
}

function isLog({ yaxis, type }: Trace, layout: PlotPayload["layout"]): boolean {
  const axis = layout[yaxis === "y2" ? "yaxis2" : "yaxis"];
  return (
    (type === "scatter" || type === "bar") &&
    typeof axis === "object" &&
    axis !== null &&
    "type" in axis &&
    axis.type === "log"
  );
}

function valuesOf({ type, x, y, z }: Trace): Series["values"] {
  if (type === "heatmap" || type === "contour" || type === "surface")
    return list(z).flatMap((row) => [...listed(row)]);
  if (type === "histogram") return listed(x ?? y);
  // Bars that lie have their lengths in x.
  return listed(y ?? x);
}

const xOf = ({ x, y }: Trace) => (x === undefined || x === null || y === undefined ? null : listed(x));
const list = (value: FigureValue | undefined): readonly FigureValue[] => (Array.isArray(value) ? value : []);
const listed = (value: FigureValue | undefined) => (isNumbers(value) ? Array.from(value) : list(value));
