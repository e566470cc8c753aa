/** Numbers as they cross to the page: a typed array, so that NaN and infinities survive and 1,000 points cost one copy. */
import * as v from "valibot";

export type Numbers = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/** @param most the longest array a view is ready to draw */
export const numbers = (most: number) =>
  v.pipe(
    v.custom<Numbers>(isNumbers, "expected a typed array"),
    v.check((array) => array.length <= most, `expected at most ${most} numbers`),
  );

export function isNumbers(value: unknown): value is Numbers {
  return (
    value instanceof Float32Array ||
    value instanceof Float64Array ||
    value instanceof Int32Array ||
    value instanceof Uint32Array ||
    value instanceof Uint8Array
  );
}

/** Typed arrays that do not travel as they are: pixels of a canvas, samples of 16 bits. */
type OtherNumbers = Int8Array | Int16Array | Uint16Array | Uint8ClampedArray;

export function isTyped(value: unknown): value is Numbers | OtherNumbers {
  return (
    isNumbers(value) ||
    value instanceof Int8Array ||
    value instanceof Int16Array ||
    value instanceof Uint16Array ||
    value instanceof Uint8ClampedArray
  );
}

/** A number that may be NaN or infinite: what a computation really gave. */
export const measured = v.custom<number>((value) => typeof value === "number", "expected a number");

export const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const shape = v.pipe(v.array(count), v.maxLength(32));
