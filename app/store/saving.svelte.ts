/**
 * Keeps one of my notebooks while it is edited: after each pause, before each run, and in the moment the page goes. A write that is
 * refused is said at once, and the refused text is never given up.
 */
import * as v from "valibot";
import { ConflictError, keepVersion, saveNotebook, type NotebookRecord } from "./notebooks.ts";

const PAUSE_MS = 400;

type Text = Pick<NotebookRecord, "title" | "markdown">;

const lastMoment = v.object({ revision: v.number(), title: v.string(), markdown: v.string() });

export class Saving {
  /** Why what is typed is not being kept, in words; null while all is well. */
  trouble = $state<string | null>(null);
  /** Another tab wrote: this one must not write any more. */
  isOvertaken = $state(false);
  readonly #id: string;
  readonly #text: () => Text;
  #revision: number;
  #kept: string;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #writing: Promise<void> = Promise.resolve();

  /** @param text what the notebook is now */
  constructor(record: NotebookRecord, text: () => Text) {
    this.#id = record.id;
    this.#revision = record.revision;
    this.#kept = record.markdown;
    this.#text = text;
  }

  /** The learner typed. */
  changed(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), PAUSE_MS);
  }

  /** Writes what is not written yet; writes of one tab follow each other. */
  flush(isMilestone = false): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#write(isMilestone));
    return this.#writing;
  }

  /** The page is going: only a synchronous write is sure to be done. */
  leave(): void {
    const text = this.#text();
    if (text.markdown === this.#kept) return;
    try {
      localStorage.setItem(keyOf(this.#id), JSON.stringify({ revision: this.#revision, ...text }));
    } catch {
      // The store below is the other chance.
    }
    void this.flush();
  }

  async #write(isMilestone: boolean): Promise<void> {
    const text = this.#text();
    if (text.markdown === this.#kept || this.isOvertaken) return;
    try {
      const after = await saveNotebook(this.#id, text, this.#revision, isMilestone);
      this.#revision = after.revision;
      this.#kept = text.markdown;
      if (this.#text().markdown === this.#kept) forget(keyOf(this.#id));
      this.trouble = null;
    } catch (error) {
      this.#fail(error, text);
    }
  }

  #fail(error: unknown, text: Text): void {
    if (error instanceof ConflictError) {
      this.isOvertaken = true;
      this.trouble = `${error.message} What you typed here is kept among its versions; save a copy to go on with it.`;
      keepVersion(this.#id, text.markdown, "typed in another tab").catch(() => undefined);
      return;
    }
    const isFull = error instanceof Error && error.name === "QuotaExceededError";
    const reason = error instanceof Error ? error.message : String(error);
    this.trouble = isFull
      ? "This browser has no room left, so your changes are not being kept. Save the notebook as a file now."
      : `Your changes are not being kept in this browser (${reason}). Save the notebook as a file.`;
  }
}

/** Each tab has its own: two that go at once must not write over each other. */
const tab = Math.random().toString(36).slice(2);
const stemOf = (id: string) => `slope:last:notebook:${id}:`;
const keyOf = (id: string) => stemOf(id) + tab;

function forget(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // It could not be written either then.
  }
}

/**
 * What was typed in the last moment before the page went: the text to go on with. Where another tab has written since, it goes among
 * the versions instead.
 * @returns the record as it is stored now, and the text to show, which may not be stored yet
 */
export async function withLastMoment(
  record: NotebookRecord,
): Promise<{ readonly stored: NotebookRecord; readonly markdown: string }> {
  let stored = record;
  let unstored: string | null = null;
  for (const { key, revision, title, markdown } of lastMomentsOf(record.id)) {
    try {
      if (revision === stored.revision)
        stored = await saveNotebook(record.id, { title, markdown }, revision, true);
      else if (markdown !== stored.markdown) {
        await keepVersion(record.id, markdown, "typed before the page was closed");
      }
      forget(key);
    } catch {
      // Not kept yet: it stays where it is, for the next visit too.
      if (revision === stored.revision) unstored ??= markdown;
    }
  }
  return { stored, markdown: unstored ?? stored.markdown };
}

function lastMomentsOf(id: string): (v.InferOutput<typeof lastMoment> & { readonly key: string })[] {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(stemOf(id)));
    return keys.flatMap((key) => {
      const read = v.safeParse(lastMoment, parsed(localStorage.getItem(key)));
      return read.success ? [{ ...read.output, key }] : [];
    });
  } catch {
    return [];
  }
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}
