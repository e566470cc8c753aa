/** Where a place of the plane stands on the paper, in units of the drawing, and the numbers along its edges. */
import { formatNumber } from "../format.ts";
import type { Range } from "./payload.ts";

/** Room for the numbers and names of the axes, in em of the paper's type. */
const LEFT = 3.4;
const BELOW = 2.6;
const ABOVE = 0.6;
const RIGHT = 1.4;

export interface Axes {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly across: (x: number) => number;
  readonly down: (y: number) => number;
  readonly xAt: (left: number) => number;
  readonly yAt: (top: number) => number;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
}
interface Tick {
  readonly at: number;
  readonly text: string;
}

/**
 * @param em size of the type, in units of the drawing
 * @param ratio of the plane, its height over its width
 */
export function axesOf(width: number, ratio: number, em: number, x: Range, y: Range): Axes {
  const height = (width - (LEFT + RIGHT) * em) * ratio + (ABOVE + BELOW) * em;
  const [left, right] = [LEFT * em, width - RIGHT * em];
  const [top, bottom] = [ABOVE * em, height - BELOW * em];
  const across = (value: number) => left + ((value - x[0]) / (x[1] - x[0])) * (right - left);
  const down = (value: number) => bottom - ((value - y[0]) / (y[1] - y[0])) * (bottom - top);
  const inside = (value: number, [low, high]: Range) => Math.min(high, Math.max(low, value));
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    across,
    down,
    xAt: (place) => inside(x[0] + ((place - left) / (right - left)) * (x[1] - x[0]), x),
    yAt: (place) => inside(y[0] + ((bottom - place) / (bottom - top)) * (y[1] - y[0]), y),
    xTicks: ticks(x, (right - left) / (5 * em)).map((value) => ({
      at: across(value),
      text: formatNumber(value, 3),
    })),
    yTicks: ticks(y, (bottom - top) / (3 * em)).map((value) => ({
      at: down(value),
      text: formatNumber(value, 3),
    })),
  };
}

/** Round numbers, at most so many steps apart. */
function ticks([low, high]: Range, most: number): readonly number[] {
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((n) => n * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}
