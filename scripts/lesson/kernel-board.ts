/** A lesson in a headless kernel, and the newest of what was reported for each of its cells. */
import { lessonCells, type Lesson } from "../../app/document/lesson.ts";
import type { Reported } from "../../app/course/verdict.ts";
import { createHeadlessKernel } from "../../worker/headless.ts";
import type { Kernel } from "../../worker/kernel.ts";
import type { CellStatus, Output, Problem, Report } from "../../worker/protocol.ts";

export interface OpenLesson {
  readonly kernel: Kernel;
  readonly board: KernelBoard;
}

export type ReadDataset = (name: string) => Promise<ArrayBuffer>;

export async function openLesson(lesson: Lesson, dataset: ReadDataset): Promise<OpenLesson> {
  const board = new KernelBoard();
  const kernel = createHeadlessKernel({ dataset, report: (batch) => board.take(batch) });
  await kernel.open(lessonCells(lesson));
  return { kernel, board };
}

interface Status {
  readonly status: CellStatus;
  readonly ms: number | null;
  readonly note: string | null;
}

export class KernelBoard {
  readonly #statuses = new Map<string, Status>();
  readonly #outputs = new Map<string, readonly Output[]>();
  readonly #problems = new Map<string, readonly Problem[]>();

  take(batch: readonly Report[]): void {
    for (const report of batch) {
      if (report.type === "status") this.#statuses.set(report.cell, report);
      if (report.type === "outputs") this.#outputs.set(report.cell, report.outputs);
      if (report.type === "analysis") this.#problems.set(report.cell, report.problems);
    }
  }

  cell(id: string): Reported & Status {
    const { status, ms, note } = this.#statuses.get(id) ?? { status: "idle", ms: null, note: null };
    return { status, ms, note, outputs: this.#outputs.get(id) ?? [], problems: this.#problems.get(id) ?? [] };
  }
}
