/** What every control checks of what it was called with. Messages begin with the call, so that they name the one of many. */
import { OutputError } from "../figure.ts";

/** `slider("learning rate")`, for the message of an error. */
export function callOf(name: string, label: unknown): string {
  if (typeof label === "string" && label.trim() !== "") return `${name}(${JSON.stringify(label)})`;
  throw new OutputError(`${name} needs a label first: ${name}("learning rate").`);
}

export function checkRange(call: string, min: number, max: number): void {
  if (!(min < max)) throw new OutputError(`${call}: min ${min} must be below max ${max}.`);
}

export function inside(call: string, value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value;
  throw new OutputError(`${call}: value ${value} is outside ${min} to ${max}.`);
}

/** About 100 steps of a round size: 0.01 for 0 to 1, 0.05 for 0 to 5. */
export function niceStep(range: number): number {
  const rough = range / 100;
  const power = 10 ** Math.floor(Math.log10(rough) + 1e-9);
  const digit = [1, 2, 5, 10].find((d) => d * power >= rough * 0.999) ?? 10;
  return Number((digit * power).toPrecision(1));
}

export const roundTo = (value: number, min: number, step: number | null) =>
  step === null ? value : Number((min + Math.round((value - min) / step) * step).toPrecision(12));

export const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));

export const asNumber = (given: unknown, initial: number) =>
  typeof given === "number" && !Number.isNaN(given) ? given : initial;

/** What a page sends of several numbers; null where it is anything else. */
export const asNumbers = (given: unknown): number[] | null =>
  Array.isArray(given) && given.every((item) => typeof item === "number" && Number.isFinite(item))
    ? (given as number[]) // every() has seen it
    : null;
