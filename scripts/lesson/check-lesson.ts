/** Everything that a lesson promises, held against what it does. Each fault has its line in the file. */
import { exerciseBlocks, quizBlocks, type Block, type Lesson } from "../../app/document/lesson.ts";
import { checkCarried, checkExercises, type Fault } from "./check-exercises.ts";
import { openLesson, type ReadDataset } from "./kernel-board.ts";
import { runOpened, type LessonRun } from "./run-lesson.ts";

export interface LessonReport {
  readonly id: string;
  readonly ok: boolean;
  readonly exercises: number;
  readonly quizzes: number;
  readonly claims: number;
  readonly ms: number;
  readonly faults: readonly Fault[];
}

/** @param lessons all of them: links lead from one to the other, and answers are carried */
export async function checkLesson(
  lesson: Lesson,
  markdown: string,
  lessons: readonly Lesson[],
  dataset: ReadDataset,
): Promise<LessonReport> {
  const began = performance.now();
  const opened = await openLesson(lesson, dataset);
  const run = await runOpened(lesson, opened);
  const faults = [
    ...runFaults(run, markdown),
    ...linkFaults(lesson, markdown, new Set(lessons.map(({ id }) => id))),
    ...symbolFaults(lesson, markdown),
    ...(await checkExercises(lesson, opened)),
    ...(await checkCarried(lesson, lessons, (id) => lineWith(markdown, `#${id}`), opened)),
  ];
  return {
    id: lesson.id,
    ok: faults.length === 0,
    exercises: exerciseBlocks(lesson.blocks).length,
    quizzes: quizBlocks(lesson.blocks).length,
    claims: lesson.claims.length,
    ms: Math.round(performance.now() - began),
    faults: faults.sort((a, b) => a.line - b.line),
  };
}

function runFaults({ cells, checks }: LessonRun, markdown: string): Fault[] {
  return [
    ...cells
      .filter(({ status }) => status !== "ok")
      .map(({ id, error }) => ({ line: lineWith(markdown, `#${id}`), message: `cell \`${id}\`: ${error}` })),
    ...checks.flatMap(({ ok, name, want, value, error }, at) => {
      const found = error ?? `found ${JSON.stringify(value)}`;
      return ok
        ? []
        : [{ line: claimLine(markdown, at), message: `\`${name}\` should be ${want}: ${found}` }];
    }),
  ];
}

/** Addresses outside are not asked: the check runs without a network. */
function linkFaults(lesson: Lesson, markdown: string, ids: ReadonlySet<string>): Fault[] {
  const html = htmlOf(lesson.blocks).join("\n");
  const links = [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href);
  return links.flatMap((href) => {
    if (/^(?:https?|mailto):/.test(href)) return [];
    const line = lineWith(markdown, `(${href})`);
    if (href.startsWith("#")) {
      return html.includes(`id="${href.slice(1)}"`)
        ? []
        : [{ line, message: `no heading has the address \`${href}\`` }];
    }
    const other = /^\.\.\/([a-z][a-z0-9-]*)\/(?:#.*)?$/.exec(href)?.[1];
    if (other !== undefined && ids.has(other)) return [];
    return [
      {
        line,
        message: `the link \`${href}\` leads to no lesson. Write \`../autograd/\`, \`#section\` or https:.`,
      },
    ];
  });
}

/** A symbol with a hue that nothing wears was renamed in the code and not at the head. */
function symbolFaults({ symbols, blocks }: Lesson, markdown: string): Fault[] {
  const html = htmlOf(blocks).join("\n");
  return Object.keys(symbols)
    .filter((name) => !html.includes(`data-symbol="${name}"`))
    .map((name) => ({
      line: lineWith(markdown, `${name}:`),
      message: `the symbol \`${name}\` of the front matter is in no formula and no cell`,
    }));
}

function htmlOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    switch (block.type) {
      case "prose":
      case "cell":
        return [block.html];
      case "note":
        return htmlOf(block.blocks);
      case "exercise":
        return [`id="exercise-${block.id}"`, ...htmlOf(block.task), block.cell.html, ...block.hints];
      case "quiz":
        return [
          `id="question-${block.id}"`,
          ...htmlOf(block.ask),
          ...block.answers.flatMap(({ html, why }) => [html, why]),
        ];
    }
  });
}

function lineWith(markdown: string, words: string): number {
  return Math.max(1, markdown.split(/\r\n|\n|\r/).findIndex((line) => line.includes(words)) + 1);
}

/** The claims of a lesson are numbered as they stand in it. */
function claimLine(markdown: string, at: number): number {
  const starts = [...markdown.matchAll(/:claim\[/g)].map(({ index }) => index);
  return markdown.slice(0, starts[at] ?? 0).split(/\r\n|\n|\r/).length;
}
