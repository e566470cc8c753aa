/** Printed lines as they were printed. */
import { counted } from "../format.ts";
import { type Keep, textFile } from "../keep.ts";
import type { TextPayload } from "./payload.ts";

const keep: Keep<TextPayload> = {
  copy: (payload) => ({
    text: linesOf(payload),
    part: payload.dropped > 0 ? `all but ${counted(payload.dropped, "line")} in the middle` : null,
  }),
  files: (payload) => [textFile("TXT", linesOf(payload))],
};
export default keep;

function linesOf({ first, last, dropped }: TextPayload): string {
  const gap = dropped > 0 ? [`… ${counted(dropped, "line")} left out`] : [];
  return [...first.map(({ text }) => text), ...gap, ...last.map(({ text }) => text)].join("\n");
}
