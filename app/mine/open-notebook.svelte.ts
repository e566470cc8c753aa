/**
 * A notebook of one's own while it is open: its text, its cells, and where what is typed is kept. Where it may not be written (it came by
 * a link, another tab has it), the first change makes a copy that may.
 */
import { fileCells, readNotebook, type NotebookFile, type Part } from "../document/notebook-file.ts";
import { withCell, withoutPiece, withTitle } from "../document/edit.ts";
import type { Lesson } from "../document/lesson.ts";
import { lineEndOf, spliceCell, spliceRun } from "../document/splice.ts";
import { Notebook, type Keeper } from "../notebook/notebook.svelte.ts";
import { createNotebook, type NotebookRecord } from "../store/notebooks.ts";
import { Saving } from "../store/saving.svelte.ts";

export interface Start {
  readonly markdown: string;
  readonly origin: NotebookRecord["origin"];
  /** Where it is kept; null while it is nobody's, or another tab's. */
  readonly record: NotebookRecord | null;
}

/** Read once: whoever opens a notebook has just had its text read, and the last reading is kept. */
const nothing = readNotebook("");

export class OpenNotebook implements Keeper {
  file = $state.raw<NotebookFile>(nothing);
  readonly notebook: Notebook;
  readonly origin: NotebookRecord["origin"];
  /** The text that is being written in place of a piece; the piece is still in the file. */
  writing = $state<{ readonly at: number; readonly text: string } | null>(null);
  /** Why the text that is being written cannot be ended yet. */
  refusal = $state<string | null>(null);
  /** What was taken out last, to put it back. */
  undone = $state<string | null>(null);
  #base = "";
  #saving = $state.raw<Saving | null>(null);
  #adopting: Promise<void> | null = null;
  #failure = $state<string | null>(null);
  /** The trouble of a whole notebook is ended by a copy, which the menu makes. */
  readonly remedy = null;
  readonly #oncopy: (record: NotebookRecord) => void;

  /** @param oncopy a copy was made, and what is typed goes there now */
  constructor({ markdown, origin, record }: Start, oncopy: (record: NotebookRecord) => void) {
    this.origin = origin;
    this.#oncopy = oncopy;
    this.#base = markdown;
    this.file = readNotebook(markdown);
    this.notebook = new Notebook(
      this.#sources(),
      record === null ? "notebook" : `notebook:${record.id}`,
      this,
    );
    if (record === null) return;
    this.#saving = this.#savingFor(record);
    this.notebook.keepVisit(`notebook:${record.id}`);
    // The text may have been rescued from the last moment, and wait to be stored.
    if (record.markdown !== markdown) this.#saving.changed();
  }

  get trouble(): string | null {
    return this.#failure ?? this.#saving?.trouble ?? null;
  }

  get isKept(): boolean {
    return this.#saving !== null;
  }

  get title(): string {
    return this.file.title;
  }

  rename(title: string): void {
    const wanted = title.replace(/\s+/g, " ").trim();
    if (wanted === "" || wanted === this.title || this.#settled(0) === null) return;
    this.reshape(withTitle(this.markdown(), wanted));
  }

  /** As the page's blocks want it. */
  lessonOf(part: Part): Lesson {
    const { title, symbols, claims } = this.file;
    return {
      title,
      symbols,
      terms: {},
      claims,
      blocks: part.blocks,
      id: "",
      version: 1,
      needs: [],
      minutes: 0,
      summary: "",
    };
  }

  sourceOf(part: Part): string {
    return this.#base.slice(part.range.start, part.range.end);
  }

  /** The whole notebook as it is now, what is being typed included. */
  markdown(): string {
    return this.file.parts
      .map((part, at) =>
        this.writing?.at === at ? this.#written(part, this.writing.text) : this.#withCode(part),
      )
      .join("");
  }

  /** Prose keeps the blank lines that stood around it; where there was none before, it gets them. */
  #written(part: Part, text: string): string {
    const source = this.sourceOf(part);
    const body = text.replace(/^[\r\n]+|[\r\n]+$/g, "");
    if (source.trim() !== "") {
      const [, lead, trail] = /^([\r\n]*)[^]*?([\r\n]*)$/.exec(source)!;
      return lead + body + trail;
    }
    if (body === "") return source;
    const eol = lineEndOf(this.#base);
    const isLast = part.range.end === this.#base.length;
    return (part.range.start === 0 ? "" : eol + eol) + body + eol + (isLast ? "" : eol);
  }

  #withCode(part: Part): string {
    const inside = this.file.cells.filter(
      ({ fence }) => part.range.start <= fence.start && fence.end <= part.range.end,
    );
    let piece = this.sourceOf(part);
    for (const [index, { id, code, run }] of inside.entries()) {
      const now = this.notebook.cell(id);
      const own = () => fileCells(piece)[index].id;
      if (now && now.code !== code) piece = spliceCell(piece, own(), now.code);
      if (now && now.run !== run) piece = spliceRun(piece, own(), now.run);
    }
    return piece;
  }

  write(text: string): void {
    if (this.writing === null) return;
    this.writing = { ...this.writing, text };
    this.refusal = null;
    this.changed();
  }

  beginWriting(at: number): void {
    const place = this.#settled(at);
    if (place === null) return;
    const text = this.sourceOf(this.file.parts[place]).replace(/^[\r\n]+|[\r\n]+$/g, "");
    this.writing = { at: place, text };
  }

  /**
   * Ends what is being written before something else is changed.
   * @returns where the piece `at` stands then; null where the text may not be ended yet
   */
  #settled(at: number): number | null {
    if (this.writing === null) return at;
    const fromEnd = at > this.writing.at ? this.file.parts.length - at : null;
    this.refusal = this.endWriting();
    if (this.refusal !== null) return null;
    return fromEnd === null ? at : this.file.parts.length - fromEnd;
  }

  /** @returns a sentence where the text would swallow the cells below it; it stays open then */
  endWriting(): string | null {
    if (this.writing === null) return null;
    const markdown = this.markdown();
    const ids = fileCells(markdown).map(({ id }) => id);
    const inside = this.file.parts[this.writing.at].range;
    const lost = this.file.cells.some(({ id, fence }) => fence.start >= inside.end && !ids.includes(id));
    if (lost)
      return "A fence or a block of colons in this text is not closed: it would swallow the cells below.";
    this.writing = null;
    this.reshape(markdown);
    return null;
  }

  /** @returns the new cell's name; null while a text is open that may not be ended */
  addCell(at: number): string | null {
    const settled = this.#settled(at);
    if (settled === null) return null;
    const { markdown, id } = withCell(this.markdown(), this.#place(settled));
    this.reshape(markdown);
    return id;
  }

  /** Opens the text behind this part for writing, or the part itself where it is text; -1 is before all. */
  addText(behind: number): void {
    const settled = this.#settled(behind);
    if (settled === null) return;
    const { parts } = this.file;
    if (settled >= 0 && parts[settled].type === "text") {
      this.beginWriting(settled);
      return;
    }
    const next = this.#place(settled + 1);
    if (parts.at(next)?.type !== "text") {
      const before = this.#base.slice(0, parts.at(next)?.range.start ?? this.#base.length);
      const now = this.markdown();
      const eol = lineEndOf(now);
      // Every gap between two pieces is a piece itself: only at the ends none may be.
      if (before === "") this.reshape(eol + eol + now);
      else this.reshape(now + eol);
    }
    this.beginWriting(next);
  }

  remove(at: number): void {
    const settled = this.#settled(at);
    if (settled === null) return;
    const before = this.markdown();
    this.reshape(withoutPiece(before, settled), true);
    this.undone = before;
  }

  undo(): void {
    if (this.undone !== null) this.reshape(this.undone);
  }

  /** Another text takes the place of this one: a version from the history, a piece more. */
  reshape(markdown: string, isMilestone = false): void {
    this.undone = null;
    this.writing = null;
    this.#base = markdown;
    this.file = readNotebook(markdown);
    void this.notebook.reshape(this.#sources());
    this.changed();
    if (isMilestone) void this.#saving?.flush(true);
  }

  /** The front matter stays first. */
  #place(at: number): number {
    return this.file.parts.at(0)?.type === "front" ? Math.max(1, at) : at;
  }

  #sources() {
    const claims = this.file.claims.map((claim) => ({ id: claim.id, code: claim.of, run: "auto" as const }));
    return [...this.file.cells.map(({ id, code, run }) => ({ id, code, run })), ...claims];
  }

  restore(): Promise<Record<string, string>> {
    return Promise.resolve({});
  }

  changed(): void {
    if (this.#saving) this.#saving.changed();
    else void this.keep();
  }

  flush(): void {
    void this.#saving?.flush();
  }

  /** Another tab goes on with it: resolves when what is typed here is kept. */
  async handOver(): Promise<void> {
    await this.#saving?.flush(true);
  }

  leave(): void {
    this.#saving?.leave();
  }

  /** Makes a notebook of mine out of what is open. */
  keep(): Promise<void> {
    this.#adopting ??= this.#adopt();
    return this.#adopting;
  }

  async #adopt(): Promise<void> {
    try {
      const record = await createNotebook({
        title: this.title,
        markdown: this.markdown(),
        origin: this.origin,
      });
      this.#failure = null;
      this.#saving = this.#savingFor(record);
      this.notebook.keepVisit(`notebook:${record.id}`);
      this.#saving.changed();
      this.#oncopy(record);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#failure = `This notebook could not be kept in this browser (${reason}). Save it as a file.`;
      this.#adopting = null;
    }
  }

  #savingFor(record: NotebookRecord): Saving {
    return new Saving(record, () => ({ title: this.title, markdown: this.markdown() }));
  }
}
