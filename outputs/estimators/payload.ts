/** Estimators of one gradient beside the exact one: a picture of their draws, and their bias and variance as rows. */
import * as v from "valibot";
import plot from "../plot/payload.ts";
import table from "../table/payload.ts";

const estimatorsPayload = v.object({
  plot,
  table,
  /** Which are biased, as far as the draws can tell, and which scatter least. */
  words: v.pipe(v.string(), v.maxLength(10_000)),
});
export type EstimatorsPayload = v.InferOutput<typeof estimatorsPayload>;

export default estimatorsPayload;
