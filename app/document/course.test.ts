import { describe, expect, it } from "vitest";
import { checkLessons, readCourse } from "./course.ts";

const file = (name: string, fields: Record<string, string> = {}) => {
  const front = { title: "T", id: name, version: "1", needs: "[]", minutes: "5", summary: "S.", ...fields };
  const yaml = Object.entries(front).map(([key, value]) => `${key}: ${value}\n`);
  return { path: `lessons/${name}.md`, markdown: `---\n${yaml.join("")}---\n` };
};

describe("the lessons together", () => {
  it("are accepted when each bears its file's name and needs lessons that are there", () => {
    const lessons = checkLessons([file("a"), file("b", { needs: "[a]" })]);
    expect(lessons.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it.each([
    [file("a", { id: "b" }), "lessons/a.md:3:1: the id is `b` and the file `a.md`."],
    [file("a", { needs: "[z]" }), "lessons/a.md:5:1: it needs `z`, and there is no such other lesson."],
    [file("a", { needs: "[a]" }), "lessons/a.md:5:1: it needs `a`, and there is no such other lesson."],
  ])("are refused with the line: %j", (broken, message) =>
    expect(() => checkLessons([broken])).toThrow(message),
  );
});

describe("what lessons share", () => {
  const defining = (name: string) => file(name, { terms: "{ tape: What ran. }" });
  const saying = (lesson: ReturnType<typeof file>, body: string) => ({
    ...lesson,
    markdown: `${lesson.markdown}\n${body}`,
  });

  it("is a term that one of them defines", () => {
    const lessons = checkLessons([saying(defining("a"), ":term[tape]"), saying(file("b"), ":term[tape]")]);
    expect(lessons[1].blocks).toMatchObject([{ html: expect.stringContaining("What ran.") as string }]);
    expect(() =>
      checkLessons([saying(defining("a"), ":term[tape]"), saying(defining("b"), ":term[tape]")]),
    ).toThrow("`tape` is defined in lessons/a.md already");
  });

  it("is an answer that runs in another lesson, where there is such an exercise", () => {
    expect(() => checkLessons([saying(file("b"), "```ts {#x from=a/double}\n1;\n```\n"), file("a")])).toThrow(
      "lessons/b.md:10:1: `from=a/double`: there is no such exercise",
    );
  });
});

describe("the course list", () => {
  const outline = {
    parts: [
      { title: "One", lessons: ["a", "b"].map((id) => ({ id, title: `Plan ${id}`, summary: "Later." })) },
    ],
  };

  it("has each lesson in the place of its plan", () => {
    expect(readCourse(outline, checkLessons([file("a")]))).toEqual([
      {
        title: "One",
        lessons: [
          {
            id: "a",
            title: "T",
            summary: "S.",
            lesson: { version: 1, minutes: 5, needs: [], tasks: [] },
          },
          { id: "b", title: "Plan b", summary: "Later.", lesson: null },
        ],
      },
    ]);
  });

  it("refuses a lesson that the outline forgot", () => {
    expect(() => readCourse(outline, checkLessons([file("c")]))).toThrow("`c` has no place in the course");
  });
});
