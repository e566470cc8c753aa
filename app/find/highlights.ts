/** Marks over what was found, without a change to the page: the browser's own highlights, where it has them. */
import { rangeOf, type Hit } from "./seen.ts";

const ALL = "found";
const CURRENT = "found-here";
/** So many at most are painted; each costs a walk through its text. */
const MOST = 500;

export function highlightHits(hits: readonly Hit[], current: Hit | null): void {
  if (!("highlights" in CSS)) return;
  const rangesOf = (some: readonly Hit[]) => some.map(rangeOf).filter((range) => range !== null);
  CSS.highlights.set(ALL, new Highlight(...rangesOf(hits.slice(0, MOST))));
  CSS.highlights.set(CURRENT, new Highlight(...rangesOf(current === null ? [] : [current])));
}

export function clearHighlights(): void {
  if (!("highlights" in CSS)) return;
  CSS.highlights.delete(ALL);
  CSS.highlights.delete(CURRENT);
}
