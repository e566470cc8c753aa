/** What the lens says of one expression: its value, its gradient, and whether differences agree. */
import * as v from "valibot";
import { measured } from "#outputs/arrays.ts";
import { tensorSummary } from "#outputs/tensor/payload.ts";

const range = v.object({ start: v.number(), end: v.number() });

export const lensAnswer = v.object({
  /** The expression as it stands in the code, and where. */
  text: v.pipe(v.string(), v.maxLength(200)),
  range,
  /** The function whose result was differentiated; null where the value is a cell's and no gradient went through it. */
  loss: v.nullable(v.string()),
  /** All that have been differentiated lately, the newest first. */
  losses: v.pipe(v.array(v.string()), v.maxLength(16)),
  value: v.nullable(tensorSummary),
  cotangent: v.nullable(tensorSummary),
  check: v.nullable(
    v.object({
      verdict: v.picklist(["agrees", "differs", "kink", "unknown"]),
      byGradient: measured,
      byDifference: measured,
    }),
  ),
  /** Why something of this is missing. */
  note: v.nullable(v.pipe(v.string(), v.maxLength(400))),
});
export type LensAnswer = v.InferOutput<typeof lensAnswer>;
