/** Lines of text: what a cell printed, or one string it showed. Of an endless print the first and the last lines are kept. */
import * as v from "valibot";
import { count } from "../arrays.ts";

const line = v.object({ stream: v.picklist(["log", "warn", "error"]), text: v.string() });
export type Line = v.InferOutput<typeof line>;

const lines = v.pipe(v.array(line), v.maxLength(1000));

const textPayload = v.object({
  first: lines,
  /** What follows the gap; empty where nothing was dropped. */
  last: lines,
  /** Lines left out between `first` and `last`. */
  dropped: count,
});
export type TextPayload = v.InferOutput<typeof textPayload>;

export default textPayload;
