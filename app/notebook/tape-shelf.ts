/** Puts the tapes of ended trainings on the shelf, and gives a fresh kernel those that lie there. */
import type { Report } from "#worker/protocol.ts";
import type { KernelClient } from "#worker/page/client.ts";
import { keepTape, readTapes } from "../store/tapes.ts";

/** A drag of a slider ends many short trainings in a row: the last of them is kept. */
const PAUSE_MS = 1000;

export class TapeShelf {
  readonly #key: string;
  /** By cell, which runs were last seen at rest. */
  readonly #kept = new Map<string, string>();
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();

  /** @param key of the notebook: a lesson and its version, or one of mine */
  constructor(key: string) {
    this.#key = key;
  }

  /** Before anything runs. A tape that cannot be read is left out, and the next training takes its place. */
  async takeTo(client: KernelClient, isHere: (cell: string) => boolean): Promise<void> {
    try {
      for (const [cell, packed] of await readTapes(this.#key))
        if (isHere(cell)) await client.recall(cell, packed);
    } catch {
      // The store is closed, and says so where text is to be kept.
    }
  }

  /** A training rests. Its tape is kept where a run has ended, or been marked, since the last time. */
  stands({ cell, runs }: Extract<Report, { type: "tape" }>, client: () => KernelClient | null): void {
    const state = runs.map(({ run, steps, isMarked }) => `${run} ${steps} ${isMarked}`).join();
    if (this.#kept.get(cell) === state) return;
    this.#kept.set(cell, state);
    clearTimeout(this.#waiting.get(cell));
    this.#waiting.set(
      cell,
      setTimeout(() => {
        this.#waiting.delete(cell);
        void this.#keep(cell, client());
      }, PAUSE_MS),
    );
  }

  async #keep(cell: string, client: KernelClient | null): Promise<void> {
    try {
      const packed = (await client?.pack(cell)) ?? null;
      // While it runs again there is none to give; its end asks anew.
      if (packed !== null) await keepTape(this.#key, cell, packed);
    } catch {
      // Without room it is lost; the text, which matters, has its own words for that.
    }
  }

  close(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }
}
