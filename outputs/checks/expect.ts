/**
 * `expect(value, "the loss").toBeCloseTo(0.25)`: what a value should be. A function is called first, so that what it throws fails
 * this one assertion. An assertion passes only on what it can read: NaN, a promise, a generator never do.
 */
import { thrown, type Board } from "./board.ts";
import { digits, inWords, numbersOf, whatItIs, whyNot, whyNotFinite, type Numbers } from "./read.ts";

export interface Tolerance {
  /** A share of the number wanted. */
  readonly rtol?: number;
  /** A distance, whatever the number. */
  readonly atol?: number;
}

/** Tensors carry 7 digits; sums over many of them lose one or two. */
const float32 = { rtol: 1e-4, atol: 1e-6 };

export interface Expectation {
  toBe(want: unknown): void;
  toBeCloseTo(want: unknown, tolerance?: Tolerance): void;
  toHaveShape(shape: readonly number[]): void;
  toBeOneHot(): void;
  toBeProbabilities(): void;
  toBeFinite(): void;
  toBeAtLeast(bound: number): void;
  toBeAtMost(bound: number): void;
  toThrow(words?: string): void;
}

export function expectOn(board: Board): (value: unknown, says?: string) => Expectation {
  return (given, says = "your answer") => {
    /** The value, or null where it threw: that has been said then. */
    const take = (expected: string): { value: unknown } | null => {
      if (typeof given !== "function") return { value: given };
      try {
        return { value: (given as () => unknown)() };
      } catch (error) {
        board.fail(says, { expected, ...thrown(error) });
        return null;
      }
    };
    const takeNumbers = (expected: string): Numbers | null => {
      const taken = take(expected);
      if (!taken) return null;
      const numbers = numbersSafely(taken.value);
      const note = numbers ? whyNotFinite(numbers) : whyNot(taken.value);
      if (numbers && note === null) return numbers;
      board.fail(says, { expected, found: whatItIs(taken.value), note });
      return null;
    };
    const settle = (ok: boolean, expected: string, numbers: Numbers, note: string | null = null) => {
      if (ok) board.pass(says);
      else board.fail(says, { expected, found: inWords(numbers), note });
    };

    return {
      toBe(want) {
        const expected = whatItIs(want);
        const taken = take(expected);
        if (!taken) return;
        if (same(taken.value, want)) board.pass(says);
        else {
          const numbers = numbersSafely(taken.value);
          const note = numbers ? whyNotFinite(numbers) : whyNot(taken.value);
          board.fail(says, { expected, found: whatItIs(taken.value), note });
        }
      },
      toBeCloseTo(want, tolerance = {}) {
        const wanted = numbersOf(want);
        if (!wanted) throw new TypeError(`expect(...).toBeCloseTo takes numbers, not ${whatItIs(want)}`);
        const expected = inWords(wanted);
        const numbers = takeNumbers(expected);
        if (!numbers) return;
        const note = whyApart(numbers, wanted, { ...float32, ...tolerance });
        settle(note === null, expected, numbers, note === "" ? null : note);
      },
      toHaveShape(shape) {
        const expected = `the shape [${shape.join(", ")}]`;
        const taken = take(expected);
        if (!taken) return;
        const numbers = numbersSafely(taken.value);
        if (numbers?.shape.join() === shape.join()) {
          board.pass(says);
          return;
        }
        const found = numbers ? `the shape [${numbers.shape.join(", ")}]` : whatItIs(taken.value);
        board.fail(says, { expected, found, note: numbers ? null : whyNot(taken.value) });
      },
      toBeOneHot() {
        const expected = "one 1 in each row, and 0 elsewhere";
        const numbers = takeNumbers(expected);
        if (!numbers) return;
        const ok = rowsOf(numbers).every(
          (row) =>
            row.filter((x) => x === 1).length === 1 && row.filter((x) => x === 0).length === row.length - 1,
        );
        settle(ok && numbers.shape.length > 0 && numbers.values.length > 0, expected, numbers);
      },
      toBeProbabilities() {
        const expected = "rows of numbers of at least 0 that add up to 1";
        const numbers = takeNumbers(expected);
        if (!numbers) return;
        const sums = rowsOf(numbers).map((row) => row.reduce((sum, x) => sum + x, 0));
        const off = sums.find((sum) => !(Math.abs(sum - 1) <= 1e-4));
        const negative = numbers.values.some((x) => x < 0);
        const note = negative
          ? "Some are negative."
          : off === undefined
            ? null
            : `A row adds up to ${digits(off)}.`;
        settle(!negative && off === undefined && numbers.values.length > 0, expected, numbers, note);
      },
      toBeFinite() {
        const numbers = takeNumbers("finite numbers");
        if (numbers) settle(numbers.values.length > 0, "finite numbers", numbers);
      },
      toBeAtLeast(bound) {
        const expected = `at least ${digits(bound)}`;
        const numbers = takeNumbers(expected);
        if (numbers)
          settle(numbers.values.length > 0 && numbers.values.every((x) => x >= bound), expected, numbers);
      },
      toBeAtMost(bound) {
        const expected = `at most ${digits(bound)}`;
        const numbers = takeNumbers(expected);
        if (numbers)
          settle(numbers.values.length > 0 && numbers.values.every((x) => x <= bound), expected, numbers);
      },
      toThrow(words) {
        const expected = words === undefined ? "an error" : `an error that says "${words}"`;
        if (typeof given !== "function") throw new TypeError("expect(...).toThrow takes a function to call");
        try {
          const value: unknown = (given as () => unknown)();
          board.fail(says, { expected, found: whatItIs(value) });
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          if (words === undefined || message.includes(words)) board.pass(says);
          else board.fail(says, { expected, found: `an error that says "${message}"` });
        }
      },
    };
  };
}

/** @returns why they are not the same numbers, in a sentence or an empty one; null where they are. No NaN is near anything. */
export function whyApart(found: Numbers, want: Numbers, { rtol, atol }: Required<Tolerance>): string | null {
  if (found.shape.join() !== want.shape.join()) {
    return `It has the shape [${found.shape.join(", ")}], not [${want.shape.join(", ")}].`;
  }
  const at = found.values.findIndex(
    (x, i) => !(Math.abs(x - want.values[i]) <= atol + rtol * Math.abs(want.values[i])),
  );
  if (at < 0) return null;
  if (want.values.length === 1) return "";
  return `Entry ${indexAt(at, want.shape)} is ${digits(found.values[at])}, not ${digits(want.values[at])}.`;
}

/** Where an entry stands, counted from 0 as in the code. */
function indexAt(at: number, shape: readonly number[]): string {
  const index: number[] = [];
  for (const size of shape.toReversed()) {
    index.unshift(at % size);
    at = Math.floor(at / size);
  }
  return `[${index.join(", ")}]`;
}

/** Along the last axis. */
function rowsOf({ shape, values }: Numbers): readonly (readonly number[])[] {
  const width = shape.at(-1) ?? 1;
  return Array.from({ length: width === 0 ? 0 : values.length / width }, (_, row) =>
    values.slice(row * width, (row + 1) * width),
  );
}

function same(value: unknown, want: unknown): boolean {
  const [a, b] = [numbersSafely(value), numbersSafely(want)];
  if (a && b) return a.shape.join() === b.shape.join() && a.values.every((x, i) => x === b.values[i]);
  if (Array.isArray(value) && Array.isArray(want)) {
    return value.length === want.length && value.every((item, i) => same(item, want[i]));
  }
  return value === want;
}

function numbersSafely(value: unknown): Numbers | null {
  try {
    return numbersOf(value);
  } catch {
    return null; // a getter of the learner's own
  }
}
