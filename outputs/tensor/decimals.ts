/** One number of decimals for numbers that stand in a column, so that their points line up. */
import { formatNumber } from "../format.ts";

const MOST_DECIMALS = 4;

/** @returns a writer for these numbers; very small or large ones keep their exponent */
export function decimalsOf(values: Iterable<number>): (x: number) => string {
  let decimals = 0;
  for (const x of values) {
    const text = formatNumber(x);
    const point = text.indexOf(".");
    if (point >= 0 && !text.includes("e")) decimals = Math.max(decimals, text.length - point - 1);
  }
  decimals = Math.min(decimals, MOST_DECIMALS);
  return (x) => {
    const text = formatNumber(x);
    if (!Number.isFinite(x) || text.includes("e")) return text;
    const fixed = x.toFixed(decimals).replace("-", "−");
    // Rounding to the column must not make something nothing.
    return x !== 0 && Number(x.toFixed(decimals)) === 0 ? formatNumber(x, 2) : fixed;
  };
}
