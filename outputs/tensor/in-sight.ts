/** Which rows or columns of a long list of equal ones are in sight of a window that scrolls. */

export interface Sight {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

/** Those just out of sight are there already, so that scrolling shows no gap. */
const SPARE = 4;

/**
 * @param scrolled from the start, in pixels
 * @param shown length of the window
 * @param each length of one
 * @param count how many there are
 */
export function inSight(scrolled: number, shown: number, each: number, count: number): Sight {
  const from = Math.max(0, Math.floor(scrolled / each) - SPARE);
  const to = Math.min(count, Math.ceil((scrolled + shown) / each) + SPARE);
  return { from: Math.min(from, to), to };
}

export const indicesOf = ({ from, to }: Sight): number[] =>
  Array.from({ length: to - from }, (_, at) => from + at);
