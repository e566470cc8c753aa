/** One lesson run whole, through the kernel that the page runs: same analysis, same dataflow, same engine, no page. */
import { claimHolds, wantText } from "../../app/document/claim.ts";
import { lessonCells, type Claim, type Lesson, type Quantity } from "../../app/document/lesson.ts";
import { quantityOf } from "../../app/document/quantity.ts";
import errorPayload from "../../outputs/error/payload.ts";
import { createHeadlessKernel } from "../../worker/headless.ts";
import type { CellStatus, Output, Problem, Report } from "../../worker/protocol.ts";
import * as v from "valibot";

export interface LessonRun {
  readonly cells: readonly CellRun[];
  readonly checks: readonly Check[];
  readonly ms: number;
}

export interface CellRun {
  readonly id: string;
  readonly status: "ok" | CellStatus;
  readonly ms: number;
  /** Why it is not ok. */
  readonly error?: string;
}

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly value: Quantity | null;
  readonly want: string;
  readonly error?: string;
}

export function passed(run: LessonRun): boolean {
  return run.cells.every(({ status }) => status === "ok") && run.checks.every(({ ok }) => ok);
}

/** Runs every cell once, training included, and holds the lesson's claims against what came out. Controls keep their first values. */
export async function runLesson(
  lesson: Lesson,
  dataset: (name: string) => Promise<ArrayBuffer>,
): Promise<LessonRun> {
  const board = new Board();
  const kernel = createHeadlessKernel({ dataset, report: (batch) => board.take(batch) });
  const began = performance.now();
  await kernel.open(lessonCells(lesson));
  await kernel.runAll();
  await kernel.settled();
  const ms = performance.now() - began;

  const claims = new Set<string>(lesson.claims.map(({ id }) => id));
  const ids = lessonCells(lesson).map(({ id }) => id);
  return {
    cells: ids.filter((id) => !claims.has(id)).map((id) => board.cellRun(id)),
    checks: lesson.claims.map((claim) => board.check(claim)),
    ms,
  };
}

/** The newest of what was reported for each cell. */
class Board {
  readonly #statuses = new Map<string, { status: CellStatus; ms: number | null; note: string | null }>();
  readonly #outputs = new Map<string, readonly Output[]>();
  readonly #problems = new Map<string, readonly Problem[]>();

  take(batch: readonly Report[]): void {
    for (const report of batch) {
      if (report.type === "status") this.#statuses.set(report.cell, report);
      if (report.type === "outputs") this.#outputs.set(report.cell, report.outputs);
      if (report.type === "analysis") this.#problems.set(report.cell, report.problems);
    }
  }

  cellRun(id: string): CellRun {
    const { status, ms, note } = this.#statuses.get(id) ?? { status: "idle", ms: null, note: null };
    if (status === "done") return { id, status: "ok", ms: ms ?? 0 };
    return { id, status, ms: ms ?? 0, error: this.#whatWentWrong(id) ?? note ?? `it is ${status}` };
  }

  check(claim: Claim): Check {
    const outputs = this.#outputs.get(claim.id) ?? [];
    const value = outputs.map(quantityOf).find((quantity) => quantity !== null) ?? null;
    const ok = value !== null && claimHolds(claim, value);
    const check = { name: claim.of, ok, value, want: wantText(claim) };
    if (value !== null) return check;
    const error = this.cellRun(claim.id).error ?? "it is neither a number nor a list of numbers";
    return { ...check, error };
  }

  #whatWentWrong(id: string): string | null {
    const problem = this.#problems.get(id)?.find(({ severity }) => severity === "error");
    if (problem) return [problem.message, problem.help].filter((line) => line !== null).join("\n");
    for (const { kind, payload } of this.#outputs.get(id) ?? []) {
      const error = kind === "error" ? v.safeParse(errorPayload, payload) : null;
      if (error?.success) return `${error.output.name}: ${error.output.message}`;
    }
    return null;
  }
}
