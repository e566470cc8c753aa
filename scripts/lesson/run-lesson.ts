/** One lesson run whole, through the kernel that the page runs: same analysis, same dataflow, same engine, no page. */
import { claimHolds, wantText } from "../../app/document/claim.ts";
import { cellBlocks, type Claim, type Lesson, type Quantity } from "../../app/document/lesson.ts";
import { quantityOf } from "../../app/document/quantity.ts";
import errorPayload from "../../outputs/error/payload.ts";
import type { CellStatus } from "../../worker/protocol.ts";
import { openLesson, type KernelBoard, type OpenLesson, type ReadDataset } from "./kernel-board.ts";
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
export async function runLesson(lesson: Lesson, dataset: ReadDataset): Promise<LessonRun> {
  return runOpened(lesson, await openLesson(lesson, dataset));
}

export async function runOpened(lesson: Lesson, { kernel, board }: OpenLesson): Promise<LessonRun> {
  const began = performance.now();
  await kernel.runAll();
  await kernel.settled();
  const ms = performance.now() - began;
  return {
    cells: cellBlocks(lesson.blocks).map(({ id }) => cellRun(board, id)),
    checks: lesson.claims.map((claim) => checkOf(board, claim)),
    ms,
  };
}

export function cellRun(board: KernelBoard, id: string): CellRun {
  const { status, ms, note } = board.cell(id);
  if (status === "done") return { id, status: "ok", ms: ms ?? 0 };
  return { id, status, ms: ms ?? 0, error: whatWentWrong(board, id) ?? note ?? `it is ${status}` };
}

function checkOf(board: KernelBoard, claim: Claim): Check {
  const { outputs } = board.cell(claim.id);
  const value = outputs.map(quantityOf).find((quantity) => quantity !== null) ?? null;
  const ok = value !== null && claimHolds(claim, value);
  const check = { name: claim.of, ok, value, want: wantText(claim) };
  if (value !== null) return check;
  const error = cellRun(board, claim.id).error ?? "it is neither a number nor a list of numbers";
  return { ...check, error };
}

function whatWentWrong(board: KernelBoard, id: string): string | null {
  const { problems, outputs } = board.cell(id);
  const problem = problems.find(({ severity }) => severity === "error");
  if (problem) return [problem.message, problem.help].filter((line) => line !== null).join("\n");
  for (const { kind, payload } of outputs) {
    const error = kind === "error" ? v.safeParse(errorPayload, payload) : null;
    if (error?.success) return `${error.output.name}: ${error.output.message}`;
  }
  return null;
}
