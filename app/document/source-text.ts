/** Where things stand in a lesson's text: offsets, as the parser counts them, to the lines and columns a person reads. */
import type { Nodes as HtmlNode } from "hast";
import type { Nodes as MarkdownNode } from "mdast";
import { LessonError, type Place } from "./lesson-error.ts";
import type { Range } from "#worker/protocol.ts";

/** A file that is being read. */
export interface Source {
  readonly text: string;
  readonly file: string;
}

export function failAt({ text, file }: Source, offset: number, message: string): LessonError {
  return new LessonError(file, placeAt(text, offset), message);
}

/** The offsets of a parsed node. Every node that the Markdown parser made has them. */
export function rangeOf(node: MarkdownNode): Range {
  const { start, end } = node.position!;
  return { start: start.offset!, end: end.offset! };
}

/** The line and column of an offset, both counted from 1. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** The words of a node, its markup left out. */
export function wordsOf(node: MarkdownNode | HtmlNode): string {
  if ("value" in node) return node.value;
  return "children" in node ? node.children.map(wordsOf).join("") : "";
}
