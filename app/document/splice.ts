/** An edit of one cell, laid back into the lesson's Markdown: every byte outside the cell stays. */
import { fileCells, type FileCell } from "./notebook-file.ts";

/**
 * @param markdown a lesson or any notebook
 * @param id the cell to change
 * @param code its new text, with any line ends
 * @returns the Markdown with this cell's text replaced; fences around it grow only where the new text would close them
 * @throws RangeError when no cell has that id
 */
export function spliceCell(markdown: string, id: string, code: string): string {
  const cell = cellNamed(markdown, id);
  const eol = lineEndOf(markdown);
  const text = code.replace(/\r\n?/g, "\n");
  if (text === cell.code) return markdown;
  if (!cell.isClosed) return spliceCell(closed(markdown, cell, eol), id, code);

  const body = text === "" ? "" : text.replace(/\n/g, eol) + eol;
  // From the last to the first, so that offsets stay true; of two at one place the body comes before the longer fence.
  const edits: Edit[] = [...widerFences(markdown, cell, text), { ...cell.source, text: body }];
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((whole, edit) => whole.slice(0, edit.start) + edit.text + whole.slice(edit.end), markdown);
}

/**
 * @returns the Markdown with this cell's way of running in its opening line, the other attributes as they stood
 * @throws RangeError when no cell has that id
 */
export function spliceRun(markdown: string, id: string, run: FileCell["run"]): string {
  const { fence, source } = cellNamed(markdown, id);
  const opener = markdown.slice(fence.start, source.start);
  const bare = opener.replace(/[ \t]+run=[^\s{}"'=]+(?=[\s}])|(?<=\{)run=[^\s{}"'=]+[ \t]*/, "");
  const put = run === "auto" ? "" : ` run=${run}`;
  const changed = bare.includes("}")
    ? bare.replace(/[ \t]*\}(?=[^}]*$)/, `${put}}`)
    : bare.replace(/[ \t]*(?=[\r\n]*$)/, put === "" ? "" : ` {#${id}${put}}`);
  return markdown.slice(0, fence.start) + changed + markdown.slice(source.start);
}

function cellNamed(markdown: string, id: string): FileCell {
  const cell = fileCells(markdown).find((candidate) => candidate.id === id);
  if (!cell) throw new RangeError(`no cell \`${id}\` in this notebook`);
  return cell;
}

export function lineEndOf(markdown: string): string {
  return /\r\n|\n|\r/.exec(markdown)?.[0] ?? "\n";
}

/** The fence that was forgotten, where the cell ends. */
function closed(markdown: string, { fence }: FileCell, eol: string): string {
  const mark = markdown.slice(fence.start, fence.start + runAt(markdown, fence.start));
  const gap = /[\r\n]$/.test(markdown.slice(0, fence.end)) ? "" : eol;
  return markdown.slice(0, fence.end) + gap + mark + eol + markdown.slice(fence.end);
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Longer marks for the cell's own fence and for the containers around it, where a line of the text reads as their end. */
function widerFences(markdown: string, cell: FileCell, text: string): Edit[] {
  const { fence, source } = cell;
  const edits = widen(markdown, fence.start, source.end, longestRun(text, markdown[fence.start]));

  let inner = longestRun(text, ":");
  for (const container of cell.containers) {
    const closerStart = lineStart(markdown, container.end);
    edits.push(...widen(markdown, container.start, closerStart, inner));
    // An outer container must not be closed by the line that closes the inner one.
    inner = Math.max(inner + 1, runAt(markdown, closerStart));
  }
  return edits;
}

/** Makes the marks that open and close at these lines longer than `inner`. */
function widen(markdown: string, opener: number, closer: number, inner: number): Edit[] {
  const mark = markdown[opener];
  const missing = mark.repeat(Math.max(0, inner + 1 - runAt(markdown, opener)));
  if (missing === "") return [];
  const at = markdown.indexOf(mark, closer);
  return [opener, at].map((start) => ({ start, end: start, text: missing }));
}

/** The length of the longest run of `mark` that opens a line and could close a fence of it. */
function longestRun(text: string, mark: string): number {
  const runs = [...text.matchAll(/^ {0,3}([`~:])\1{2,}/gm)].map(([run]) => run.trimStart());
  return Math.max(0, ...runs.filter((run) => run[0] === mark).map((run) => run.length));
}

/** How many of the same mark stand from the first mark of the line on. */
function runAt(markdown: string, start: number): number {
  return /^[ \t]*(([`~:])\2*)/.exec(markdown.slice(start))?.[1]?.length ?? 0;
}

function lineStart(markdown: string, offset: number): number {
  return /[^\r\n]*$/.exec(markdown.slice(0, offset))!.index;
}
