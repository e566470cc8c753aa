/**
 * Sends reports to the page: at most one call in flight and some 30 a second, each with the newest state of what changed. A
 * loop that never yields holds the thread, so no answer can arrive; what it prints is then sent at growing intervals without one.
 */
import type { CellId, Output, PageApi, Report, Shape } from "../protocol.ts";
import { turn } from "../dataflow/turn.ts";
import type { Tape } from "../tape/tape.ts";

type Of<Type extends Report["type"]> = Extract<Report, { type: Type }>;
type Pending = Map<CellId, () => Report>;

const INTERVAL = 33;
const TAPE_INTERVAL = 200;
const HELD_INTERVAL = 250;
const LONGEST_HELD_INTERVAL = 2_000;

export class Reporter {
  readonly #page: Pick<PageApi, "report">;
  readonly #pending: Record<Report["type"], Pending> = {
    analysis: new Map(),
    status: new Map(),
    outputs: new Map(),
    shapes: new Map(),
    progress: new Map(),
    tape: new Map(),
  };
  readonly #tapeSentAt = new Map<CellId, number>();
  #inFlight = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #notBefore = 0;
  /** When the work on the thread began that has not yet let the event loop turn. */
  #heldSince: number | null = null;
  #heldInterval = HELD_INTERVAL;
  #idle: (() => void)[] = [];

  constructor(page: Pick<PageApi, "report">) {
    this.#page = page;
  }

  analysis(report: Omit<Of<"analysis">, "type">): void {
    this.#add("analysis", report.cell, () => ({ type: "analysis", ...report }));
  }

  status(report: Omit<Of<"status">, "type">): void {
    this.#add("status", report.cell, () => ({ type: "status", ...report }));
  }

  /** Asked for when they are sent, so that what is overwritten before is never encoded. */
  outputs(cell: CellId, run: number, snapshot: () => readonly Output[]): void {
    this.#add("outputs", cell, () => ({ type: "outputs", cell, run, outputs: [...snapshot()] }));
  }

  shapes(cell: CellId, run: number, snapshot: () => readonly Shape[]): void {
    this.#add("shapes", cell, () => ({ type: "shapes", cell, run, shapes: [...snapshot()] }));
  }

  progress(cell: CellId, snapshot: () => Omit<Of<"progress">, "type">): void {
    this.#add("progress", cell, () => ({ type: "progress", ...snapshot() }));
  }

  /** Its curves are long: while a training runs they go a few times a second. */
  tape(cell: CellId, tape: Tape, isUrgent: boolean): void {
    const now = performance.now();
    if (!isUrgent && now - (this.#tapeSentAt.get(cell) ?? -Infinity) < TAPE_INTERVAL) return;
    this.#tapeSentAt.set(cell, now);
    this.#add("tape", cell, () => ({
      type: "tape",
      cell,
      position: tape.position && { ...tape.position },
      runs: tape.recordings.map((recording) => ({
        run: recording.run,
        from: recording.from,
        steps: recording.steps,
        isMarked: recording.isMarked,
        kept: Float64Array.from(recording.frames, ({ step }) => step),
        series: recording.series(),
      })),
    }));
  }

  forget(cell: CellId): void {
    for (const pending of Object.values(this.#pending)) pending.delete(cell);
  }

  /** Resolves when everything has been sent and taken. */
  async drained(): Promise<void> {
    while (this.#inFlight > 0 || this.#hasPending()) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  #add(type: Report["type"], cell: CellId, report: () => Report): void {
    this.#pending[type].set(cell, report);
    this.#schedule();
    this.#watchThread();
  }

  #schedule(): void {
    if (this.#timer !== null || this.#inFlight > 0) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#send();
      },
      Math.max(0, this.#notBefore - performance.now()),
    );
  }

  /** While the event loop turns, this only costs a look at the clock. */
  #watchThread(): void {
    const now = performance.now();
    if (this.#heldSince === null) {
      this.#heldSince = now;
      void turn().then(() => {
        this.#heldSince = null;
        this.#heldInterval = HELD_INTERVAL;
      });
    } else if (now - this.#heldSince > this.#heldInterval) {
      this.#heldSince = now;
      this.#heldInterval = Math.min(2 * this.#heldInterval, LONGEST_HELD_INTERVAL);
      this.#send();
    }
  }

  #send(): void {
    const started = performance.now();
    const batch: Report[] = [];
    for (const pending of Object.values(this.#pending)) {
      const reports = [...pending.values()];
      pending.clear();
      for (const report of reports) batch.push(report());
    }
    if (batch.length === 0) {
      this.#rest();
      return;
    }
    this.#inFlight += 1;
    this.#post(batch)
      .catch(() => undefined) // The page has gone: nobody is left to tell.
      .finally(() => {
        this.#inFlight -= 1;
        if (this.#hasPending()) this.#schedule();
        else this.#rest();
      });
    // Encoding takes the thread from training: a fifth of the time at most.
    const cost = performance.now() - started;
    this.#notBefore = started + Math.max(INTERVAL, 5 * cost);
  }

  async #post(batch: readonly Report[]): Promise<void> {
    try {
      await this.#page.report(batch);
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "DataCloneError") throw error;
      await this.#page.report(batch.map(cloneable));
    }
  }

  #hasPending(): boolean {
    return Object.values(this.#pending).some(({ size }) => size > 0);
  }

  #rest(): void {
    if (this.#inFlight > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

/** Only the output that cannot cross is given up, not the batch it was in. */
function cloneable(report: Report): Report {
  if (report.type !== "outputs") return report;
  return {
    ...report,
    outputs: report.outputs.map((output) => (crosses(output) ? output : replaced(output))),
  };
}

function crosses(output: Output): boolean {
  try {
    structuredClone(output.payload);
    return true;
  } catch {
    return false;
  }
}

function replaced({ key, kind }: Output): Output {
  const text = `This ${kind} holds something that cannot be sent to the page, such as a function.`;
  return { key, kind: "text", payload: { first: [{ stream: "warn", text }], last: [], dropped: 0 } };
}
