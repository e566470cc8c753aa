/** What really happens, in the forms in which cells have it, as numbers to draw. */
import type { Tensor } from "#engine";
import { OutputError } from "../figure.ts";
import { readGrid } from "../tensor/read.ts";
import { MOST_TRUE, type Range } from "./payload.ts";

type Numbers = Tensor | readonly number[] | Float32Array | Float64Array;
export type CurveTruth = Numbers | { readonly x: Numbers; readonly y: Numbers };
export type ArrowTruth = Numbers | readonly (Tensor | number)[];

interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Numbers without places of their own stand evenly from one end of the axis to the other. */
export function curveOf(call: string, found: CurveTruth, axis: Range): Curve {
  const placed = isPlaced(found);
  const y = listOf(call, placed ? found.y : found);
  const x = placed ? listOf(call, found.x) : evenly(axis, y.length);
  if (x.length !== y.length)
    throw new OutputError(
      `${call}: the curve has ${x.length} places along x and ${y.length} values; it needs one each.`,
    );
  if (y.length === 0) throw new OutputError(`${call}: the curve that really happens has no numbers.`);
  const order = Array.from(x.keys()).sort((a, b) => x[a] - x[b]);
  const kept = thinned(order);
  return { x: Float64Array.from(kept, (at) => x[at]), y: Float64Array.from(kept, (at) => y[at]) };
}

/** A gradient of two numbers: one tensor, or one for each axis. */
export function arrowOf(call: string, found: ArrowTruth): [number, number] {
  const parts = Array.isArray(found)
    ? found.flatMap((part: unknown) => [...listOf(call, part)])
    : listOf(call, found);
  if (parts.length !== 2)
    throw new OutputError(`${call}: an arrow on a plane has 2 numbers; this gradient has ${parts.length}.`);
  return [parts[0], parts[1]];
}

const isPlaced = (found: CurveTruth): found is { x: Numbers; y: Numbers } =>
  Object.getPrototypeOf(found) === Object.prototype && "x" in found && "y" in found;

function listOf(call: string, value: unknown): Float64Array {
  if (typeof value === "number") return Float64Array.of(value);
  try {
    return Float64Array.from(readGrid(value, "the truth").values);
  } catch (error) {
    throw new OutputError(`${call}: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

const evenly = ([low, high]: Range, count: number) =>
  Float64Array.from({ length: count }, (_, at) => low + ((high - low) * at) / Math.max(1, count - 1));

/** A long training is drawn by every so many of its steps; its last one stays. */
function thinned(all: readonly number[]): readonly number[] {
  if (all.length <= MOST_TRUE) return all;
  return Array.from(
    { length: MOST_TRUE },
    (_, at) => all[Math.round((at * (all.length - 1)) / (MOST_TRUE - 1))],
  );
}
