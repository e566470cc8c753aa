/** Where in the source an operation was called: the frames outside the engine. */

export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A call that was under way, and the function it stands in. */
export interface Frame extends SourcePlace {
  /** Empty where the function has no name. */
  readonly name: string;
}

/** `at f (file:///a/b.ts:3:14)` and `f@file:///a/b.ts:3:14` */
const FRAME = /((?:[a-z][a-z+.-]*:\/\/|\/)[^\s()]*?):(\d+):(\d+)\)?$/i;
const NAME = /^(?:at )?(?:async )?(?:new )?([\w$.]*)/;
/** Library functions stack deeper than V8's ten frames. */
const DEPTH = 100;

/** The innermost first. */
function framesOf(stack: string | undefined): Frame[] {
  return (stack ?? "").split("\n").flatMap((text) => {
    const match = FRAME.exec(text.trim());
    if (match === null) return [];
    const before = NAME.exec(text.trim().slice(0, match.index))?.[1] ?? "";
    return [{ file: match[1], line: Number(match[2]), column: Number(match[3]), name: before }];
  });
}

/** The folder of the engine's files, or the one file that it was bundled into. */
const engine = framesOf(new Error().stack)
  .at(0)
  ?.file.replace(/inspect\/[^/]*$/, "");

const isEngine = (file: string) =>
  engine !== undefined && file.startsWith(engine) && !file.includes(".test.");

/** V8 alone has the limit; elsewhere setting it does nothing. */
const stacks = Error as unknown as { stackTraceLimit?: number };

function here(): Frame[] {
  const limit = stacks.stackTraceLimit;
  stacks.stackTraceLimit = DEPTH;
  const frames = framesOf(new Error().stack);
  if (limit !== undefined) stacks.stackTraceLimit = limit;
  return frames;
}

export function callSite(): SourcePlace | null {
  return here().find(({ file }) => !isEngine(file)) ?? null;
}

/** The calls that led to an operation, the outermost first. */
export interface Trail {
  readonly calls: readonly Frame[];
  /** Which of the engine's own calls it was, where one call of the user makes several operations. */
  readonly part: string;
}

/** How deep the stack is now, for `trail`. */
export const depth = (): number => here().length;

/** @param base what `depth()` said where the function was entered whose calls are wanted */
export function trail(base: number): Trail {
  const frames = here();
  const inside = frames.slice(0, Math.max(0, frames.length - base));
  const calls = inside.filter(({ file }) => !isEngine(file)).toReversed();
  const first = inside.findIndex(({ file }) => !isEngine(file));
  const part = inside
    .slice(0, Math.max(0, first))
    .map(({ line, column }) => `${line}:${column}`)
    .join(" ");
  return { calls, part };
}
