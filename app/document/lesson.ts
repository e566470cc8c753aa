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
  readonly blocks: readonly Block[];
  readonly claims: readonly Claim[];
}

export type Block = ProseBlock | CellBlock | NoteBlock;

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
    if (block.type === "cell") return [block];
    return block.type === "note" ? cellBlocks(block.blocks) : [];
  });
}

/** What the kernel opens: the lesson's cells, then one hidden automatic cell a claim whose value is the claimed quantity. */
export function lessonCells(lesson: Lesson): CellSource[] {
  const cells = cellBlocks(lesson.blocks).map(({ id, code, run }) => ({ id, code, run }));
  return [...cells, ...lesson.claims.map(claimCell)];
}

function claimCell(claim: Claim): CellSource {
  return { id: claim.id, code: claim.of, run: "auto" };
}
