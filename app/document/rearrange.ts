/** Cells and text in another order or another form: moved, copied, joined, parted, turned into one another. Every byte beside them stays. */
import { piecesOf, withoutPiece, withPiece } from "./edit.ts";
import { fileCells, freeName, readNotebook, type FileCell } from "./notebook-file.ts";
import { lineEndOf, spliceCell } from "./splice.ts";

/** What a command made of a notebook, and the cell it leaves one at; or why it could not. */
export type Rearranged =
  | {
      readonly markdown: string;
      readonly cell: string | null;
      /** What was given up. */ readonly note?: string;
    }
  | { readonly refused: string };

/** A piece that shows something: a cell, or text that is not blank. */
const isShown = (markdown: string, at: number): boolean => {
  const { type, blocks } = readNotebook(markdown).parts[at];
  return type === "cell" || (type === "text" && blocks.length > 0);
};

/** @param by 1 for down, -1 for up, past the next piece that shows something */
export function movedPiece(markdown: string, at: number, by: 1 | -1): Rearranged {
  const pieces = piecesOf(markdown);
  let other = at + by;
  while (other >= 0 && other < pieces.length && !isShown(markdown, other)) other += by;
  const isOut = other < 0 || other >= pieces.length || readNotebook(markdown).parts[other].type === "front";
  if (isOut) return { refused: by === 1 ? "It is the last piece." : "It is the first piece." };
  const [upper, lower] = by === 1 ? [at, other] : [other, at];
  // The two change places; what stands between them stays between them.
  const eol = lineEndOf(markdown);
  const [first, second] = [pieces[upper], pieces[lower]].map((piece) =>
    /^([\r\n]*)([^]*?)([\r\n]*)$/.exec(piece)!,
  );
  const between = pieces.slice(upper + 1, lower).join("");
  const gap = first[3] + between + second[1];
  const apart = /\n[ \t]*\r?\n|\r[ \t]*\r(?!\n)/.test(gap) ? gap : eol + eol;
  const markdownNow = [
    ...pieces.slice(0, upper),
    first[1] + second[2] + apart + first[2] + second[3],
    ...pieces.slice(lower + 1),
  ].join("");
  return unharmed(markdown, [], { markdown: markdownNow, cell: cellOf(markdown, at)?.id ?? null });
}

/** A copy of a cell or a text, right below it. */
export function duplicated(markdown: string, at: number): Rearranged {
  const cell = cellOf(markdown, at);
  const [piece] = piecesOf(markdown).slice(at, at + 1);
  if (cell === null) return { markdown: withPiece(markdown, at + 1, withoutBlankLines(piece)), cell: null };
  const id = freeName(new Set(fileCells(markdown).map((each) => each.id)));
  const copy = piece.replace(/^([^\r\n]*\{[^}]*#)[^\s{}="'#]+/, (_, before: string) => before + id);
  return { markdown: withPiece(markdown, at + 1, named(copy, id).trimEnd()), cell: id };
}

/** A cell copied elsewhere keeps its name where that is free. */
export function pasted(markdown: string, at: number, piece: string): Rearranged {
  const [cell] = fileCells(piece);
  if ((cell as FileCell | undefined) === undefined)
    return unharmed(markdown, [], {
      markdown: withPiece(markdown, at, withoutBlankLines(piece)),
      cell: null,
    });
  const taken = new Set(fileCells(markdown).map((each) => each.id));
  const id = taken.has(cell.id) ? freeName(taken) : cell.id;
  const text = taken.has(cell.id)
    ? piece.replace(/^([^\r\n]*\{[^}]*#)[^\s{}="'#]+/, (_, before: string) => before + id)
    : piece;
  return { markdown: withPiece(markdown, at, named(text, id).trim()), cell: id };
}

/** A fence that names no cell gets the name. */
function named(piece: string, id: string): string {
  return /^[^\r\n]*#/.test(piece)
    ? piece
    : piece.replace(/^([`~]{3,}[ \t]*ts)[^\r\n]*/, (_, fence: string) => `${fence} {#${id}}`);
}

/** The cell at a piece with the next cell: one code under the first one's name, with what the second's fence says besides. */
export function merged(markdown: string, at: number): Rearranged {
  const cell = cellOf(markdown, at);
  if (cell === null) return { refused: "Only cells are merged; this is text." };
  const { parts } = readNotebook(markdown);
  const next = parts.findIndex(({ type }, index) => index > at && type === "cell");
  if (next < 0) return { refused: "There is no cell below to merge with." };
  if (parts.slice(at + 1, next).some((_, index) => isShown(markdown, at + 1 + index))) {
    return { refused: "Text stands between this cell and the next: move it first." };
  }
  const below = cellOf(markdown, next)!;
  const joined = [cell.code, below.code].filter((code) => code !== "").join("\n");
  const one = spliceCell(withoutPiece(markdown, next), cell.id, joined);
  const { words, lost } = inherited(cell, below);
  const kept = words.reduce((text, word) => withAttribute(text, cell.id, word), one);
  if (lost.length === 0) return { markdown: kept, cell: cell.id };
  return { markdown: kept, cell: cell.id, note: `Given up of ${below.id}: ${lost.join(", ")}` };
}

/** What of a cell's fence goes over to the cell it is merged into; the rest would change code that it was never said of. */
function inherited(cell: FileCell, below: FileCell): { words: string[]; lost: string[] } {
  const words: string[] = [];
  const lost: string[] = [];
  if (below.caption !== null && below.caption !== cell.caption) {
    if (cell.caption === null) words.push(`caption="${below.caption}"`);
    else lost.push(`its caption "${below.caption}"`);
  }
  // Manual is the careful one of the two: nothing runs that did not run by itself before.
  if (below.run === "manual" && cell.run === "auto") words.push("run=manual");
  if (below.run === "off" && cell.run !== "off") lost.push("that it was switched off");
  if (below.folded && !cell.folded) lost.push("that its code was hidden");
  return { words, lost };
}

/** One more attribute at the end of a cell's braces, which a fence without any gets. */
function withAttribute(markdown: string, id: string, attribute: string): string {
  const { start } = fileCells(markdown).find((each) => each.id === id)!.fence;
  const opener = /^[^\r\n]*/.exec(markdown.slice(start))![0];
  const end = opener.lastIndexOf("}");
  const line =
    end < 0
      ? `${opener.trimEnd()} {#${id} ${attribute}}`
      : `${opener.slice(0, end).trimEnd()} ${attribute}${opener.slice(end)}`;
  return markdown.slice(0, start) + line + markdown.slice(start + opener.length);
}

/** @param offset into the cell's code, where a caret stands */
export function parted(markdown: string, at: number, offset: number): Rearranged {
  const cell = cellOf(markdown, at);
  if (cell === null) return { refused: "Only cells are split; this is text." };
  const [upper, lower] = [cell.code.slice(0, offset), cell.code.slice(offset)];
  const id = freeName(new Set(fileCells(markdown).map((each) => each.id)));
  const eol = lineEndOf(markdown);
  const halved = spliceCell(markdown, cell.id, upper.replace(/\n$/, ""));
  const empty = withPiece(halved, at + 1, `\`\`\`ts {#${id}}${eol}\`\`\``);
  return { markdown: spliceCell(empty, id, lower.replace(/^\n/, "")), cell: id };
}

/** A cell's code becomes text, as it is written. */
export function asText(markdown: string, at: number): Rearranged {
  const cell = cellOf(markdown, at);
  if (cell === null) return { refused: "This is text already." };
  if (cell.code.trim() === "") return { refused: "An empty cell makes no text: delete it, and add a text." };
  const eol = lineEndOf(markdown);
  const text = withoutBlankLines(cell.code).replace(/\n/g, eol);
  return unharmed(markdown, [cell.id], {
    markdown: withPiece(withoutPiece(markdown, at), at, text),
    cell: null,
  });
}

/** A text becomes the code of a new cell, as it is written. */
export function asCode(markdown: string, at: number): Rearranged {
  const { parts } = readNotebook(markdown);
  if (parts[at].type !== "text") return { refused: "This is code already." };
  const id = freeName(new Set(fileCells(markdown).map((each) => each.id)));
  const text = withoutBlankLines(piecesOf(markdown)[at]);
  const eol = lineEndOf(markdown);
  const without = withoutPiece(markdown, at);
  // Text between two cells leaves a blank piece in its place.
  const place =
    readNotebook(without).parts.length < parts.length - 1 ? at : Math.min(at, piecesOf(without).length);
  const emptied = withPiece(without, place, `\`\`\`ts {#${id}}${eol}\`\`\``);
  return unharmed(markdown, [], { markdown: spliceCell(emptied, id, text), cell: id });
}

/**
 * A word in the braces of a cell's fence: there, or not there.
 * @param word `folded`
 */
export function withWord(markdown: string, at: number, word: string, isThere: boolean): Rearranged {
  const cell = cellOf(markdown, at);
  if (cell === null) return { refused: "Only a cell has this." };
  const opener = /^[^\r\n]*/.exec(markdown.slice(cell.fence.start))![0];
  const bare = opener.replace(new RegExp(`(\\{[^}]*?)\\s*\\b${word}\\b(?![=\\w-])([^}]*\\})`), "$1$2");
  const braces = /\{[^}]*\}/.test(bare) ? bare : `${bare.trimEnd()} {#${cell.id}}`;
  const line = isThere ? braces.replace(/\s*\}/, ` ${word}}`) : bare;
  const { start } = cell.fence;
  return { markdown: markdown.slice(0, start) + line + markdown.slice(start + opener.length), cell: cell.id };
}

/** The spaces that begin its first line belong to a text. */
const withoutBlankLines = (text: string): string =>
  text.replace(/^(?:[ \t]*(?:\r\n|\n|\r))+/, "").replace(/\s+$/, "");

/**
 * Text may open a fence, a block or the lines at the head without closing them: what stands below would be no cell any more.
 * @param spent cells that the change itself takes away
 */
function unharmed(before: string, spent: readonly string[], change: Rearranged): Rearranged {
  if ("refused" in change) return change;
  const after = new Map(fileCells(change.markdown).map(({ id, code }) => [id, code]));
  const isWhole = fileCells(before).every(({ id, code }) => spent.includes(id) || after.get(id) === code);
  const isShownThen = change.cell === null || after.has(change.cell);
  return isWhole && isShownThen
    ? change
    : { refused: "A fence in this text is not closed: it would swallow the cells below." };
}

function cellOf(markdown: string, at: number): FileCell | null {
  const part = readNotebook(markdown).parts.at(at);
  if (part?.type !== "cell") return null;
  return fileCells(markdown).find(({ fence }) => fence.start === part.range.start) ?? null;
}
