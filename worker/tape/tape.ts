/**
 * The tape of a yielding cell: frames of its runs, so that time can be gone back to. Thinned evenly to a budget: when it is full every second
 * frame goes, and from then on every second step is kept.
 */
import { bytesOf, keepsake, numbersIn } from "./keepsake.ts";

export interface Frame {
  readonly step: number;
  /** What each generator of the cell had yielded. */
  readonly yielded: readonly unknown[];
  /** What the step displayed. */
  readonly shown: readonly unknown[];
  readonly bytes: number;
}

/** Frames of one run that a scrubber can tell apart. */
const MOST_FRAMES = 600;
/** Of one run. */
const BUDGET = 48 * 1024 * 1024;

export class Recording {
  /** Counts the recordings of its cell. */
  readonly run: number;
  /** The step of an older run that this one went on from; 0 for one from the start. */
  readonly from: number;
  /** The names that stand for what each generator yields. */
  readonly names: readonly (readonly string[])[];
  frames: Frame[] = [];
  isMarked = false;
  /** Steps taken so far, kept or not. */
  steps = 0;
  #stride = 1;
  #bytes = 0;

  constructor(run: number, from: number, names: readonly (readonly string[])[] = []) {
    this.run = run;
    this.from = from;
    this.names = names;
  }

  /** Called at every step; does next to nothing at those that are not kept. */
  take(yielded: () => readonly unknown[], shown: () => readonly unknown[]): void {
    const step = this.steps;
    this.steps += 1;
    if (step % this.#stride === 0) this.#keep(this.from + step, yielded(), shown());
  }

  /** The last step is always kept. */
  end(yielded: readonly unknown[], shown: readonly unknown[]): void {
    const last = this.from + this.steps - 1;
    if (this.steps > 0 && this.frames.at(-1)?.step !== last) this.#keep(last, yielded, shown);
  }

  #keep(step: number, yielded: readonly unknown[], shown: readonly unknown[]): void {
    const kept = yielded.map((value) => keepsake(value));
    const bytes = kept.reduce((sum: number, value) => sum + bytesOf(value), 0);
    this.frames.push({ step, yielded: kept, shown: [...shown], bytes });
    this.#bytes += bytes;
    while (this.frames.length > 2 && (this.frames.length > MOST_FRAMES || this.#bytes > BUDGET)) this.#thin();
  }

  #thin(): void {
    const last = this.frames.length - 1;
    this.frames = this.frames.filter((_, at) => at % 2 === 0 || at === last);
    this.#stride *= 2;
    this.#bytes = this.frames.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** What the cell's names stood for at a frame. */
  valuesAt({ yielded }: Frame): Map<string, unknown> {
    return new Map(this.names.flatMap((names, at) => names.map((name) => [name, yielded[at]] as const)));
  }

  /** The kept frame nearest to a step. */
  at(step: number): Frame | null {
    let nearest: Frame | null = null;
    for (const frame of this.frames) {
      if (nearest === null || Math.abs(frame.step - step) < Math.abs(nearest.step - step)) nearest = frame;
    }
    return nearest;
  }

  /** The numbers that were yielded over time, NaN where a frame has none of that name. */
  series(): Record<string, Float64Array> {
    const series: Record<string, Float64Array> = {};
    this.frames.forEach(({ yielded }, at) => {
      for (const value of yielded) {
        for (const [name, number] of Object.entries(numbersIn(value))) {
          series[name] ??= new Float64Array(this.frames.length).fill(NaN);
          series[name][at] = number;
        }
      }
    });
    return series;
  }
}

/** Runs that are kept beside the newest one; marked ones stay. */
const MOST_RUNS = 4;
const MOST_MARKED = 4;

export class Tape {
  recordings: readonly Recording[] = [];
  /** Where time stands; null follows the newest step. */
  position: { readonly run: number; readonly step: number } | null = null;
  #begun = 0;

  begin(from: number, names: readonly (readonly string[])[] = []): Recording {
    this.#begun += 1;
    const recording = new Recording(this.#begun, from, names);
    const unmarked = this.recordings.filter(({ isMarked }) => !isMarked).slice(-(MOST_RUNS - 1));
    const kept = this.recordings.filter((each) => each.isMarked || unmarked.includes(each));
    this.recordings = [...kept, recording];
    this.position = null;
    return recording;
  }

  /** Runs of an earlier visit come before those of this one. */
  recall(recordings: readonly Recording[]): void {
    if (this.recordings.length > 0) return;
    this.recordings = recordings;
    this.#begun = Math.max(0, ...recordings.map(({ run }) => run));
  }

  recording(run: number): Recording | null {
    return this.recordings.find((each) => each.run === run) ?? null;
  }

  /** The frame that time stands at; null where it follows the newest step. */
  get frame(): Frame | null {
    return this.position && (this.recording(this.position.run)?.at(this.position.step) ?? null);
  }

  /** What a cell's names stand for where it has not run since the tape was recalled. */
  get values(): Map<string, unknown> | null {
    const recording = this.position === null ? this.recordings.at(-1) : this.recording(this.position.run);
    const frame = this.frame ?? recording?.frames.at(-1);
    return recording && frame ? recording.valuesAt(frame) : null;
  }

  /** @returns false where as many are marked as may be */
  mark(run: number, isMarked: boolean): boolean {
    const recording = this.recording(run);
    if (recording === null) return false;
    const marked = this.recordings.filter((each) => each.isMarked).length;
    if (isMarked && marked >= MOST_MARKED) return false;
    recording.isMarked = isMarked;
    return true;
  }
}
