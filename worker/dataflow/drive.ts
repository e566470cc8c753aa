/**
 * Drives a cell's generators: as many steps as fit into a slice, then one turn of the event loop. The newest yield is handed to the
 * readers at display rate, and never so often that they take more than a fifth of the time.
 */
import type { Gate } from "./gate.ts";
import type { Run, Stream } from "./run.ts";
import { turn } from "./turn.ts";

const SLICE = 12;
const FRAME = 33;
/** Readers rest this many times as long as they took: a fifth of the time is theirs. */
const READERS_REST = 4;

/** What the driver needs of the scheduler. */
export interface Frames {
  /** Whether the readers have taken the frame before. */
  isPublished(run: Run): boolean;
  /** Milliseconds that readers and other cells have taken so far. */
  readonly busy: number;
  readonly gate: Gate;
  publishFrame(run: Run): void;
  ended(run: Run): void;
  threw(run: Run, error: unknown): void;
}

export async function drive(run: Run, frames: Frames): Promise<void> {
  const pace = new FramePace(frames);
  const { gate } = frames;
  let hasFrame = false;
  let { steps } = gate;
  try {
    for (;;) {
      if (gate.isClosed) {
        if (hasFrame) frames.publishFrame(run); // Who looks closely sees every step, and the one before the pause.
        hasFrame = false;
        steps = await gate.passage(steps, () => run.stopRequested || !run.isActive());
      }
      if (run.stopRequested) await returnAll(run);
      const open = run.streams.filter(({ done }) => !done);
      if (!run.isActive()) return;
      if (open.length === 0) break;
      const until = performance.now() + SLICE;
      do {
        let isNew = false;
        for (const stream of open) {
          run.outputs.beginStep();
          const step = stream.iterator.next();
          if (take(stream, isPromise(step) ? await step : step)) isNew = true;
          if (!run.isActive()) return;
        }
        if (isNew) run.record();
        hasFrame ||= isNew;
      } while (
        !gate.isClosed &&
        performance.now() < until &&
        open.every(({ done }) => !done) &&
        !run.stopRequested
      );
      if (hasFrame) {
        showResult(run);
        if (pace.isDue(run)) {
          frames.publishFrame(run);
          pace.published();
          hasFrame = false;
        }
      }
      await turn();
    }
    run.endRecording();
    run.outputs.endSteps();
    showResult(run);
    frames.ended(run);
  } catch (error) {
    run.outputs.endSteps();
    frames.threw(run, error);
  }
}

/** @returns whether there is something new to show: a yield, or what the generator returned at its end */
function take(stream: Stream, step: IteratorResult<unknown, unknown>): boolean {
  if (step.done === true) {
    stream.done = true;
    if (step.value === undefined) return false;
  }
  stream.latest = step.value;
  stream.hasYielded = true;
  return true;
}

function showResult(run: Run): void {
  for (const { isResult, hasYielded, latest } of run.streams) {
    if (isResult && hasYielded) run.outputs.result(latest);
  }
}

/** Lets `finally` blocks run; what was yielded last stays. */
async function returnAll(run: Run): Promise<void> {
  for (const stream of run.streams) {
    if (stream.done) continue;
    stream.done = true;
    await stream.iterator.return(undefined);
  }
}

const isPromise = <T>(value: T | Promise<T>): value is Promise<T> => value instanceof Promise;

/** When the next frame may go to the readers: the last one has been taken, and training has had its share since. */
class FramePace {
  readonly #frames: Frames;
  #publishedAt = -Infinity;
  #busyThen = 0;
  #notBefore: number | null = -Infinity;

  constructor(frames: Frames) {
    this.#frames = frames;
  }

  isDue(run: Run): boolean {
    if (this.#notBefore === null) {
      if (!this.#frames.isPublished(run)) return false;
      const cost = this.#frames.busy - this.#busyThen;
      this.#notBefore = Math.max(this.#publishedAt + FRAME, performance.now() + READERS_REST * cost);
    }
    return performance.now() >= this.#notBefore;
  }

  published(): void {
    this.#publishedAt = performance.now();
    this.#busyThen = this.#frames.busy;
    this.#notBefore = null;
  }
}
