/** Lines of equal height over a grid, as the path of an SVG: marching squares, with the crossings placed linearly. */
import { FIELD_SIDE } from "./payload.ts";

export interface Contour {
  readonly height: number;
  /** From the lowest drawn line, 0, to the highest, 1. */
  readonly share: number;
  readonly path: string;
}

/** Heights that leave about equally much of the plane between two lines: a steep wall does not take them all. */
function levelsOf(heights: ArrayLike<number>, count: number): readonly number[] {
  const sorted = Array.from(heights)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (sorted.length === 0 || sorted[0] === sorted[sorted.length - 1]) return [];
  const levels = Array.from(
    { length: count },
    (_, at) => sorted[Math.floor(((at + 0.5) / count) * (sorted.length - 1))],
  );
  return [...new Set(levels)];
}

/** @param toX from a column, whole or between two, to the drawing */
export function contoursOf(
  heights: ArrayLike<number>,
  toX: (column: number) => number,
  toY: (row: number) => number,
  count = 10,
): readonly Contour[] {
  const levels = levelsOf(heights, count);
  return levels.map((height, at) => ({
    height,
    share: levels.length === 1 ? 1 : at / (levels.length - 1),
    path: pathAt(heights, height, toX, toY),
  }));
}

function pathAt(
  heights: ArrayLike<number>,
  level: number,
  toX: (column: number) => number,
  toY: (row: number) => number,
): string {
  const parts: string[] = [];
  for (let row = 0; row < FIELD_SIDE - 1; row += 1)
    for (let column = 0; column < FIELD_SIDE - 1; column += 1) {
      const crossings = crossingsOf(heights, level, row, column);
      for (let at = 0; at + 1 < crossings.length; at += 2) {
        const [from, to] = [crossings[at], crossings[at + 1]];
        const point = ([c, r]: readonly [number, number]) => `${toX(c).toFixed(1)} ${toY(r).toFixed(1)}`;
        parts.push(`M${point(from)}L${point(to)}`);
      }
    }
  return parts.join("");
}

/** Round the square: bottom, right, top, left. A saddle's four are joined two by two. Nothing is drawn past what is no number. */
function crossingsOf(
  heights: ArrayLike<number>,
  level: number,
  row: number,
  column: number,
): [number, number][] {
  const at = row * FIELD_SIDE + column;
  const corners = [
    [column, row, heights[at]],
    [column + 1, row, heights[at + 1]],
    [column + 1, row + 1, heights[at + FIELD_SIDE + 1]],
    [column, row + 1, heights[at + FIELD_SIDE]],
  ] as const;
  if (corners.some(([, , height]) => !Number.isFinite(height))) return [];
  return corners.flatMap(([x, y, height], side): [number, number][] => {
    const [nextX, nextY, next] = corners[(side + 1) % 4];
    if (height < level === next < level) return [];
    const share = (level - height) / (next - height);
    return [[x + (nextX - x) * share, y + (nextY - y) * share]];
  });
}
