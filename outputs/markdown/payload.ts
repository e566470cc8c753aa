/** Text with marks, or one formula: the source as it was written. The page parses it and believes nothing in it to be HTML. */
import * as v from "valibot";

/** Set within a second whatever stands in it: marks that nest as deeply as they can take the square of their number. */
export const MOST_CHARACTERS = 20_000;

const source = v.pipe(v.string(), v.maxLength(MOST_CHARACTERS));

const markdownPayload = v.variant("type", [
  v.object({ type: v.literal("text"), source }),
  v.object({ type: v.literal("maths"), source }),
]);
export type MarkdownPayload = v.InferOutput<typeof markdownPayload>;

export default markdownPayload;
