/** Finding in a whole notebook: what is sought, where it stands, which place is looked at, and putting other words there. */
import type { Timeline } from "../commands/timeline.svelte.ts";
import type { Notebook } from "../notebook/notebook.svelte.ts";
import { placesIn, replaced, type Sought, type Stretch } from "./search.ts";
import { hitsIn, rangeOf, type Hit } from "./seen.ts";

/** Of one cell, by its name. */
type Places = readonly [cell: string, places: readonly Stretch[]];

export class Find {
  words = $state("");
  isCased = $state(false);
  isWhole = $state(false);
  hits = $state.raw<readonly Hit[]>([]);
  #at = $state(0);
  #followed: readonly unknown[] = [];
  readonly #notebook: Notebook;
  readonly #timeline: Timeline;

  constructor(notebook: Notebook, timeline: Timeline) {
    this.#notebook = notebook;
    this.#timeline = timeline;
  }

  get sought(): Sought {
    return { words: this.words, isCased: this.isCased, isWhole: this.isWhole };
  }

  /** The place that is looked at, from 0; -1 where nothing was found. */
  get at(): number {
    return Math.min(this.#at, this.hits.length - 1);
  }

  get hit(): Hit | null {
    return this.hits.at(this.at) ?? null;
  }

  /** Something else is sought: from where the reader is. */
  begin(sought: Sought): void {
    this.hits = hitsIn(this.#notebook, sought);
    const below = this.hits.findIndex((hit) => (hit.element?.getBoundingClientRect().bottom ?? -1) > 0);
    this.#at = Math.max(0, below);
  }

  /** The text may have changed. @param stamp what it is known by */
  follow(stamp: readonly unknown[]): void {
    if (stamp === this.#followed) return;
    this.#followed = stamp;
    this.hits = hitsIn(this.#notebook, this.sought);
  }

  go(by: 1 | -1): void {
    if (this.hits.length > 0) this.#at = (this.at + by + this.hits.length) % this.hits.length;
  }

  /** Brings the place that is looked at into view, unfolded if need be. */
  show(): void {
    const { hit } = this;
    hit?.element?.querySelector("details.fold")?.setAttribute("open", "");
    hit?.element?.closest("details")?.setAttribute("open", "");
    const box = hit && rangeOf(hit)?.getBoundingClientRect();
    if (!box) hit?.element?.scrollIntoView({ block: "center" });
    else if (box.top < innerHeight * 0.2 || box.bottom > innerHeight * 0.85)
      scrollBy({ top: box.top - innerHeight / 2 });
  }

  /** @returns what was done, in words */
  replaceOne(by: string): string {
    const { hit } = this;
    if (hit === null) return "Nothing is found to replace.";
    if (hit.cell === null) return "Only code is replaced here; this is text.";
    this.#write([[hit.cell, [hit]]], by, `replacing in cell \`${hit.cell}\``);
    return "Replaced. Z takes it back.";
  }

  /** In the code of every cell, as one step of the history. */
  replaceAll(by: string): string {
    const places = this.#notebook.cells
      .map((cell): Places => [cell.id, placesIn(cell.code, this.sought)])
      .filter(([, here]) => here.length > 0);
    const count = places.reduce((sum, [, here]) => sum + here.length, 0);
    if (count === 0) return "It stands in no code.";
    this.#write(places, by, "replacing in all cells");
    const cells = places.length === 1 ? "one cell" : `${places.length} cells`;
    return `Replaced ${count === 1 ? "one place" : `${count} places`} in ${cells}. Z takes all back.`;
  }

  #write(places: readonly Places[], by: string, label: string): void {
    this.#timeline.settle();
    for (const [id, here] of places) {
      const cell = this.#notebook.cell(id);
      if (cell) this.#notebook.write(cell, replaced(cell.code, here, by));
    }
    this.#timeline.note(label, places[0][0]);
  }
}
