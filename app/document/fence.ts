/** The line that opens a cell, ```` ```ts {#train run=manual caption="Loss"} ````, and the attributes in its braces. */
import type { Code } from "mdast";
import type { Range } from "#worker/protocol.ts";
import { LessonError } from "./lesson-error.ts";
import type { CellBlock } from "./lesson.ts";
import { placeAt, rangeOf } from "./source-text.ts";

/** A cell without its highlighting. */
export type Cell = Omit<CellBlock, "type" | "html">;

/** Cells are written in TypeScript; other fences are quotations and stay prose. */
export function isCell(node: Code): boolean {
  return node.lang === "ts";
}

/**
 * @param text the whole Markdown, whose offsets the node carries
 * @throws LessonError for a fence that is indented, not closed, without an id, or with an attribute that cells do not have
 */
export function readCell(node: Code, text: string, file: string): Cell {
  const { start } = rangeOf(node);
  const fail = (offset: number, message: string) => new LessonError(file, placeAt(text, offset), message);
  const [opener] = linesOf(node, text);

  if (node.position!.start.column !== 1) {
    throw fail(start, "a cell starts at the beginning of a line, outside lists and quotations.");
  }
  if (!isFenceClosed(node, text)) {
    throw fail(start, "this cell is not closed. End it with a line of the same three backticks.");
  }
  const attributes = readAttributes(opener, (column, message) => fail(start + column, message));
  return {
    ...attributes,
    code: codeOf(node),
    source: insideOf(node, text),
  };
}

/** A shorter row of marks than the one that opens a fence is a line of its code. */
export function isFenceClosed(node: Code, text: string): boolean {
  const lines = linesOf(node, text);
  const mark = /^(`+|~+)/.exec(lines[0])?.[1] ?? "";
  const closer = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(lines.at(-1)!)?.[1];
  return lines.length > 1 && closer?.startsWith(mark) === true;
}

/** Where the code lies between the two lines of the fence. */
export function insideOf(node: Code, text: string): Range {
  const { start, end } = rangeOf(node);
  const lines = linesOf(node, text);
  return { start: start + lines[0].length, end: end - lines.at(-1)!.length };
}

/** Each with its line end. */
function linesOf(node: Code, text: string): string[] {
  const { start, end } = rangeOf(node);
  return text.slice(start, end).split(/(?<=\n|\r(?!\n))/);
}

/** Line ends as the editor counts them, whatever the file has. */
export function codeOf(node: Code): string {
  return node.value.replace(/\r\n?/g, "\n");
}

type Attributes = Pick<Cell, "id" | "run" | "folded" | "caption" | "from">;
type Fail = (column: number, message: string) => LessonError;

const attribute =
  /\s*(?:#(?<id>[^\s{}="'#]+)|(?<name>[A-Za-z][\w-]*)(?:=(?:"(?<quoted>[^"]*)"|(?<bare>[^\s{}"'=]+)))?)/y;

function readAttributes(opener: string, fail: Fail): Attributes {
  const braces = /^(`{3,}|~{3,})[ \t]*ts[ \t]*(?:\{(?<inside>.*)\})?[ \t]*[\r\n]*$/.exec(opener);
  if (!braces) throw fail(0, "write a cell's attributes in braces: ```ts {#name run=manual}.");
  const { inside = "" }: { inside?: string } = braces.groups ?? {};
  const from = opener.indexOf("{") + 1;

  const cell: { id: string | null } & Omit<Attributes, "id"> = {
    id: null,
    run: "auto",
    folded: false,
    caption: null,
    from: null,
  };
  const seen = new Set<string>();
  attribute.lastIndex = 0;
  while (inside.slice(attribute.lastIndex).trim() !== "") {
    const at = attribute.lastIndex;
    const column = from + at + (inside.slice(at).length - inside.slice(at).trimStart().length);
    const found: Partial<Record<"id" | "name" | "quoted" | "bare", string>> | undefined =
      attribute.exec(inside)?.groups;
    if (!found)
      throw fail(column, `\`${inside.slice(at).trim()}\` is no attribute. Write {#name run=manual}.`);
    const name = found.name ?? "#";
    if (seen.has(name)) throw fail(column, `\`${name}\` stands here twice.`);
    seen.add(name);
    setAttribute(cell, name, found.id ?? found.quoted ?? found.bare ?? null, (message) =>
      fail(column, message),
    );
  }
  if (cell.id === null) {
    throw fail(0, "this cell has no name. Write ```ts {#name}, or ```text for code that is only shown.");
  }
  return { ...cell, id: cell.id };
}

function setAttribute(
  cell: { id: string | null; run: string; folded: boolean; caption: string | null; from: string | null },
  name: string,
  value: string | null,
  fail: (message: string) => LessonError,
): void {
  switch (name) {
    case "#":
      if (!/^[a-z][a-z0-9-]*$/.test(value!)) {
        throw fail(`\`#${value!}\`: a cell's name is lower-case words joined by hyphens.`);
      }
      cell.id = value;
      return;
    case "run":
      if (value !== "auto" && value !== "manual" && value !== "off")
        throw fail("`run` is `auto`, `manual` or `off`.");
      cell.run = value;
      return;
    case "folded":
      if (value !== null) throw fail("`folded` stands alone, without a value.");
      cell.folded = true;
      return;
    case "caption":
      if (!value) throw fail('`caption` needs words in quotes: caption="Loss by step".');
      cell.caption = value;
      return;
    case "from":
      if (value === null || !/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/.test(value)) {
        throw fail("`from` names a lesson and its exercise: from=autograd/operations.");
      }
      cell.from = value;
      return;
    default:
      throw fail(`\`${name}\` is not an attribute of a cell. It has #name, run, folded, caption and from.`);
  }
}
