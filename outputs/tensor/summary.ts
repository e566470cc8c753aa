/** What a reader can take in of an array of numbers: range, mean, histogram, a picture and a table of bounded size. */
import type { Numbers } from "../arrays.ts";
import { histogramOf } from "./histogram.ts";
import {
  type Corner,
  MINUS_INFINITY,
  MOST_IN_TABLE,
  MOST_NUMBERS,
  NAN,
  type Picture,
  PLUS_INFINITY,
  type TensorSummary,
} from "./payload.ts";
import type { Grid } from "./read.ts";

/** Up to here numbers alone say it best. */
const MOST_WITHOUT_PICTURE = 100;
/** A table this wide is scrolled through; wider ones would leave too few rows. */
const MOST_COLUMNS = 1024;

/** How much of a tensor is sent to the page. */
export interface Room {
  /** Side of the picture. */
  readonly side: number;
  /** Numbers for the table. */
  readonly numbers: number;
  /** As many as are sent one by one. */
  readonly each: number;
}
/** A tensor that is the output itself... */
export const whole: Room = { side: 256, numbers: MOST_IN_TABLE, each: MOST_NUMBERS };
/** ...one among many, in a tree or a graph... */
export const part: Room = { side: 64, numbers: 2048, each: MOST_NUMBERS };
/** ...and one of thousands: its range, and its numbers where they are a handful. */
export const sketch: Room = { side: 0, numbers: 0, each: 8 };

export function summarise(dtype: string, { shape, values }: Grid, room: Room = whole): TensorSummary {
  const range = rangeOf(values);
  const large = values.length > MOST_WITHOUT_PICTURE && room.side > 0;
  const all = values.length <= room.each ? values.slice() : null;
  const corner = all === null && room.numbers > 0 ? cornerOf(shape, values, room.numbers) : null;
  return {
    dtype,
    shape: [...shape],
    ...range,
    values: all,
    corner,
    // Copied once between threads, however often it is pointed at.
    picture: large ? pictureOf({ shape, values }, room.side, all ?? corner?.values ?? null) : null,
    histogram: large ? histogramOf(values, range.min, range.max) : null,
  };
}

/** Range and mean of the finite entries, and how many are not finite. */
export function rangeOf(values: ArrayLike<number>) {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  const odd = { nan: 0, plus: 0, minus: 0 };
  for (let i = 0; i < values.length; i += 1) {
    const x = values[i];
    if (!Number.isFinite(x)) {
      odd[Number.isNaN(x) ? "nan" : x > 0 ? "plus" : "minus"] += 1;
      continue;
    }
    sum += x;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  const finite = values.length - odd.nan - odd.plus - odd.minus;
  const none = finite === 0;
  return { min: none ? NaN : min, max: none ? NaN : max, mean: none ? NaN : sum / finite, odd };
}

/** Leading axes by the last one. */
function matrixOf(shape: readonly number[], size: number): { height: number; width: number } {
  const width = shape[shape.length - 1] ?? 1;
  return { height: size / width, width };
}

function cornerOf(shape: readonly number[], values: Numbers, most: number): Corner {
  const { height, width } = matrixOf(shape, values.length);
  const columns = Math.min(width, MOST_COLUMNS, most);
  const rows = Math.min(height, Math.floor(most / columns));
  if (columns === width) return { rows, columns, values: values.slice(0, rows * columns) };
  const kept = values.slice(0, rows * columns);
  for (let row = 0; row < rows; row += 1) {
    kept.set(values.subarray(row * width, row * width + columns), row * columns);
  }
  return { rows, columns, values: kept };
}

/**
 * The matrix of leading axes by last axis, averaged over blocks where it is larger than the picture.
 * @param kept a copy of the entries that goes to the page already
 */
function pictureOf({ shape, values }: Grid, side: number, kept: Numbers | null): Picture {
  const { height, width } = matrixOf(shape, values.length);
  const down = Math.ceil(height / side);
  const across = Math.ceil(width / side);
  const rows = Math.ceil(height / down);
  const columns = Math.ceil(width / across);
  const block: [number, number] = [down, across];
  if (down === 1 && across === 1) {
    const entries = kept?.length === values.length ? kept : values.slice();
    return { rows, columns, values: entries, marks: null, block };
  }
  const pixels = new Float64Array(rows * columns);
  const marks = new Uint8Array(rows * columns);
  for (let at = 0; at < pixels.length; at += 1) {
    average(at, Math.floor(at / columns) * down, (at % columns) * across);
  }
  return { rows, columns, values: pixels, marks: marks.some((mark) => mark > 0) ? marks : null, block };

  function average(at: number, top: number, left: number): void {
    let sum = 0;
    let finite = 0;
    for (let i = top; i < Math.min(height, top + down); i += 1) {
      for (let j = left; j < Math.min(width, left + across); j += 1) {
        const x = values[i * width + j];
        if (Number.isFinite(x)) {
          sum += x;
          finite += 1;
        } else {
          marks[at] |= Number.isNaN(x) ? NAN : x > 0 ? PLUS_INFINITY : MINUS_INFINITY;
        }
      }
    }
    pixels[at] = finite === 0 ? NaN : sum / finite;
  }
}
