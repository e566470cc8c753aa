/** Markdown as a tree. A chunk of its own: only who writes `` md`...` `` loads it. */
import type { Root } from "mdast";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import remarkParse from "remark-parse";
import { unified } from "unified";

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkMath);

export const parseMarkdown = (source: string): Root => parser.parse(source);
