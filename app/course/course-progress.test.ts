import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { eraseEverything } from "../store/database.ts";
import { parseLesson } from "../document/parse.ts";
import { changeProgress, nothingYet, type LessonProgress } from "../store/progress.ts";
import { carriedAnswers } from "./carried.ts";
import { progressOf, whereStopped } from "./course-progress.ts";

const lesson = { version: 2, minutes: 5, needs: [], tasks: ["a", "b", "q"] };
const course = [
  {
    title: "One",
    lessons: [
      { id: "first", title: "First", summary: "", lesson },
      { id: "second", title: "Second", summary: "", lesson },
      { id: "later", title: "Later", summary: "", lesson: null },
    ],
  },
];
const progress = (changed: Partial<LessonProgress>): LessonProgress => ({ ...nothingYet, ...changed });
const done = (answer: string) => ({ done: true, seen: false, answer });

describe("the course map", () => {
  it("counts what is done, of this version and of tasks that are still there", () => {
    const kept = new Map([
      [
        "first@2",
        progress({
          exercises: { a: done("x"), gone: done("y") },
          quizzes: { q: { done: true }, b: { done: false } },
        }),
      ],
    ]);
    expect(progressOf("first", lesson, kept)).toEqual({ done: 2, all: 3, isBegun: true });
    expect(progressOf("first", { ...lesson, version: 3 }, kept)).toEqual({ done: 0, all: 3, isBegun: false });
    expect(progressOf("second", lesson, kept)).toEqual({ done: 0, all: 3, isBegun: false });
  });

  it("continues where the learner was last", () => {
    const kept = new Map([
      ["first@2", progress({ visitedAt: 10, place: "the-tape" })],
      ["second@2", progress({ visitedAt: 20 })],
      ["second@1", progress({ visitedAt: 30, place: "old" })],
    ]);
    expect(whereStopped(course, kept)).toMatchObject({ id: "second", place: "" });
    kept.set("first@2", progress({ visitedAt: 40, place: "the-tape" }));
    expect(whereStopped(course, kept)).toMatchObject({ id: "first", title: "First", place: "#the-tape" });
    expect(whereStopped(course, new Map())).toBeNull();
  });
});

describe("an answer that another lesson runs", () => {
  const front = "---\ntitle: T\nid: b\nversion: 1\nneeds: []\nminutes: 5\nsummary: S.\n---\n";
  const taker = parseLesson(
    `${front}\n\`\`\`ts {#tape from=a/operations}\n"ours";\n\`\`\`\n`,
    "lessons/b.md",
  );
  const keep = (key: string, answer: string | null, visitedAt: number) =>
    changeProgress(key, (before) => ({
      ...before,
      visitedAt,
      exercises: { operations: { done: answer !== null, seen: false, answer } },
    }));

  beforeEach(async () => {
    vi.stubGlobal("localStorage", {});
    await eraseEverything();
  });

  it("is the learner's newest that passed", async () => {
    await keep("a@1", "old", 1);
    await keep("a@2", "mine", 2);
    await keep("ab@1", "another's", 3);
    expect([...(await carriedAnswers(taker))]).toEqual([["tape", "mine"]]);
  });

  it("is ours where none has passed", async () => {
    await keep("a@1", null, 1);
    expect((await carriedAnswers(taker)).size).toBe(0);
  });
});
