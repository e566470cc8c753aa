/** `resume(initial)`: what a training starts from, which in a fork is what a step of an older run had yielded. */
import type { Frame } from "../tape/tape.ts";

/** What it needs of the run it is in. */
interface ResumeHost {
  readonly resumed: Frame | null;
}

/** @throws Error in a fork from a step that yielded less than the training needs to go on */
export function resumeOf(host: ResumeHost): <T>(initial: T) => T {
  return <T>(initial: T): T => {
    const { resumed } = host;
    if (resumed === null) return initial;
    const [yielded] = resumed.yielded;
    // A cell may hold several generators: the first that yielded what is asked for.
    const fitting = resumed.yielded.find((value) => missing(initial, value).length === 0);
    if (fitting === undefined) {
      const names = missing(initial, yielded)
        .map((name) => `\`${name}\``)
        .join(" and ");
      throw new Error(
        `resume: step ${resumed.step} yielded no ${names}, so there is nothing to go on from. Yield it as well: \`yield { loss, ${Object.keys(initial as object).join(", ")} }\`.`,
      );
    }
    if (!isRecord(initial)) return fitting as T;
    // Safe: `fitting` has every name that `initial` has.
    return Object.fromEntries(
      Object.keys(initial).map((name) => [name, (fitting as Record<string, unknown>)[name]]),
    ) as T;
  };
}

function missing(initial: unknown, value: unknown): string[] {
  if (!isRecord(initial)) return typeof initial === typeof value ? [] : ["such value"];
  return Object.keys(initial).filter((name) => !isRecord(value) || !(name in value));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
