/** A lesson file to a `Lesson`. Runs at build and headless, never in the page: a broken file fails the build at its line. */
import type { Code, Root } from "mdast";
import type { ContainerDirective, TextDirective } from "mdast-util-directive";
import { visit } from "unist-util-visit";
import type { Range } from "#worker/protocol.ts";
import { ClaimError, readClaim } from "./claim.ts";
import { isCell, readCell, type Cell } from "./fence.ts";
import { readFrontMatter, type FrontMatter } from "./front-matter.ts";
import { noteRoles, type Claim, type Lesson, type NoteBlock, type Symbols, type Terms } from "./lesson.ts";
import { readExercise, type ExerciseReading } from "./exercise.ts";
import { readQuiz, type QuizReading } from "./quiz.ts";
import { readTerm, type Term } from "./term.ts";
import { MathError, symbolsIn } from "./maths.ts";
import { readMarkdown } from "./markdown.ts";
import { toBlocks } from "./prose.ts";
import { failAt, rangeOf, wordsOf, type Source } from "./source-text.ts";

/**
 * @param markdown the file's text
 * @param file its path, for messages
 * @param glossary terms that other lessons define
 * @throws LessonError with file, line, column and what to do
 */
export function parseLesson(markdown: string, file: string, glossary: Terms = {}): Lesson {
  const { text, shift } = withoutByteOrderMark(markdown);
  const source: Source = { text, file };
  const root = readMarkdown(text, file);
  const front = frontMatterOf(root, source);
  const { exercises, quizzes } = readTasks(root, source);
  const cells = readCells(root, exercises, source);
  const claims = readClaims(root, source);
  const terms = readTerms(root, { ...glossary, ...front.terms }, source);
  checkTerms(front.terms, terms, source);
  checkSymbols(root, front.symbols, source);

  try {
    const blocks = toBlocks(root, {
      cells: new Map(
        [...cells].map(([node, cell]) => [node, { ...cell, source: movedBy(shift, cell.source) }]),
      ),
      notes: readNotes(root, source),
      claims,
      exercises: movedStarters(shift, exercises),
      quizzes,
      terms,
      symbols: front.symbols,
    });
    return { ...front, blocks, claims: [...claims.values()] };
  } catch (error) {
    if (error instanceof MathError) throw failAt(source, error.offset, error.message);
    throw error;
  }
}

/** The Markdown parser drops the mark and counts from behind it. */
function withoutByteOrderMark(markdown: string): { text: string; shift: number } {
  return markdown.startsWith("\uFEFF") ? { text: markdown.slice(1), shift: 1 } : { text: markdown, shift: 0 };
}

function movedBy(shift: number, { start, end }: Range): Range {
  return { start: start + shift, end: end + shift };
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

interface Tasks {
  readonly exercises: ReadonlyMap<ContainerDirective, ExerciseReading>;
  readonly quizzes: ReadonlyMap<ContainerDirective, QuizReading>;
}

/** Exercises and quizzes stand alone: each has one name in the lesson, under which the learner's progress is kept. */
function readTasks(root: Root, source: Source): Tasks {
  const exercises = new Map<ContainerDirective, ExerciseReading>();
  const quizzes = new Map<ContainerDirective, QuizReading>();
  const lines = new Map<string, number>();
  visit(root, "containerDirective", (node, _index, parent) => {
    const { start } = rangeOf(node);
    if (node.name === "hint") {
      const isInside = parent?.type === "containerDirective" && parent.name === "exercise";
      if (!isInside) throw failAt(source, start, "a hint stands inside of an exercise.");
    }
    if (node.name !== "exercise" && node.name !== "quiz") return;
    if (parent?.type !== "root") {
      throw failAt(source, start, `an ${node.name} stands alone, outside of notes, lists and quotations.`);
    }
    const read = node.name === "exercise" ? readExercise(node, source) : readQuiz(node, source);
    const earlier = lines.get(read.id);
    if (earlier !== undefined) {
      throw failAt(source, start, `an exercise or quiz \`${read.id}\` already stands on line ${earlier}.`);
    }
    lines.set(read.id, node.position!.start.line);
    if ("answers" in read) quizzes.set(node, read);
    else exercises.set(node, read);
  });
  return { exercises, quizzes };
}

function movedStarters(shift: number, exercises: Tasks["exercises"]): Tasks["exercises"] {
  return new Map(
    [...exercises].map(([node, exercise]) => [
      node,
      { ...exercise, cell: { ...exercise.cell, source: movedBy(shift, exercise.cell.source) } },
    ]),
  );
}

function readTerms(root: Root, known: Terms, source: Source): Map<TextDirective, Term> {
  const terms = new Map<TextDirective, Term>();
  visit(root, "textDirective", (node) => {
    if (node.name === "term") terms.set(node, readTerm(node, terms.size + 1, known, source));
  });
  return terms;
}

/** A definition that the text never leads to helps nobody. */
function checkTerms(own: Terms, used: ReadonlyMap<TextDirective, Term>, source: Source): void {
  const unused = Object.keys(own).find((name) => ![...used.values()].some(({ term }) => term === name));
  if (unused === undefined) return;
  const at = Math.max(0, source.text.indexOf(`${unused}:`));
  const message = `front matter: the term \`${unused}\` is not used. Write :term[${unused}] where the text first says it.`;
  throw failAt(source, at, message);
}

function readCells(root: Root, exercises: Tasks["exercises"], source: Source): Map<Code, Cell> {
  const cells = new Map<Code, Cell>();
  const lines = new Map([...exercises].map(([node, { id }]) => [id, node.position!.start.line]));
  visit(root, "code", (node, _index, parent) => {
    if (!isCell(node)) return;
    const isPart = parent?.type === "containerDirective" && parent.name === "exercise";
    if (isPart && /^\{\s*\./.test(node.meta ?? "")) return;
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
    if (node.name !== "claim") return;
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
    if (node.name !== "note") return;
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
