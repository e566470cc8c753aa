/**
 * The learner's edits, kept in IndexedDB after each pause and before each run. What is typed in the last moment before the page goes
 * is written to localStorage, which is done at once, and moved over on the next visit.
 */
import { database } from "../store/database.ts";

type Edits = Record<string, string>;

const PAUSE_MS = 400;
const STORE = "drafts";

export class Drafts {
  /** Why edits are not being kept, in words; null while all is well. */
  trouble = $state<string | null>(null);
  readonly #key: string;
  readonly #edits: () => Edits;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Counts what was typed; an edit is safe only when the store has said so. */
  #typed = 0;
  #kept = 0;
  #isRestored = false;
  /** What the store had, as far as this tab knows. */
  #known: Edits = {};

  constructor(key: string, edits: () => Edits) {
    this.#key = key;
    this.#edits = edits;
  }

  async restore(): Promise<Edits> {
    const edits = await this.#read();
    this.#isRestored = true;
    if (this.#isDirty) this.#schedule();
    return edits;
  }

  async #read(): Promise<Edits> {
    let kept: Edits = {};
    try {
      kept = this.#known = readEdits(await (await database()).get(STORE, this.#key));
    } catch (error) {
      this.#fail(error);
    }
    const last = this.#lastMoment();
    if (last === null) return kept;
    await this.#store(last, this.#kept);
    return last;
  }

  changed(): void {
    this.#typed += 1;
    this.#schedule();
  }

  get #isDirty(): boolean {
    return this.#typed > this.#kept;
  }

  #schedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), PAUSE_MS);
  }

  /** Writes what is not written yet; not before the kept edits are back, or it would write over them. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#isDirty || !this.#isRestored) return;
    void this.#store({ ...this.#edits() }, this.#typed);
  }

  /** The page is going: only a synchronous write is sure to be done. */
  leave(): void {
    if (!this.#isDirty) return;
    try {
      localStorage.setItem(this.#lastKey, JSON.stringify(this.#edits()));
    } catch {
      // IndexedDB below is the other chance.
    }
    this.flush();
  }

  get #lastKey(): string {
    return `slope:last:${this.#key}`;
  }

  #lastMoment(): Edits | null {
    try {
      const text = localStorage.getItem(this.#lastKey);
      return text === null ? null : readEdits(JSON.parse(text));
    } catch {
      return null;
    }
  }

  async #store(edits: Edits, typed: number): Promise<void> {
    try {
      const db = await database();
      const merged = this.#withOtherTabs(edits, readEdits(await db.get(STORE, this.#key)));
      if (Object.keys(merged).length === 0) await db.delete(STORE, this.#key);
      else await db.put(STORE, merged, this.#key);
      this.#known = edits;
      this.#kept = Math.max(this.#kept, typed);
      if (!this.#isDirty) localStorage.removeItem(this.#lastKey);
      this.trouble = null;
    } catch (error) {
      this.#fail(error);
    }
  }

  /** What another tab has kept of cells that were not touched in this one stays as it is. */
  #withOtherTabs(edits: Edits, stored: Edits): Edits {
    const isMine = (id: string) => edits[id] !== this.#known[id];
    const [mine, theirs] = [Object.entries(edits), Object.entries(stored)];
    return Object.fromEntries([
      ...mine.filter(([id]) => isMine(id)),
      ...theirs.filter(([id]) => !isMine(id)),
    ]);
  }

  #fail(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.trouble = `Your changes are not being kept in this browser (${reason}). Copy what you want to keep.`;
  }
}

function readEdits(stored: unknown): Edits {
  if (typeof stored !== "object" || stored === null) return {};
  return Object.fromEntries(
    Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
