// Assertions: what a check says of an answer. They can be used in any cell. Read as text by the editor, never compiled with the rest.

interface CheckTolerance {
  /** A share of the number wanted; 1e-4 where nothing is said. */
  readonly rtol?: number;
  /** A distance, whatever the number; 1e-6 where nothing is said. */
  readonly atol?: number;
}
type CheckPoint = import("slope").Tensor | number | readonly number[] | readonly (readonly number[])[];

/**
 * What a value should be. A function is called first, and what it throws fails the assertion.
 * @param says what is looked at, in words
 * @example expect(() => softmax(tensor([1, 2])), "two logits").toBeCloseTo([0.2689, 0.7311])
 */
declare function expect(
  value: unknown,
  says?: string,
): {
  /** Exactly this: a number, a text, a list, a tensor's entries. */
  toBe(want: unknown): void;
  toBeCloseTo(want: CheckPoint, tolerance?: CheckTolerance): void;
  toHaveShape(shape: readonly number[]): void;
  /** One 1 in each row, 0 elsewhere. */
  toBeOneHot(): void;
  /** At least 0, each row adding up to 1. */
  toBeProbabilities(): void;
  toBeFinite(): void;
  /** Every entry. */
  toBeAtLeast(bound: number): void;
  toBeAtMost(bound: number): void;
  toThrow(words?: string): void;
};

/**
 * What the gradient of a function should be.
 * @example expectGrad((x) => loss(x)).toMatchFiniteDifferences([0.5, -1])
 */
declare function expectGrad(
  f: (x: import("slope").Tensor) => unknown,
  says?: string,
): {
  /** The same as nudging each input gives, in 64-bit numbers. */
  toMatchFiniteDifferences(at: CheckPoint, tolerance?: CheckTolerance): void;
  toEqualThatOf(
    other: (x: import("slope").Tensor) => import("slope").Tensor,
    at: CheckPoint,
    tolerance?: CheckTolerance,
  ): void;
  toBeCloseTo(want: CheckPoint, at: CheckPoint, tolerance?: CheckTolerance): void;
};

/** What many seeded draws should look like; within four standard errors unless the check says otherwise. */
declare function expectSamples(
  draws: unknown,
  says?: string,
): {
  toHaveMean(want: number, tolerance?: { within?: number }): void;
  toHaveVariance(want: number, tolerance?: { within?: number }): void;
  /** Draws are categories counted from 0, or one-hot rows. */
  toHaveFrequencies(want: readonly number[] | import("slope").Tensor, tolerance?: { within?: number }): void;
};

/**
 * A property of many seeded inputs, told as one assertion: the first input at which it fails is shown.
 * @example forAll("any 4 logits", (key) => random.normal(key, [4]), (x) => expect(soft(x)).toBeProbabilities())
 */
declare function forAll<Input>(
  says: string,
  inputOf: (key: import("slope").Tensor) => Input,
  property: (input: Input) => void,
  options?: { count?: number; seed?: number },
): void;

/** Says what a common wrong answer comes from, where `when` is true. What throws is not this mistake. */
declare function mistake(when: boolean | (() => boolean), says: string): void;
