/** What went wrong, where, and what to try. The kernel makes it: `outputs/error` only draws it. */
import * as v from "valibot";
import { count } from "../arrays.ts";

const range = v.object({ start: count, end: count });

const frame = v.object({
  /** The cell, or null for the engine's own code. */
  cell: v.nullable(v.string()),
  /** The function that was running; null at the cell's top. */
  name: v.nullable(v.string()),
  /** Both count from 1. */
  line: count,
  column: count,
  /** The line of code, for reading in place; null where it is not the learner's. */
  text: v.nullable(v.string()),
  /** The token that was being run, as offsets into the cell's text. */
  range: v.optional(v.nullable(range), null),
});
export type Frame = v.InferOutput<typeof frame>;

const errorPayload = v.object({
  /** `ShapeError`, `TypeError`. */
  name: v.string(),
  /** May hold line breaks and aligned columns; shown in the code face where it does. */
  message: v.string(),
  /** What to try, in a sentence. */
  help: v.nullable(v.string()),
  /** The cell whose token is underlined; another than the failing one where a helper of that cell threw. */
  cell: v.nullable(v.string()),
  range: v.nullable(range),
  /** Innermost first, the learner's cells only unless nothing else is there. */
  frames: v.pipe(v.array(frame), v.maxLength(50)),
});
export type ErrorPayload = v.InferOutput<typeof errorPayload>;

export default errorPayload;
