/** What the page sends of a prediction, as the text that a control holds: the guess, and whether the learner wants to see. */
import { SAMPLES } from "./payload.ts";

interface Sent<Guess> {
  readonly guess: Guess;
  readonly asked: boolean;
}
export type CurveGuess = readonly (number | null)[];
export type ArrowGuess = readonly [number, number] | null;

export const write = (sent: Sent<CurveGuess> | Sent<ArrowGuess>): string => JSON.stringify(sent);

export const blank: CurveGuess = Array<null>(SAMPLES).fill(null);

export function readCurve(sent: unknown): Sent<CurveGuess> {
  const { guess, asked } = read(sent);
  const isGuess =
    Array.isArray(guess) && guess.length === SAMPLES && guess.every((y) => y === null || Number.isFinite(y));
  return { guess: isGuess ? (guess as CurveGuess) : blank, asked };
}

export function readArrow(sent: unknown): Sent<ArrowGuess> {
  const { guess, asked } = read(sent);
  const isGuess = Array.isArray(guess) && guess.length === 2 && guess.every((x) => Number.isFinite(x));
  return { guess: isGuess ? (guess as unknown as ArrowGuess) : null, asked };
}

/** Anything else than what the page writes is a prediction that nobody has begun. */
function read(sent: unknown): { guess: unknown; asked: boolean } {
  const nothing = { guess: null, asked: false };
  if (typeof sent !== "string" || sent === "") return nothing;
  try {
    const parsed: unknown = JSON.parse(sent);
    if (typeof parsed !== "object" || parsed === null || !("guess" in parsed)) return nothing;
    return { guess: parsed.guess, asked: "asked" in parsed && parsed.asked === true };
  } catch {
    return nothing;
  }
}
