/** What belongs to one place in the code: nodes, lines of the programs. */
import type { CodePlace } from "../kind.ts";

export const isSame = (a: CodePlace | null, b: CodePlace | null): boolean =>
  a !== null && b !== null && a.cell === b.cell && a.line === b.line && a.column === b.column;

/** The call that the pointer is over in the code: of those on its line the nearest one that begins before it. */
export function calledAt(looked: CodePlace | null, places: readonly (CodePlace | null)[]): CodePlace | null {
  if (looked === null) return null;
  const near = places.filter(
    (place): place is CodePlace =>
      place !== null &&
      place.cell === looked.cell &&
      place.line === looked.line &&
      place.column <= looked.column,
  );
  return near.toSorted((a, b) => b.column - a.column).at(0) ?? null;
}
