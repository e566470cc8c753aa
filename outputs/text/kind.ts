/** A string shows as the text it is; what a cell prints comes from the kernel in the same form. */
import type { OutputKind } from "../kind.ts";
import type { TextPayload } from "./payload.ts";

/** A string longer than this is cut in the middle: nobody reads it, and the page must stay quick. */
const MOST_CHARACTERS = 256 * 1024;
const MOST_LINES = 200;

const text: OutputKind<TextPayload> = {
  kind: "text",
  priority: 10,
  matches: (value) => typeof value === "string",
  encode: (value) => textOf(String(value)),
};
export default text;

function textOf(whole: string): TextPayload {
  const lines = whole.split("\n");
  const short = whole.length <= MOST_CHARACTERS && lines.length <= 2 * MOST_LINES;
  if (short) return { first: [log(whole)], last: [], dropped: 0 };
  const cut = (line: string) => (line.length > 1000 ? `${line.slice(0, 1000)}…` : line);
  return {
    first: lines.slice(0, MOST_LINES).map((line) => log(cut(line))),
    last: lines.slice(Math.max(MOST_LINES, lines.length - MOST_LINES)).map((line) => log(cut(line))),
    dropped: Math.max(0, lines.length - 2 * MOST_LINES),
  };
}

const log = (line: string) => ({ stream: "log" as const, text: line });
