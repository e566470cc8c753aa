/**
 * Every message between the page and the kernel, as plain cloneable data. The page treats the kernel as hostile:
 * what comes from it is parsed with the schemas below before it is believed.
 */
import * as v from "valibot";
import { numbers } from "#outputs/arrays.ts";

/** A cell's name: unique in its notebook, stable across edits. */
export type CellId = string;

export interface CellSource {
  readonly id: CellId;
  readonly code: string;
  /**
   * `manual` cells go stale instead of running again when what they read changes. One that is `off` never runs, and its names are
   * free for others.
   */
  readonly run: "auto" | "manual" | "off";
}

/** A control's name within its notebook: the cell that made it and its label, `"rate/learning rate"`. */
export type ControlId = string;

/** What a control can hold: a number, a choice, a tick, a text, or the cells of a draw pad in row-major order. */
export type ControlValue = number | string | boolean | readonly number[];

/** What the page may ask of a kernel. Each call is answered when it has been taken, not when cells have finished. */
export interface KernelApi {
  /** Replaces the whole notebook. Analyses every cell and runs none. */
  open(cells: readonly CellSource[]): Promise<void>;
  /** Puts one cell's new text in place (or a new cell after `after`). Analyses it; it and its readers go stale. */
  edit(cell: CellSource, after: CellId | null): Promise<void>;
  remove(cell: CellId): Promise<void>;
  /** Runs these cells with whatever they need that is not up to date; then their automatic readers. */
  run(cells: readonly CellId[]): Promise<void>;
  /** Runs every cell once, in dependency order, manual ones included. */
  runAll(): Promise<void>;
  /** Runs the automatic cells, as when a notebook is opened. Manual ones and their readers stay idle. */
  runAutomatic(): Promise<void>;
  /** Ends a cell at its next yield or await, or every running cell. Keeps its last values. */
  stop(cell: CellId | null): Promise<void>;
  /** Rests every generator before its next step; what is asked to run afterwards goes on with them. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Pauses after one more step of each generator. */
  step(): Promise<void>;
  setControl(control: ControlId, value: ControlValue): Promise<void>;
  /** The same without a run: the cell finds it when it next runs. */
  keepControl(control: ControlId, value: ControlValue): Promise<void>;
  /** Shows a yielding cell, and all that reads it, as it was at a step of one of its runs; null follows the newest step. */
  seek(cell: CellId, position: TapePosition | null): Promise<void>;
  /** Runs a yielding cell anew from what it had yielded at a step: `resume` in its code gives that. */
  fork(cell: CellId, from: TapePosition): Promise<void>;
  /** Keeps a run beside newer ones. */
  mark(cell: CellId, run: number, isMarked: boolean): Promise<void>;
  /** A cell's tape as plain data, for the next visit; null while it runs, and where it has none. */
  pack(cell: CellId): Promise<unknown>;
  /**
   * Gives a cell that has not run the tape of an earlier visit. Where texts and settings are the same, it stands for what it had yielded.
   * @returns false where the tape could not be read
   */
  recall(cell: CellId, packed: unknown): Promise<boolean>;
  /**
   * What the expression at an offset of a cell's text was worth in the last gradient that it was part of, or in that of the function
   * named: a `LensAnswer`, to be parsed; null where no expression stands there, or the text has changed since it ran.
   */
  look(cell: CellId, offset: number, loss: string | null): Promise<unknown>;
  /** Answers at once unless a cell holds the thread: the page's heartbeat. */
  ping(): Promise<void>;
}

/** What a kernel may ask of the page. */
export interface PageApi {
  /** Takes a batch of reports. The kernel keeps at most one call in flight and sends the newest state next. */
  report(batch: unknown): Promise<void>;
  /** The bytes of a data set that the site carries, by its name. Rejects for an unknown one. */
  dataset(name: string): Promise<ArrayBuffer>;
}

/**
 * `idle` has not run; `queued` waits for its turn; `stale` has results older than its code or inputs; `blocked` reads
 * a name whose cell failed or has not run.
 */
const cellStatuses = [
  "idle",
  "queued",
  "running",
  "done",
  "stale",
  "failed",
  "stopped",
  "blocked",
  "off",
] as const;
export type CellStatus = (typeof cellStatuses)[number];

/** A half-open range of UTF-16 offsets into a cell's own text. */
const range = v.object({ start: v.number(), end: v.number() });
export type Range = v.InferOutput<typeof range>;

const fix = v.object({
  /** What a click does, in a few words. */
  title: v.pipe(v.string(), v.maxLength(120)),
  /** Of one cell or several, in the order of the text and apart from each other; of the texts that the kernel has. */
  edits: v.pipe(v.array(v.object({ cell: v.string(), range, text: v.string() })), v.maxLength(1000)),
});
/** Edits that put a problem right: the learner may take one with a click. */
export type Fix = v.InferOutput<typeof fix>;

const problem = v.object({
  severity: v.picklist(["error", "warning"]),
  /** What is wrong, in a sentence that names the thing. */
  message: v.string(),
  /** What to do about it. */
  help: v.nullable(v.string()),
  range,
  /** Absent where no edit is sure to help. */
  fixes: v.optional(v.pipe(v.array(fix), v.maxLength(4))),
});
/** Something the analysis found before running: a syntax error, a clash, a cycle, an unknown name. */
export type Problem = v.InferOutput<typeof problem>;

const output = v.object({
  /** Stable across re-runs of the cell, so that a view is updated in place. */
  key: v.string(),
  kind: v.string(),
  /** Parsed by the kind's own schema before a view sees it. */
  payload: v.unknown(),
});
export type Output = v.InferOutput<typeof output>;

const tapePosition = v.object({ run: v.number(), step: v.number() });
export type TapePosition = v.InferOutput<typeof tapePosition>;

/** More than a recording keeps, with room for the last step. */
const MOST_FRAMES = 640;

const tapeRun = v.object({
  run: v.number(),
  /** The step of an older run that it went on from. */
  from: v.number(),
  /** Steps taken, kept or not. */
  steps: v.number(),
  isMarked: v.boolean(),
  /** The steps that are kept, and the numbers yielded at each. */
  kept: numbers(MOST_FRAMES),
  series: v.record(v.string(), numbers(MOST_FRAMES)),
});
/** One run of a yielding cell as its tape has it. */
export type TapeRun = v.InferOutput<typeof tapeRun>;

const shape = v.object({
  name: v.string(),
  /** Where the name is declared in the text that ran. */
  range,
  /** `f32[3, 4]` */
  text: v.string(),
});
/** What a name holds since the last run. */
export type Shape = v.InferOutput<typeof shape>;

export const reportSchema = v.variant("type", [
  v.object({
    type: v.literal("analysis"),
    cell: v.string(),
    declares: v.array(v.string()),
    reads: v.array(v.string()),
    problems: v.array(problem),
  }),
  v.object({
    type: v.literal("status"),
    cell: v.string(),
    /** Counts the cell's runs; reports of an older run are dropped. */
    run: v.number(),
    status: v.picklist(cellStatuses),
    /** Wall time of the finished run. */
    ms: v.nullable(v.number()),
    /** One sentence where the status alone does not say enough ("`x` is made by cell `data`, which failed"). */
    note: v.nullable(v.string()),
  }),
  v.object({ type: v.literal("outputs"), cell: v.string(), run: v.number(), outputs: v.array(output) }),
  v.object({ type: v.literal("shapes"), cell: v.string(), run: v.number(), shapes: v.array(shape) }),
  v.object({
    type: v.literal("progress"),
    cell: v.string(),
    run: v.number(),
    done: v.number(),
    /** Null where the loop has no known end. */
    total: v.nullable(v.number()),
    perSecond: v.number(),
    secondsLeft: v.nullable(v.number()),
  }),
  v.object({
    type: v.literal("tape"),
    cell: v.string(),
    runs: v.pipe(v.array(tapeRun), v.maxLength(16)),
    position: v.nullable(tapePosition),
  }),
]);
export type Report = v.InferOutput<typeof reportSchema>;
