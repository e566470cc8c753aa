/**
 * What holds of many draws and of many inputs. Everything is seeded, and a tolerance is stated: four standard errors of the mean,
 * which a right program misses once in 16,000 times, or what the check says.
 */
import { random, type Tensor } from "#engine";
import { Board, thrown } from "./board.ts";
import { digits, inWords, numbersOf, whatItIs, whyNot, whyNotFinite, type Numbers } from "./read.ts";

interface Within {
  readonly within?: number;
}

export interface SamplesExpectation {
  toHaveMean(want: number, tolerance?: Within): void;
  toHaveVariance(want: number, tolerance?: Within): void;
  toHaveFrequencies(want: readonly number[] | Tensor, tolerance?: Within): void;
}

const STANDARD_ERRORS = 4;

/** `expectSamples(() => draws, "10,000 draws").toHaveFrequencies([0.2, 0.8])`: of numbers, or of rows that are one-hot. */
export function expectSamplesOn(board: Board): (given: unknown, says?: string) => SamplesExpectation {
  return (given, says = "the draws") => {
    const take = (expected: string): Numbers | null => {
      try {
        const value: unknown = typeof given === "function" ? (given as () => unknown)() : given;
        const numbers = numbersOf(value);
        const note = numbers ? whyNotFinite(numbers) : whyNot(value);
        if (numbers && note === null && numbers.values.length > 1) return numbers;
        board.fail(says, { expected, found: whatItIs(value), note });
      } catch (error) {
        board.fail(says, { expected, ...thrown(error) });
      }
      return null;
    };
    const settle = (found: number, want: number, within: number, what: string) => {
      const ok = Math.abs(found - want) <= within;
      if (ok) board.pass(says);
      else
        board.fail(says, {
          expected: `a ${what} of ${digits(want)} within ${digits(within)}`,
          found: digits(found),
        });
    };
    return {
      toHaveMean(want, { within } = {}) {
        const numbers = take(`a mean of ${digits(want)}`);
        if (!numbers) return;
        const { mean, variance } = momentsOf(numbers.values);
        const error = Math.sqrt(variance / numbers.values.length);
        settle(mean, want, within ?? STANDARD_ERRORS * error + 1e-6, "mean");
      },
      toHaveVariance(want, { within } = {}) {
        const numbers = take(`a variance of ${digits(want)}`);
        if (!numbers) return;
        const { variance } = momentsOf(numbers.values);
        const error = want * Math.sqrt(2 / numbers.values.length);
        settle(variance, want, within ?? STANDARD_ERRORS * error, "variance");
      },
      toHaveFrequencies(want, { within } = {}) {
        const wanted = numbersOf(want)!.values;
        const expected = `the shares ${inWords({ shape: [wanted.length], values: wanted })}`;
        const numbers = take(expected);
        if (!numbers) return;
        const shares = sharesOf(numbers, wanted.length);
        if (typeof shares === "string") {
          board.fail(says, { expected, found: shares });
          return;
        }
        const draws = numbers.values.length / (numbers.shape.length > 1 ? wanted.length : 1);
        const off = shares.findIndex((share, k) => {
          const error = Math.sqrt((wanted[k] * (1 - wanted[k])) / draws);
          return !(Math.abs(share - wanted[k]) <= (within ?? STANDARD_ERRORS * error + 1e-9));
        });
        if (off < 0) {
          board.pass(says);
          return;
        }
        board.fail(says, {
          expected,
          found: inWords({ shape: [shares.length], values: shares }),
          note: `Of ${draws} draws, category ${off} has the share ${digits(shares[off])}, not ${digits(wanted[off])}.`,
        });
      },
    };
  };
}

function momentsOf(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  return { mean, variance };
}

/** @returns what is wrong with the draws, in words, where they are no categories */
function sharesOf({ shape, values }: Numbers, count: number): number[] | string {
  const counts = Array.from({ length: count }, () => 0);
  if (shape.length > 1) {
    if (shape.at(-1) !== count) return `rows of ${shape.at(-1)} entries`;
    values.forEach((x, i) => (counts[i % count] += x));
    const isOneHot =
      values.every((x) => x === 0 || x === 1) && counts.reduce((a, b) => a + b, 0) === values.length / count;
    if (!isOneHot) return "rows that are not one-hot";
    return counts.map((n) => (n * count) / values.length);
  }
  const odd = values.find((x) => !Number.isInteger(x) || x < 0 || x >= count);
  if (odd !== undefined) return `the draw ${digits(odd)}, which is no category from 0 to ${count - 1}`;
  for (const x of values) counts[x] += 1;
  return counts.map((n) => n / values.length);
}

type Property<Input> = (input: Input, expectations: Board) => void;

/**
 * One assertion for many inputs: the first input at which something fails is shown.
 * @param inputOf makes an input of a key
 */
export function holdsForAll<Input>(
  board: Board,
  says: string,
  inputOf: (key: Tensor) => Input,
  property: Property<Input>,
  { count = 20, seed = 1 }: { readonly count?: number; readonly seed?: number } = {},
): void {
  const keys = random.split(random.key(seed), count);
  for (const key of keys) {
    const input = inputOf(key);
    const inner = new Board(() => undefined);
    try {
      property(input, inner);
    } catch (error) {
      inner.fail(says, thrown(error));
    }
    if (inner.assertions.length === 0) throw new TypeError("forAll: the property asserts nothing");
    const failed = inner.assertions.find(({ ok }) => !ok);
    if (!failed) continue;
    const at = `At the input ${whatItIs(input)}.`;
    board.add({
      ...failed,
      says: `${says}: ${failed.says}`,
      note: failed.note === null ? at : `${at} ${failed.note}`,
    });
    return;
  }
  board.pass(`${says}, for ${count} inputs`);
}
