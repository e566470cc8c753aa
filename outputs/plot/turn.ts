/** Turning a plot in space by its keys: round with left and right, over it with up and down, nearer and farther with + and -. */

export interface Eye {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** From where Plotly looks first, a little farther so that labels fit. */
export const FIRST_EYE: Eye = { x: 1.55, y: -1.55, z: 1.1 };

const STEP = Math.PI / 18;
const STEEPEST = 0.49 * Math.PI;

/** Null where the key is not one of them. */
export function turned({ x, y, z }: Eye, key: string): Eye | null {
  const distance = Math.hypot(x, y, z);
  const around = Math.atan2(y, x);
  const over = Math.asin(z / distance);
  const at = (a: number, o: number, d: number): Eye => ({
    x: d * Math.cos(o) * Math.cos(a),
    y: d * Math.cos(o) * Math.sin(a),
    z: d * Math.sin(o),
  });
  switch (key) {
    case "ArrowLeft":
      return at(around - STEP, over, distance);
    case "ArrowRight":
      return at(around + STEP, over, distance);
    case "ArrowUp":
      return at(around, Math.min(STEEPEST, over + STEP), distance);
    case "ArrowDown":
      return at(around, Math.max(-STEEPEST, over - STEP), distance);
    case "+":
      return at(around, over, distance / 1.1);
    case "-":
      return at(around, over, distance * 1.1);
    default:
      return null;
  }
}
