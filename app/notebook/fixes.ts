/** A quick fix laid into the texts of a notebook's cells. The kernel proposes it, so nothing about it is taken on trust. */
import type { Fix } from "#worker/protocol.ts";

/** What is asked of a cell: the text that is shown, and the one that the fix was made for. */
interface Text {
  readonly id: string;
  readonly code: string;
  readonly sent: string;
}

/**
 * The new text of each cell that a fix touches.
 * @returns null where it does not fit: a cell is gone or has been typed in since, or edits lie outside of the text or overlap
 */
export function applyFix(fix: Fix, cellOf: (id: string) => Text | null): ReadonlyMap<string, string> | null {
  const texts = new Map<string, string>();
  const begins = new Map<string, number>();
  // From the end, so that no edit moves the place of one before it.
  for (const { cell: id, range, text } of fix.edits.toReversed()) {
    const cell = cellOf(id);
    if (cell?.code !== cell?.sent || !cell) return null;
    const { start, end } = range;
    const isWithin = Number.isInteger(start) && 0 <= start && start <= end;
    if (!isWithin || end > (begins.get(id) ?? cell.code.length)) return null;
    begins.set(id, start);
    const now = texts.get(id) ?? cell.code;
    texts.set(id, now.slice(0, start) + text + now.slice(end));
  }
  return texts;
}
