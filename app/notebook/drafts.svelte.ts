/**
 * The learner's edits, kept in IndexedDB after each pause and before each run. What is typed in the last moment before the page goes
 * is written to localStorage, which is done at once, and moved over on the next visit.
 */
import { database } from "../store/database.ts";
import type { Remedy } from "./notebook.svelte.ts";

type Edits = Record<string, string>;

const PAUSE_MS = 400;
const STORE = "drafts";

export class Drafts {
  /** Why edits are not being kept, in words; null while all is well. */
  trouble = $state<string | null>(null);
  /** What the learner may decide about it. */
  remedy = $state.raw<Remedy | null>(null);
  readonly #key: string;
  readonly #edits: () => Edits;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Counts what was typed; an edit is safe only when the store has said so. */
  #typed = 0;
  #kept = 0;
  #isRestored = false;
  /** What the store had, as far as this tab knows. */
  #known: Edits = {};
  #writing: Promise<void> = Promise.resolve();

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

  /** Writes of one tab follow each other; each reads and writes in one transaction, so that no other tab comes between. */
  #store(edits: Edits, typed: number): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      try {
        const clashes = await this.#write(edits);
        if (clashes.length > 0) {
          this.#clash(clashes);
          return;
        }
        this.#kept = Math.max(this.#kept, typed);
        if (!this.#isDirty) localStorage.removeItem(this.#lastKey);
        this.trouble = this.remedy = null;
      } catch (error) {
        this.#fail(error);
      }
    });
    return this.#writing;
  }

  /** @returns the cells that another tab has changed too: what it kept of them stays as it is */
  async #write(edits: Edits): Promise<readonly string[]> {
    const work = (await database()).transaction(STORE, "readwrite");
    const raw: unknown = await work.store.get(this.#key);
    const stored = readEdits(raw);
    const isMine = (id: string) => edits[id] !== this.#known[id];
    const clashes = Object.keys({ ...edits, ...stored }).filter(
      (id) => isMine(id) && stored[id] !== this.#known[id] && stored[id] !== edits[id],
    );
    const isKept = (id: string) => isMine(id) && !clashes.includes(id);
    const merged = {
      ...unreadable(raw),
      ...Object.fromEntries(Object.entries(stored).filter(([id]) => !isKept(id))),
      ...Object.fromEntries(Object.entries(edits).filter(([id]) => isKept(id))),
    };
    const isEmpty = Object.keys(merged).length === 0;
    await Promise.all([
      isEmpty ? work.store.delete(this.#key) : work.store.put(merged, this.#key),
      work.done,
    ]);
    const before = this.#known;
    this.#known = { ...edits };
    for (const id of clashes) {
      if (id in before) this.#known[id] = before[id];
      else Reflect.deleteProperty(this.#known, id);
    }
    return clashes;
  }

  /** Two tabs wrote into one cell: neither text takes the other's place before the learner has said so. */
  #clash(ids: readonly string[]): void {
    const cells = ids.length === 1 ? `cell ${ids[0]}` : `cells ${ids.join(", ")}`;
    this.trouble = `Another tab has changed ${cells} too. What was typed there is kept; what stands here is not.`;
    this.remedy = { title: "Keep what stands here", act: () => void this.#takeOver(ids) };
  }

  async #takeOver(ids: readonly string[]): Promise<void> {
    try {
      const stored = readEdits(await (await database()).get(STORE, this.#key));
      for (const id of ids) {
        if (id in stored) this.#known[id] = stored[id];
        else Reflect.deleteProperty(this.#known, id);
      }
      await this.#store({ ...this.#edits() }, this.#typed);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.remedy = null;
    this.trouble =
      error instanceof Error && error.name === "QuotaExceededError"
        ? "This browser has no room left, so your changes are not being kept. Save them as a file now."
        : `Your changes are not being kept in this browser (${reason}). Save them as a file.`;
  }
}

function readEdits(stored: unknown): Edits {
  if (typeof stored !== "object" || stored === null) return {};
  return Object.fromEntries(
    Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** What is stored and is no edit: it stays, whatever it is. */
function unreadable(stored: unknown): Record<string, unknown> {
  if (stored === undefined) return {};
  if (typeof stored !== "object" || stored === null) return { ":unreadable": [stored] };
  return Object.fromEntries(Object.entries(stored).filter(([, code]) => typeof code !== "string"));
}
