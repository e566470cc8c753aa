/** A hidden cell that runs once. It has ended when the kernel says so, or when it has run for too long. */
import type { CellStatus, Report } from "#worker/protocol.ts";
import type { Cell } from "./cell.svelte.ts";

const TICK_MS = 100;
const over = new Set<CellStatus>(["done", "failed", "blocked", "stopped", "stale"]);

export class Probe {
  readonly #cell: Cell;
  readonly #isRunning: () => boolean;
  #end = () => {};
  readonly #ended = new Promise<void>((resolve) => (this.#end = resolve));

  /** @param isRunning whether the time counts: waiting for a training above costs nothing */
  constructor(cell: Cell, isRunning: () => boolean) {
    this.#cell = cell;
    this.#isRunning = isRunning;
  }

  take(report: Report): void {
    this.#cell.take(report);
    // What it showed is in the same batch, behind its status.
    if (report.type === "status" && over.has(report.status)) setTimeout(this.#end);
  }

  /** @returns false where it was still running after so many seconds, or the kernel has gone */
  async ended(seconds: number, isGone: () => boolean): Promise<boolean> {
    let left = (seconds * 1000) / TICK_MS;
    let timer: ReturnType<typeof setInterval> | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setInterval(() => {
        if (this.#isRunning()) left -= 1;
        if (left <= 0 || isGone()) resolve(false);
      }, TICK_MS);
    });
    const isOver = await Promise.race([this.#ended.then(() => true), late]);
    clearInterval(timer);
    return isOver;
  }
}
