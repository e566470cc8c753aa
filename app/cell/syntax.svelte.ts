/**
 * What reads code in the page. The code of a lesson comes highlighted, so the parser is brought when the page is at rest, or when
 * something has changed that needs it.
 */
import type * as Highlight from "../document/highlight.ts";
import type * as Literals from "../document/literals.ts";

type Syntax = typeof Highlight & typeof Literals;

let loaded = $state.raw<Syntax | null>(null);
let coming: Promise<void> | null = null;

/** Null until it is here; what reads it follows. */
export function syntax(): Syntax | null {
  coming ??= Promise.all([import("../document/highlight.ts"), import("../document/literals.ts")]).then(
    ([highlighting, numbers]) => {
      loaded = { ...highlighting, ...numbers };
    },
    () => {
      // Without it code stays plain and is run all the same; the next one to ask tries again.
      coming = null;
    },
  );
  return loaded;
}

/** Code without its colours, for as long as the parser is on its way. */
export function plain(code: string): string {
  return code.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
