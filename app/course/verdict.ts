/**
 * What came of a check, from what the kernel reported of the learner's cell and of the hidden one behind it. Only a check that ran to its
 * end, asserted something and found nothing wrong passes; whatever else happened has a sentence.
 */
import * as v from "valibot";
import checksPayload, { type Assertion } from "#outputs/checks/payload.ts";
import errorPayload, { type ErrorPayload } from "#outputs/error/payload.ts";
import type { CellSource, CellStatus, Output, Problem } from "#worker/protocol.ts";
import type { ExerciseBlock } from "../document/lesson.ts";

export interface Verdict {
  readonly ok: boolean;
  readonly assertions: readonly Assertion[];
  /** Why it could not be checked to the end; null where the assertions say it all. */
  readonly trouble: string | null;
}

/** A cell as the kernel has reported it. */
export interface Reported {
  readonly status: CellStatus;
  readonly problems: readonly Problem[];
  readonly outputs: readonly Output[];
}

/** How long an answer may take to be checked, its own cell included. */
export const CHECK_SECONDS = 10;

/**
 * Runs behind the learner's cell, and only when it is asked to.
 * @param attempt makes its name: what is still on its way of an earlier one must not be taken for this one's
 */
export function checkCell({ id, check }: Pick<ExerciseBlock, "id" | "check">, attempt: number): CellSource {
  return { id: `check:${id}:${attempt}`, code: check, run: "manual" };
}

/** @param answer the learner's cell */
export function verdictOf(answer: Reported, check: Reported): Verdict {
  const assertions = check.outputs.flatMap(assertionsOf);
  const hasFailed = assertions.some(({ ok }) => !ok);
  if (check.status === "done" && assertions.length > 0) {
    return { ok: !hasFailed, assertions, trouble: null };
  }
  const trouble = troubleOf(answer, check);
  // What was found wrong before it broke off says more than how it broke off.
  return { ok: false, assertions, trouble: hasFailed && trouble.isAfterwards ? null : trouble.says };
}

function assertionsOf({ kind, payload }: Output): readonly Assertion[] {
  const read = kind === "checks" ? v.safeParse(checksPayload, payload) : null;
  return read?.success === true ? read.output.assertions : [];
}

interface Trouble {
  readonly says: string;
  /** It came while the check was running. */
  readonly isAfterwards: boolean;
}

function troubleOf(answer: Reported, check: Reported): Trouble {
  const before = (says: string) => ({ says, isAfterwards: false });
  const written = firstError(answer.problems);
  if (written) return before(inWords("Your code cannot run yet", written.message, written.help));
  const thrown = answer.status === "failed" ? errorOf(answer.outputs) : null;
  if (thrown)
    return before(`Your code stopped before it could be checked${lineOf(thrown)}. ${saidBy(thrown)}`);
  const missing = firstError(check.problems);
  if (missing) {
    const name = /`([^`]+)`/.exec(missing.message)?.[1];
    return before(
      name === undefined
        ? `The check cannot run: ${missing.message}`
        : `The check looks for \`${name}\`, and no cell makes it. Keep the name that the exercise gave it.`,
    );
  }
  const inside = errorOf(check.outputs);
  if (inside)
    return {
      says: `Your code stopped while it was checked${lineOf(inside)}. ${saidBy(inside)}`,
      isAfterwards: true,
    };
  if (check.status === "done") return before("The check asserted nothing. That is a fault of the lesson.");
  if (answer.status !== "stopped" && check.status === "stale") {
    return before("Something that your answer reads changed while it was checked. Check again.");
  }
  if (check.status === "blocked") {
    return before("The check needs a cell above that has failed or has not run. Run all, then check again.");
  }
  return {
    says: `Your answer was stopped before it came to an end; a check waits ${CHECK_SECONDS} seconds for it. Is there a loop that never ends, or far more work than is needed?`,
    isAfterwards: true,
  };
}

function firstError(problems: readonly Problem[]): Problem | null {
  return problems.find(({ severity }) => severity === "error") ?? null;
}

function errorOf(outputs: readonly Output[]): ErrorPayload | null {
  for (const { kind, payload } of outputs) {
    const read = kind === "error" ? v.safeParse(errorPayload, payload) : null;
    if (read?.success === true) return read.output;
  }
  return null;
}

/** A line of the check is of no use: the learner does not see it. */
function lineOf({ cell, frames }: ErrorPayload): string {
  const frame = frames.find((other) => other.cell === cell);
  return frame && cell?.startsWith("check:") === false ? ` in line ${frame.line}` : "";
}

function saidBy({ name, message, help }: ErrorPayload): string {
  return inWords(name, message, help);
}

function inWords(opening: string, message: string, help: string | null): string {
  return [`${opening}: ${message}`, help].filter((part) => part !== null).join(" ");
}

/**
 * Names that the check takes from Slope, from JavaScript or from the lesson, and that the learner's text now makes instead: the check
 * would be judged by what it judges.
 * @param others cells that the learner has changed as well
 */
export function shadowedNames(
  answer: string,
  { cell, solution, check }: Pick<ExerciseBlock, "cell" | "solution" | "check">,
  others: readonly { readonly code: string; readonly original: string }[] = [],
): string[] {
  const meant = new Set([...declaredIn(cell.code), ...declaredIn(solution)]);
  const taken = namesTakenBy(check);
  const made = others.flatMap(({ code, original }) => {
    const before = new Set(declaredIn(original));
    return declaredIn(code).filter((name) => !before.has(name));
  });
  return [...declaredIn(answer), ...made].filter((name) => taken.has(name) && !meant.has(name));
}

/** Not its words, its comments, its keys, what stands behind a dot, or what it binds itself. */
function namesTakenBy(check: string): ReadonlySet<string> {
  const code = check.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|\/\/.*|\/\*[^]*?\*\//g, '""');
  const names = [...code.matchAll(/(?<![\w$.])[A-Za-z_$][\w$]*(?![\w$]|:)/g)].map(([name]) => name);
  const bound = [...code.matchAll(/\(([\w$\s,]*)\)\s*=>|([\w$]+)\s*=>/g)].flatMap(
    (found) =>
      found
        .slice(1)
        .join(" ")
        .match(/[\w$]+/g) ?? [],
  );
  const own = new Set([...bound, ...declaredIn(check)]);
  return new Set(names.filter((name) => !own.has(name)));
}

const declaration =
  /^(?:export\s+)?(?:async\s+)?(?:const|let|var|class|function)\s*\*?\s*(\{[^}]*\}|\[[^\]]*\]|[\w$]+)/gm;

/** Names made at the beginning of a line: those of the cell itself, not of what is inside of it. */
function declaredIn(code: string): string[] {
  return [...code.matchAll(declaration)].flatMap(([, names]) => names.match(/[A-Za-z_$][\w$]*/g) ?? []);
}

export function shadowVerdict(names: readonly string[]): Verdict {
  const trouble = `You have made \`${names.join("`, `")}\`, a name that the check uses itself. Give it another name, or put it inside of a function.`;
  return { ok: false, assertions: [], trouble };
}
