import { describe, expect, it } from "vitest";
import type { Answer, QuizBlock } from "../document/lesson.ts";
import { difference } from "./difference.ts";
import { stateOf } from "./progress.svelte.ts";
import { judgeChoice, judgeNumber, judgeOrder, shuffled } from "./quiz.ts";
import { shadowedNames } from "./verdict.ts";

const quiz = (
  kind: QuizBlock["kind"],
  marks: string,
  values: readonly (number | null)[] = [],
): QuizBlock => ({
  type: "quiz",
  id: "why",
  title: null,
  kind,
  within: 0.01,
  ask: [],
  answers: Array.from(marks).map((mark, at): Answer => ({
    html: String(at),
    why: `why ${at}`,
    isRight: mark === "x",
    value: values[at] ?? null,
  })),
});
const why = (reasons: readonly Answer[]) => reasons.map((answer) => answer.why);

describe("a choice", () => {
  it("is right with its reason, wrong with the reason of what was chosen", () => {
    expect(judgeChoice(quiz("single", "-x"), new Set([1]))).toMatchObject({ isRight: true });
    const wrong = judgeChoice(quiz("single", "-x"), new Set([0]));
    expect([wrong.isRight, why(wrong.reasons)]).toEqual([false, ["why 0"]]);
  });

  it("of several is right only when all of them are there and nothing else", () => {
    expect(judgeChoice(quiz("multiple", "x-x"), new Set([0, 2])).isRight).toBe(true);
    expect(judgeChoice(quiz("multiple", "x-x"), new Set([0]))).toMatchObject({
      isRight: false,
      says: "Right so far. One more is right.",
    });
    expect(judgeChoice(quiz("multiple", "x-x"), new Set([0, 1, 2])).isRight).toBe(false);
    expect(judgeChoice(quiz("multiple", "x-x"), new Set()).isRight).toBe(false);
  });
});

describe("a number", () => {
  const judge = (text: string) => judgeNumber(quiz("numeric", "x-", [0.5, 2]), text);
  it.each(["0.5", "0,5", " 0.505 ", ".5"])("%s is right", (text) => expect(judge(text).isRight).toBe(true));
  it.each(["0.52", "", "half", "NaN", "Infinity", "1,2,3"])("%s is not", (text) =>
    expect(judge(text).isRight).toBe(false),
  );
  it("that a known mistake gives gets its reason", () => expect(why(judge("2").reasons)).toEqual(["why 1"]));
});

describe("an order", () => {
  it("is right as the file has it, and says how far it is right otherwise", () => {
    expect(judgeOrder(quiz("order", "xxx"), [0, 1, 2]).isRight).toBe(true);
    const reply = judgeOrder(quiz("order", "xxx"), [0, 2, 1]);
    expect([reply.isRight, reply.says, why(reply.reasons)]).toEqual([
      false,
      "The first step is right. What comes next?",
      ["why 0"],
    ]);
  });

  it("is shuffled the same way each time, and never stands right at first", () => {
    for (const id of ["a", "b", "why", "order", "steps", "x1", "x2", "x3"]) {
      const one = { ...quiz("order", "xxx"), id };
      expect(shuffled(one)).toEqual(shuffled(one));
      expect(shuffled(one).toSorted()).toEqual([0, 1, 2]);
      expect(shuffled(one)).not.toEqual([0, 1, 2]);
    }
  });
});

describe("the difference of two texts", () => {
  it("keeps what they have in common", () => {
    const marks = { same: " ", gone: "-", new: "+" };
    const lines = difference("a\nb\nc\n", "a\nx\nc").map(({ type, text }) => marks[type] + text);
    expect(lines).toEqual([" a", "-b", "+x", " c"]);
    expect(difference("a", "a").every(({ type }) => type === "same")).toBe(true);
  });
});

describe("a name that the check uses itself", () => {
  const exercise = {
    cell: { code: "const soft = (x) => x;" },
    solution: "const helper = 1;\nconst soft = (x) => x;",
    check: `// other
      forAll("the other way", (key) => key, (x) => expect(() => soft(tensor(1)).item(), 'hm').toBe(grad, { atol: 1 }));`,
  };
  const names = (answer: string) => shadowedNames(answer, exercise as never);
  it.each([
    ["const expect = 1;", ["expect"]],
    ["function grad() {}", ["grad"]],
    ["const { tensor, other } = tools;", ["tensor"]],
    ["const soft = (x) => {\n  const grad = 2;\n  return x;\n};", []],
    ["const helper = 3;\nconst soft = 2;", []],
    ["const mine = 1;", []],
    ["const other = 1, way = 2;\nconst way2 = 1;", []],
    ["const atol = 1;\nconst item = 2;\nconst x = 3;\nconst key = 4;", []],
  ])("is found at the top of %j", (answer, found) => expect(names(answer)).toEqual(found));
});

it("is found in other cells that the learner has changed, where he has added it", () => {
  const exercise = {
    cell: { code: "const soft = 1;" },
    solution: "const soft = 2;",
    check: "expect(soft + lesson);",
  };
  const others = [
    { original: "const lesson = 1;", code: "const lesson = 2;" },
    { original: "1;", code: "const expect = 1;" },
  ];
  expect(shadowedNames("const soft = 3;", exercise as never, others)).toEqual(["expect"]);
});

it("the word beside an exercise tells done from seen", () => {
  expect([undefined, {}, { seen: true }, { done: true }, { done: true, seen: true }].map(stateOf)).toEqual([
    "",
    "Tried",
    "Solution seen",
    "Done",
    "Done, solution seen",
  ]);
});
