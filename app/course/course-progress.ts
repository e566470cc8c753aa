/** The course list with what the learner has done of it. */
import type { EntryLesson, Part } from "../document/course.ts";
import type { LessonProgress } from "../store/progress.ts";

/** By lesson and version, as the store has it. */
export type KeptProgress = ReadonlyMap<string, LessonProgress>;

export interface Share {
  readonly done: number;
  readonly all: number;
  /** Something of it was opened or tried. */
  readonly isBegun: boolean;
}

export function progressOf(id: string, { version, tasks }: EntryLesson, kept: KeptProgress): Share {
  const progress = kept.get(`${id}@${version}`);
  if (!progress) return { done: 0, all: tasks.length, isBegun: false };
  const isDone = (task: string) =>
    (Object.hasOwn(progress.exercises, task) && progress.exercises[task].done) ||
    (Object.hasOwn(progress.quizzes, task) && progress.quizzes[task].done);
  return { done: tasks.filter(isDone).length, all: tasks.length, isBegun: true };
}

/** The lesson that was open last, and the place in it as the end of an address. */
export function whereStopped(
  course: readonly Part[],
  kept: KeptProgress,
): { readonly id: string; readonly title: string; readonly place: string } | null {
  let newest: { id: string; title: string; place: string; at: number } | null = null;
  for (const { id, title, lesson } of course.flatMap(({ lessons }) => lessons)) {
    const progress = lesson && kept.get(`${id}@${lesson.version}`);
    if (!progress || progress.visitedAt <= (newest?.at ?? 0)) continue;
    const place = progress.place === null ? "" : `#${encodeURIComponent(progress.place)}`;
    newest = { id, title, place, at: progress.visitedAt };
  }
  return newest;
}
