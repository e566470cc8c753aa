/** The command line of `lesson:check`. Answers with the exit code. */
import { LessonError } from "../../app/document/lesson-error.ts";
import { checkLesson, type LessonReport } from "./check-lesson.ts";
import { readDataset, readLessonFiles, type ReadLesson } from "./lesson-files.ts";

const usage = "Write `npm run lesson:check [-- --json] [<lesson>...]`.";

/** @returns 0 when every lesson keeps its promises, 1 when not, 2 when it could not be asked so */
export async function main(args: readonly string[], root: string): Promise<number> {
  const isJson = args.includes("--json");
  const names = args.filter((arg) => !arg.startsWith("--"));
  const unknown = args.find((arg) => arg.startsWith("--") && arg !== "--json");
  if (unknown !== undefined) return refuse(`lesson:check has no ${unknown}. ${usage}`);

  let files: ReadLesson[];
  try {
    files = await readLessonFiles(root);
  } catch (error) {
    if (error instanceof LessonError) return refuse(error.message);
    throw error;
  }
  const lessons = files.map(({ lesson }) => lesson);
  const ids = new Set(lessons.map(({ id }) => id));
  const missing = names.find((name) => !ids.has(name));
  if (missing !== undefined)
    return refuse(`There is no lesson "${missing}". There are ${[...ids].join(", ")}.`);

  const reports: LessonReport[] = [];
  for (const { lesson, markdown, path } of files) {
    if (names.length > 0 && !names.includes(lesson.id)) continue;
    const report = await checkLesson(lesson, markdown, lessons, (name) => readDataset(root, name));
    reports.push(report);
    if (!isJson) console.log(inWords(report, path));
  }
  if (isJson) console.log(JSON.stringify({ lessons: reports }, null, 2));
  return reports.every(({ ok }) => ok) ? 0 : 1;
}

function inWords({ id, ok, exercises, quizzes, claims, ms, faults }: LessonReport, path: string): string {
  const counts = `${exercises} exercises, ${quizzes} quizzes, ${claims} numbers, ${(ms / 1000).toFixed(1)} s`;
  return [
    `${ok ? "✓" : "✗"} ${id}: ${counts}`,
    ...faults.map(({ line, message }) => `  ${path}:${line}: ${message.replace(/\n/g, "\n      ")}`),
  ].join("\n");
}

function refuse(message: string): number {
  console.error(message);
  return 2;
}
