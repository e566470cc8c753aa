/** A guess and, once it was asked for, what it was a guess of: a curve over an axis, or an arrow on a plane. */
import * as v from "valibot";
import { measured, numbers } from "../arrays.ts";

/** Places along x at which a drawn curve has a value. */
export const SAMPLES = 61;
export const MOST_TRUE = 4000;
/** Side of the grid on which a field is known. */
export const FIELD_SIDE = 41;

const text = v.pipe(v.string(), v.maxLength(200));
const range = v.pipe(
  v.tuple([v.pipe(v.number(), v.finite()), v.pipe(v.number(), v.finite())]),
  v.check(([low, high]) => low < high, "expected an axis from low to high"),
);
export type Range = v.InferOutput<typeof range>;
const pair = v.tuple([measured, measured]);

/** `open`: nothing has run. `working`: the truth is on its way. `failed`: it threw, and the cell shows what. */
const phase = v.picklist(["open", "working", "failed", "compared"]);

const axes = { label: text, x: range, y: range, xLabel: text, yLabel: text, phase };

const curve = v.object({
  type: v.literal("curve"),
  ...axes,
  /** Null where nothing is drawn. */
  guess: v.pipe(v.array(v.nullable(v.number())), v.length(SAMPLES)),
  truth: v.nullable(
    v.pipe(
      v.object({ x: numbers(MOST_TRUE), y: numbers(MOST_TRUE) }),
      v.check(({ x, y }) => x.length === y.length, "expected a y for every x"),
    ),
  ),
});
export type Curve = v.InferOutput<typeof curve>;

const arrow = v.object({
  type: v.literal("arrow"),
  ...axes,
  at: v.tuple([v.number(), v.number()]),
  /** So long on the plane is a gradient of length 1. */
  scale: v.pipe(v.number(), v.finite(), v.minValue(Number.MIN_VALUE)),
  /** Heights on a grid over the plane, row by row from the low y; null where no field was given. */
  field: v.nullable(
    v.pipe(
      numbers(FIELD_SIDE ** 2),
      v.check((heights) => heights.length === FIELD_SIDE ** 2),
    ),
  ),
  guess: v.nullable(v.tuple([v.number(), v.number()])),
  truth: v.nullable(pair),
});
export type Arrow = v.InferOutput<typeof arrow>;

const predictPayload = v.object({
  /** Cell and label: what the page sends goes there. */
  id: v.string(),
  prediction: v.variant("type", [curve, arrow]),
});
export type PredictPayload = v.InferOutput<typeof predictPayload>;

export default predictPayload;
