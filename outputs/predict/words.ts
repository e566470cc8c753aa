/** A prediction as text: what was drawn, what it is, and how near that was. The whole view for who does not see it. */
import { counted, formatNumber } from "../format.ts";
import { judgeArrow, judgeCurve, joined, placeAt, sampled } from "./measure.ts";
import type { Arrow, Curve } from "./payload.ts";

const percent = (share: number) => `${formatNumber(share * 100, 2)} %`;
const pair = ([a, b]: readonly [number, number]) => `(${formatNumber(a, 3)}, ${formatNumber(b, 3)})`;

/** One sentence a fact; empty until there is a truth. */
export function curveWords(curve: Curve): readonly string[] {
  const verdict = judgeCurve(curve);
  if (verdict === null || curve.truth === null) return [];
  const { off, compared, isShapeRight, guessed, happened } = verdict;
  const real = [...curve.truth.y];
  const odd = real.filter((y) => !Number.isFinite(y)).length;
  const outside = real.filter((y) => y < curve.y[0] || y > curve.y[1]).length;
  return [
    ...(off === null
      ? [`It ${happened}. You drew nothing to compare.`]
      : [
          isShapeRight
            ? `The shape is right: it ${happened}; you drew one that ${guessed}.`
            : `The shape differs: you drew one that ${guessed}; it ${happened}.`,
          `On average your curve is ${percent(off)} of the height of the picture away.`,
        ]),
    ...(off !== null && compared < 0.9 ? [`Compared over ${percent(compared)} of the axis.`] : []),
    ...(odd > 0 ? [`At ${counted(odd, "place")} it is no finite number: ${oddKinds(real)}.`] : []),
    ...(outside - infinite(real) > 0
      ? [`At ${counted(outside - infinite(real), "place")} it leaves the picture.`]
      : []),
  ];
}

const infinite = (ys: readonly number[]) => ys.filter((y) => Math.abs(y) === Infinity).length;
const oddKinds = (ys: readonly number[]) =>
  [...new Set(ys.filter((y) => !Number.isFinite(y)).map((y) => formatNumber(y)))].join(", ");

export function arrowWords({ at, guess, truth }: Arrow): readonly string[] {
  if (truth === null) return [];
  const it = `At ${pair(at)} it is ${pair(truth)}`;
  if (guess === null) return [`${it}. You drew nothing to compare.`];
  const verdict = judgeArrow(guess, truth);
  const angle = verdict?.angle ?? null;
  const length = verdict?.length ?? null;
  return [
    `${it}; you drew ${pair(guess)}.`,
    angle === null
      ? Math.hypot(...truth) === 0
        ? "It has no direction: the gradient is zero here."
        : "There is no angle to compare."
      : angle < 1
        ? "The direction is right."
        : `Your arrow is turned by ${formatNumber(angle, 2)}°${angle > 150 ? ": nearly the opposite way" : ""}.`,
    ...(length === null ? [] : [lengthWords(length)]),
  ];
}

function lengthWords(ratio: number): string {
  if (Math.abs(ratio - 1) <= 0.1) return "Its length is right, within a tenth.";
  return `It is ${formatNumber(ratio, 2)} times as long as the true one.`;
}

/** Both curves as a table of a few places. */
export function curveRows(
  { guess, truth, x }: Curve,
  every = 10,
): readonly (readonly [string, string, string])[] {
  const mine = joined(guess);
  const real = truth && sampled(truth, x);
  const cell = (y: number | null | undefined) => (y === null || y === undefined ? "–" : formatNumber(y, 3));
  return mine.flatMap((y, at) =>
    at % every === 0 ? [[formatNumber(placeAt(x, at), 3), cell(y), cell(real?.[at])] as const] : [],
  );
}
