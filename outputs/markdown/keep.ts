/** The source, as one would paste it into another notebook. */
import { type Keep, textFile } from "../keep.ts";
import type { MarkdownPayload } from "./payload.ts";

const keep: Keep<MarkdownPayload> = {
  copy: ({ source }) => ({ text: source, part: null }),
  files: ({ type, source }) => [textFile(type === "maths" ? "TXT" : "MD", source)],
};
export default keep;
