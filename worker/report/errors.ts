/**
 * What a cell threw, as a learner should read it: the message, the exact token, the way there through the cells. Frames of the
 * engine and the kernel are left out, since a cell's frame that called into them is where the mistake is.
 */
import type { ErrorPayload, Frame } from "#outputs/error/payload.ts";
import type { SourceText } from "../dataflow/compile.ts";
import type { CellId } from "../protocol.ts";
import { formatForText } from "./console.ts";
import { markedAt } from "./firefox.ts";
import { helpFor } from "./help.ts";

interface Place {
  readonly text: SourceText;
  readonly name: string | null;
  readonly offset: number;
}

const MOST_FRAMES = 20;

export interface ErrorContext {
  /** The running text of a cell. */
  textOf(cell: CellId): SourceText | null;
  /** Names that may stand behind a dot, for "did you mean". */
  readonly members: readonly string[];
}

/** Never throws, whatever was thrown: a message that is a getter or not a text would take the kernel down with its cell. */
export function describeError(error: unknown, context: ErrorContext): ErrorPayload {
  try {
    return describe(error, context);
  } catch {
    return {
      name: "Thrown value",
      message: "The cell threw something that cannot be read.",
      help: "Throw an `Error` with a text.",
      cell: null,
      range: null,
      frames: [],
    };
  }
}

function describe(error: unknown, context: ErrorContext): ErrorPayload {
  const { name, message, help } = saidBy(error);
  const places = placesIn(error, context);
  const innermost = places.at(0);
  return {
    name,
    message,
    help: help ?? helpFor(name, message, context.members),
    cell: innermost?.text.id ?? null,
    range: innermost ? innermost.text.tokenAt(innermost.offset) : null,
    frames: places.slice(0, MOST_FRAMES).map(frameAt),
  };
}

/** The cell that a stray error (a timer's, a forgotten promise's) comes from. */
export function cellOf(error: unknown, context: ErrorContext): CellId | null {
  try {
    return placesIn(error, context).at(0)?.text.id ?? null;
  } catch {
    return null; // unreadable, as above
  }
}

function saidBy(error: unknown): { name: string; message: string; help: string | null } {
  if (!(error instanceof Error)) {
    return {
      name: "Thrown value",
      message: formatForText(error),
      help: "Throw an `Error`: it knows where it was made.",
    };
  }
  const help = "help" in error && typeof error.help === "string" ? error.help : null;
  // A learner may have put anything there.
  const { name, message }: { name: unknown; message: unknown } = error;
  return { name: String(name), message: String(message), help };
}

/** Chromium and Node write `at name (slope:///cell.ts:3:5)`, Firefox `name@slope:///cell.ts:3:5`. */
const framePattern = /^(?:\s*at (?:async )?(?:(.*?) \()?|(.*?)@)?slope:\/\/\/([^\s:()]+)\.ts:(\d+):(\d+)\)?$/;

function placesIn(error: unknown, context: ErrorContext): readonly Place[] {
  if (!(error instanceof Error) || typeof error.stack !== "string") return [];
  const places: Place[] = [];
  for (const line of framesOf(error)) {
    const match = framePattern.exec(line);
    if (!match) continue;
    const text = context.textOf(decodeURIComponent(match[3]));
    const offset = text?.offsetOf(Number(match[4]), Number(match[5])) ?? null;
    if (!text || offset === null) continue;
    const message = places.length === 0 && typeof error.message === "string" ? error.message : null;
    const name = functionName(match.slice(1, 3).join(""));
    places.push({ text, name, offset: markedAt(text.code, offset, message) });
  }
  return places;
}

/** The stack without the message that Chromium puts before it: a message may look like a frame. */
function framesOf({ stack = "", message }: Error): readonly string[] {
  const at = message === "" ? -1 : stack.indexOf(message);
  // Its head is the class's name at birth, which need not be the error's `name`.
  const hasHead = at >= 0 && /^(?:[\w$.]+: )?$/.test(stack.slice(0, at));
  return stack.slice(hasHead ? at + message.length : 0).split("\n");
}

/** The wrapper's own function, and those without a name, are the cell's top. */
function functionName(written: string): string | null {
  const name = written.replace(/^async[ *]/, "").replace(/^(?:Object|Module|Generator)\./, "");
  return /^(?:|default|next|<.*)$/.test(name) ? null : name;
}

function frameAt({ text, name, offset }: Place): Frame {
  const line = text.lineOf(offset);
  return {
    cell: text.id,
    name,
    line,
    column: text.columnOf(offset),
    text: text.lineText(line),
    range: text.tokenAt(offset),
  };
}
