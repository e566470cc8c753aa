/** How a quiz is judged and in which order its answers stand: apart from the page, so that it can be tested. */
import type { Answer, QuizBlock } from "../document/lesson.ts";

export interface Reply {
  readonly isRight: boolean;
  /** In a sentence. */
  readonly says: string;
  /** The answers whose reasons are shown. */
  readonly reasons: readonly Answer[];
}

/** The same for every visit, and not the file's own, in which the right answer often stands first. */
export function shuffled(quiz: QuizBlock): number[] {
  const order = quiz.answers.map((_, at) => at);
  let state = 2166136261;
  for (const character of quiz.id) state = Math.imul(state ^ character.charCodeAt(0), 16777619) >>> 0;
  for (let at = order.length - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (at + 1));
    [order[at], order[other]] = [order[other], order[at]];
  }
  // A list to be put in order must not be in order.
  if (quiz.kind === "order" && order.every((place, at) => place === at)) order.push(order.shift()!);
  return order;
}

/** @param chosen places of the answers in the file */
export function judgeChoice(quiz: QuizBlock, chosen: ReadonlySet<number>): Reply {
  const picked = quiz.answers.filter((_, at) => chosen.has(at));
  const wrong = picked.filter(({ isRight }) => !isRight);
  const missed = quiz.answers.filter(({ isRight }, at) => isRight && !chosen.has(at)).length;
  if (wrong.length > 0) return { isRight: false, says: "Not yet.", reasons: wrong };
  if (missed > 0) {
    return {
      isRight: false,
      says: `Right so far. ${missed === 1 ? "One more is" : `${missed} more are`} right.`,
      reasons: [],
    };
  }
  return { isRight: true, says: "Right.", reasons: picked };
}

/** @param text as it was typed, with a comma or a point */
export function judgeNumber(quiz: QuizBlock, text: string): Reply {
  const value =
    text.trim() === ""
      ? NaN
      : Number(
          text
            .trim()
            .replace("−", "-")
            .replace(/^([^.,]*),([^.,]*)$/, "$1.$2"),
        );
  if (!Number.isFinite(value)) return { isRight: false, says: "Write a number, such as 0.5.", reasons: [] };
  const near = quiz.answers.filter(
    (answer) => Math.abs(value - (answer.value as number)) <= quiz.within + 1e-9,
  ); // numeric
  const right = near.find(({ isRight }) => isRight);
  if (right) return { isRight: true, says: "Right.", reasons: [right] };
  return { isRight: false, says: "Not yet.", reasons: near };
}

/** @param order places of the answers in the file, as the learner has put them */
export function judgeOrder(quiz: QuizBlock, order: readonly number[]): Reply {
  const off = order.findIndex((place, at) => place !== at);
  if (off < 0) return { isRight: true, says: "Right.", reasons: quiz.answers };
  const says =
    off === 0
      ? "Another step comes first."
      : `The first ${off === 1 ? "step is" : `${off} steps are`} right. What comes next?`;
  return { isRight: false, says, reasons: quiz.answers.slice(0, off) };
}
