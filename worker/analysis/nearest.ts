/** The closest known name to a mistyped one, for "did you mean". */

/** @returns the nearest of `names`, or null where none is near enough to be meant */
export function nearestName(wrong: string, names: Iterable<string>): string | null {
  const most = wrong.length < 3 ? 1 : wrong.length < 6 ? 2 : 3;
  let best: string | null = null;
  let bestDistance = most + 1;
  for (const name of names) {
    // A difference in case alone weighs little, and decides between two that are otherwise as near.
    const caseless = editDistance(wrong.toLowerCase(), name.toLowerCase(), most + 1);
    const distance = caseless + (wrong[0] === name[0] ? 0 : 0.5);
    if (distance < bestDistance && distance < name.length) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** Insertions, deletions, changes and swaps of neighbours (optimal string alignment), or `limit` where it is not below it. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(change, above[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    if (Math.min(...row) >= limit) return limit;
    [before, above] = [above, row];
  }
  return Math.min(above[b.length], limit);
}
