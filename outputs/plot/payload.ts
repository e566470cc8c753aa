/** A Plotly figure as plain data. The page draws only what stands here, and nothing in it can name an address to load. */
import * as v from "valibot";
import { isNumbers } from "../arrays.ts";

/** The traces of our Plotly bundle. */
export const traceTypes = [
  "scatter",
  "bar",
  "histogram",
  "heatmap",
  "contour",
  "surface",
  "scatter3d",
] as const;
export type TraceType = (typeof traceTypes)[number];

/** Drawn in space, with WebGL. */
export const isInSpace = ({ type }: { type: TraceType }) => type === "surface" || type === "scatter3d";

export const MOST_POINTS = 200_000;
const MOST_DEPTH = 8;

export type FigureValue =
  | null
  | boolean
  | number
  | string
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | Uint8Array
  | FigureValue[]
  | FigureRecord;

export interface FigureRecord {
  [key: string]: FigureValue | undefined;
}
export interface Trace extends FigureRecord {
  type: TraceType;
}

/** Plain data of bounded size and depth, free of prototypes, functions, links and style addresses. */
export function isFigureValue(value: unknown): value is FigureValue {
  let left = MOST_POINTS * 4;
  const plain = (part: unknown, depth: number): boolean => {
    left -= 1;
    if (left < 0 || depth > MOST_DEPTH) return false;
    if (part === null || typeof part === "boolean" || typeof part === "number") return true;
    if (typeof part === "string") return isSafeText(part);
    if (typeof part !== "object") return false;
    if (isNumbers(part)) return (left -= part.length) >= 0;
    if (Array.isArray(part)) return part.every((item) => plain(item, depth + 1));
    return Object.entries(part).every(([key, item]) => isSafeKey(key) && plain(item, depth + 1));
  };
  return plain(value, 0);
}

/** Plotly reads a little HTML in its texts. Links and style addresses are the part that could carry data away. */
export const isSafeText = (text: string) => text.length <= 10_000 && !/<\s*a\b|href|url\s*\(/i.test(text);

/** `images` would load pictures from anywhere, `template` and `updatemenus` hide more figure inside the figure. */
const refused = new Set([
  "images",
  "updatemenus",
  "sliders",
  "template",
  "__proto__",
  "stream",
  "uirevision",
]);
export const isSafeKey = (key: string) => !refused.has(key) && !key.endsWith("src");

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isNumbers(value);

const trace = v.custom<Trace>(
  (value) =>
    isRecord(value) &&
    isFigureValue(value) &&
    "type" in value &&
    (traceTypes as readonly unknown[]).includes(value.type),
  `expected a trace of type ${traceTypes.join(", ")}`,
);

const record = v.custom<FigureRecord>(
  (value) => isRecord(value) && isFigureValue(value),
  "expected a layout",
);

const plotPayload = v.object({ data: v.pipe(v.array(trace), v.maxLength(200)), layout: record });
export type PlotPayload = v.InferOutput<typeof plotPayload>;

export default plotPayload;
