/** Points of the plane with a group each, as the flat list that travels: x, y, group, x, y, group... */
import type { PointEditor } from "./payload.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
  /** 0, 1, 2...: which of the groups it belongs to. */
  readonly group: number;
}

type Plane = Pick<PointEditor, "x" | "y" | "groups">;

/** What lies outside the plane is brought to its edge, what belongs to no group to the first. */
export function fromFlat(flat: readonly number[], plane: Plane): Point[] {
  return Array.from({ length: Math.min(MOST_POINTS, Math.floor(flat.length / 3)) }, (_, at) =>
    within({ x: flat[3 * at], y: flat[3 * at + 1], group: flat[3 * at + 2] }, plane),
  );
}

export const toFlat = (points: readonly Point[]): number[] =>
  points.flatMap(({ x, y, group }) => [x, y, group]);

export const MOST_POINTS = 500;

function within({ x, y, group }: Point, plane: Plane): Point {
  return {
    x: onGrid(x, plane.x),
    y: onGrid(y, plane.y),
    group: Number.isInteger(group) && group >= 0 && group < plane.groups ? group : 0,
  };
}

/** A thousandth of the axis: no one places a point more finely, and no one wants to read more digits. */
export function onGrid(value: number, [low, high]: readonly [number, number]): number {
  const step = (high - low) / 1000;
  const inside = Math.min(high, Math.max(low, value));
  return Number((low + Math.round((inside - low) / step) * step).toPrecision(6));
}
