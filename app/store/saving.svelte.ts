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
      if (this.#text().markdown === this.#kept) forget(this.#id);
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

const keyOf = (id: string) => `slope:last:notebook:${id}`;

function forget(id: string): void {
  try {
    localStorage.removeItem(keyOf(id));
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
  const last = readLast(record.id);
  const isNewer = last !== null && last.revision === record.revision;
  try {
    if (last === null) return { stored: record, markdown: record.markdown };
    const text = { title: last.title, markdown: last.markdown };
    let stored = record;
    if (isNewer) stored = await saveNotebook(record.id, text, record.revision, true);
    else if (last.markdown !== record.markdown) {
      await keepVersion(record.id, last.markdown, "typed before the page was closed");
    }
    forget(record.id);
    return { stored, markdown: stored.markdown };
  } catch {
    // Not kept yet: it stays where it is, for the next visit too.
    return { stored: record, markdown: isNewer ? last.markdown : record.markdown };
  }
}

function readLast(id: string): v.InferOutput<typeof lastMoment> | null {
  try {
    const read = v.safeParse(lastMoment, JSON.parse(localStorage.getItem(keyOf(id)) ?? "null"));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}
