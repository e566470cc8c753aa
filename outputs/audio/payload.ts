/** Samples of a sound, as many as a page holds with ease, and what they were before they were cut. */
import * as v from "valibot";
import { count, measured, numbers } from "../arrays.ts";

/** Ten seconds at 48 kHz, a minute at 8 kHz. */
export const MOST_SAMPLES = 1 << 19;
/** What every browser plays. */
export const LOWEST_RATE = 8000;
export const HIGHEST_RATE = 96_000;

const audioPayload = v.object({
  /** From −1 to 1 where nothing is cut off; may hold NaN, which is silence. */
  samples: numbers(MOST_SAMPLES),
  /** Samples a second. */
  rate: v.pipe(v.number(), v.minValue(LOWEST_RATE), v.maxValue(HIGHEST_RATE)),
  /** Samples that there were. */
  total: count,
  /** The largest of the finite ones, sign aside; NaN where there is none. */
  peak: measured,
  odd: v.object({ nan: count, plus: count, minus: count }),
  label: v.nullable(v.pipe(v.string(), v.maxLength(200))),
});
export type AudioPayload = v.InferOutput<typeof audioPayload>;

export default audioPayload;
