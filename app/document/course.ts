/** The lessons together: each file is held to the others, and the outline of the course says which are there and which are planned. */
import * as v from "valibot";
import { LessonError } from "./lesson-error.ts";
import type { Lesson } from "./lesson.ts";
import { parseLesson } from "./parse.ts";

export interface LessonFile {
  /** `lessons/autograd.md` */
  readonly path: string;
  readonly markdown: string;
}

/**
 * Reads lesson files and checks what one file alone cannot show.
 * @throws LessonError when a file is broken, its id is not its name, or it needs a lesson that is not there
 */
export function checkLessons(files: readonly LessonFile[]): Lesson[] {
  const lessons = files.map(({ path, markdown }) => parseLesson(markdown, path));
  const ids = new Set(lessons.map(({ id }) => id));
  for (const [index, { path, markdown }] of files.entries()) {
    const { id, needs } = lessons[index];
    const name = path.replace(/^.*\//, "").replace(/\.md$/, "");
    if (id !== name) {
      throw failAt(
        path,
        markdown,
        "id",
        `the id is \`${id}\` and the file \`${name}.md\`. Make them the same.`,
      );
    }
    const unknown = needs.find((need) => !ids.has(need) || need === id);
    if (unknown !== undefined) {
      throw failAt(path, markdown, "needs", `it needs \`${unknown}\`, and there is no such other lesson.`);
    }
  }
  return lessons;
}

function failAt(path: string, markdown: string, field: string, message: string): LessonError {
  const line = markdown.split("\n").findIndex((text) => text.startsWith(`${field}:`)) + 1;
  return new LessonError(path, { line, column: 1 }, message);
}

const outlineSchema = v.strictObject({
  parts: v.array(
    v.strictObject({
      title: v.string(),
      lessons: v.array(v.strictObject({ id: v.string(), title: v.string(), summary: v.string() })),
    }),
  ),
});

/** One line of the course list. A planned lesson has no file yet: its title and summary stand in the outline. */
export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Null while it is planned. */
  readonly minutes: number | null;
}

export interface Part {
  readonly title: string;
  readonly lessons: readonly Entry[];
}

/**
 * The course list for the start page: the outline with each lesson that is there in the place of its plan.
 * @param outline the contents of `lessons/course.json`
 * @throws Error when the outline is not one, or a lesson has no place in it
 */
export function readCourse(outline: unknown, lessons: readonly Lesson[]): Part[] {
  const { parts } = v.parse(outlineSchema, outline);
  const planned = new Set(parts.flatMap((part) => part.lessons.map(({ id }) => id)));
  const homeless = lessons.find(({ id }) => !planned.has(id));
  if (homeless)
    throw new Error(`lessons/course.json: \`${homeless.id}\` has no place in the course. Add it to a part.`);
  return parts.map((part) => ({
    title: part.title,
    lessons: part.lessons.map((plan) => {
      const { id, title, summary, minutes } = lessons.find((lesson) => lesson.id === plan.id) ?? {
        ...plan,
        minutes: null,
      };
      return { id, title, summary, minutes };
    }),
  }));
}
