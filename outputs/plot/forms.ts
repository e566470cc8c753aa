/** Short forms for the plots a course draws again and again. Each is a figure that `plot` could have been given. */
import { OutputError } from "../figure.ts";
import { isTensor, readGrid } from "../tensor/read.ts";
import { isTyped, type Numbers } from "../arrays.ts";
import { figure, type PlotFigure, rowsOf } from "./figure.ts";

interface Labels {
  title?: string;
  xLabel?: string;
  yLabel?: string;
}

export interface LinesOptions extends Labels {
  /** Where the points stand; 0, 1, 2... without it. */
  x?: unknown;
  /** Which axes are logarithmic; `true` is the upright one. */
  log?: boolean | "x" | "y" | "both";
  /** The last series gets its own axis on the right. */
  twoAxes?: boolean;
  /** Draws the points as well as the line. */
  points?: boolean;
}

/** `plot.lines({ loss, "gradient norm": norms }, { xLabel: "step", log: true })` */
export function lines(series: unknown, options: LinesOptions = {}): PlotFigure {
  const named = seriesOf(series, "plot.lines");
  const right = options.twoAxes === true && named.length > 1 ? named.length - 1 : -1;
  const x = options.x === undefined ? undefined : flat(options.x, "x");
  const data = named.map(([name, y], at) => ({
    type: "scatter",
    mode: options.points === true ? "lines+markers" : "lines",
    name,
    ...(x && { x }),
    y,
    ...(at === right && { yaxis: "y2" }),
  }));
  const logY = options.log === true || options.log === "y" || options.log === "both";
  const logX = options.log === "x" || options.log === "both";
  const leftTitle =
    options.yLabel ??
    (right > 0
      ? named
          .slice(0, right)
          .map(([name]) => name)
          .join(", ")
      : undefined);
  return figure({
    data,
    layout: {
      ...titleOf(options),
      xaxis: axis(options.xLabel, logX),
      yaxis: axis(leftTitle, logY),
      ...(right > 0 && { yaxis2: { ...axis(named[right][0], logY), overlaying: "y", side: "right" } }),
    },
  });
}

export interface BarsOptions extends Labels {
  /** What stands under each bar. */
  names?: readonly (string | number)[];
  /** Bars of several series on top of each other instead of side by side. */
  stack?: boolean;
}

/** `plot.bars({ rules: 0.52, learned: 0.97 })`, or several series over `names`. */
export function bars(values: unknown, options: BarsOptions = {}): PlotFigure {
  const single = isPlain(values) && Object.values(values).every((item) => isNumberLike(item));
  const named: [string, Numbers][] = single
    ? [["", Float64Array.from(Object.values(values), numberOf)]]
    : seriesOf(values, "plot.bars");
  const names = options.names?.map(String) ?? (single ? Object.keys(values) : undefined);
  return figure({
    data: named.map(([name, y]) => ({ type: "bar", name, ...(names && { x: names }), y })),
    layout: {
      ...titleOf(options),
      xaxis: { ...axis(options.xLabel, false), ...(names && { type: "category" }) },
      yaxis: axis(options.yLabel, false),
      barmode: options.stack === true ? "stack" : "group",
    },
  });
}

export interface ScatterOptions extends Labels {
  /** One name a point: points of one name share a hue and a mark. */
  groups?: unknown;
}

/** `plot.scatter(x, y)`: points, grouped by `groups`. */
export function scatter(x: unknown, y: unknown, options: ScatterOptions = {}): PlotFigure {
  const xs = flat(x, "x");
  const ys = flat(y, "y");
  if (xs.length !== ys.length) {
    throw new OutputError(
      `plot.scatter: x has ${xs.length} numbers and y ${ys.length}. They must be one a point.`,
    );
  }
  const groups = groupsOf(options.groups, xs.length);
  const pick = (from: Numbers, name: string) => from.filter((_, at) => groups[at] === name);
  const data = [...new Set(groups)].map((name) => ({
    type: "scatter",
    mode: "markers",
    name,
    x: pick(xs, name),
    y: pick(ys, name),
  }));
  return figure({
    data,
    layout: { ...titleOf(options), xaxis: axis(options.xLabel, false), yaxis: axis(options.yLabel, false) },
  });
}

function groupsOf(groups: unknown, size: number): string[] {
  if (groups === undefined) return Array<string>(size).fill("");
  const list: unknown[] = Array.isArray(groups) ? groups : [...readGrid(groups, "groups").values];
  return Array.from({ length: size }, (_, at) => nameOf(list[at]));
}

const nameOf = (group: unknown) =>
  typeof group === "string" || typeof group === "number" ? String(group) : "";

/** `plot.histogram(values, { bins: 40 })`; several series lie over each other. */
export function histogram(values: unknown, options: Labels & { bins?: number } = {}): PlotFigure {
  const data = seriesOf(values, "plot.histogram").map(([name, x]) => ({
    type: "histogram",
    name,
    x,
    ...(options.bins !== undefined && { nbinsx: options.bins }),
  }));
  return figure({
    data,
    layout: {
      ...titleOf(options),
      xaxis: axis(options.xLabel, false),
      yaxis: axis(options.yLabel ?? "count", false),
      barmode: "overlay",
    },
  });
}

export interface HeatmapOptions extends Labels {
  x?: readonly (string | number)[];
  y?: readonly (string | number)[];
  /** Zero in the middle of the scale. */
  diverging?: boolean;
  /** What the ends of the scale stand for; the smallest and the largest entry unless given. */
  range?: readonly [low: number, high: number];
}

/** `plot.heatmap(matrix)`: row 0 on top, as a matrix is written. */
export function heatmap(matrix: unknown, options: HeatmapOptions = {}): PlotFigure {
  const { shape, values } = readGrid(matrix, "plot.heatmap");
  if (shape.length !== 2) throw new OutputError(`plot.heatmap takes a matrix, not [${shape.join(", ")}].`);
  const trace = {
    type: "heatmap",
    z: rowsOf(shape, values, "matrix"),
    ...(options.x && { x: options.x.map(String) }),
    ...(options.y && { y: options.y.map(String) }),
    ...(options.diverging === true && { zmid: 0 }),
    ...(options.range && { zmin: options.range[0], zmax: options.range[1] }),
  };
  return figure({
    data: [trace],
    layout: {
      ...titleOf(options),
      xaxis: { ...axis(options.xLabel, false), ...(options.x && { type: "category" }) },
      yaxis: {
        ...axis(options.yLabel, false),
        autorange: "reversed",
        ...(options.y && { type: "category" }),
      },
    },
  });
}

const titleOf = ({ title }: Labels) => (title === undefined ? {} : { title: { text: title } });
const axis = (label: string | undefined, log: boolean) => ({
  ...(label !== undefined && { title: { text: label } }),
  ...(log && { type: "log" }),
});

/** One series, or an object that names several. */
function seriesOf(series: unknown, what: string): [string, Numbers][] {
  if (!isPlain(series)) return [["", flat(series, what)]];
  const entries = Object.entries(series);
  if (entries.length === 0)
    throw new OutputError(`${what} needs at least one series: ${what}({ loss: [3, 2, 1] }).`);
  return entries.map(([name, values]) => [name, flat(values, name)]);
}

function flat(values: unknown, what: string): Numbers {
  if (Array.isArray(values) && values.every(isNumberLike)) return Float64Array.from(values, numberOf);
  return readGrid(values, what).values;
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isTyped(value) && !isTensor(value);
const isNumberLike = (value: unknown) =>
  typeof value === "number" || (isTensor(value) && value.shape.length === 0);
const numberOf = (value: unknown): number => (isTensor(value) ? value.item() : Number(value));
