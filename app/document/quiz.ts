/**
 * `::::quiz[Title]{#name}`: a question and a list of answers. Below each answer stands why it is right, or, in bold, the misconception
 * that it shows and then what is wrong with it. `{#name order}` has a numbered list in the right order.
 */
import type { List, ListItem, Paragraph, RootContent } from "mdast";
import type { ContainerDirective } from "mdast-util-directive";
import { labelOf, nameOf, titleOf } from "./directive.ts";
import { quizKinds, type Answer, type QuizBlock } from "./lesson.ts";
import type { LessonError } from "./lesson-error.ts";
import { failAt, rangeOf, wordsOf, type Source } from "./source-text.ts";

/** A quiz whose prose is still a tree. */
export interface QuizReading extends Omit<QuizBlock, "type" | "ask" | "answers"> {
  readonly ask: readonly RootContent[];
  readonly answers: readonly AnswerReading[];
}

export interface AnswerReading extends Omit<Answer, "html" | "why"> {
  readonly says: Paragraph;
  readonly why: readonly RootContent[];
}

/** @throws LessonError where it has no question, no right answer, or an answer without its reason */
export function readQuiz(node: ContainerDirective, source: Source): QuizReading {
  const fail = (message: string, at: { position?: unknown } = node) =>
    failAt(source, rangeOf(at as ContainerDirective).start, message);
  const id = nameOf(node, source);
  const { kind, within } = readKind(node, id, fail);
  const list = node.children.at(-1);
  if (list?.type !== "list" || (list.ordered === true) !== (kind === "order")) {
    const wanted =
      kind === "order" ? "a numbered list in the right order" : "a list of answers, `- [x]` and `- [ ]`";
    throw fail(`the quiz \`${id}\` ends with ${wanted}.`);
  }
  const ask = node.children.filter((child) => child !== list && child !== labelOf(node));
  if (ask.length === 0) throw fail(`the quiz \`${id}\` asks nothing.`);
  const answers = list.children.map((item) => readAnswer(item, kind, fail));
  checkAnswers(id, kind, list, answers, fail);
  return { id, title: titleOf(node), kind, within, ask, answers };
}

type Kind = QuizBlock["kind"];
type Fail = (message: string, at?: ListItem) => LessonError;

function readKind(node: ContainerDirective, id: string, fail: Fail): { kind: Kind; within: number } {
  const { within = null, ...rest } = node.attributes ?? {};
  const [name = "single", ...others] = Object.keys(rest).filter((key) => key !== "id");
  const kind = quizKinds.find((known) => known === name);
  if (kind === undefined || others.length > 0) {
    const found = [name, ...others].join(" ");
    throw fail(`the quiz \`${id}\` is \`${found}\`. It is one of ${quizKinds.join(", ")}.`);
  }
  if (kind !== "numeric" && within !== null) throw fail("`within` belongs to a numeric quiz.");
  const distance = Number(within ?? 0);
  if (!(distance >= 0)) throw fail(`\`within=${within}\` is no distance.`);
  return { kind, within: distance };
}

function readAnswer(item: ListItem, kind: Kind, fail: Fail): AnswerReading {
  const [says, ...why] = item.children;
  if (item.children.length === 0 || says.type !== "paragraph")
    throw fail("an answer begins with its words.", item);
  if (kind !== "order" && typeof item.checked !== "boolean") {
    throw fail("an answer begins with [x] where it is right and with [ ] where it is not.", item);
  }
  if (why.length === 0) {
    throw fail(
      `the answer "${wordsOf(says)}" has no reason. Write it below, indented, after an empty line.`,
      item,
    );
  }
  const isRight = kind === "order" || item.checked === true;
  const [first] = why;
  const isNamed = first.type === "paragraph" && first.children[0]?.type === "strong";
  if (!isRight && !isNamed) {
    throw fail(
      `the wrong answer "${wordsOf(says)}" names no misconception. Begin its reason with it, in **bold**.`,
      item,
    );
  }
  return { says, why, isRight, value: valueOf(says, kind, item, fail) };
}

function valueOf(says: Paragraph, kind: Kind, item: ListItem, fail: Fail): AnswerReading["value"] {
  const words = wordsOf(says).trim();
  if (kind === "numeric") {
    const value = Number(words.replace(/,/g, ""));
    if (words === "" || !Number.isFinite(value)) throw fail(`the answer "${words}" is no number.`, item);
    return value;
  }
  if (kind !== "plot") return null;
  const curve = /^\[([^\]]*)\]\s*\S/.exec(words)?.[1].split(",").map(Number) ?? [];
  if (curve.length < 2 || !curve.every(Number.isFinite)) {
    throw fail(
      `a sketch is its heights and then its words: [9, 4, 1, 1] falls and levels off. Here is "${words}".`,
      item,
    );
  }
  return curve;
}

function checkAnswers(
  id: string,
  kind: Kind,
  list: List,
  answers: readonly AnswerReading[],
  fail: Fail,
): void {
  const right = answers.filter(({ isRight }) => isRight).length;
  if (kind === "order" ? answers.length < 3 : answers.length - right < 1) {
    throw fail(`the quiz \`${id}\` has too few answers.`, list.children[0]);
  }
  if (kind === "multiple" ? right < 1 : kind !== "order" && right !== 1) {
    throw fail(
      `the quiz \`${id}\` has ${right} right answers. ${kind === "multiple" ? "Mark at least one" : "Mark one"} with [x].`,
    );
  }
  const said = new Set<string>();
  for (const [at, { says }] of answers.entries()) {
    const words = wordsOf(says);
    if (said.has(words)) throw fail(`the answer "${words}" stands twice.`, list.children[at]);
    said.add(words);
  }
}
