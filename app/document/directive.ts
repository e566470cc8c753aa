/** What the lesson's blocks of colons have in common: a name in braces, a title in brackets. */
import type { Paragraph } from "mdast";
import type { ContainerDirective } from "mdast-util-directive";
import { failAt, rangeOf, wordsOf, type Source } from "./source-text.ts";

/** @throws LessonError where there is none, or none that can stand in an address */
export function nameOf(node: ContainerDirective, source: Source): string {
  const id = node.attributes?.["id"] ?? "";
  if (/^[a-z][a-z0-9-]*$/.test(id)) return id;
  const found = id === "" ? "has no name" : `is named \`${id}\``;
  throw failAt(
    source,
    rangeOf(node).start,
    `this ${node.name} ${found}. Write {#name} of lower-case words joined by hyphens.`,
  );
}

/** The title in brackets, as the parser keeps it: a first paragraph of its own. */
export function labelOf(node: ContainerDirective): Paragraph | null {
  for (const child of node.children) {
    if (child.type === "paragraph" && child.data?.directiveLabel === true) return child;
  }
  return null;
}

export function titleOf(node: ContainerDirective): string | null {
  const label = labelOf(node);
  return label === null ? null : wordsOf(label);
}
