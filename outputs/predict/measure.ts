/**
 * How near a guess was, in numbers and in words. A curve is judged twice, since both are worth knowing: by its distance from the
 * truth, and by its shape, which can be right where the numbers are not.
 */
import { formatNumber } from "../format.ts";
import type { Curve, Range } from "./payload.ts";
import { SAMPLES } from "./payload.ts";
import type { CurveGuess } from "./sent.ts";

export const placeAt = ([low, high]: Range, sample: number) => low + ((high - low) * sample) / (SAMPLES - 1);

/** What was drawn, straight between the places that were set; nothing before the first or after the last. */
export function joined(guess: CurveGuess): CurveGuess {
  const filled = [...guess];
  let before = -1;
  guess.forEach((y, at) => {
    if (y === null) return;
    const from = before === -1 ? null : guess[before];
    for (let between = before + 1; from !== null && between < at; between += 1)
      filled[between] = from + ((y - from) * (between - before)) / (at - before);
    before = at;
  });
  return filled;
}

/** The truth at each sample, straight between its points; NaN where it is none, and null where it does not reach. */
export function sampled(truth: NonNullable<Curve["truth"]>, x: Range): readonly (number | null)[] {
  const { x: xs, y: ys } = truth;
  let at = 0;
  return Array.from({ length: SAMPLES }, (_, sample) => {
    const place = placeAt(x, sample);
    while (at < xs.length - 2 && xs[at + 1] < place) at += 1;
    if (place < xs[0] || place > xs[xs.length - 1]) return null;
    if (xs.length === 1 || xs[at] === place) return ys[at];
    if (xs[at + 1] === place) return ys[at + 1];
    return ys[at] + ((ys[at + 1] - ys[at]) * (place - xs[at])) / (xs[at + 1] - xs[at]);
  });
}

interface Stretch {
  readonly way: "falls" | "rises" | "stays level";
  /** Where it ends. */
  readonly until: number;
}

/** Smaller ups and downs than this share of the range are no turn: a hand shakes, and a loss is noisy. */
const WIGGLE = 0.08;

/** The turns of a curve: where it has gone back by more than a wiggle from its highest or lowest point so far. */
export function stretches(ys: readonly (number | null)[], height: number): readonly Stretch[] {
  const least = WIGGLE * height;
  const there = ys.flatMap((y, at) => (y !== null && Number.isFinite(y) ? [{ y, at }] : []));
  const found: Stretch[] = [];
  let way: Stretch["way"] = "stays level";
  let [low] = there;
  let high = low;
  for (const here of there) {
    if (here.y < low.y) low = here;
    if (here.y > high.y) high = here;
    const isTurn =
      (way !== "rises" && here.y - low.y > least) || (way !== "falls" && high.y - here.y > least);
    if (isTurn) {
      if (way !== "stays level") found.push({ way, until: (way === "falls" ? low : high).at });
      way = here.y > low.y ? "rises" : "falls";
    }
    // What was passed on the way is no extreme of the way back.
    if (way === "rises" && high === here) low = here;
    if (way === "falls" && low === here) high = here;
    if (isTurn) low = high = here;
  }
  return [...found, { way, until: there.at(-1)?.at ?? 0 }];
}

export interface CurveVerdict {
  /** Mean distance as a share of the height of the picture; null where nothing can be compared. */
  readonly off: number | null;
  /** The share of the axis on which both are there and numbers. */
  readonly compared: number;
  readonly isShapeRight: boolean;
  readonly guessed: string;
  readonly happened: string;
}

export function judgeCurve({ guess, truth, x, y }: Curve): CurveVerdict | null {
  if (truth === null) return null;
  const mine = joined(guess);
  const real = sampled(truth, x);
  const height = y[1] - y[0];
  const both = mine.flatMap((value, at) => {
    const found = real[at];
    return value !== null && found !== null && Number.isFinite(found) ? [Math.abs(value - found)] : [];
  });
  // The shapes are compared where both were drawn: nobody is wrong about what he did not say.
  const [mineTurns, realTurns] = [
    stretches(
      mine.map((value, at) => (real[at] === null ? null : value)),
      height,
    ),
    stretches(
      real.map((value, at) => (mine[at] === null ? null : value)),
      height,
    ),
  ];
  const isDrawn = both.length > 0;
  return {
    off: isDrawn ? both.reduce((sum, distance) => sum + distance, 0) / both.length / height : null,
    compared: both.length / SAMPLES,
    isShapeRight:
      isDrawn &&
      mineTurns.length === realTurns.length &&
      mineTurns.every(({ way }, at) => way === realTurns[at].way),
    guessed: isDrawn ? inWords(mineTurns, x) : "nothing",
    happened: inWords(stretches(real, height), x),
  };
}

function inWords(turns: readonly Stretch[], x: Range): string {
  return turns
    .map(({ way, until }, at) =>
      at === turns.length - 1 ? way : `${way} until ${formatNumber(placeAt(x, until), 3)}`,
    )
    .join(", then ");
}

export interface ArrowVerdict {
  /** Between the two, in degrees from 0 to 180; null where one has no direction. */
  readonly angle: number | null;
  /** The guess's length over the true one; null where the true one is 0 or no number. */
  readonly length: number | null;
}

export function judgeArrow(
  guess: readonly [number, number] | null,
  truth: readonly [number, number] | null,
): ArrowVerdict | null {
  if (guess === null || truth === null) return null;
  const [mine, real] = [Math.hypot(...guess), Math.hypot(...truth)];
  const isReal = Number.isFinite(real) && real > 0;
  const cross = guess[0] * truth[1] - guess[1] * truth[0];
  const dot = guess[0] * truth[0] + guess[1] * truth[1];
  return {
    angle: isReal && mine > 0 ? (Math.abs(Math.atan2(cross, dot)) * 180) / Math.PI : null,
    length: isReal ? mine / real : null,
  };
}
