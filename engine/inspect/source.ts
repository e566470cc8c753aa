/** Where in the source an operation was called: the first frame outside the engine. */

export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `at f (file:///a/b.ts:3:14)` and `f@file:///a/b.ts:3:14` */
const FRAME = /((?:[a-z][a-z+.-]*:\/\/|\/)[^\s()]*?):(\d+):(\d+)\)?$/i;
/** Library functions stack deeper than V8's ten frames. */
const DEPTH = 50;

function framesOf(stack: string | undefined): SourcePlace[] {
  return (stack ?? "").split("\n").flatMap((frame) => {
    const match = FRAME.exec(frame.trim());
    return match === null ? [] : [{ file: match[1], line: Number(match[2]), column: Number(match[3]) }];
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

export function callSite(): SourcePlace | null {
  const limit = stacks.stackTraceLimit;
  stacks.stackTraceLimit = DEPTH;
  const frames = framesOf(new Error().stack);
  if (limit !== undefined) stacks.stackTraceLimit = limit;
  return frames.find(({ file }) => !isEngine(file)) ?? null;
}
