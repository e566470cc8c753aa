/** The quick fixes of the analysis: each the edits of a whole cell under a title, or none where they would do harm. */
import type { CellId, Fix } from "../protocol.ts";
import type { CellAnalysis } from "./cell.ts";
import { declareIn, renameIn, type TextEdit } from "./rename.ts";

/** `_x` for `x`: the cell keeps it to itself. Of another's name that it assigns to it makes a name of its own. */
export function makeLocal(id: CellId, cell: CellAnalysis, name: string): Fix[] {
  const local = freeName(`_${name}`, (other) => knows(cell, other));
  if (cell.declares.has(name)) {
    return fix(id, `Make it local: ${local}`, renameIn(cell.code, name, local));
  }
  const renames = renameIn(cell.code, name, local);
  const text = applied(cell.code, renames);
  const declaration = declareIn(text, local).at(0);
  if (!declaration) return [];
  // A name that is assigned to from what it was would lose what it was.
  if (declaration.text !== "let ") return [];
  const edits = renames.map((edit, at) => (at === 0 ? { ...edit, text: `let ${edit.text}` } : edit));
  return fix(id, `Make it a name of this cell: ${local}`, edits);
}

/** `x2` for `x`, which other cells can read. */
export function renamed(
  id: CellId,
  cell: CellAnalysis,
  name: string,
  isTaken: (name: string) => boolean,
): Fix[] {
  const other = freeName(`${name}2`, (candidate) => knows(cell, candidate) || isTaken(candidate));
  return fix(id, `Rename it to ${other}`, renameIn(cell.code, name, other));
}

export function declared(id: CellId, cell: CellAnalysis, name: string): Fix[] {
  return fix(id, `Declare it: let ${name}`, declareIn(cell.code, name));
}

export function replaced(id: CellId, cell: CellAnalysis, name: string, by: string): Fix[] {
  return fix(id, `Write ${by}`, renameIn(cell.code, name, by));
}

function fix(cell: CellId, title: string, edits: readonly TextEdit[]): Fix[] {
  return edits.length === 0 ? [] : [{ title, edits: edits.map((edit) => ({ cell, ...edit })) }];
}

function knows(cell: CellAnalysis, name: string): boolean {
  // Also a name that only an inner block has: to be read there it must not be taken.
  return new RegExp(`(?<![\\w$])${name.replace(/\$/g, "\\$")}(?![\\w$])`).test(cell.code);
}

/** The wish itself, or with the first number behind it that is free. */
function freeName(wish: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(wish)) return wish;
  const stem = wish.replace(/\d+$/, "");
  for (let number = 2; ; number += 1) if (!isTaken(`${stem}${number}`)) return `${stem}${number}`;
}

function applied(text: string, edits: readonly TextEdit[]): string {
  return edits.reduceRight(
    (done, { range, text: put }) => done.slice(0, range.start) + put + done.slice(range.end),
    text,
  );
}
