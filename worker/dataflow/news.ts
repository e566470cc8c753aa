/**
 * Who is told of a cell's new values, and what follows from it: automatic readers run again, manual ones go stale or take the value
 * at their next step. A finished run tells everyone; a generator's frame only those who keep up.
 */
import type { CellId } from "../protocol.ts";
import type { Cell } from "./cell.ts";
import { awaitsLearner, firstError, type Board } from "./readiness.ts";

/** What news may ask of the queue. */
export interface Wishes extends Board {
  enqueue(cell: Cell): void;
  enqueueQuietly(cell: Cell): void;
  outdate(cell: Cell): void;
}

type Values = ReadonlyMap<string, unknown> | null;

export class News {
  readonly #wishes: Wishes;

  constructor(wishes: Wishes) {
    this.#wishes = wishes;
  }

  /** Tells those who read a value that is another than before. A number that stayed the same wakes nobody. */
  publish(cell: Cell, before: Values, how: "latest wins" | "newest frame"): void {
    const { graph } = this.#wishes;
    const readers = graph.readers.get(cell.id) ?? [];
    for (const id of readers) {
      const reader = this.#wishes.cell(id);
      const changed = [...graph.needs.get(id)!].filter(
        ([name, owner]) =>
          owner === cell.id && !(before?.has(name) && unchanged(before.get(name), cell.values?.get(name))),
      );
      const isUpToDate = !reader.missedFrame && !["idle", "blocked", "failed"].includes(reader.status);
      if (changed.length === 0 && isUpToDate) continue;
      if (reader.isAutomatic) {
        if (awaitsLearner(this.#wishes, reader)) continue;
        if (how === "latest wins") this.#follow(reader);
        else this.#followFrame(reader, readers.length);
      } else this.#refresh(reader, cell, changed);
    }
  }

  /** After a failure: automatic readers find out that they are blocked. */
  wakeReaders(cell: Cell): void {
    const { graph } = this.#wishes;
    for (const id of graph.readers.get(cell.id) ?? []) {
      const reader = this.#wishes.cell(id);
      if (firstError(graph, id) !== null) continue; // On a cycle, each would wake the other for ever.
      if (reader.isAutomatic) this.#wishes.enqueue(reader);
      else if (reader.hasRun) this.#wishes.outdate(reader);
    }
  }

  #follow(reader: Cell): void {
    if (!this.#wishes.isQueued(reader)) this.#wishes.enqueue(reader);
  }

  /** Each of the readers may take as much of the time as the others, together about a fifth. */
  #followFrame(reader: Cell, readers: number): void {
    if (this.#wishes.isQueued(reader)) return;
    const now = performance.now();
    reader.missedFrame = now < reader.nextFrameAt;
    if (reader.missedFrame) return;
    reader.nextFrameAt = now + 4 * readers * reader.cost;
    const isMidway = reader.isRunning && (reader.run!.streams.length === 0 || reader.values === null);
    // Frames come faster than some readers end: they finish, then take the newest one.
    if (isMidway) reader.again = true;
    else if (reader.status === "done") this.#wishes.enqueueQuietly(reader);
    else this.#wishes.enqueue(reader);
  }

  /** A manual cell that runs takes the new values at its next step; one that does not goes stale. */
  #refresh(reader: Cell, cell: Cell, changed: readonly [name: string, owner: CellId][]): void {
    // What it was made from has come back, not changed.
    if (reader.isRecalled && cell.runs === 1) return;
    if (reader.isRunning) {
      for (const [name] of changed) {
        if (!reader.analysis.imports.has(name)) reader.run!.scope.inputs[name] = cell.values?.get(name);
      }
    }
    this.#wishes.outdate(reader);
  }
}

/** Objects may have been changed in place: only plain values can be told to be the same. */
function unchanged(before: unknown, after: unknown): boolean {
  return (
    Object.is(before, after) && (typeof after !== "object" || after === null) && typeof after !== "function"
  );
}
