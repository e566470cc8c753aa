/**
 * A drawing becomes what the learned program was shown: NIST's preparation of the UCI digits. The ink's box is scaled to the
 * full height, strokes are brought to one weight, and 4x4 blocks are counted.
 */
import { PAD_SIDE as SIDE } from "./payload.ts";

type Bitmap = Uint8Array;

/** The digits of the data set are 32 high and at most about 22 wide... */
const WIDEST = 22;
/** ...and 312 of their 1,024 pixels are ink on average, whichever digit it is: strokes are brought to that weight. */
const INK = 312;
/** Strokes are weighed on a smaller picture, so that they can grow on every side. */
const INNER = 26;

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
  const small = scaled(ink, INNER);
  const weighed = withWeight(small, INK * (INNER / SIDE) ** 2);
  return scaled(weighed, SIDE);
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

/** The ink's box, `tall` pixels high in its own proportions unless that is too wide, in the middle. */
function scaled(ink: Bitmap, tall: number): Bitmap {
  const box = boxOf(ink);
  if (box === null) return ink;
  const widest = Math.round((WIDEST * tall) / SIDE);
  const wide = Math.max(1, Math.min(widest, Math.round((box.width * tall) / box.height)));
  const start = Math.floor((SIDE - wide) / 2);
  const above = Math.floor((SIDE - tall) / 2);
  const out = new Uint8Array(SIDE * SIDE);
  for (let row = 0; row < tall; row += 1) {
    const from = box.top + Math.floor(((row + 0.5) * box.height) / tall);
    for (let column = 0; column < wide; column += 1) {
      const across = box.left + Math.floor(((column + 0.5) * box.width) / wide);
      out[(above + row) * SIDE + start + column] = ink[from * SIDE + across];
    }
  }
  return out;
}

/** As many pixels as asked for: those deepest in the ink first, then those nearest to it. */
function withWeight(ink: Bitmap, weight: number): Bitmap {
  const toInk = distances(ink, 1);
  if (!Number.isFinite(toInk[0])) return ink;
  const toPaper = distances(ink, 0);
  const depth = toPaper.map((distance, at) => distance - toInk[at]);
  const least = depth.toSorted().at(-Math.round(weight)) ?? 0;
  return Uint8Array.from(depth, (d) => (d >= least ? 1 : 0));
}

/** From each pixel to the nearest one of a kind. 1,024 squared at worst, a millisecond: a drawing is small. */
function distances(ink: Bitmap, kind: 0 | 1): Float64Array {
  const targets = [...ink.keys()].filter((at) => ink[at] === kind);
  return Float64Array.from(ink, (_, at) => {
    let nearest = Infinity;
    for (const target of targets) {
      const down = Math.floor(at / SIDE) - Math.floor(target / SIDE);
      const across = (at % SIDE) - (target % SIDE);
      nearest = Math.min(nearest, down * down + across * across);
    }
    return Math.sqrt(nearest);
  });
}
