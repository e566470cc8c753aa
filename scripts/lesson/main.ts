/** The command line of `lesson:run`. Answers with the exit code. */
import { LessonError } from "../../app/document/lesson-error.ts";
import type { Lesson } from "../../app/document/lesson.ts";
import { readDataset, readLessons } from "./lesson-files.ts";
import { printRun } from "./print.ts";
import { passed, runLesson } from "./run-lesson.ts";

const usage = "Write `npm run lesson:run -- <lesson> [--json]`, or --all.";

/** @returns 0 when every cell ran and every number held, 1 when not, 2 when it could not be asked so */
export async function main(args: readonly string[], root: string): Promise<number> {
  const options = args.filter((arg) => arg.startsWith("--"));
  const names = args.filter((arg) => !arg.startsWith("--"));
  const unknown = options.find((option) => option !== "--json" && option !== "--all");
  if (unknown !== undefined) return refuse(`lesson:run has no ${unknown}. ${usage}`);
  if (options.includes("--all") ? names.length > 0 || options.includes("--json") : names.length !== 1)
    return refuse(usage);

  let lessons: Lesson[];
  try {
    lessons = await readLessons(root);
  } catch (error) {
    if (error instanceof LessonError) return refuse(error.message);
    throw error;
  }
  if (options.includes("--all")) return runAll(lessons, root);

  const lesson = lessons.find(({ id }) => id === names[0]);
  if (!lesson) {
    return refuse(`There is no lesson "${names[0]}". There are ${lessons.map(({ id }) => id).join(", ")}.`);
  }
  const run = await runLesson(lesson, (name) => readDataset(root, name));
  const { cells, checks } = run;
  console.log(
    options.includes("--json") ? JSON.stringify({ cells, checks }, null, 2) : printRun(lesson.id, run),
  );
  return passed(run) ? 0 : 1;
}

async function runAll(lessons: readonly Lesson[], root: string): Promise<number> {
  let failures = 0;
  for (const lesson of lessons) {
    const run = await runLesson(lesson, (name) => readDataset(root, name));
    console.log(printRun(lesson.id, run));
    if (!passed(run)) failures += 1;
  }
  console.log(`\n${lessons.length - failures} passed, ${failures} failed`);
  return failures === 0 ? 0 : 1;
}

function refuse(message: string): number {
  console.error(message);
  return 2;
}
