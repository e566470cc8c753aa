/** One run of one cell: what it was given, what it shows, the generators it drives, and whether it still counts. */
import type { CellId } from "../protocol.ts";
import { RunOutputs, type Encode } from "../report/outputs.ts";
import type { Reporter } from "../report/reporter.ts";
import type { Progress, StepsHost } from "../names/steps.ts";
import type { Frame, Recording } from "../tape/tape.ts";
import type { CellScope } from "./compile.ts";
import type { Gate } from "./gate.ts";

type AnyGenerator = Generator<unknown, unknown> | AsyncGenerator<unknown, unknown>;

/** A generator among a cell's values: its readers see what it yielded last. */
export interface Stream {
  /** The names that hold it, none for the last expression alone. */
  readonly names: readonly string[];
  readonly isResult: boolean;
  readonly iterator: AnyGenerator;
  latest: unknown;
  hasYielded: boolean;
  done: boolean;
}

export class Run implements StepsHost {
  readonly cell: CellId;
  readonly number: number;
  readonly outputs: RunOutputs;
  readonly gate: Gate;
  readonly started = performance.now();
  readonly #reporter: Reporter;
  readonly #invalidation = new AbortController();
  readonly scope: CellScope;
  streams: readonly Stream[] = [];
  /** False once it has finished, was stopped, or a newer run has taken its place. */
  #active = true;
  /** From here on the declared names can be read. */
  bodyEnded = false;
  /** True once a newer run has taken its place: whatever it still says is dropped. */
  superseded = false;
  stopRequested = false;
  /** The text or an input changed while it ran: what it gives is stale at once. */
  outdated = false;
  /** Its frames; null where it drives no generator. */
  recording: Recording | null = null;
  /** The frame of an older run that it goes on from. */
  readonly resumed: Frame | null;

  constructor(
    cell: CellId,
    number: number,
    encode: Encode,
    reporter: Reporter,
    gate: Gate,
    resumed: Frame | null = null,
  ) {
    this.gate = gate;
    this.cell = cell;
    this.number = number;
    this.#reporter = reporter;
    this.resumed = resumed;
    this.outputs = new RunOutputs(encode, () => this.reportOutputs());
    this.scope = { names: {}, inputs: {}, exports: {} };
  }

  /** Aborted when the run no longer counts: what a cell started (a timer, a loop) can end itself by it. */
  get invalidation(): AbortSignal {
    return this.#invalidation.signal;
  }

  /** A method, since it may change at any await. */
  isActive(): boolean {
    return this.#active;
  }

  get ms(): number {
    return performance.now() - this.started;
  }

  reportOutputs(): void {
    if (this.superseded) return;
    this.#reporter.outputs(this.cell, this.number, () => this.outputs.snapshot());
  }

  progress(read: () => Progress): void {
    if (this.superseded) return;
    this.#reporter.progress(this.cell, () => ({ cell: this.cell, run: this.number, ...read() }));
  }

  /** Asks loops over `steps` and whatever listens to `invalidation` to end. */
  requestStop(): void {
    this.stopRequested = true;
    this.#invalidation.abort(new DOMException("The cell was stopped.", "AbortError"));
  }

  /** Ends the run from outside. Its generators are returned; what its `finally` blocks throw is nobody's concern any more. */
  supersede(): void {
    this.superseded = true;
    this.end();
    for (const { iterator, done } of this.streams) if (!done) void quietly(() => iterator.return(undefined));
    this.requestStop();
  }

  end(): void {
    this.#active = false;
    this.outputs.endSteps();
  }

  /** The values of the declared names, a generator standing for its newest yield; null until each has yielded or ended. */
  values(): Map<string, unknown> | null {
    if (this.streams.some(({ hasYielded, done }) => !hasYielded && !done)) return null;
    const values = new Map<string, unknown>();
    for (const name of Object.keys(this.scope.exports)) values.set(name, this.scope.exports[name]);
    for (const stream of this.streams) for (const name of stream.names) values.set(name, stream.latest);
    return values;
  }

  /** The same as they were at a frame of the tape. */
  valuesAt({ yielded }: Frame): Map<string, unknown> {
    const values = new Map(Object.entries(this.scope.exports));
    this.streams.forEach(({ names, latest }, at) => {
      for (const name of names) values.set(name, at < yielded.length ? yielded[at] : latest);
    });
    return values;
  }

  /** Shows a frame of the tape in the place of the newest step; null follows that again. */
  hold(frame: Frame | null): void {
    const result = this.streams.findIndex(({ isResult }) => isResult);
    this.outputs.hold(frame && { shown: frame.shown, result: frame.yielded.at(Math.max(0, result)) });
  }

  /** Puts what the streams have yielded on the tape. */
  record(): void {
    this.recording?.take(this.#yielded, this.#stepShown);
  }

  endRecording(): void {
    this.recording?.end(this.#yielded(), this.#stepShown());
  }

  readonly #yielded = () => this.streams.map(({ latest }) => latest);
  readonly #stepShown = () => this.outputs.stepShown();

  /** Finds the generators among what the finished body left. */
  adopt(result: unknown): void {
    this.bodyEnded = true;
    const streams = new Map<AnyGenerator, { names: string[]; isResult: boolean }>();
    for (const name of Object.keys(this.scope.exports)) {
      const value = this.scope.exports[name];
      if (!isGenerator(value)) continue;
      const known = streams.get(value);
      if (known) known.names.push(name);
      else streams.set(value, { names: [name], isResult: value === result });
    }
    if (isGenerator(result) && !streams.has(result)) streams.set(result, { names: [], isResult: true });
    this.streams = [...streams].map(([iterator, { names, isResult }]) => ({
      names,
      isResult,
      iterator,
      latest: undefined,
      hasYielded: false,
      done: false,
    }));
  }
}

function isGenerator(value: unknown): value is AnyGenerator {
  if (typeof value !== "object" || value === null) return false;
  const tag = Object.prototype.toString.call(value);
  return tag === "[object Generator]" || tag === "[object AsyncGenerator]";
}

async function quietly(end: () => unknown): Promise<void> {
  try {
    await end();
  } catch {
    // The run is over for the learner: an error of its clean-up has no place to be shown.
  }
}
