/** A tensor summarised in the worker: its numbers where they are few; where they are many a picture, a histogram and a corner. */
import * as v from "valibot";
import { count, measured, numbers, type Numbers, shape } from "../arrays.ts";

/** As many numbers as are shown one by one, in brackets. */
export const MOST_NUMBERS = 400;
/** As many numbers as a table scrolls through: a quarter of a megabyte. */
export const MOST_IN_TABLE = 65_536;
/** As many pixels as a heat-map carries; larger tensors are averaged over blocks. */
export const MOST_PIXELS = 65_536;

/** What of a block was not finite, so that its mean cannot hide it. */
export const NAN = 1;
export const PLUS_INFINITY = 2;
export const MINUS_INFINITY = 4;

const picture = v.pipe(
  v.object({
    rows: count,
    columns: count,
    /** Row-major; the mean of a block's finite entries, an entry itself where the block is one entry. */
    values: numbers(MOST_PIXELS),
    /** A pixel's `NAN`, `PLUS_INFINITY` and `MINUS_INFINITY` added up; null where a pixel is an entry, or all are finite. */
    marks: v.nullable(numbers(MOST_PIXELS)),
    /** Entries of the tensor behind one pixel, down and across: `[1, 1]` shows each. */
    block: v.tuple([count, count]),
  }),
  // What is painted goes through rows and columns: made up ones would take for ever.
  v.check(
    ({ rows, columns, values, marks }) =>
      values.length === rows * columns && (marks?.length ?? values.length) === values.length,
    "expected rows x columns pixels",
  ),
);
export type Picture = v.InferOutput<typeof picture>;

const histogram = v.object({ low: v.number(), high: v.number(), counts: numbers(256) });
export type Histogram = v.InferOutput<typeof histogram>;

const corner = v.pipe(
  v.object({ rows: count, columns: count, values: numbers(MOST_IN_TABLE) }),
  v.check((c) => c.values.length === c.rows * c.columns, "expected rows x columns numbers"),
);
export type Corner = v.InferOutput<typeof corner>;

const summary = {
  dtype: v.string(),
  shape,
  /** Of the finite entries; NaN where there are none. */
  min: measured,
  max: measured,
  mean: measured,
  /** How many entries are no finite number, by what they are. */
  odd: v.object({ nan: count, plus: count, minus: count }),
  /** All entries in row-major order, or null where they are too many. */
  values: v.nullable(numbers(MOST_NUMBERS)),
  /** The first rows and columns of the tensor as a matrix (see `picture`), where `values` are not there; all of it where it fits. */
  corner: v.nullable(corner),
  /** The tensor seen as a matrix, leading axes folded into rows; null where it is scalar, empty or shown by `values` alone. */
  picture: v.nullable(picture),
  histogram: v.nullable(histogram),
};

const hasItsNumbers = (shape: readonly number[], values: Numbers | null) =>
  values === null || values.length === shape.reduce((a, b) => a * b, 1);

/** One tensor without its gradient: what other kinds show in place. */
export const tensorSummary = v.pipe(
  v.object(summary),
  v.check(({ shape, values }) => hasItsNumbers(shape, values), "expected as many numbers as the shape says"),
);
export type TensorSummary = v.InferOutput<typeof tensorSummary>;

const tensorPayload = v.pipe(
  v.object({
    ...summary,
    requiresGrad: v.boolean(),
    /** What `.backward()` has gathered so far; null before. */
    grad: v.nullable(tensorSummary),
  }),
  v.check(({ shape, values }) => hasItsNumbers(shape, values), "expected as many numbers as the shape says"),
);
export type TensorPayload = v.InferOutput<typeof tensorPayload>;

export default tensorPayload;
