/** One history of a whole document: what was typed in any cell, and cells that came, went or moved. Each entry is the text as it stood. */

export interface Entry {
  readonly before: string;
  readonly after: string;
  /** What was done, in words: `deleted cell loss`. */
  readonly label: string;
  /** The cell to show when it is undone or done again. */
  readonly cell: string | null;
}

const MOST = 200;
/** Characters of text kept in all. */
const MOST_TEXT = 8_000_000;

export class DocumentHistory {
  #past: Entry[] = [];
  #future: Entry[] = [];
  #now: string;

  constructor(now: string) {
    this.#now = now;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** @returns false where nothing has changed */
  note(now: string, label: string, cell: string | null): boolean {
    if (now === this.#now) return false;
    this.#past.push({ before: this.#now, after: now, label, cell });
    this.#future = [];
    this.#now = now;
    this.#forget();
    return true;
  }

  undo(): Entry | null {
    const entry = this.#past.pop();
    if (entry === undefined) return null;
    this.#future.push(entry);
    this.#now = entry.before;
    return entry;
  }

  redo(): Entry | null {
    const entry = this.#future.pop();
    if (entry === undefined) return null;
    this.#past.push(entry);
    this.#now = entry.after;
    return entry;
  }

  #forget(): void {
    let text = this.#past.reduce((sum, { before }) => sum + before.length, 0);
    while (this.#past.length > 1 && (this.#past.length > MOST || text > MOST_TEXT)) {
      text -= this.#past.shift()!.before.length;
    }
  }
}

/** The code of each cell, by name. */
export const codesOf = (
  cells: readonly { readonly id: string; readonly code: string }[],
): ReadonlyMap<string, string> => new Map(cells.map(({ id, code }) => [id, code]));
