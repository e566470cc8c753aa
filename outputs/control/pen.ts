/** Ink on a bitmap: a round pen drawn along a line, so that a quick stroke has no gaps. */
import { PAD_SIDE as SIDE } from "./payload.ts";

/** In pixels of the pad; the strokes of the data set are about 4 wide of 32. */
const RADIUS = 1.6;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** @returns a new bitmap with the stroke in it */
export function stroke(ink: readonly number[], from: Point, to: Point): number[] {
  const out = [...ink];
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const dots = Math.max(1, Math.ceil(length * 2));
  for (let dot = 0; dot <= dots; dot += 1) {
    const x = from.x + ((to.x - from.x) * dot) / dots;
    const y = from.y + ((to.y - from.y) * dot) / dots;
    for (let row = Math.max(0, Math.floor(y - RADIUS)); row <= Math.min(SIDE - 1, y + RADIUS); row += 1) {
      for (
        let column = Math.max(0, Math.floor(x - RADIUS));
        column <= Math.min(SIDE - 1, x + RADIUS);
        column += 1
      ) {
        if (Math.hypot(column + 0.5 - x, row + 0.5 - y) <= RADIUS) out[row * SIDE + column] = 1;
      }
    }
  }
  return out;
}
