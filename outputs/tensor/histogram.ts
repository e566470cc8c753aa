/** How the finite entries are spread. Made in the worker where they are many, in the page where it has them all. */
import type { Histogram } from "./payload.ts";

const BINS = 40;

/**
 * @param min smallest finite entry, NaN where there is none
 * @returns null where there is nothing finite, or a range that no number holds
 */
export function histogramOf(values: ArrayLike<number>, min: number, max: number): Histogram | null {
  if (Number.isNaN(min) || !Number.isFinite(max - min)) return null;
  const [low, high] = min === max ? [min - 0.5, max + 0.5] : [min, max];
  const counts = new Uint32Array(BINS);
  const scale = BINS / (high - low);
  for (let i = 0; i < values.length; i += 1) {
    const x = values[i];
    if (Number.isFinite(x)) counts[Math.min(BINS - 1, Math.floor((x - low) * scale))] += 1;
  }
  return { low, high, counts };
}
