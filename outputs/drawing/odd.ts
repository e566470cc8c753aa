/** What is no finite number, on a picture: a mark of its own in the colour of failure, never a colour of the scale. */
import { css, type Rgb } from "./theme.svelte.ts";

export type Odd = "nan" | "plus" | "minus";

export function oddOf(x: number): Odd | null {
  if (Number.isFinite(x)) return null;
  return Number.isNaN(x) ? "nan" : x > 0 ? "plus" : "minus";
}

/** Smaller than this a mark is a full square: no one could tell the signs apart. */
const LEGIBLE = 5;

/** A cross for NaN, a triangle up for ∞ and down for −∞. */
export function paintOdd(
  pen: CanvasRenderingContext2D,
  odd: Odd,
  { x, y, side }: { x: number; y: number; side: number },
  { paper, failed }: { paper: Rgb; failed: Rgb },
): void {
  pen.fillStyle = css(side < LEGIBLE ? failed : paper);
  pen.fillRect(x, y, side, side);
  if (side < LEGIBLE) return;
  const [near, far] = [side * 0.2, side * 0.8];
  pen.beginPath();
  if (odd === "nan") {
    pen.moveTo(x + near, y + near);
    pen.lineTo(x + far, y + far);
    pen.moveTo(x + far, y + near);
    pen.lineTo(x + near, y + far);
    pen.strokeStyle = css(failed);
    pen.lineWidth = Math.max(1, side / 8);
    pen.stroke();
    return;
  }
  const [base, tip] = odd === "plus" ? [far, near] : [near, far];
  pen.moveTo(x + near, y + base);
  pen.lineTo(x + far, y + base);
  pen.lineTo(x + side / 2, y + tip);
  pen.closePath();
  pen.fillStyle = css(failed);
  pen.fill();
}
