/** An error as one would send it to someone who can help: what, where, what to try. */
import { type Keep, textFile } from "../keep.ts";
import type { ErrorPayload } from "./payload.ts";

const keep: Keep<ErrorPayload> = {
  copy: (payload) => ({ text: wordsOf(payload), part: null }),
  files: (payload) => [textFile("TXT", wordsOf(payload))],
};
export default keep;

function wordsOf({ name, message, help, frames }: ErrorPayload): string {
  const places = frames.map(
    ({ cell, line, column, text }) =>
      `  at ${cell ?? "engine"}:${line}:${column}${text ? `  ${text.trim()}` : ""}`,
  );
  return [`${name}: ${message}`, ...(help === null ? [] : [help]), ...places].join("\n");
}
