/** What the learner wrote in one lesson and another one runs: `from=autograd/operations`. Ours runs where he has not. */
import { cellBlocks, type Lesson } from "../document/lesson.ts";
import { allProgress } from "../store/progress.ts";

/** @returns the text for each cell that takes one, by the cell's name */
export async function carriedAnswers(lesson: Lesson): Promise<ReadonlyMap<string, string>> {
  const takers = cellBlocks(lesson.blocks).filter(({ from }) => from !== null);
  const answers = new Map<string, string>();
  if (takers.length === 0) return answers;
  try {
    const kept = await allProgress();
    for (const { id, from } of takers) {
      const answer = answerOf(from!, kept);
      if (answer !== null) answers.set(id, answer);
    }
  } catch {
    // Without a store nothing was kept: ours runs.
  }
  return answers;
}

/** Of several versions of a lesson the newest visited counts. */
function answerOf(from: string, kept: Awaited<ReturnType<typeof allProgress>>): string | null {
  const [home, name] = from.split("/");
  const versions = [...kept].filter(([key]) => key.startsWith(`${home}@`)).map(([, progress]) => progress);
  const answered = versions.filter(({ exercises }) => Object.hasOwn(exercises, name) && exercises[name].done);
  const [newest] = answered.toSorted((a, b) => b.visitedAt - a.visitedAt);
  return answered.length === 0 ? null : newest.exercises[name].answer;
}
