/**
 * Each exercise as learners will meet it: its starter must fail by an assertion, each stated wrong answer with its reply, and the
 * solution must pass and break nothing that reads it.
 */
import {
  checkCell,
  CHECK_SECONDS,
  shadowedNames,
  shadowVerdict,
  verdictOf,
  type Verdict,
} from "../../app/course/verdict.ts";
import { cellBlocks, exerciseBlocks, type ExerciseBlock, type Lesson } from "../../app/document/lesson.ts";
import type { OpenLesson } from "./kernel-board.ts";
import { cellRun } from "./run-lesson.ts";

export interface Fault {
  readonly line: number;
  readonly message: string;
}

/** After the lesson has run. Exercises are judged apart from each other: before each, the others have their starters. */
export async function checkExercises(lesson: Lesson, opened: OpenLesson): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const exercise of exerciseBlocks(lesson.blocks)) {
    faults.push(...(await checkExercise(lesson, exercise, opened)));
  }
  return faults;
}

async function checkExercise(lesson: Lesson, exercise: ExerciseBlock, opened: OpenLesson): Promise<Fault[]> {
  const { id, cell, lines, wrong, solution } = exercise;
  const faults: Fault[] = [];
  const fault = (line: number, message: string) =>
    faults.push({ line, message: `exercise \`${id}\`: ${message}` });

  const starter = await judge(exercise, cell.code, opened);
  if (starter.ok) fault(lines.starter, "the starter passes the check. Leave something to write.");
  else if (starter.trouble !== null) {
    fault(lines.starter, `the starter must run and fail by an assertion. ${starter.trouble}`);
  }
  for (const { code, reply, line } of wrong) {
    const verdict = await judge(exercise, code, opened);
    if (verdict.ok) fault(line, "this wrong answer passes the check.");
    // A fence's first line cannot hold backticks.
    else if (!repliesOf(verdict).some((text) => text.replaceAll("`", "").includes(reply))) {
      fault(
        line,
        `the reply to this wrong answer does not say "${reply}". It says:\n${repliesOf(verdict).join("\n")}`,
      );
    }
  }
  const solved = await judge(exercise, solution, opened);
  if (!solved.ok) fault(lines.solution, `the solution does not pass.\n${repliesOf(solved).join("\n")}`);
  else {
    for (const { id: other } of cellBlocks(lesson.blocks)) {
      const { status, error } = cellRun(opened.board, other);
      if (status === "failed")
        fault(lines.solution, `with the solution in place cell \`${other}\` fails: ${error}`);
    }
  }
  await put(exercise, cell.code, opened);
  return faults;
}

/** A cell that runs a learner's answer from another lesson must run that lesson's solution as well as ours. */
export async function checkCarried(
  lesson: Lesson,
  lessons: readonly Lesson[],
  lineOf: (id: string) => number,
  opened: OpenLesson,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const { id, code, run, from } of cellBlocks(lesson.blocks)) {
    if (from === null) continue;
    const [home, name] = from.split("/");
    const blocks = lessons.find((other) => other.id === home)?.blocks ?? [];
    const exercise = exerciseBlocks(blocks).find((other) => other.id === name);
    if (!exercise) continue; // refused when the lessons were read
    const { kernel, board } = opened;
    await kernel.edit({ id, code: exercise.solution, run }, null);
    await kernel.run([id]);
    await settledInTime(opened);
    for (const { id: other } of cellBlocks(lesson.blocks)) {
      const { status, error } = cellRun(board, other);
      if (status !== "failed") continue;
      faults.push({
        line: lineOf(id),
        message: `with the answer to \`${from}\` cell \`${other}\` fails: ${error}`,
      });
    }
    await kernel.edit({ id, code, run }, null);
  }
  return faults;
}

let attempts = 0;

/** As the page does it, in the same kernel. */
async function judge(exercise: ExerciseBlock, code: string, opened: OpenLesson): Promise<Verdict> {
  const shadowed = shadowedNames(code, exercise);
  if (shadowed.length > 0) return shadowVerdict(shadowed);
  const { kernel, board } = opened;
  const hidden = checkCell(exercise, (attempts += 1));
  await put(exercise, code, opened);
  await kernel.edit(hidden, exercise.id);
  await kernel.run([hidden.id]);
  await settledInTime(opened);
  const verdict = verdictOf(board.cell(exercise.id), board.cell(hidden.id));
  await kernel.remove(hidden.id);
  return verdict;
}

async function put({ id, cell }: ExerciseBlock, code: string, { kernel }: OpenLesson): Promise<void> {
  await kernel.edit({ id, code, run: cell.run }, null);
}

async function settledInTime({ kernel }: OpenLesson): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), CHECK_SECONDS * 1000);
  });
  if ((await Promise.race([kernel.settled(), late])) === "late") {
    await kernel.stop(null);
    await kernel.settled();
  }
  clearTimeout(timer);
}

/** Everything that the learner would read. */
function repliesOf({ assertions, trouble }: Verdict): string[] {
  const failed = assertions.filter(({ ok }) => !ok);
  const texts = failed.map(({ says, expected, found, note }) =>
    [says, expected && `expected ${expected}`, found && `found ${found}`, note].filter(Boolean).join("; "),
  );
  return trouble === null ? texts : [...texts, trouble];
}
