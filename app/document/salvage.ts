/** What a Jupyter file that broke off or was garbled still holds: every cell whose braces close. */
import { placeAt } from "./source-text.ts";

/** @returns the cells that parse, and the line from which on something does not */
export function salvageCells(text: string): { cells: unknown[]; line: number } {
  const cells: unknown[] = [];
  const list = /"cells"\s*:\s*\[/.exec(text);
  let at = list ? list.index + list[0].length : text.length;
  let damagedAt: number | null = null;
  while ((at = text.indexOf("{", at)) >= 0) {
    const end = endOfObject(text, at);
    const cell = end === null ? null : parsed(text.slice(at, end));
    if (cell !== null && typeof cell === "object" && "cell_type" in cell) {
      cells.push(cell);
      at = end!;
      continue;
    }
    // Behind something broken the next cell starts where its type is named.
    damagedAt ??= at;
    at += 1;
  }
  return { cells, line: placeAt(text, damagedAt ?? text.length).line };
}

/** Behind the brace that closes the one at `start`; null where none does. */
function endOfObject(text: string, start: number): number | null {
  const token = /"(?:[^"\\\n]|\\.)*"|[{}]/g;
  token.lastIndex = start;
  let depth = 0;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[0] === "{") depth += 1;
    if (found[0] === "}") depth -= 1;
    if (depth === 0) return found.index + 1;
  }
  return null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
