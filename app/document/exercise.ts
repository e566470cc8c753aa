/** `::::exercise[Title]{#name}`: what to write, its starter, check, hints, solution, and the wrong answers that the check must know. */
import type { Code, RootContent } from "mdast";
import type { ContainerDirective } from "mdast-util-directive";
import { codeOf, insideOf, isCell, isFenceClosed, type Cell } from "./fence.ts";
import type { ExerciseBlock } from "./lesson.ts";
import { failAt, rangeOf, type Source } from "./source-text.ts";
import { labelOf, nameOf, titleOf } from "./directive.ts";

/** An exercise whose prose is still a tree. */
export interface ExerciseReading extends Omit<ExerciseBlock, "type" | "task" | "cell" | "hints"> {
  readonly cell: Cell;
  readonly task: readonly RootContent[];
  readonly hints: readonly ContainerDirective[];
}

const HINTS = 3;
const LEAST_WRONG = 3;

/** @throws LessonError where a part is missing, stands twice or is not one */
export function readExercise(node: ContainerDirective, source: Source): ExerciseReading {
  const { start } = rangeOf(node);
  const id = nameOf(node, source);
  const parts = node.children
    .filter((child) => child.type === "code")
    .flatMap((code) => partOf(code, source));
  const one = (role: Role): Part => {
    const found = parts.filter((part) => part.role === role);
    if (found.length === 0) {
      throw failAt(
        source,
        start,
        `the exercise \`${id}\` has no ${role}. Write it in a fence \`\`\`ts {.${role}}.`,
      );
    }
    if (found.length > 1) {
      throw failAt(
        source,
        rangeOf(found[1].node).start,
        `a second ${role} of the exercise \`${id}\`. It has one.`,
      );
    }
    return found[0];
  };
  const [starter, check, solution] = [one("starter"), one("check"), one("solution")];
  const wrong = parts.filter(({ role }) => role === "wrong");
  if (wrong.length < LEAST_WRONG) {
    throw failAt(
      source,
      start,
      `the exercise \`${id}\` has ${wrong.length} wrong answers. Write at least ${LEAST_WRONG} that people give, each in a fence \`\`\`ts {.wrong reply="words of the check"}.`,
    );
  }
  const hints = node.children.filter((child) => child.type === "containerDirective" && child.name === "hint");
  if (hints.length !== HINTS) {
    throw failAt(
      source,
      start,
      `the exercise \`${id}\` has ${hints.length} hints. Write ${HINTS}: a question, the formula, nearly the code.`,
    );
  }
  const task = node.children.filter(
    (child) =>
      !parts.some((part) => part.node === child) && !hints.includes(child) && child !== labelOf(node),
  );
  if (task.length === 0) throw failAt(source, start, `the exercise \`${id}\` does not say what to do.`);

  return {
    id,
    title: titleOf(node),
    task,
    cell: starterCell(id, starter, source),
    check: codeOf(check.node),
    hints: hints as ContainerDirective[], // filtered by their type above
    solution: codeOf(solution.node),
    wrong: wrong.map(({ node: code, reply, line }) => ({ code: codeOf(code), reply, line })),
    lines: { starter: starter.line, check: check.line, solution: solution.line },
  };
}

const roles = ["starter", "check", "solution", "wrong"] as const;
type Role = (typeof roles)[number];

interface Part {
  readonly role: Role;
  readonly node: Code;
  /** `wrong` only. */
  readonly reply: string;
  /** `starter` only: it runs when it is asked to. */
  readonly isManual: boolean;
  /** Of the file, at which its code begins. */
  readonly line: number;
}

const opener = /^\{\s*\.(?<role>[a-z]+)(?<manual>\s+run=manual)?(?:\s+reply="(?<reply>[^"]+)")?\s*\}$/;

/** A fence with a role; a cell of the exercise's task has a name instead. */
function partOf(node: Code, source: Source): Part[] {
  if (!isCell(node) || !/^\{\s*\./.test(node.meta ?? "")) return [];
  const { start } = rangeOf(node);
  const found: Partial<Record<string, string>> | undefined = opener.exec(node.meta!)?.groups;
  const role = roles.find((known) => known === found?.["role"]);
  if (role === undefined || (found?.["manual"] !== undefined && role !== "starter")) {
    const message = `\`${node.meta}\` is no part of an exercise. It has {.starter}, {.starter run=manual}, {.check}, {.solution} and {.wrong reply="..."}.`;
    throw failAt(source, start, message);
  }
  const reply = found?.["reply"] ?? "";
  if ((role === "wrong") !== (reply !== "")) {
    const message =
      role === "wrong"
        ? 'a wrong answer says what the check must reply: {.wrong reply="words of the check"}.'
        : "`reply` belongs to a wrong answer.";
    throw failAt(source, start, message);
  }
  if (!isFenceClosed(node, source.text)) {
    throw failAt(source, start, "this cell is not closed. End it with a line of the same three backticks.");
  }
  return [
    { role, node, reply, isManual: found?.["manual"] !== undefined, line: node.position!.start.line + 1 },
  ];
}

function starterCell(id: string, { node, isManual }: Part, { text }: Source): Cell {
  return {
    id,
    code: codeOf(node),
    run: isManual ? "manual" : "auto",
    folded: false,
    caption: null,
    from: null,
    source: insideOf(node, text),
  };
}
