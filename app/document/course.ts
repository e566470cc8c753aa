/** The lessons together: each file is held to the others, and the outline of the course says which are there and which are planned. */
import * as v from "valibot";
import { LessonError } from "./lesson-error.ts";
import { readFrontMatter } from "./front-matter.ts";
import { cellBlocks, exerciseBlocks, quizBlocks, type Lesson, type Terms } from "./lesson.ts";
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
  const glossary = gatherTerms(files);
  const lessons = files.map(({ path, markdown }) => parseLesson(markdown, path, glossary));
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
  for (const [index, { path, markdown }] of files.entries())
    checkCarried(lessons[index], lessons, path, markdown);
  return lessons;
}

/** A term is defined once, in the lesson that says it first; the others use it. */
function gatherTerms(files: readonly LessonFile[]): Terms {
  const terms: Record<string, string> = {};
  const homes = new Map<string, string>();
  for (const { path, markdown } of files) {
    const front = /^\uFEFF?---[ \t]*\r?\n([^]*?)\r?\n---/.exec(markdown)?.[1];
    const own = front === undefined ? {} : readFrontMatter(front, 2, path).terms;
    for (const [term, definition] of Object.entries(own)) {
      const home = homes.get(term);
      if (home !== undefined)
        throw failAt(
          path,
          markdown,
          "terms",
          `\`${term}\` is defined in ${home} already. Use it from there.`,
        );
      homes.set(term, path);
      terms[term] = definition;
    }
  }
  return terms;
}

/** What runs here must be an exercise of another lesson. */
function checkCarried(lesson: Lesson, lessons: readonly Lesson[], path: string, markdown: string): void {
  for (const { from } of cellBlocks(lesson.blocks)) {
    if (from === null) continue;
    const [id, name] = from.split("/");
    const home = lessons.find((other) => other.id === id && id !== lesson.id);
    if (home && exerciseBlocks(home.blocks).some((exercise) => exercise.id === name)) continue;
    const line = markdown.split("\n").findIndex((text) => text.includes(`from=${from}`)) + 1;
    throw new LessonError(
      path,
      { line, column: 1 },
      `\`from=${from}\`: there is no such exercise in another lesson.`,
    );
  }
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
  readonly lesson: EntryLesson | null;
}

/** What the list says of a lesson that is there. */
export interface EntryLesson {
  readonly version: number;
  readonly minutes: number;
  /** Titles of the lessons it builds on: said, never enforced. */
  readonly needs: readonly string[];
  /** The exercises and questions, by name. */
  readonly tasks: readonly string[];
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
      const lesson = lessons.find(({ id }) => id === plan.id);
      if (!lesson) return { ...plan, lesson: null };
      const { id, title, summary, version, minutes, blocks } = lesson;
      const needs = lesson.needs.map((need) => lessons.find((other) => other.id === need)?.title ?? need);
      const tasks = [...exerciseBlocks(blocks), ...quizBlocks(blocks)].map((task) => task.id);
      return { id, title, summary, lesson: { version, minutes, needs, tasks } };
    }),
  }));
}
