/** `:term[cotangents]{of=cotangent}`: a word that the course defines. Resting on it or pressing it shows its definition. */
import type { Element } from "hast";
import type { TextDirective } from "mdast-util-directive";
import type { Terms } from "./lesson.ts";
import { failAt, rangeOf, wordsOf, type Source } from "./source-text.ts";

export interface Term {
  readonly term: string;
  readonly definition: string;
  /** As it stands in the text. */
  readonly words: string;
  /** Counts the terms of the lesson, so that each has an address. */
  readonly index: number;
}

/**
 * @param known this lesson's terms and those of the lessons around it
 * @throws LessonError where nobody defines it
 */
export function readTerm(node: TextDirective, index: number, known: Terms, source: Source): Term {
  const words = wordsOf(node);
  const { of = words, ...others } = node.attributes ?? {};
  const term = of ?? words;
  const { start } = rangeOf(node);
  const other = Object.keys(others).at(0);
  if (other !== undefined) throw failAt(source, start, `\`${other}\` is no part of a term. It has of=.`);
  if (!Object.hasOwn(known, term)) {
    const message = `the term \`${term}\` is not defined. Put it into the front matter's \`terms\`, or name it: :term[${words}]{of="..."}.`;
    throw failAt(source, start, message);
  }
  return { term, definition: known[term], words, index };
}

/** The browser's own pop-over: it works without a script, closes with Escape, and is read aloud. */
export function termElements({ term, definition, words, index }: Term): Element[] {
  const id = `term-${index}`;
  const text = (value: string) => ({ type: "text" as const, value });
  const element = (
    tagName: string,
    properties: Element["properties"],
    children: Element["children"],
  ): Element => ({
    type: "element",
    tagName,
    properties,
    children,
  });
  return [
    element("button", { type: "button", className: ["term"], popoverTarget: id }, [text(words)]),
    element("span", { id, popover: "", className: ["definition"] }, [
      element("strong", {}, [text(term)]),
      text(` ${definition}`),
    ]),
  ];
}
