/** What a page shows that words can be found in: the code of its cells and its running text, in reading order. */
import type { Notebook } from "../notebook/notebook.svelte.ts";
import { placesIn, type Sought, type Stretch } from "./search.ts";

/** Found words: in a cell's code, which can be replaced, or in running text. */
export interface Hit extends Stretch {
  readonly cell: string | null;
  /** What shows it; null for a cell that is not on the page. */
  readonly element: HTMLElement | null;
}

/** Beyond this many the rest is left out: nobody goes through more. */
const MOST = 5000;

export function hitsIn(notebook: Notebook, sought: Sought): readonly Hit[] {
  const shown = [...document.querySelectorAll<HTMLElement>("main [data-cell], main h1, main .prose")];
  const hits: Hit[] = [];
  for (const element of shown) {
    const cell = element.dataset["cell"] ?? null;
    const text = cell === null ? textOf(element) : (notebook.cell(cell)?.code ?? "");
    for (const place of placesIn(text, sought)) hits.push({ ...place, cell, element });
    if (hits.length >= MOST) break;
  }
  return hits.slice(0, MOST);
}

/** The place on the page; null while an editor stands there or the text has changed since. */
export function rangeOf({ element, cell, start, end }: Hit): Range | null {
  const within = cell === null ? element : element?.querySelector<HTMLElement>("[data-code] > code");
  if (!within) return null;
  const range = document.createRange();
  let at = 0;
  let isBegun = false;
  for (const node of textsOf(within)) {
    const length = node.data.length;
    if (!isBegun && start < at + length) {
      range.setStart(node, start - at);
      isBegun = true;
    }
    if (isBegun && end <= at + length) {
      range.setEnd(node, end - at);
      return range;
    }
    at += length;
  }
  return null;
}

const textOf = (element: HTMLElement) => [...textsOf(element)].map(({ data }) => data).join("");

/** Formulas stand there twice, once for the eye and once for a reader of screens: neither is text. */
function* textsOf(element: HTMLElement): Generator<Text> {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) =>
    node instanceof Element && node.matches(".katex, .visually-hidden, button")
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT,
  );
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Text) yield node;
  }
}
