/**
 * Any Markdown as a notebook that can be opened. A lesson is refused at its first fault; a learner's own file opens with all that can
 * be read, and what could not be is said by line. The text itself is never changed by reading it.
 */
import type { Code, Nodes, Parents, Root, RootContent } from "mdast";
import type { ContainerDirective, TextDirective } from "mdast-util-directive";
import { visit, SKIP } from "unist-util-visit";
import { LineCounter, parseDocument } from "yaml";
import type { Range } from "#worker/protocol.ts";
import { ClaimError, readClaim } from "./claim.ts";
import { isCell, readCell, type Cell } from "./fence.ts";
import { hues, noteRoles, type Block, type Claim, type NoteBlock, type Symbols } from "./lesson.ts";
import { LessonError } from "./lesson-error.ts";
import { isSafeUrl, parseMarkdown } from "./markdown.ts";
import { MathError, mathToHtml, symbolsIn } from "./maths.ts";
import { toBlocks } from "./prose.ts";
import { placeAt, rangeOf, wordsOf } from "./source-text.ts";

/** What this page writes and the newest that it reads. Goes up when an older page could misread a notebook. */
export const FORMAT = 1;

/** Something that could not be read as it was meant. It is still in the text. */
export interface Trouble {
  readonly line: number;
  readonly message: string;
}

/** A stretch of the file: one cell, or what stands between two. All together they are the whole file. */
export interface Part {
  readonly type: "front" | "text" | "cell";
  /** Of the file's own text. */
  readonly range: Range;
  readonly blocks: readonly Block[];
}

export interface FileCell extends Cell {
  /** From the first mark of its fence to the last. */
  readonly fence: Range;
  /** The notes it stands in, innermost first. */
  readonly containers: readonly Range[];
  readonly isClosed: boolean;
}

export interface NotebookFile {
  readonly title: string;
  readonly symbols: Symbols;
  readonly parts: readonly Part[];
  readonly cells: readonly FileCell[];
  readonly claims: readonly Claim[];
  readonly troubles: readonly Trouble[];
}

/** Written by a Slope that this page is too old for. Nothing of it is read, so that nothing is misread. */
export class NewerFormatError extends Error {
  override readonly name = "NewerFormatError";

  constructor(found: number) {
    super(
      `This notebook has format ${found}, and this page reads formats up to ${FORMAT}. ` +
        "It was written by a newer Slope: reload the page to get the newest one, then open it again.",
    );
  }
}

/**
 * @param markdown any text at all
 * @throws NewerFormatError
 */
export function readNotebook(markdown: string): NotebookFile {
  if (lastRead?.markdown !== markdown) lastRead = { markdown, file: new Reading(markdown).file() };
  return lastRead.file;
}

/** Opening asks for the troubles of a text and then for its file; a long one takes a tenth of a second and more to read. */
let lastRead: { readonly markdown: string; readonly file: NotebookFile } | null = null;

/** The cells of any Markdown in reading order, as `readNotebook` names them. */
export function fileCells(markdown: string): readonly FileCell[] {
  return new Reading(markdown).cells();
}

class Reading {
  readonly #text: string;
  /** The Markdown parser drops a byte order mark and counts from behind it. */
  readonly #shift: number;
  readonly #whole: string;
  readonly #root: Root;
  readonly #troubles: Trouble[] = [];
  readonly #notes = new Map<ContainerDirective, Pick<NoteBlock, "role" | "title">>();
  readonly #claims = new Map<TextDirective, Claim>();
  readonly #cells = new Map<Code, FileCell>();
  /** The fences of exercises: the name of a starter's cell, null for what is no cell. */
  readonly #tasks = new Map<Code, string | null>();
  #symbols: Symbols = {};
  #title: string | null = null;

  constructor(markdown: string) {
    this.#whole = markdown;
    this.#shift = markdown.startsWith("\uFEFF") ? 1 : 0;
    this.#text = markdown.slice(this.#shift);
    this.#root = parseMarkdown(this.#text);
    this.#readFront();
    this.#readNotes();
    this.#readCells();
  }

  cells(): readonly FileCell[] {
    return [...this.#cells.values()];
  }

  file(): NotebookFile {
    this.#soften();
    this.#checkMaths();
    return {
      title: this.#title ?? this.#firstHeading() ?? "Notebook",
      symbols: this.#symbols,
      parts: this.#parts(),
      cells: this.cells(),
      claims: [...this.#claims.values()],
      troubles: this.#troubles.sort((a, b) => a.line - b.line),
    };
  }

  #report(offset: number, message: string): void {
    const { line } = placeAt(this.#text, offset);
    const isSaid = this.#troubles.some((other) => other.line === line && other.message === message);
    if (!isSaid) this.#troubles.push({ line, message });
  }

  #readFront(): void {
    const first = this.#root.children.at(0);
    if (first?.type !== "yaml") {
      if (/^---[ \t]*\r?\n[a-z]+:/.test(this.#text)) {
        this.#report(0, "The lines at the head are not closed by ---, so they are read as text.");
      }
      return;
    }
    const lines = new LineCounter();
    const document = parseDocument(first.value, { lineCounter: lines, prettyErrors: false });
    for (const error of document.errors.slice(0, 1)) {
      const line = lines.linePos(error.pos[0]).line + first.position!.start.line;
      this.#troubles.push({ line, message: `The lines at the head are no YAML: ${error.message}.` });
    }
    const read: unknown = document.errors.length > 0 ? null : document.toJS();
    if (typeof read !== "object" || read === null) return;
    const { title, format, symbols } = read as Record<string, unknown>;
    if (typeof format === "number" && format > FORMAT) throw new NewerFormatError(format);
    if (typeof title === "string" && title.trim() !== "") this.#title = title.trim();
    if (typeof symbols === "object" && symbols !== null) this.#symbols = knownHues(symbols);
  }

  #firstHeading(): string | null {
    const heading = this.#root.children.find((node) => node.type === "heading");
    return heading ? wordsOf(heading).trim() || null : null;
  }

  #readNotes(): void {
    visit(this.#root, "containerDirective", (node, index, parent) => {
      const names = Object.keys(node.attributes ?? {});
      const role = noteRoles.find((known) => known === names[0]);
      const { start, end } = rangeOf(node);
      if (!isContainerClosed(this.#text.slice(start, end))) {
        this.#report(start, "A block of colons is not closed; it is read to the end of the file.");
      }
      if (node.name === "note" && role !== undefined) {
        const label = node.children.find((child) => child.type === "paragraph" && child.data?.directiveLabel);
        this.#notes.set(node, { role, title: label ? wordsOf(label) : null });
        return undefined;
      }
      if (node.name === "exercise") this.#readExercise(node);
      else if (node.name !== "hint" && node.name !== "quiz") {
        this.#report(
          start,
          `This page knows no block \`:::${node.name}\`; what it holds is shown in its place.`,
        );
      }
      parent!.children.splice(index!, 1, ...this.#shownOf(node));
      return [SKIP, index!];
    });
  }

  /** In a copy of a lesson an exercise is its cell, under its own name, and what is said about it. */
  #readExercise(node: ContainerDirective): void {
    for (const child of node.children) {
      if (child.type !== "code" || !isCell(child) || !/^\{\s*\./.test(child.meta ?? "")) continue;
      const isStarter = /^\{\s*\.starter\b/.test(child.meta ?? "");
      this.#tasks.set(child, isStarter ? (node.attributes?.["id"] ?? "") : null);
    }
  }

  /** Hints, solutions and answers stay in the text; shown here they would give the exercise away. */
  #shownOf(node: ContainerDirective): ContainerDirective["children"] {
    if (node.name === "quiz") return [];
    if (node.name !== "exercise") return node.children;
    return node.children.filter((child) => {
      if (child.type === "containerDirective") return child.name !== "hint";
      return child.type !== "code" || this.#tasks.get(child) !== null;
    });
  }

  #readCells(): void {
    const containers: Range[] = [];
    visit(this.#root, "containerDirective", (node) => void containers.unshift(rangeOf(node)));
    const named = new Set<string>();
    const found: [Code, Cell, boolean][] = [];
    visit(this.#root, "code", (node, _index, parent) => {
      const { start } = node.position!;
      if (!isCell(node) || start.column !== 1) return;
      if (parent?.type !== "root" && parent?.type !== "containerDirective") return;
      const exercise = this.#tasks.get(node);
      if (exercise === null) return; // a check, a solution: to be read, not run
      const { cell, isClosed } = this.#readOne(node);
      found.push([node, exercise === undefined ? cell : { ...cell, id: exercise }, isClosed]);
    });
    // The names that are written come first: a made-up one gives way to them.
    for (const [, { id }] of found) named.add(id);
    const taken = new Set<string>();
    for (const [node, cell, isClosed] of found) {
      const id = cell.id === "" || taken.has(cell.id) ? freeName(new Set([...named, ...taken])) : cell.id;
      if (cell.id !== "" && id !== cell.id) {
        this.#report(
          rangeOf(node).start,
          `A second cell is named \`${cell.id}\`; here it is called \`${id}\`.`,
        );
      }
      taken.add(id);
      const fence = rangeOf(node);
      this.#cells.set(node, {
        ...cell,
        id,
        isClosed,
        source: this.#moved(cell.source),
        fence: this.#moved(fence),
        containers: containers
          .filter(({ start, end }) => start < fence.start && fence.end <= end)
          .map((range) => this.#moved(range)),
      });
    }
  }

  /** A cell whatever its opening line says; without a name it has an empty one. */
  #readOne(node: Code): { cell: Cell; isClosed: boolean } {
    try {
      return { cell: readCell(node, this.#text, ""), isClosed: true };
    } catch (error) {
      if (!(error instanceof LessonError)) throw error;
    }
    const { start, end } = rangeOf(node);
    const lines = this.#text.slice(start, end).split(/(?<=\n|\r(?!\n))/);
    const [mark] = /^(`+|~+)/.exec(lines[0])!;
    const closer = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(lines.at(-1)!)?.[1];
    const isClosed = lines.length > 1 && closer?.startsWith(mark) === true;
    const attributes = node.meta?.trim() ?? "";
    const id = /#([a-z][a-z0-9-]*)/.exec(attributes)?.[1] ?? "";
    if (!isClosed) this.#report(start, "A cell is not closed; everything below it is read as its code.");
    else if (!this.#tasks.has(node) && attributes !== "" && id === "") {
      this.#report(start, `The cell's attributes \`${attributes}\` could not be read and are left aside.`);
    }
    return {
      isClosed,
      cell: {
        id,
        run: /\brun=off\b/.test(attributes) ? "off" : /\brun=manual\b/.test(attributes) ? "manual" : "auto",
        folded: /\bfolded\b/.test(attributes),
        caption: /\bcaption="([^"]+)"/.exec(attributes)?.[1] ?? null,
        from: null,
        code: node.value.replace(/\r\n?/g, "\n"),
        source: { start: start + lines[0].length, end: isClosed ? end - lines.at(-1)!.length : end },
      },
    };
  }

  /** What a lesson may not hold is shown as the text that it is. */
  #soften(): void {
    visit(this.#root, (node, index, parent) => {
      const replaced = this.#softened(node, parent);
      if (replaced === null || parent === undefined || index === undefined) return undefined;
      parent.children.splice(index, 1, ...(replaced as RootContent[]));
      return [SKIP, index + replaced.length];
    });
  }

  /** @returns what takes the node's place, or null where it may stay */
  #softened(node: Nodes, parent: Parents | undefined): readonly Nodes[] | null {
    const source = () => this.#text.slice(rangeOf(node).start, rangeOf(node).end);
    const text = (value: string): Nodes => ({ type: "text", value, position: node.position });
    switch (node.type) {
      case "html":
        this.#report(rangeOf(node).start, "Raw HTML is shown as the text that it is.");
        return isPhrasing(parent)
          ? [text(node.value)]
          : [{ type: "code", value: node.value, position: node.position }];
      case "image":
      case "imageReference":
        this.#report(rangeOf(node).start, "A picture from outside is not loaded; its description is shown.");
        return [text(node.alt ? `[${node.alt}]` : "[picture]")];
      case "link":
        if (isSafeUrl(node.url)) return null;
        this.#report(rangeOf(node).start, "A link with an unsafe address is shown without it.");
        return node.children;
      case "definition":
        if (isSafeUrl(node.url)) return null;
        this.#report(rangeOf(node).start, "A link with an unsafe address leads nowhere.");
        return [{ ...node, url: "#" }];
      case "heading":
        if (node.depth === 1) node.depth = 2;
        return null;
      case "textDirective":
        if (node.name === "term") return node.children;
        return this.#isClaim(node) ? null : [text(source())];
      case "leafDirective":
        return [
          { type: "paragraph", children: [{ type: "text", value: source() }], position: node.position },
        ];
      default:
        return null;
    }
  }

  #isClaim(node: TextDirective): boolean {
    if (node.name !== "claim") return false;
    try {
      this.#claims.set(
        node,
        readClaim(`claim:${this.#claims.size + 1}`, wordsOf(node), node.attributes ?? {}),
      );
      return true;
    } catch (error) {
      if (!(error instanceof ClaimError)) throw error;
      this.#report(rangeOf(node).start, `A claim could not be read: ${error.message}`);
      return false;
    }
  }

  #checkMaths(): void {
    visit(this.#root, ["math", "inlineMath"], (node, index, parent) => {
      if (node.type !== "math" && node.type !== "inlineMath") return;
      try {
        const unknown = symbolsIn(node.value).find((name) => !Object.hasOwn(this.#symbols, name));
        if (unknown !== undefined) throw new MathError(0, `no colour is given for the symbol \`${unknown}\``);
        mathToHtml(node.value, node.type === "math", this.#symbols, 0);
      } catch (error) {
        if (!(error instanceof MathError)) throw error;
        this.#report(
          rangeOf(node).start,
          `A formula could not be set, and is shown as it is written: ${error.message}`,
        );
        const shown: Nodes = {
          type: node.type === "math" ? "code" : "inlineCode",
          value: node.value,
          position: node.position,
        };
        parent!.children.splice(index!, 1, shown as RootContent);
      }
    });
  }

  /** The file cut at its outermost cells: each stretch with what it shows. */
  #parts(): Part[] {
    const everywhere = this.#root.children.filter(
      ({ type }) => type === "definition" || type === "footnoteDefinition",
    );
    const blocksOf = (nodes: RootContent[]): Block[] => {
      const children = [...everywhere.filter((node) => !nodes.includes(node)), ...nodes];
      const cells = new Map([...this.#cells].map(([node, cell]) => [node, blockOf(cell)]));
      return toBlocks(
        { type: "root", children },
        {
          cells,
          notes: this.#notes,
          claims: this.#claims,
          exercises: new Map(),
          quizzes: new Map(),
          terms: new Map(),
          symbols: this.#symbols,
        },
      );
    };
    const parts: Part[] = [];
    let at = 0;
    let text: RootContent[] = [];
    const endText = (end: number) => {
      if (end > at) parts.push({ type: "text", range: { start: at, end }, blocks: blocksOf(text) });
      text = [];
      at = end;
    };
    for (const node of this.#root.children) {
      const cell = node.type === "code" ? this.#cells.get(node) : undefined;
      if (cell) {
        endText(cell.fence.start);
        parts.push({ type: "cell", range: cell.fence, blocks: blocksOf([node]) });
        at = cell.fence.end;
      } else if (node.type === "yaml") {
        at = rangeOf(node).end + this.#shift;
        parts.push({ type: "front", range: { start: 0, end: at }, blocks: [] });
      } else text.push(node);
    }
    endText(this.#whole.length);
    return parts;
  }

  #moved({ start, end }: Range): Range {
    return { start: start + this.#shift, end: end + this.#shift };
  }
}

function blockOf({ id, code, run, folded, caption, from, source }: FileCell) {
  return { id, code, run, folded, caption, from, source };
}

function isPhrasing(parent: Parents | undefined): boolean {
  return (
    parent !== undefined && !["root", "blockquote", "listItem", "containerDirective"].includes(parent.type)
  );
}

function isContainerClosed(text: string): boolean {
  const lines = text.split(/\r\n|\n|\r/);
  const opened = /^:+/.exec(lines[0])?.[0].length ?? 3;
  const closed = /^[ \t]*(:{3,})[ \t]*$/.exec(lines.at(-1)!)?.[1]?.length ?? 0;
  return lines.length > 1 && closed >= opened;
}

function knownHues(symbols: object): Symbols {
  const found = Object.entries(symbols).flatMap(([name, hue]) => {
    const known = hues.find((candidate) => candidate === hue);
    return known === undefined ? [] : [[name, known] as const];
  });
  return Object.fromEntries(found);
}

/** `cell-1`, `cell-2`: the first that nobody has. */
export function freeName(taken: ReadonlySet<string>, stem = "cell"): string {
  for (let number = 1; ; number += 1) if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
}
