/** Where the assertions of one run are written down. A failed one throws nothing: the learner sees all of them. */
import { MOST_ASSERTIONS, type Assertion } from "./payload.ts";

export class Board {
  readonly assertions: Assertion[] = [];
  readonly #changed: (board: Board) => void;

  /** @param changed called after each assertion */
  constructor(changed: (board: Board) => void) {
    this.#changed = changed;
  }

  add(assertion: Assertion): void {
    if (this.assertions.length >= MOST_ASSERTIONS) {
      throw new RangeError(
        `a check makes at most ${MOST_ASSERTIONS} assertions. Gather many inputs into one with forAll.`,
      );
    }
    this.assertions.push(assertion);
    this.#changed(this);
  }

  pass(says: string): void {
    this.add({ says, ok: true, expected: null, found: null, note: null });
  }

  fail(says: string, { expected = null, found = null, note = null }: Partial<Assertion>): void {
    this.add({ says, ok: false, expected, found, note });
  }
}

/** What the learner's code threw, as a finding: a check goes on with its next assertion. */
export function thrown(error: unknown): Pick<Assertion, "found" | "note"> {
  if (!(error instanceof Error)) return { found: "it threw something that is no error", note: null };
  const isTooDeep = error instanceof RangeError && /call stack|recursion/i.test(error.message);
  if (isTooDeep) {
    return { found: "it calls itself without end", note: "Where does it stop calling itself?" };
  }
  return { found: `it threw ${error.name}: ${error.message}`, note: null };
}
