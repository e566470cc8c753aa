/** What the learner has done of the open lesson. Read once, changed at once on the page, then in the store. */
import {
  changeProgress,
  nothingYet,
  progressKey,
  readProgress,
  type ExerciseProgress,
  type LessonProgress,
} from "../store/progress.ts";

const untouched: ExerciseProgress = { done: false, seen: false, answer: null };

export class Progress {
  now = $state.raw<LessonProgress>(nothingYet);
  /** Why it is not being kept, in words; null while all is well. */
  trouble = $state<string | null>(null);
  readonly #key: string;

  constructor(lesson: { readonly id: string; readonly version: number }) {
    this.#key = progressKey(lesson);
  }

  async load(): Promise<void> {
    try {
      this.now = await readProgress(this.#key);
    } catch {
      // A closed store, as in a private window: there is nothing to read, and the first change says that nothing is kept.
    }
  }

  /** @param changed an answer that has passed stays, whatever is tried afterwards */
  async exercise(id: string, changed: Partial<ExerciseProgress>): Promise<void> {
    await this.#change((before) => ({
      ...before,
      exercises: { ...before.exercises, [id]: { ...untouched, ...before.exercises[id], ...changed } },
    }));
  }

  async quiz(id: string, isRight: boolean): Promise<void> {
    await this.#change((before) => {
      const done = isRight || (Object.hasOwn(before.quizzes, id) && before.quizzes[id].done);
      return { ...before, quizzes: { ...before.quizzes, [id]: { done } } };
    });
  }

  async visit(place: string | null): Promise<void> {
    await this.#change((before) => ({ ...before, place, visitedAt: Date.now() }));
  }

  async #change(change: (before: LessonProgress) => LessonProgress): Promise<void> {
    this.now = change(this.now);
    try {
      this.now = await changeProgress(this.#key, change);
      this.trouble = null;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.trouble = `Your progress is not being kept in this browser (${reason}).`;
    }
  }
}

/** The word beside an exercise or a quiz; empty where it was not touched. */
export function stateOf(progress: Partial<ExerciseProgress> | undefined): string {
  if (progress === undefined) return "";
  if (progress.done === true) return progress.seen === true ? "Done, solution seen" : "Done";
  return progress.seen === true ? "Solution seen" : "Tried";
}
