/** A tensor summarised in the worker: its numbers where they are few, a picture and a histogram where they are many. */
import * as v from "valibot";
import { count, measured, numbers, shape } from "../arrays.ts";

/** As many numbers as are shown one by one. */
export const MOST_NUMBERS = 400;
/** As many pixels as a heat-map carries; larger tensors are averaged over blocks. */
export const MOST_PIXELS = 65_536;

const picture = v.object({
  rows: count,
  columns: count,
  /** Row-major; NaN where every entry of a block is not a number. */
  values: numbers(MOST_PIXELS),
  /** Entries of the tensor behind one pixel, down and across: `[1, 1]` shows each. */
  block: v.tuple([count, count]),
});
export type Picture = v.InferOutput<typeof picture>;

const histogram = v.object({ low: v.number(), high: v.number(), counts: numbers(256) });
export type Histogram = v.InferOutput<typeof histogram>;

const summary = {
  dtype: v.string(),
  shape,
  /** Of the finite entries; NaN where there are none. */
  min: measured,
  max: measured,
  mean: measured,
  /** Entries that are NaN or infinite. */
  nonFinite: count,
  /** All entries in row-major order, or null where they are too many. */
  values: v.nullable(numbers(MOST_NUMBERS)),
  /** The tensor seen as a matrix, leading axes folded into rows; null where it is scalar, empty or shown by `values` alone. */
  picture: v.nullable(picture),
  histogram: v.nullable(histogram),
};

/** One tensor without its gradient: what other kinds show in place. */
export const tensorSummary = v.object(summary);
export type TensorSummary = v.InferOutput<typeof tensorSummary>;

const tensorPayload = v.object({
  ...summary,
  requiresGrad: v.boolean(),
  /** What `.backward()` has gathered so far; null before. */
  grad: v.nullable(tensorSummary),
});
export type TensorPayload = v.InferOutput<typeof tensorPayload>;

export default tensorPayload;
