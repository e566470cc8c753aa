/**
 * `for (const step of steps(1000))`: a loop with a progress bar. In a generator the kernel comes in at each `yield`, so Stop works
 * there; a plain cell writes `for await`, which lets the kernel in some 80 times a second and rests while it is paused. A plain `for` outside of a generator
 * counts too, but holds the thread.
 */
import type { Gate } from "../dataflow/gate.ts";
import { turn } from "../dataflow/turn.ts";

const SLICE = 12;

export interface Progress {
  readonly done: number;
  /** Null where the loop has no known end. */
  readonly total: number | null;
  readonly perSecond: number;
  readonly secondsLeft: number | null;
}

/** What a loop needs of the run it is in. */
export interface StepsHost {
  readonly stopRequested: boolean;
  /** Closed while the notebook is paused. */
  readonly gate: Pick<Gate, "isClosed" | "steps" | "passage">;
  /** Called at every step: takes the newest progress when it has time for it. */
  progress(read: () => Progress): void;
}

export type Steps = Iterable<number> & AsyncIterable<number>;

/**
 * Counts 0, 1, 2... up to `count`, or without end, and shows how far it is.
 * @throws RangeError when `count` is not a whole number of at least 0
 */
export function stepsOf(host: StepsHost): (count?: number) => Steps {
  return (count) => {
    if (count !== undefined && !(Number.isInteger(count) && count >= 0)) {
      throw new RangeError(
        `steps takes a whole number of at least 0, or nothing for a loop without end; got ${count}.`,
      );
    }
    return {
      *[Symbol.iterator]() {
        yield* counted(host, count ?? null);
      },
      async *[Symbol.asyncIterator]() {
        let sliceEnd = performance.now() + SLICE;
        let taken = host.gate.steps;
        for (const step of counted(host, count ?? null)) {
          if (host.gate.isClosed) {
            taken = await host.gate.passage(taken, () => host.stopRequested);
            if (host.stopRequested) return;
          }
          yield step;
          if (performance.now() < sliceEnd) continue;
          await turn();
          sliceEnd = performance.now() + SLICE;
        }
      },
    };
  };
}

function* counted(host: StepsHost, total: number | null): Generator<number> {
  const pace = new Pace(total);
  const read = () => pace.read();
  for (let step = 0; total === null || step < total; step += 1) {
    host.progress(read);
    if (host.stopRequested) return;
    yield step;
    pace.done = step + 1;
  }
  host.progress(read);
}

/** Steps a second, smoothed over about the last one, so that the time left does not jump. */
class Pace {
  done = 0;
  readonly #total: number | null;
  readonly #started = performance.now();
  #readAt = this.#started;
  #readDone = 0;
  #perSecond = 0;

  constructor(total: number | null) {
    this.#total = total;
  }

  read(): Progress {
    const now = performance.now();
    const seconds = (now - this.#readAt) / 1000;
    if (seconds > 0 && this.done > this.#readDone) {
      const rate = (this.done - this.#readDone) / seconds;
      const weight = this.#perSecond === 0 ? 1 : 1 - Math.exp(-seconds);
      this.#perSecond += weight * (rate - this.#perSecond);
      this.#readAt = now;
      this.#readDone = this.done;
    }
    const left = this.#total === null ? null : this.#total - this.done;
    return {
      done: this.done,
      total: this.#total,
      perSecond: this.#perSecond,
      secondsLeft: left === null || this.#perSecond === 0 ? null : left / this.#perSecond,
    };
  }
}
