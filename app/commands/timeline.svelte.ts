/** The history of an open notebook: what is typed becomes a step when it rests, what a command did at once; and the way back and forth. */
import { untrack } from "svelte";
import type { OpenNotebook } from "../mine/open-notebook.svelte.ts";
import type { Notebook } from "../notebook/notebook.svelte.ts";
import { codesOf, DocumentHistory, type Entry } from "./history.ts";
import { elementOf, neighbourOf, type Target } from "./targets.ts";

/** Text that has rested so long is one step of the history. */
const REST_MS = 700;

/** Where a step of the history led. */
export interface Walked {
  /** What was undone or done again. */
  readonly words: string;
  /** The piece that it concerned. */
  readonly shown: Target;
  /** What stood beside it, in case it is gone now. */
  readonly beside: Target;
}

export class Timeline {
  readonly #notebook: Notebook;
  readonly #doc: OpenNotebook | null;
  #history: DocumentHistory | null = null;
  #codes = codesOf([]);
  #resting: ReturnType<typeof setTimeout> | null = null;
  #noted: readonly unknown[] = [];

  constructor(notebook: Notebook, doc: OpenNotebook | null) {
    this.#notebook = notebook;
    this.#doc = doc;
  }

  /** Another one with each change of the text; read where changes are to be followed. */
  get textStamp(): readonly unknown[] {
    return [this.#doc?.file, this.#doc?.writing?.text, ...this.#notebook.cells.map(({ code }) => code)];
  }

  /**
   * Something may have been typed: when it rests it becomes a step.
   * @param stamp what the text was known by
   */
  noteSoon(stamp: readonly unknown[]): void {
    if (stamp === this.#noted) return;
    this.#noted = stamp;
    if (this.#resting !== null) clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.settle(), REST_MS);
    // What stood there first is where the history begins.
    untrack(() => this.#begun());
  }

  /** What was typed since becomes a step of its own. */
  settle(): void {
    if (this.#resting !== null) clearTimeout(this.#resting);
    this.#resting = null;
    const codes = this.#currentCodes();
    const typed = [...codes].find(([id, code]) => this.#codes.get(id) !== code && this.#codes.has(id));
    this.note(typed ? `typing in cell \`${typed[0]}\`` : "typing", typed?.[0] ?? null);
  }

  /** A command changed the text. */
  note(label: string, cell: string | null): void {
    this.#begun().note(this.#state(), label, cell);
    this.#codes = this.#currentCodes();
  }

  /** @param chosen what the focus is on; null is returned where there is nothing to undo */
  undo(chosen: Target): Walked | null {
    this.settle();
    const entry = this.#begun().undo();
    return entry && this.#apply(entry, entry.before, "Undone", chosen);
  }

  /** @param chosen what the focus is on; null is returned where there is nothing to do again */
  redo(chosen: Target): Walked | null {
    this.settle();
    const entry = this.#begun().redo();
    return entry && this.#apply(entry, entry.after, "Done again", chosen);
  }

  #apply(entry: Entry, state: string, how: string, chosen: Target): Walked {
    const shown: Target = entry.cell === null ? chosen : { cell: entry.cell };
    const beside = neighbourOf(elementOf(shown));
    if (this.#doc !== null) this.#doc.reshape(state);
    else {
      const codes = JSON.parse(state) as Record<string, string>; // the snapshot made below
      for (const cell of this.#notebook.cells) {
        if (cell.id in codes && codes[cell.id] !== cell.code) this.#notebook.write(cell, codes[cell.id]);
      }
    }
    this.#codes = this.#currentCodes();
    return { words: `${how}: ${entry.label.replaceAll("`", "")}.`, shown, beside };
  }

  #begun(): DocumentHistory {
    if (this.#history === null) {
      this.#history = new DocumentHistory(this.#state());
      this.#codes = this.#currentCodes();
    }
    return this.#history;
  }

  #state(): string {
    return this.#doc?.markdown() ?? JSON.stringify(Object.fromEntries(this.#currentCodes()));
  }

  #currentCodes(): ReadonlyMap<string, string> {
    return codesOf(this.#notebook.cells);
  }
}
