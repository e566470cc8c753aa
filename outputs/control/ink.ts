/**
 * A drawing becomes what the learned program was shown: NIST's preparation of the UCI digits. The ink's box is scaled to the
 * full height, strokes are thickened or thinned to one weight, and 4x4 blocks are counted.
 */
import { PAD_SIDE as SIDE } from "./payload.ts";

type Bitmap = Uint8Array;

/** The digits of the data set are 32 high and about 20 wide. */
const WIDEST = 22;
/** Of 1,024 pixels, 312 are ink on average in the data set; strokes are brought within this range. */
const LEAST_INK = 270;
const MOST_INK = 360;

/**
 * @param ink zeros and ones, 32 x 32, row-major
 * @param size side of the result: each entry counts the ink of a block of (32 / size) squared pixels
 */
export function blockCounts(ink: ArrayLike<number>, size: number): Float32Array {
  const bitmap = fitted(Uint8Array.from(ink));
  const block = SIDE / size;
  const counts = new Float32Array(size * size);
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      counts[Math.floor(row / block) * size + Math.floor(column / block)] += bitmap[row * SIDE + column];
    }
  }
  return counts;
}

function fitted(ink: Bitmap): Bitmap {
  const box = boxOf(ink);
  return box === null ? ink : weighed(scaled(ink, box));
}

interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

function boxOf(ink: Bitmap): Box | null {
  let [top, left, bottom, right] = [SIDE, SIDE, -1, -1];
  ink.forEach((on, at) => {
    if (on === 0) return;
    const row = Math.floor(at / SIDE);
    const column = at % SIDE;
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
    left = Math.min(left, column);
    right = Math.max(right, column);
  });
  return bottom < 0 ? null : { top, left, height: bottom - top + 1, width: right - left + 1 };
}

/** Full height, the same proportions unless that is too wide, in the middle. */
function scaled(ink: Bitmap, { top, left, height, width }: Box): Bitmap {
  const wide = Math.max(1, Math.min(WIDEST, Math.round((width * SIDE) / height)));
  const start = Math.floor((SIDE - wide) / 2);
  const out = new Uint8Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row += 1) {
    const from = top + Math.floor(((row + 0.5) * height) / SIDE);
    for (let column = 0; column < wide; column += 1) {
      out[row * SIDE + start + column] =
        ink[from * SIDE + left + Math.floor(((column + 0.5) * width) / wide)];
    }
  }
  return out;
}

function weighed(ink: Bitmap): Bitmap {
  let now = ink;
  for (let pass = 0; pass < SIDE && inkOf(now) < LEAST_INK; pass += 1) now = spread(now, 1);
  for (let pass = 0; pass < SIDE && inkOf(now) > MOST_INK; pass += 1) {
    const thinner = spread(now, 0);
    if (inkOf(thinner) === 0) break;
    now = thinner;
  }
  return now;
}

const inkOf = (ink: Bitmap) => ink.reduce((sum, on) => sum + on, 0);

/** Ink (1) or paper (0) grows by one pixel up, down, left and right. */
function spread(ink: Bitmap, grows: 0 | 1): Bitmap {
  return ink.map((on, at) => {
    const column = at % SIDE;
    const grown =
      on === grows ||
      ink[at - SIDE] === grows ||
      ink[at + SIDE] === grows ||
      (column > 0 && ink[at - 1] === grows) ||
      (column < SIDE - 1 && ink[at + 1] === grows);
    return grown ? grows : 1 - grows;
  });
}
