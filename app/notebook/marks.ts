/** Where in the cells an error left its mark: at the token that threw, and in each cell on the way there at the call. */
import * as v from "valibot";
import errorPayload from "#outputs/error/payload.ts";
import type { Output, Problem } from "#worker/protocol.ts";

/** @returns by cell; empty for an output that is no error, or one without a place */
export function marksOf({ kind, payload }: Output): ReadonlyMap<string, readonly Problem[]> {
  const marks = new Map<string, readonly Problem[]>();
  const read = kind === "error" ? v.safeParse(errorPayload, payload) : null;
  if (!read?.success) return marks;
  const { cell, range, message, help, frames } = read.output;
  if (cell !== null && range !== null) marks.set(cell, [{ severity: "error", message, help, range }]);
  for (const frame of frames) {
    // The innermost of each: what called it within the same cell is in the error's own list.
    if (frame.cell === null || frame.range === null || marks.has(frame.cell)) continue;
    const called = `The call from here failed: ${message}`;
    marks.set(frame.cell, [{ severity: "error", message: called, help, range: frame.range }]);
  }
  return marks;
}
