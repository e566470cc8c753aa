/** What commands work on: the notebook of the page, the piece that is chosen, and one history over all of it. */
import { getContext, setContext, tick } from "svelte";
import type * as Rearrange from "../document/rearrange.ts";
import type { Rearranged } from "../document/rearrange.ts";
import type { OpenNotebook } from "../mine/open-notebook.svelte.ts";
import type { Cell } from "../notebook/cell.svelte.ts";
import type { Notebook } from "../notebook/notebook.svelte.ts";
import type { Command } from "./commands.ts";
import { elementOf, focusBeside, focusOn, neighbourOf, targetOf, type Target } from "./targets.ts";
import { Timeline, type Walked } from "./timeline.svelte.ts";

const KEY = Symbol("the commands of the page");
export const boardOfPage = (): Board | null => getContext<Board | undefined>(KEY) ?? null;

/** The board of a page, for all that the page shows. */
export function offerBoard(notebook: Notebook, doc: OpenNotebook | null): Board {
  return setContext(KEY, new Board(notebook, doc));
}

export class Board {
  readonly notebook: Notebook;
  /** Null on a lesson: its cells stay where they are. */
  readonly doc: OpenNotebook | null;
  readonly timeline: Timeline;
  shown = $state<"palette" | "keys" | "dataflow" | null>(null);
  /** The words that finding in the whole notebook began with; null while nothing is sought. */
  finding = $state.raw<{ readonly words: string } | null>(null);
  /** What was done or refused; another object each time, so that the same words are told again. */
  said = $state.raw<{ readonly words: string } | null>(null);
  #target: Target = null;
  #copied: string | null = null;

  constructor(notebook: Notebook, doc: OpenNotebook | null) {
    this.notebook = notebook;
    this.doc = doc;
    this.timeline = new Timeline(notebook, doc);
  }

  /** What has the focus, or what the palette or a menu was opened from. */
  get target(): Target {
    const focused = targetOf(document.activeElement);
    return this.shown === null && focused !== null ? focused : this.#target;
  }

  get cell(): Cell | null {
    const { target } = this;
    return target !== null && "cell" in target ? this.notebook.cell(target.cell) : null;
  }

  applies(command: Command): boolean {
    const { target } = this;
    switch (command.needs) {
      case "nothing":
        return true;
      case "book":
        return this.doc !== null;
      case "cell":
        return this.cell !== null;
      case "piece":
        return this.doc !== null && target !== null;
    }
  }

  async perform(command: Command, target: Target = this.target): Promise<void> {
    this.#target = target;
    if (!this.applies(command)) {
      const isStructural = command.needs === "piece" && this.doc === null;
      this.say(
        isStructural
          ? "The cells of a lesson stay where they are. Keep a copy of it in My notebooks to rearrange them."
          : "Choose a cell first: click on it, or press J.",
      );
      return;
    }
    await command.run(this);
  }

  show(what: "palette" | "keys" | "dataflow"): void {
    this.#target = this.target;
    this.shown = what;
  }

  /** Goes back to where it was opened from. */
  async close(): Promise<void> {
    this.shown = null;
    await focusOn(this.#target);
  }

  /** Begins with what is selected, where that is a few words. */
  find(): void {
    const selected = getSelection()?.toString() ?? "";
    this.#target = this.target;
    this.finding = { words: /^[^\n]{1,80}$/.test(selected) ? selected : "" };
  }

  /** @param cell where the reader was led; null goes back to where it was called from */
  async closeFind(cell: string | null): Promise<void> {
    this.finding = null;
    await focusOn(cell === null ? this.#target : { cell });
  }

  /** Leaves the palette for a cell. */
  async goTo(cell: string): Promise<void> {
    this.shown = null;
    await focusOn({ cell });
  }

  say(words: string): void {
    this.said = { words };
  }

  // Running.

  runCell(then: "stay" | "next"): void {
    const { cell } = this;
    if (cell === null) return;
    void this.notebook.run(cell);
    if (then === "next") void this.select(1);
  }

  async runRange(which: "above" | "below"): Promise<void> {
    const { cell } = this;
    if (cell === null) return;
    await (which === "above" ? this.notebook.runTo(cell) : this.notebook.runFrom(cell));
  }

  async toggle(): Promise<void> {
    const { cell } = this;
    if (cell !== null) await this.notebook.toggle(cell);
  }

  // Choosing.

  select(by: 1 | -1): Promise<void> {
    return focusBeside(this.target, by);
  }

  toggleOutputs(): void {
    const { cell } = this;
    if (cell !== null) cell.hidesOutputs = !cell.hidesOutputs;
  }

  // Rearranging.

  /** Where the chosen piece stands in the document; -1 where none is chosen. */
  get #place(): number {
    const { target, doc } = this;
    if (target === null || doc === null) return -1;
    if ("text" in target) return target.text;
    return doc.file.parts.findIndex(({ blocks }) =>
      blocks.some((block) => block.type === "cell" && block.id === target.cell),
    );
  }

  async insert(where: "above" | "below"): Promise<void> {
    const { doc } = this;
    if (doc === null) return;
    const id = doc.addCell(this.#place + (where === "below" ? 1 : 0));
    if (id === null) return;
    this.timeline.note(`added cell \`${id}\``, id);
    await focusOn({ cell: id });
  }

  move(by: 1 | -1): Promise<void> {
    return this.#rearrange(
      (to, markdown, at) => to.movedPiece(markdown, at, by),
      by === 1 ? "moved down" : "moved up",
    );
  }

  duplicate(): Promise<void> {
    return this.#rearrange((to, ...place) => to.duplicated(...place), "duplicated");
  }

  merge(): Promise<void> {
    return this.#rearrange((to, ...place) => to.merged(...place), "merged with the next cell");
  }

  split(): Promise<void> {
    const caret = this.cell?.caret ?? 0;
    return this.#rearrange((to, markdown, at) => to.parted(markdown, at, caret), "split");
  }

  turnInto(what: "text" | "code"): Promise<void> {
    return this.#rearrange(
      (to, ...place) => (what === "text" ? to.asText : to.asCode)(...place),
      `turned into ${what}`,
    );
  }

  fold(): Promise<void> {
    const isFolded = this.doc?.file.cells.find(({ id }) => id === this.cell?.id)?.folded ?? false;
    return this.#rearrange(
      (to, markdown, at) => to.withWord(markdown, at, "folded", !isFolded),
      isFolded ? "its code shown" : "its code hidden",
    );
  }

  copy(): void {
    const { doc } = this;
    const at = this.#place;
    if (doc === null || at < 0) return;
    this.timeline.settle();
    this.#copied = doc.sourceOf(doc.file.parts[at]).trim();
    void navigator.clipboard.writeText(this.cell?.code ?? this.#copied).catch(() => undefined);
    this.say("Copied.");
  }

  async cut(): Promise<void> {
    this.copy();
    await this.remove();
  }

  paste(): Promise<void> {
    const copied = this.#copied;
    if (copied === null) {
      this.say("Nothing has been copied here yet.");
      return Promise.resolve();
    }
    return this.#rearrange((to, markdown, at) => to.pasted(markdown, at + 1, copied), "pasted");
  }

  async remove(): Promise<void> {
    const { doc, target } = this;
    const at = this.#settledPlace();
    if (doc === null || at < 0) return;
    this.timeline.settle();
    const after = neighbourOf(elementOf(target));
    doc.remove(at);
    const cell = target !== null && "cell" in target ? target.cell : null;
    const what = cell === null ? "deleted text" : `deleted cell \`${cell}\``;
    this.timeline.note(what, cell);
    this.say(`${sentence(what)}. Z puts it back.`);
    await focusOn(after);
  }

  async #rearrange(
    change: (to: typeof Rearrange, markdown: string, at: number) => Rearranged,
    done: string,
  ): Promise<void> {
    // Lessons are not rearranged, and need not bring what reads Markdown.
    const to = await import("../document/rearrange.ts");
    const { doc, target } = this;
    const at = this.#settledPlace();
    if (doc === null || at < 0) return;
    this.timeline.settle();
    const result = change(to, doc.markdown(), at);
    if ("refused" in result) {
      this.say(result.refused);
      return;
    }
    doc.reshape(result.markdown);
    const name = target !== null && "cell" in target ? `cell \`${target.cell}\`` : "text";
    this.timeline.note(`${name} ${done}`, result.cell);
    this.say(`${sentence(`${name} ${done}`)}.${result.note === undefined ? "" : ` ${result.note}.`}`);
    await focusOn(result.cell === null ? target : { cell: result.cell });
  }

  /**
   * Ends a text that is being written: it may have become more pieces or fewer.
   * @returns where the chosen piece stands then; -1 where none is chosen, or where the text may not be ended, which it says
   */
  #settledPlace(): number {
    const { doc, target } = this;
    if (doc === null) return -1;
    const { writing } = doc;
    const count = doc.file.parts.length;
    const place = this.#place;
    doc.refusal = doc.endWriting();
    if (doc.refusal !== null) {
      this.say(doc.refusal);
      return -1;
    }
    const isBelow = writing !== null && place > writing.at;
    return target !== null && "text" in target && isBelow
      ? place + doc.file.parts.length - count
      : this.#place;
  }

  // History.

  undo(): Promise<void> {
    return this.#walked(this.timeline.undo(this.target), "There is nothing to undo.");
  }

  redo(): Promise<void> {
    return this.#walked(this.timeline.redo(this.target), "There is nothing to do again.");
  }

  async #walked(step: Walked | null, otherwise: string): Promise<void> {
    this.say(step?.words ?? otherwise);
    if (step === null) return;
    await tick();
    await focusOn(elementOf(step.shown) === null ? step.beside : step.shown);
  }

  save(): void {
    this.notebook.drafts.flush();
    this.say(this.notebook.drafts.trouble ?? "Kept in this browser. It is kept by itself as you write, too.");
  }
}

const sentence = (words: string) => words.replaceAll("`", "").replace(/^./, (first) => first.toUpperCase());
