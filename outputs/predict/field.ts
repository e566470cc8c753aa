/** The heights of a function over a plane: on a grid, as one batch where the function takes tensors. */
import { type Tensor, tensor, vmap } from "#engine";
import { OutputError } from "../figure.ts";
import { isTensor, readTensor } from "../tensor/read.ts";
import { FIELD_SIDE, type Range } from "./payload.ts";

/** Of one tensor with both coordinates, or of the two coordinates. */
export type Field =
  ((point: Tensor) => Tensor) | ((x: Tensor, y: Tensor) => Tensor) | ((x: number, y: number) => number);

export function heightsOf(call: string, field: Field, x: Range, y: Range): Float64Array {
  if (typeof (field as unknown) !== "function")
    throw new OutputError(`${call}: field is the function whose contours are drawn, such as field: loss.`);
  const along = ([low, high]: Range, at: number) => low + ((high - low) * at) / (FIELD_SIDE - 1);
  const points = Array.from({ length: FIELD_SIDE ** 2 }, (_, at) => [
    along(x, at % FIELD_SIDE),
    along(y, Math.floor(at / FIELD_SIDE)),
  ]);
  try {
    return batched(field, points);
  } catch (error) {
    // One that was written for plain numbers is asked point by point.
    const heights = Float64Array.from(points, ([a, b]) =>
      numberOf((field as (x: number, y: number) => unknown)(a, b)),
    );
    if (heights.every(Number.isNaN))
      throw new OutputError(
        `${call}: field gives no number: ${error instanceof Error ? error.message : String(error)}`,
      );
    return heights;
  }
}

function batched(field: Field, points: readonly number[][]): Float64Array {
  const given = field.length >= 2 ? [points.map(([a]) => a), points.map(([, b]) => b)] : [points];
  const heights: unknown = vmap(field as (...args: Tensor[]) => Tensor)(
    ...given.map((numbers) => tensor(numbers)),
  );
  if (!isTensor(heights) || heights.shape.length !== 1)
    throw new TypeError("it must give one number for one point.");
  return Float64Array.from(readTensor(heights).values);
}

const numberOf = (value: unknown): number =>
  typeof value === "number" ? value : isTensor(value) && value.size === 1 ? value.item() : NaN;

/**
 * How long a gradient of length 1 is drawn: a steep place of the field, steeper than nine in ten, takes a third of the plane. It
 * says how steep the field gets and nothing about the place that is asked for.
 */
export function lengthScale(field: Float64Array | null, x: Range, y: Range): number {
  if (field === null) return 1;
  const [stepX, stepY] = [x, y].map(([low, high]) => (high - low) / (FIELD_SIDE - 1));
  const slopes: number[] = [];
  for (let row = 1; row < FIELD_SIDE - 1; row += 1)
    for (let column = 1; column < FIELD_SIDE - 1; column += 1) {
      const at = row * FIELD_SIDE + column;
      const slope = Math.hypot(
        (field[at + 1] - field[at - 1]) / (2 * stepX),
        (field[at + FIELD_SIDE] - field[at - FIELD_SIDE]) / (2 * stepY),
      );
      if (Number.isFinite(slope)) slopes.push(slope);
    }
  const steep = slopes.sort((a, b) => a - b).at(Math.floor(slopes.length * 0.9)) ?? 0;
  return steep > 0 ? Math.min(x[1] - x[0], y[1] - y[0]) / 3 / steep : 1;
}
