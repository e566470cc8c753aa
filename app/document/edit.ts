/** Changes to the stretches of a notebook: one more, one less, one moved. Blank lines between them are kept or put. */
import { stringify } from "yaml";
import { fileCells, freeName, readNotebook } from "./notebook-file.ts";
import { lineEndOf } from "./splice.ts";

/** The text of each part, front matter first. */
export function piecesOf(markdown: string): string[] {
  return readNotebook(markdown).parts.map(({ range }) => markdown.slice(range.start, range.end));
}

/**
 * @param at before which piece; their number for the end
 * @returns the notebook with an empty cell there, and the cell's name
 */
export function withCell(markdown: string, at: number): { markdown: string; id: string } {
  const id = freeName(new Set(fileCells(markdown).map((cell) => cell.id)));
  const eol = lineEndOf(markdown);
  return { markdown: withPiece(markdown, at, `\`\`\`ts {#${id}}${eol}\`\`\``), id };
}

/** @returns the notebook with this Markdown before piece `at` */
export function withPiece(markdown: string, at: number, piece: string): string {
  const pieces = piecesOf(markdown);
  const eol = lineEndOf(markdown);
  return spaced(pieces.slice(0, at).join(""), eol) + piece + eol + upTo(pieces.slice(at).join(""), eol);
}

/** @returns the notebook with another title; the other lines at its head stay as they are */
export function withTitle(markdown: string, title: string): string {
  const eol = lineEndOf(markdown);
  const line = `title: ${stringify(title, { lineWidth: 0 }).trimEnd()}`;
  const front = readNotebook(markdown).parts.at(0);
  if (front?.type !== "front") {
    const mark = markdown.startsWith("\uFEFF") ? "\uFEFF" : "";
    return `${mark}---${eol}${line}${eol}---${eol}${upTo(markdown.slice(mark.length), eol)}`;
  }
  const head = markdown.slice(0, front.range.end);
  const written = /^title:.*(?:(?:\r\n|\n|\r)[ \t]+.*)*$/m;
  const changed = written.test(head)
    ? head.replace(written, () => line)
    : head.replace(/^(\uFEFF?---[ \t]*)/, (mark) => mark + eol + line);
  return changed + markdown.slice(front.range.end);
}

/** @returns the notebook without piece `at` */
export function withoutPiece(markdown: string, at: number): string {
  const pieces = piecesOf(markdown);
  const [before, after] = [pieces.slice(0, at).join(""), pieces.slice(at + 1).join("")];
  if (after.trim() === "") return before.trimEnd() === "" ? "" : before.trimEnd() + lineEndOf(markdown);
  const eol = lineEndOf(markdown);
  return spaced(before, eol) + after.replace(/^(?:[ \t]*(?:\r\n|\n|\r))+/, "");
}

/** A blank line, whatever the text ends in. */
function spaced(text: string, eol: string): string {
  if (text.trim() === "") return text;
  return /(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)$/.test(text)
    ? text
    : text + (/[\r\n]$/.test(text) ? eol : eol + eol);
}

/** A blank line before the text, where any comes. */
function upTo(text: string, eol: string): string {
  if (text.trim() === "") return "";
  return /^[ \t]*(?:\r\n|\n|\r)/.test(text) ? text : eol + text;
}
