/** What the lens found, as sentences: beside its pictures, and for who does not see them. */
import type { LensAnswer } from "#worker/lens/answer.ts";
import { formatNumber, formatShape } from "#outputs/format.ts";

type Check = NonNullable<LensAnswer["check"]>;

const percent = (share: number) => `${formatNumber(share * 100, 2)} %`;

/** @param isOne the value is one number; of several, all are moved at once, each by another share */
export function checkWords({ verdict, byGradient, byDifference }: Check, isOne: boolean): string {
  const slopes = `${isOne ? "" : "with all entries moved at once, "}${formatNumber(byGradient, 5)} by the gradient, ${formatNumber(byDifference, 5)} by differences`;
  switch (verdict) {
    case "agrees":
      return `Agrees with finite differences: ${slopes}.`;
    case "differs": {
      const off = Math.abs(byGradient - byDifference) / Math.max(Math.abs(byDifference), Number.MIN_VALUE);
      const share = Number.isFinite(off) && off < 100 ? `, ${percent(off)} off` : "";
      return `Differs from finite differences${share}: ${slopes}. Something was cut on the way, or a gradient of your own is not the slope.`;
    }
    case "kink":
      return `Not differentiable here: the slope is another to the left than to the right (${slopes}).`;
    case "unknown":
      return "Cannot be held against differences: a number near here is not finite, or the function gives another number each time.";
  }
}

/** One line for a screen reader. */
export function spoken({ text, value, cotangent, check, loss, note }: LensAnswer): string {
  const of = (summary: NonNullable<LensAnswer["value"]>) =>
    summary.values?.length === 1
      ? formatNumber(summary.values[0])
      : `${summary.dtype} ${formatShape(summary.shape)}, ${formatNumber(summary.min)} to ${formatNumber(summary.max)}`;
  return [
    text,
    ...(value ? [of(value)] : []),
    ...(cotangent ? [`gradient of ${loss ?? "the loss"}: ${of(cotangent)}`] : []),
    ...(check ? [checkWords(check, value?.values?.length === 1)] : []),
    ...(note === null ? [] : [note]),
  ].join(". ");
}
