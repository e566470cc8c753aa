/** How far a learner is: what was tried, done and seen of each lesson, and where he stopped. By lesson and version, in this browser. */
import * as v from "valibot";
import { database } from "./database.ts";

const exercise = v.object({
  /** Its check has passed. */
  done: v.boolean(),
  /** The solution was shown. */
  seen: v.boolean(),
  /** The newest text that passed: later lessons can run it. */
  answer: v.nullable(v.string()),
});
export type ExerciseProgress = v.InferOutput<typeof exercise>;

const lessonProgress = v.object({
  exercises: v.record(v.string(), exercise),
  quizzes: v.record(v.string(), v.object({ done: v.boolean() })),
  /** The section that was read last, as an address without `#`. */
  place: v.nullable(v.string()),
  visitedAt: v.number(),
});
export type LessonProgress = v.InferOutput<typeof lessonProgress>;

export const nothingYet: LessonProgress = { exercises: {}, quizzes: {}, place: null, visitedAt: 0 };

export const progressKey = (lesson: { readonly id: string; readonly version: number }) =>
  `${lesson.id}@${lesson.version}`;

export async function readProgress(key: string): Promise<LessonProgress> {
  return parsed(await (await database()).get("progress", key));
}

/** Every lesson's, by key. */
export async function allProgress(): Promise<ReadonlyMap<string, LessonProgress>> {
  const db = await database();
  const [keys, values] = await Promise.all([db.getAllKeys("progress"), db.getAll("progress")]);
  return new Map(keys.map((key, at) => [key, parsed(values[at])]));
}

/**
 * Lays a change over what is stored now, which another tab may have written.
 * @returns what is stored then
 */
export async function changeProgress(
  key: string,
  change: (before: LessonProgress) => LessonProgress,
): Promise<LessonProgress> {
  const work = (await database()).transaction("progress", "readwrite");
  const after = change(parsed(await work.store.get(key)));
  await work.store.put(after, key);
  await work.done;
  return after;
}

/** What cannot be read counts for nothing, and is not in the way of what comes. */
function parsed(raw: unknown): LessonProgress {
  const read = v.safeParse(lessonProgress, raw);
  return read.success ? read.output : nothingYet;
}
