/**
 * A lesson as the page, the build and the headless run see it: prose as HTML that is safe to insert, cells as text. Plain data,
 * so that it can be prerendered, sent to the page and compared.
 */
import type { CellSource, Range } from "#worker/protocol.ts";

/** What a colour means, everywhere: in prose, maths, code, graph and plot. */
export const hues = ["value", "gradient", "parameter", "loss", "prediction", "data"] as const;
export type Hue = (typeof hues)[number];

/** Names of the lesson's code that carry a hue wherever they appear, `{ w1: "parameter" }`. */
export type Symbols = Readonly<Record<string, Hue>>;

export interface Lesson {
  readonly title: string;
  /** Equals the file's name, `lessons/<id>.md`. */
  readonly id: string;
  /** Goes up when a cell's id or meaning changes, so that saved edits are not laid over another lesson. */
  readonly version: number;
  /** Lessons whose ideas this one builds on. */
  readonly needs: readonly string[];
  readonly minutes: number;
  /** One sentence: what the learner can do afterwards. */
  readonly summary: string;
  readonly symbols: Symbols;
  /** Terms that this lesson defines, each in a sentence. */
  readonly terms: Terms;
  readonly blocks: readonly Block[];
  readonly claims: readonly Claim[];
}

/** `{ cotangent: "The slope that arrives from behind." }` */
export type Terms = Readonly<Record<string, string>>;

export type Block = ProseBlock | CellBlock | NoteBlock | ExerciseBlock | QuizBlock;

export interface ProseBlock {
  readonly type: "prose";
  readonly html: string;
}

export interface CellBlock {
  readonly type: "cell";
  readonly id: string;
  readonly code: string;
  /** The code highlighted, for reading before any script runs. */
  readonly html: string;
  readonly run: CellSource["run"];
  /** Helper code, shown as one line until opened. */
  readonly folded: boolean;
  readonly caption: string | null;
  /** The exercise whose answer runs here, once the learner has one: `autograd/operations`. The code is ours until then. */
  readonly from: string | null;
  /** Where the code lies in the Markdown. */
  readonly source: Range;
}

export const noteRoles = ["try", "aside", "presenter"] as const;

export interface NoteBlock {
  readonly type: "note";
  readonly role: (typeof noteRoles)[number];
  readonly title: string | null;
  readonly blocks: readonly Block[];
}

/** Something to write, with an instant check. Its cell is a cell like any other, with the exercise's name. */
export interface ExerciseBlock {
  readonly type: "exercise";
  readonly id: string;
  readonly title: string | null;
  readonly task: readonly Block[];
  /** Holds the starter. */
  readonly cell: CellBlock;
  /** Runs after the learner's cell, in a hidden one, when he asks for it. */
  readonly check: string;
  /** Three: a question, the formula, nearly the code. HTML. */
  readonly hints: readonly string[];
  readonly solution: string;
  /** Answers that people give. They are for the headless check; the page does not get them. */
  readonly wrong: readonly WrongAnswer[];
  /** Where its parts begin in the file, for messages. */
  readonly lines: Readonly<Record<"starter" | "check" | "solution", number>>;
}

export interface WrongAnswer {
  readonly code: string;
  /** Words that the check must answer with. */
  readonly reply: string;
  readonly line: number;
}

export const quizKinds = ["single", "multiple", "numeric", "order", "plot"] as const;

export interface QuizBlock {
  readonly type: "quiz";
  readonly id: string;
  readonly title: string | null;
  readonly kind: (typeof quizKinds)[number];
  /** `numeric` only: how far a number may be off. */
  readonly within: number;
  readonly ask: readonly Block[];
  /** As the file has them: for `order` that is the right order. The page shuffles. */
  readonly answers: readonly Answer[];
}

export interface Answer {
  readonly html: string;
  readonly isRight: boolean;
  /** Why it is right; of a wrong one the misconception first, then what is wrong with it. HTML. */
  readonly why: string;
  /** `numeric`: the number. `plot`: the curve. Null for the others. */
  readonly value: number | readonly number[] | null;
}

/** A number, or a list of them as in `[2, 4, 6]`. */
export type Quantity = number | readonly Quantity[];

/** A number the prose states. The page and the headless run hold it against the value of `of`. */
export interface Claim {
  /** `claim:1`, `claim:2`... in reading order: the `data-claim` of its mark in the prose and the id of its hidden cell. */
  readonly id: `claim:${number}`;
  /** As printed, `1,297` or `[2, 4, 6]`. */
  readonly text: string;
  /** An expression over the lesson's names. */
  readonly of: string;
  readonly want: Quantity;
  readonly bound: Bound;
}

/** How a value may differ from the printed one: `within` a distance (half of the last printed digit by default), or to one side. */
export type Bound =
  | { readonly type: "within"; readonly distance: number }
  | { readonly type: "atLeast" }
  | { readonly type: "atMost" };

/** Every cell of these blocks in reading order, those in notes included. */
export function cellBlocks(blocks: readonly Block[]): CellBlock[] {
  return blocks.flatMap((block) => {
    switch (block.type) {
      case "cell":
        return [block];
      case "note":
        return cellBlocks(block.blocks);
      case "exercise":
        return [...cellBlocks(block.task), block.cell];
      case "prose":
      case "quiz":
        return [];
    }
  });
}

export function exerciseBlocks(blocks: readonly Block[]): ExerciseBlock[] {
  return blocks.filter((block) => block.type === "exercise");
}

export function quizBlocks(blocks: readonly Block[]): QuizBlock[] {
  return blocks.filter((block) => block.type === "quiz");
}

/** What the kernel opens: the lesson's cells, then one hidden automatic cell a claim whose value is the claimed quantity. */
export function lessonCells(lesson: Lesson): CellSource[] {
  const cells = cellBlocks(lesson.blocks).map(({ id, code, run }) => ({ id, code, run }));
  return [...cells, ...lesson.claims.map(claimCell)];
}

function claimCell(claim: Claim): CellSource {
  return { id: claim.id, code: claim.of, run: "auto" };
}
