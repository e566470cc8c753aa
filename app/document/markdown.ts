/** A lesson's Markdown as a tree, and the checks that make it safe to turn into HTML: what is not allowed is refused, by line. */
import type { Heading, Nodes, Root } from "mdast";
import type { ContainerDirective, LeafDirective, TextDirective } from "mdast-util-directive";
import remarkDirective from "remark-directive";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { visit } from "unist-util-visit";
import { LessonError } from "./lesson-error.ts";
import { placeAt, rangeOf } from "./source-text.ts";

const reader = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkFrontmatter, ["yaml"])
  .use(remarkMath)
  .use(remarkDirective);

/** The tree of any text, with whatever stands in it: not yet fit to become HTML. */
export function parseMarkdown(text: string): Root {
  return reader.parse(text);
}

/** @throws LessonError for raw HTML, pictures, unsafe addresses, unknown directives, containers left open */
export function readMarkdown(text: string, file: string): Root {
  const root = parseMarkdown(text);
  visit(root, (node) => {
    const reason = refusal(node, text);
    if (reason === null) return;
    throw new LessonError(file, placeAt(text, rangeOf(node).start), reason);
  });
  return root;
}

const containers = new Set(["note", "exercise", "hint", "quiz"]);

function refusal(node: Nodes, text: string): string | null {
  switch (node.type) {
    case "html":
      return "raw HTML is not shown. Write it as Markdown, or in backticks to speak about it.";
    case "image":
    case "imageReference":
      return "a lesson's pictures are drawn by its cells. Take the image out.";
    case "link":
    case "definition":
      return isSafeUrl(node.url)
        ? null
        : `the address \`${node.url}\` is not allowed. Use https:, http:, mailto:, #section or a relative path.`;
    case "heading":
      return headingRefusal(node);
    case "textDirective":
      return node.name === "claim" || node.name === "term" ? null : unknownDirective(node, ":");
    case "leafDirective":
      return unknownDirective(node, "::");
    case "containerDirective":
      if (!containers.has(node.name)) return unknownDirective(node, ":::");
      return isClosed(node, text)
        ? null
        : `this \`:::${node.name}\` is not closed. End it with a line of as many colons.`;
    case "text":
      return /^[ \t]*:{2,}/m.test(text.slice(rangeOf(node).start, rangeOf(node).end))
        ? "colons that open or close nothing. Write `:::note{try}` without spaces and close it once."
        : null;
    default:
      return null;
  }
}

function headingRefusal(node: Heading): string | null {
  return node.depth === 1 ? "the title stands in the front matter; sections start with ##." : null;
}

function unknownDirective(node: TextDirective | LeafDirective | ContainerDirective, colons: string): string {
  const known =
    "Lessons have :claim[number]{of=...}, :term[word], :::note{try}, :::note{aside}, :::note{presenter}, ::::exercise{#name} and ::::quiz{#name}.";
  const escape = colons === ":" ? ` For a plain colon write \\:${node.name}.` : "";
  return `\`${colons}${node.name}\` is not a directive. ${known}${escape}`;
}

/** The parser closes an open container at the end of the file; a reader of the file would not. */
function isClosed(node: ContainerDirective, text: string): boolean {
  const { start, end } = rangeOf(node);
  const lines = text.slice(start, end).split(/\r\n|\n|\r/);
  const opened = /^:+/.exec(lines[0])![0].length;
  const closed = /^[ \t]*(:{3,})[ \t]*$/.exec(lines.at(-1)!)?.[1]?.length ?? 0;
  return lines.length > 1 && closed >= opened;
}

/** Only what cannot run a script or hide where it leads. */
export function isSafeUrl(url: string): boolean {
  // Browsers drop these before they read the scheme, so `java\nscript:` is one.
  // eslint-disable-next-line no-control-regex
  const bare = url.replace(/[\u0000-\u0020\u007f-\u00a0]/g, "");
  if (/^[\\/]{2}/.test(bare)) return false;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(bare)?.[1]?.toLowerCase();
  return scheme === undefined || ["http", "https", "mailto"].includes(scheme);
}
