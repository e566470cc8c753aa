/** The tree of a lesson's Markdown to its blocks: prose as HTML strings, cells and notes in their places between. */
import type { Element, ElementContent, Properties, Root as HtmlRoot } from "hast";
import type { Code, InlineCode, Nodes, Root } from "mdast";
import type { ContainerDirective, TextDirective } from "mdast-util-directive";
import rehypeStringify from "rehype-stringify";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { visit } from "unist-util-visit";
import { highlight } from "./highlight.ts";
import { mathToHtml } from "./maths.ts";
import type { ExerciseReading } from "./exercise.ts";
import type { Block, CellBlock, Claim, ExerciseBlock, NoteBlock, QuizBlock, Symbols } from "./lesson.ts";
import type { QuizReading } from "./quiz.ts";
import { termElements, type Term } from "./term.ts";
import { rangeOf, wordsOf } from "./source-text.ts";

/** What was read from the Markdown's own nodes and now takes their place. */
export interface Readings {
  readonly cells: ReadonlyMap<Code, Omit<Extract<Block, { type: "cell" }>, "type" | "html">>;
  readonly notes: ReadonlyMap<ContainerDirective, Pick<NoteBlock, "role" | "title">>;
  readonly claims: ReadonlyMap<TextDirective, Claim>;
  readonly exercises: ReadonlyMap<ContainerDirective, ExerciseReading>;
  readonly quizzes: ReadonlyMap<ContainerDirective, QuizReading>;
  readonly terms: ReadonlyMap<TextDirective, Term>;
  readonly symbols: Symbols;
}

// Stand-ins for cells and blocks while the tree is HTML. Markdown cannot make these elements: raw HTML is refused.
const CELL = "slope-cell";
const NOTE = "slope-note";
const EXERCISE = "slope-exercise";
const QUIZ = "slope-quiz";
/** One piece of an exercise or a quiz: the task, a hint, an answer. */
const PIECE = "slope-piece";

/** @throws MathError */
export function toBlocks(root: Root, readings: Readings): Block[] {
  const html = pipeline(readings).runSync(root);
  return splitIntoBlocks(html.children as ElementContent[], readings);
}

function pipeline(readings: Readings) {
  return unified()
    .use(remarkRehype, { handlers: handlersFor(readings), footnoteLabel: "Notes" })
    .use(giveHeadingsIds);
}

/** Handlers are keyed by the node's object: the same node comes out of the Markdown tree and out of the readings. */
function handlersFor({ cells, notes, claims, exercises, quizzes, terms, symbols }: Readings) {
  return {
    code(state: State, node: Code): Element {
      const cell = cells.get(node);
      if (cell) return element(CELL, { id: cell.id }, []);
      const pre = element("pre", {}, [element("code", {}, [{ type: "text", value: node.value }])]);
      state.patch(node, pre);
      return pre;
    },
    inlineCode(state: State, node: InlineCode): Element {
      const hue = Object.hasOwn(symbols, node.value)
        ? { className: [`hue-${symbols[node.value]}`], dataSymbol: node.value }
        : {};
      const code = element("code", hue, [{ type: "text", value: node.value }]);
      state.patch(node, code);
      return code;
    },
    math: (_state: State, node: Typed<Nodes, "math">) =>
      raw(mathToHtml(node.value, true, symbols, rangeOf(node).start)),
    inlineMath: (_state: State, node: Typed<Nodes, "inlineMath">) =>
      raw(mathToHtml(node.value, false, symbols, rangeOf(node).start)),
    containerDirective(state: State, node: ContainerDirective): Element {
      const piece = (children: readonly Nodes[]) => {
        // The parts of a container are what a container may hold.
        const part = { ...node, children: children as ContainerDirective["children"] };
        return element(PIECE, {}, state.all(part));
      };
      const exercise = exercises.get(node);
      if (exercise) {
        const hints = exercise.hints.map((hint) => piece(hint.children));
        return element(EXERCISE, { index: indexOf(exercises, node) }, [piece(exercise.task), ...hints]);
      }
      const quiz = quizzes.get(node);
      if (quiz) {
        const answers = quiz.answers.flatMap(({ says, why }) => [piece([says]), piece(why)]);
        return element(QUIZ, { index: indexOf(quizzes, node) }, [piece(quiz.ask), ...answers]);
      }
      const body = node.children.filter((child) => !isLabel(child));
      const children = state.all({ ...node, children: body });
      return element(NOTE, { index: indexOf(notes, node) }, children);
    },
    textDirective(_state: State, node: TextDirective): Element | Element[] {
      const term = terms.get(node);
      if (term) return termElements(term);
      const claim = claims.get(node)!;
      return element("span", { className: ["claim"], dataClaim: claim.id }, [
        { type: "text", value: claim.text },
      ]);
    },
  };
}

function indexOf<Key>(map: ReadonlyMap<Key, unknown>, key: Key): number {
  return [...map.keys()].indexOf(key);
}

type Typed<Node, Type> = Extract<Node, { type: Type }>;

interface State {
  patch(from: Code | InlineCode, to: Element): void;
  all(node: ContainerDirective): ElementContent[];
}

function isLabel(node: ContainerDirective["children"][number]): boolean {
  return node.type === "paragraph" && node.data?.directiveLabel === true;
}

function raw(value: string): Typed<ElementContent, "raw"> {
  return { type: "raw", value };
}

function element(tagName: string, properties: Properties, children: ElementContent[]): Element {
  return { type: "element", tagName, properties, children };
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

// The one raw HTML in the tree is KaTeX's own: the Markdown's was refused.
const writer = unified().use(rehypeStringify, { allowDangerousHtml: true });

function htmlOf(children: readonly ElementContent[]): string {
  return writer.stringify({ type: "root", children: [...children] }).trim();
}

function splitIntoBlocks(children: readonly ElementContent[], readings: Readings): Block[] {
  const blocks: Block[] = [];
  let prose: ElementContent[] = [];
  const endProse = () => {
    const html = htmlOf(prose);
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
  const at = Number(node.properties.index);
  switch (node.tagName) {
    case CELL:
      return cellBlock(
        [...readings.cells.values()].find(({ id }) => id === node.properties.id)!,
        readings,
      );
    case NOTE: {
      const note = [...readings.notes.values()][at];
      return { type: "note", ...note, blocks: splitIntoBlocks(node.children, readings) };
    }
    case EXERCISE:
      return exerciseBlock([...readings.exercises.values()][at], piecesOf(node), readings);
    case QUIZ:
      return quizBlock([...readings.quizzes.values()][at], piecesOf(node), readings);
    default:
      return null;
  }
}

function cellBlock(cell: Omit<CellBlock, "type" | "html">, { symbols }: Readings): CellBlock {
  return { type: "cell", ...cell, html: highlight(cell.code, { symbols }) };
}

type Pieces = readonly (readonly ElementContent[])[];

function piecesOf(node: Element): Pieces {
  return node.children.flatMap((child) =>
    child.type === "element" && child.tagName === PIECE ? [child.children] : [],
  );
}

function exerciseBlock(
  exercise: ExerciseReading,
  [task, ...hints]: Pieces,
  readings: Readings,
): ExerciseBlock {
  return {
    type: "exercise",
    ...exercise,
    cell: cellBlock(exercise.cell, readings),
    task: splitIntoBlocks(task, readings),
    hints: hints.map(htmlOf),
  };
}

function quizBlock(quiz: QuizReading, [ask, ...pieces]: Pieces, readings: Readings): QuizBlock {
  return {
    type: "quiz",
    ...quiz,
    ask: splitIntoBlocks(ask, readings),
    answers: quiz.answers.map(({ isRight, value }, at) => ({
      html: htmlOf(pieces[2 * at]),
      why: htmlOf(pieces[2 * at + 1]),
      isRight,
      value,
    })),
  };
}
