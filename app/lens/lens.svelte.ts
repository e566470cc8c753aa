/** The gradient lens of a page: whether it is open, and what it says of the place in the code that is looked at. */
import type { LensAnswer } from "#worker/lens/answer.ts";
import type { Notebook } from "../notebook/notebook.svelte.ts";

/** A pointer on its way over the code asks nothing. */
const PAUSE_MS = 140;

class LensChoice {
  isOn = $state(false);

  toggle(): void {
    this.isOn = !this.isOn;
  }
}

export const lensChoice = new LensChoice();

export class LensView {
  readonly #notebook: Notebook;
  /** The newest that had something to say: it stays while the pointer is on its way to it. */
  answer = $state.raw<LensAnswer | null>(null);
  cell = $state<string | null>(null);
  /** Why there is nothing, where something was looked at. */
  nothing = $state<string | null>(null);
  /** The function that the learner chose to differentiate; null takes the newest. */
  loss = $state<string | null>(null);
  #asked = 0;

  constructor(notebook: Notebook) {
    this.#notebook = notebook;
    $effect(() => {
      const { looked } = notebook;
      const cell = looked && notebook.cell(looked.cell);
      const { loss } = this;
      if (!looked || !cell) return;
      // A run that ends makes what is said old, and so does a text.
      const { shown, code } = cell;
      const offset = offsetOf(code, looked.line, looked.column);
      const timer = setTimeout(() => void this.#ask(cell.id, offset, loss, shown), PAUSE_MS);
      return () => clearTimeout(timer);
    });
  }

  async #ask(id: string, offset: number, loss: string | null, status: string): Promise<void> {
    const turn = (this.#asked += 1);
    const cell = this.#notebook.cell(id);
    if (cell === null) return;
    if (cell.code !== cell.sent || status === "idle") {
      this.nothing =
        status === "idle" ? "This cell has not run yet." : "The text has changed since it ran. Run it again.";
      this.answer = null;
      return;
    }
    const answer = await this.#notebook.look(cell, offset, loss);
    if (turn !== this.#asked || answer === null) return;
    this.answer = answer;
    this.cell = id;
    this.nothing = null;
  }
}

function offsetOf(code: string, line: number, column: number): number {
  const before = code.split("\n").slice(0, line - 1);
  return before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
}
