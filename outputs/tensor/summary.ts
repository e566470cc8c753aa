/** What a reader can take in of an array of numbers: range, mean, histogram, and a picture of at most 256 x 256. */
import type { Numbers } from "../arrays.ts";
import { type Histogram, MOST_NUMBERS, type Picture, type TensorSummary } from "./payload.ts";
import type { Grid } from "./read.ts";

/** Up to here numbers alone say it best. */
const MOST_WITHOUT_PICTURE = 100;
const BINS = 40;
const SIDE = 256;

export function summarise(dtype: string, { shape, values }: Grid): TensorSummary {
  const range = rangeOf(values);
  const large = values.length > MOST_WITHOUT_PICTURE;
  return {
    dtype,
    shape: [...shape],
    ...range,
    values: values.length <= MOST_NUMBERS ? values.slice() : null,
    picture: large ? pictureOf(shape, values) : null,
    histogram: large ? histogramOf(values, range.min, range.max) : null,
  };
}

/** Range and mean of the finite entries, and how many are not finite. */
export function rangeOf(values: ArrayLike<number>) {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let finite = 0;
  for (let i = 0; i < values.length; i += 1) {
    const x = values[i];
    if (!Number.isFinite(x)) continue;
    finite += 1;
    sum += x;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  const none = finite === 0;
  return {
    min: none ? NaN : min,
    max: none ? NaN : max,
    mean: none ? NaN : sum / finite,
    nonFinite: values.length - finite,
  };
}

function histogramOf(values: Numbers, min: number, max: number): Histogram | null {
  if (Number.isNaN(min) || !Number.isFinite(max - min)) return null;
  const [low, high] = min === max ? [min - 0.5, max + 0.5] : [min, max];
  const counts = new Uint32Array(BINS);
  const scale = BINS / (high - low);
  for (const x of values) {
    if (Number.isFinite(x)) counts[Math.min(BINS - 1, Math.floor((x - low) * scale))] += 1;
  }
  return { low, high, counts };
}

/** The matrix of leading axes by last axis, averaged over blocks where it is larger than the picture. */
function pictureOf(shape: readonly number[], values: Numbers): Picture {
  const width = shape[shape.length - 1] ?? 1;
  const height = values.length / width;
  const down = Math.ceil(height / SIDE);
  const across = Math.ceil(width / SIDE);
  const rows = Math.ceil(height / down);
  const columns = Math.ceil(width / across);
  const pixels = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      pixels[row * columns + column] = blockMean(row * down, column * across);
    }
  }
  return { rows, columns, values: pixels, block: [down, across] };

  function blockMean(top: number, left: number): number {
    if (down === 1 && across === 1) return values[top * width + left];
    let sum = 0;
    let finite = 0;
    for (let i = top; i < Math.min(height, top + down); i += 1) {
      for (let j = left; j < Math.min(width, left + across); j += 1) {
        const x = values[i * width + j];
        if (!Number.isFinite(x)) continue;
        sum += x;
        finite += 1;
      }
    }
    return finite === 0 ? NaN : sum / finite;
  }
}
