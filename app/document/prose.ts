/** The tree of a lesson's Markdown to its blocks: prose as HTML strings, cells and notes in their places between. */
import type { Element, ElementContent, Properties, Root as HtmlRoot } from "hast";
import type { Code, InlineCode, Root } from "mdast";
import type { ContainerDirective, TextDirective } from "mdast-util-directive";
import rehypeKatex from "rehype-katex";
import rehypeStringify from "rehype-stringify";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { visit } from "unist-util-visit";
import { highlight } from "./highlight.ts";
import type { Block, Claim, NoteBlock, Symbols } from "./lesson.ts";
import { wordsOf } from "./source-text.ts";

/** What was read from the Markdown's own nodes and now takes their place. */
export interface Readings {
  readonly cells: ReadonlyMap<Code, Omit<Extract<Block, { type: "cell" }>, "type" | "html">>;
  readonly notes: ReadonlyMap<ContainerDirective, Pick<NoteBlock, "role" | "title">>;
  readonly claims: ReadonlyMap<TextDirective, Claim>;
  readonly symbols: Symbols;
}

/** Maths that KaTeX cannot set, with where it stands. */
export class MathError extends Error {
  override readonly name = "MathError";
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

// Stand-ins for cells and notes while the tree is HTML. Markdown cannot make these elements: raw HTML is refused.
const CELL = "slope-cell";
const NOTE = "slope-note";

/** @throws MathError */
export function toBlocks(root: Root, readings: Readings): Block[] {
  const html = pipeline(readings).runSync(root);
  return splitIntoBlocks(html.children as ElementContent[], readings);
}

function pipeline(readings: Readings) {
  return unified()
    .use(remarkRehype, { handlers: handlersFor(readings), footnoteLabel: "Notes" })
    .use(rehypeKatex, {
      macros: { "\\sym": "\\htmlData{symbol=#1}{#2}" },
      trust: onlySymbols,
      strict: (code: string) => (code === "htmlExtension" ? "ignore" : "error"),
    })
    .use(refuseBrokenMaths)
    .use(giveHues, readings.symbols)
    .use(giveHeadingsIds);
}

/** \htmlData alone, and only as \sym writes it: a formula can neither link nor load nor style. */
function onlySymbols({
  command,
  attributes = {},
}: {
  command: string;
  attributes?: Record<string, string>;
}): boolean {
  if (command === "\\htmlData" && Object.keys(attributes).join() === "data-symbol") return true;
  throw new Error(`a formula may not use ${command}.`);
}

/** KaTeX's complaints are messages on the file being built; here each ends the build. */
function refuseBrokenMaths() {
  return (_root: HtmlRoot, file: { messages: readonly Complaint[] }): void => {
    for (const { reason, cause, place } of file.messages) {
      const start = place && "start" in place ? place.start : place;
      throw new MathError(start?.offset ?? 0, cause instanceof Error ? cause.message : reason);
    }
  };
}

/** The part of a message that matters here. */
interface Complaint {
  readonly reason: string;
  readonly cause?: unknown;
  readonly place?: { readonly start: Point } | Point | undefined;
}
interface Point {
  readonly offset?: number | undefined;
}

/** Handlers are keyed by the node's object: the same node comes out of the Markdown tree and out of the readings. */
function handlersFor({ cells, notes, claims, symbols }: Readings) {
  return {
    code(state: State, node: Code): Element {
      const cell = cells.get(node);
      if (cell) return element(CELL, { id: cell.id }, []);
      const pre = element("pre", {}, [element("code", {}, [{ type: "text", value: node.value }])]);
      state.patch(node, pre);
      return pre;
    },
    inlineCode(state: State, node: InlineCode): Element {
      const hue = Object.hasOwn(symbols, node.value) ? { dataSymbol: node.value } : {};
      const code = element("code", hue, [{ type: "text", value: node.value }]);
      state.patch(node, code);
      return code;
    },
    containerDirective(state: State, node: ContainerDirective): Element {
      const index = [...notes.keys()].indexOf(node);
      const body = node.children.filter((child) => !isLabel(child));
      const children = state.all({ ...node, children: body });
      return element(NOTE, { index }, children);
    },
    textDirective(_state: State, node: TextDirective): Element {
      const claim = claims.get(node)!;
      return element("span", { className: ["claim"], dataClaim: claim.id }, [
        { type: "text", value: claim.text },
      ]);
    },
  };
}

interface State {
  patch(from: Code | InlineCode, to: Element): void;
  all(node: ContainerDirective): ElementContent[];
}

function isLabel(node: ContainerDirective["children"][number]): boolean {
  return node.type === "paragraph" && node.data?.directiveLabel === true;
}

function element(tagName: string, properties: Properties, children: ElementContent[]): Element {
  return { type: "element", tagName, properties, children };
}

function giveHues(symbols: Symbols) {
  return (root: HtmlRoot): void =>
    visit(root, "element", ({ properties }) => {
      const name = properties.dataSymbol;
      if (typeof name !== "string" || !Object.hasOwn(symbols, name)) return;
      const classes = Array.isArray(properties.className) ? properties.className : [];
      properties.className = [...classes, `hue-${symbols[name]}`];
    });
}

/** Sections can be linked to: `## The tape` is `#the-tape`. */
function giveHeadingsIds() {
  return (root: HtmlRoot): void => {
    const taken = new Set<string>();
    visit(root, "element", (node) => {
      if (!/^h[2-6]$/.test(node.tagName) || node.properties.id !== undefined) return;
      const words = wordsOf(node)
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu) ?? ["section"];
      let id = words.join("-");
      for (let copy = 2; taken.has(id); copy += 1) id = `${words.join("-")}-${copy}`;
      taken.add(id);
      node.properties.id = id;
    });
  };
}

const writer = unified().use(rehypeStringify);

function splitIntoBlocks(children: readonly ElementContent[], readings: Readings): Block[] {
  const blocks: Block[] = [];
  let prose: ElementContent[] = [];
  const endProse = () => {
    const html = writer.stringify({ type: "root", children: prose }).trim();
    if (html !== "") blocks.push({ type: "prose", html });
    prose = [];
  };
  for (const child of children) {
    const block = child.type === "element" ? blockOf(child, readings) : null;
    if (block === null) {
      prose.push(child);
      continue;
    }
    endProse();
    blocks.push(block);
  }
  endProse();
  return blocks;
}

function blockOf(node: Element, readings: Readings): Block | null {
  if (node.tagName === CELL) {
    const cell = [...readings.cells.values()].find(({ id }) => id === node.properties.id)!;
    return { type: "cell", ...cell, html: highlight(cell.code, { symbols: readings.symbols }) };
  }
  if (node.tagName !== NOTE) return null;
  const note = [...readings.notes.values()][Number(node.properties.index)];
  return { type: "note", ...note, blocks: splitIntoBlocks(node.children, readings) };
}
