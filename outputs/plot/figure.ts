/** A learner's Plotly figure, copied: tensors become arrays, and what our bundle cannot draw is refused with its place. */
import { Figure, OutputError } from "../figure.ts";
import { isNumbers, isTyped } from "../arrays.ts";
import { isTensor, kindOf, readTensor } from "../tensor/read.ts";
import {
  type FigureRecord,
  type FigureValue,
  isSafeKey,
  isSafeText,
  MOST_POINTS,
  type PlotPayload,
  type Trace,
  type TraceType,
  traceTypes,
} from "./payload.ts";

export type PlotFigure = Figure<PlotPayload>;

/** @throws OutputError naming the part: `data[0].z` */
export function figure(given: unknown): PlotFigure {
  if (typeof given !== "object" || given === null || !("data" in given) || !Array.isArray(given.data)) {
    throw new OutputError("plot takes a Plotly figure: plot({ data: [{ y: [1, 4, 9] }], layout: { } }).");
  }
  const layout = "layout" in given ? given.layout : {};
  const copied = copy(layout, "layout", 0);
  if (!isRecord(copied)) throw new OutputError(`layout must be an object, not ${kindOf(layout)}.`);
  return new Figure("plot", {
    data: given.data.map((trace, at) => traceOf(trace, `data[${at}]`)),
    layout: copied,
  });
}

function traceOf(given: unknown, path: string): Trace {
  const trace = copy(given, path, 0);
  if (!isRecord(trace))
    throw new OutputError(`${path} must be an object such as { y: [1, 4, 9] }, not ${kindOf(given)}.`);
  const type = trace.type ?? "scatter";
  const known = traceTypes.find((name): name is TraceType => name === type);
  if (known === undefined) {
    throw new OutputError(
      `${path}.type ${JSON.stringify(type)} is not drawn here. There are ${traceTypes.join(", ")}.`,
    );
  }
  return { ...trace, type: known };
}

const isRecord = (value: FigureValue): value is FigureRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isNumbers(value);

function copy(value: unknown, path: string, depth: number): FigureValue {
  if (depth > 7) throw new OutputError(`${path} is nested too deeply for a figure.`);
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string") {
    if (!isSafeText(value))
      throw new OutputError(`${path}: links and addresses are not drawn in a notebook's plot.`);
    return value;
  }
  if (isTensor(value)) return rowsOf(value.shape, readTensor(value).values, path);
  if (isNumbers(value)) return value.slice(0, limited(value.length, path));
  if (isTyped(value)) return Float64Array.from(value.subarray(0, limited(value.length, path)));
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) {
    limited(value.length, path);
    return value.map((item, at) => copy(item, `${path}[${at}]`, depth + 1));
  }
  if (typeof value !== "object")
    throw new OutputError(`${path} is ${kindOf(value)}: a figure holds data only.`);
  const record: FigureRecord = {};
  for (const [key, item] of Object.entries(value)) {
    if (!isSafeKey(key)) throw new OutputError(`${path}.${key} is not drawn in a notebook's plot.`);
    if (item !== undefined) record[key] = copy(item, `${path}.${key}`, depth + 1);
  }
  return record;
}

function limited(length: number, path: string): number {
  if (length <= MOST_POINTS) return length;
  throw new OutputError(
    `${path} has ${length} points; a plot draws at most ${MOST_POINTS}. Take every tenth, or a histogram.`,
  );
}

/** A matrix as Plotly wants it: an array of rows. */
export function rowsOf(
  shape: readonly number[],
  values: ReturnType<typeof readTensor>["values"],
  path: string,
): FigureValue {
  limited(values.length, path);
  if (shape.length === 0) return values[0];
  if (shape.length === 1) return values.slice();
  if (shape.length > 2)
    throw new OutputError(`${path}: a figure takes tensors of 1 or 2 axes, not [${shape.join(", ")}].`);
  return Array.from({ length: shape[0] }, (_, row) => values.slice(row * shape[1], (row + 1) * shape[1]));
}
