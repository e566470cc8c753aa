/** What the page knows of one cell: the learner's text and what the kernel last said of it. */
import { SvelteMap } from "svelte/reactivity";
import type { CellSource, CellStatus, Output, Problem, Report, Shape } from "#worker/protocol.ts";
import { marksOf } from "./marks.ts";

export interface Progress {
  readonly done: number;
  readonly total: number | null;
  readonly perSecond: number;
  readonly secondsLeft: number | null;
}

export class Cell {
  readonly id: string;
  /** As the lesson has it, or as the notebook had it when it was last read. */
  original = $state("");
  run = $state<CellSource["run"]>("auto");
  /** How it was before it was switched off. */
  #runWhenOn: "auto" | "manual" = "auto";
  code = $state("");
  /** The text that the kernel has; what is typed since is not run yet. */
  sent = $state("");
  status = $state<CellStatus>("idle");
  /** A sentence where the status alone does not say enough. */
  note = $state<string | null>(null);
  ms = $state<number | null>(null);
  outputs = $state.raw<readonly Output[]>([]);
  problems = $state.raw<readonly Problem[]>([]);
  /** What its names held when it was last run. */
  #shapes = $state.raw<readonly Shape[]>([]);
  progress = $state.raw<Progress | null>(null);
  /** The frames of its runs, where it yields. */
  tape = $state.raw<Extract<Report, { type: "tape" }> | null>(null);
  declares = $state.raw<readonly string[]>([]);
  reads = $state.raw<readonly string[]>([]);
  /** Errors of other cells that were thrown in here, in a function that they called: by the cell that called. */
  readonly struck = new SvelteMap<string, readonly Problem[]>();
  /** What is shown was made before the page was opened. */
  isFromLastVisit = $state(false);
  #newestRun = $state(0);
  #outputsRun = $state(0);

  /** The learner has put its outputs away. */
  hidesOutputs = $state(false);
  /** Where the caret stood last, as an offset into the code. */
  caret = 0;
  readonly isEdited: boolean = $derived.by(() => this.code !== this.original);
  /** What is wrong, on its exact place in the text that the kernel has: found before a run or thrown in one. */
  readonly markers: readonly Problem[] = $derived.by(() => {
    if (this.code !== this.sent) return [];
    const thrown = this.outputs.flatMap((output) => marksOf(output).get(this.id) ?? []);
    return [...this.problems, ...thrown, ...[...this.struck.values()].flat()];
  });
  /** What is typed since the last run makes its results old before the kernel knows. */
  readonly shown: CellStatus = $derived(
    this.status === "done" && this.code !== this.sent ? "stale" : this.status,
  );
  /** What is shown below was made by an older text, older inputs, or an older run than the one that is on its way. */
  readonly isShowingOld: boolean = $derived.by(
    () =>
      this.outputs.length > 0 &&
      (this.shown === "stale" || this.shown === "blocked" || this.#outputsRun < this.#newestRun),
  );
  readonly isBusy: boolean = $derived(this.status === "running" || this.status === "queued");

  /** Where each stands in the text; none once that text, or what it reads, is another. */
  readonly shapes: readonly Shape[] = $derived.by(() =>
    this.code === this.sent && ["done", "running", "queued", "stopped"].includes(this.status)
      ? this.#shapes
      : [],
  );

  constructor({ id, code, run }: CellSource) {
    this.id = id;
    this.original = code;
    this.run = run;
    if (run !== "off") this.#runWhenOn = run;
    this.code = code;
    this.sent = code;
  }

  get isOff(): boolean {
    return this.run === "off";
  }

  /** Switches it off, or on again to run as it did before. */
  toggle(): void {
    if (this.run !== "off") this.#runWhenOn = this.run;
    this.run = this.run === "off" ? this.#runWhenOn : "off";
  }

  get source(): CellSource {
    return { id: this.id, code: this.code, run: this.run };
  }

  /** Shows what it showed when the page was left, until it has something of its own. */
  recall(outputs: readonly Output[]): void {
    if (this.#newestRun > 0 || this.outputs.length > 0 || outputs.length === 0) return;
    this.outputs = outputs;
    this.isFromLastVisit = true;
  }

  #forget(): void {
    if (!this.isFromLastVisit) return;
    this.outputs = [];
    this.isFromLastVisit = false;
  }

  /** It holds the thread, so it cannot report itself that it has begun. */
  hold(): void {
    this.status = "running";
    this.note = null;
  }

  /** Its kernel is gone, and with it the count of its runs. */
  abandon(): void {
    this.#newestRun = this.#outputsRun = 0;
    this.progress = this.tape = null;
    if (this.isBusy) this.status = "stopped";
  }

  /** Takes a report, unless a newer run has spoken already. */
  take(report: Report): void {
    if (report.type === "analysis") {
      this.problems = report.problems;
      this.declares = report.declares;
      this.reads = report.reads;
      return;
    }
    if (report.type === "tape") {
      this.tape = report;
      return;
    }
    if (report.run < this.#newestRun) return;
    this.#newestRun = report.run;
    switch (report.type) {
      case "status":
        this.status = report.status;
        this.note = report.note;
        this.ms = report.ms;
        if (!this.isBusy) this.progress = null;
        // A run that shows nothing reports no outputs.
        if (this.status === "done" || this.status === "failed") this.#forget();
        break;
      case "outputs":
        this.outputs = report.outputs;
        this.isFromLastVisit = false;
        this.#outputsRun = report.run;
        break;
      case "shapes":
        // A slider's drag gives the same ones thirty times a second.
        if (JSON.stringify(report.shapes) !== JSON.stringify(this.#shapes)) this.#shapes = report.shapes;
        break;
      case "progress":
        // One that comes after the end would stay for good.
        if (this.isBusy) this.progress = report;
        break;
      default:
        report satisfies never;
    }
  }
}
