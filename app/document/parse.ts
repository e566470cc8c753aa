/** A lesson file to a `Lesson`. Runs at build and headless, never in the page: a broken file fails the build at its line. */
import type { Code, Root } from "mdast";
import type { ContainerDirective, TextDirective } from "mdast-util-directive";
import { visit } from "unist-util-visit";
import type { Range } from "#worker/protocol.ts";
import { ClaimError, readClaim } from "./claim.ts";
import { isCell, readCell, type Cell } from "./fence.ts";
import { readFrontMatter, type FrontMatter } from "./front-matter.ts";
import { LessonError } from "./lesson-error.ts";
import { noteRoles, type Claim, type Lesson, type NoteBlock, type Symbols } from "./lesson.ts";
import { MathError, symbolsIn } from "./maths.ts";
import { readMarkdown } from "./markdown.ts";
import { toBlocks } from "./prose.ts";
import { placeAt, rangeOf, wordsOf } from "./source-text.ts";

/**
 * @param markdown the file's text
 * @param file its path, for messages
 * @throws LessonError with file, line, column and what to do
 */
export function parseLesson(markdown: string, file: string): Lesson {
  const { text, shift } = withoutByteOrderMark(markdown);
  const source: Source = { text, file };
  const root = readMarkdown(text, file);
  const front = frontMatterOf(root, source);
  const cells = readCells(root, source);
  const claims = readClaims(root, source);
  checkSymbols(root, front.symbols, source);

  try {
    const blocks = toBlocks(root, {
      cells: new Map(
        [...cells].map(([node, cell]) => [node, { ...cell, source: movedBy(shift, cell.source) }]),
      ),
      notes: readNotes(root, source),
      claims,
      symbols: front.symbols,
    });
    return { ...front, blocks, claims: [...claims.values()] };
  } catch (error) {
    if (error instanceof MathError) throw failAt(source, error.offset, error.message);
    throw error;
  }
}

interface Source {
  readonly text: string;
  readonly file: string;
}

/** The Markdown parser drops the mark and counts from behind it. */
function withoutByteOrderMark(markdown: string): { text: string; shift: number } {
  return markdown.startsWith("\uFEFF") ? { text: markdown.slice(1), shift: 1 } : { text: markdown, shift: 0 };
}

function movedBy(shift: number, { start, end }: Range): Range {
  return { start: start + shift, end: end + shift };
}

function failAt({ text, file }: Source, offset: number, message: string): LessonError {
  return new LessonError(file, placeAt(text, offset), message);
}

function frontMatterOf(root: Root, source: Source): FrontMatter {
  const first = root.children.at(0);
  if (first?.type !== "yaml") {
    const broken = /^---[ \t]*(\r?\n)/.test(source.text);
    const message = broken
      ? "front matter: it is not closed. End it with a line of three hyphens."
      : "front matter: a lesson starts with --- and its title, id, version, needs, minutes and summary.";
    throw failAt(source, 0, message);
  }
  return readFrontMatter(first.value, first.position!.start.line + 1, source.file);
}

function readCells(root: Root, source: Source): Map<Code, Cell> {
  const cells = new Map<Code, Cell>();
  const lines = new Map<string, number>();
  visit(root, "code", (node, _index, parent) => {
    if (!isCell(node)) return;
    const { start } = rangeOf(node);
    if (parent?.type !== "root" && parent?.type !== "containerDirective") {
      throw failAt(source, start, "a cell stands alone, outside lists, quotations and tables.");
    }
    const cell = readCell(node, source.text, source.file);
    const earlier = lines.get(cell.id);
    if (earlier !== undefined) {
      throw failAt(
        source,
        start,
        `a cell \`${cell.id}\` already stands on line ${earlier}. Give this one another name.`,
      );
    }
    lines.set(cell.id, node.position!.start.line);
    cells.set(node, cell);
  });
  return cells;
}

function readClaims(root: Root, source: Source): Map<TextDirective, Claim> {
  const claims = new Map<TextDirective, Claim>();
  visit(root, "textDirective", (node) => {
    try {
      claims.set(node, readClaim(`claim:${claims.size + 1}`, wordsOf(node), node.attributes ?? {}));
    } catch (error) {
      if (error instanceof ClaimError) throw failAt(source, rangeOf(node).start, error.message);
      throw error;
    }
  });
  return claims;
}

function readNotes(root: Root, source: Source): Map<ContainerDirective, Pick<NoteBlock, "role" | "title">> {
  const notes = new Map<ContainerDirective, Pick<NoteBlock, "role" | "title">>();
  visit(root, "containerDirective", (node) => {
    const given = Object.entries(node.attributes ?? {}).map(([name, value]) =>
      value ? `${name}=${value}` : name,
    );
    const role = noteRoles.find((known) => known === given[0]);
    if (role === undefined || given.length !== 1) {
      const found = given.length === 0 ? "no role" : `\`{${given.join(" ")}}\``;
      throw failAt(
        source,
        rangeOf(node).start,
        `a note has one role: {${noteRoles.join("}, {")}}; here is ${found}.`,
      );
    }
    const label = node.children.find((child) => child.type === "paragraph" && child.data?.directiveLabel);
    notes.set(node, { role, title: label ? wordsOf(label) : null });
  });
  return notes;
}

/** A symbol in a formula must be one that the front matter gives a hue. */
function checkSymbols(root: Root, symbols: Symbols, source: Source): void {
  visit(root, ["math", "inlineMath"], (node) => {
    for (const name of symbolsIn(wordsOf(node))) {
      if (Object.hasOwn(symbols, name)) continue;
      const message = `\\sym{${name}}: the front matter's \`symbols\` does not have \`${name}\`.`;
      throw failAt(source, rangeOf(node).start, message);
    }
  });
}
