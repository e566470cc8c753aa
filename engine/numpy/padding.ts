/** Entries put around a tensor: a constant, or its own border repeated, mirrored or wrapped. */
import { bind } from "../core/bind.ts";
import { ShapeError, showShape } from "../core/errors.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";
import { take } from "../primitives/gather.ts";
import { unsliceP } from "../primitives/slice.ts";
import { asTensor } from "../transforms/leaf.ts";
import { where, type TensorLike } from "./arithmetic.ts";

export type PadMode = "constant" | "edge" | "reflect" | "symmetric" | "wrap";
/** So many around every axis, [before, after] for every axis, or a pair an axis. */
export type PadWidths = number | readonly [number, number] | readonly (readonly [number, number])[];
export interface PadOptions {
  readonly mode?: PadMode;
  /** What "constant" pads with; default 0. */
  readonly value?: number;
}

/**
 * Entries around x. As NumPy: "edge" repeats the border, "reflect" mirrors at it (... 2 1 | 0 1 2), "symmetric" mirrors with it
 * (... 1 0 | 0 1 2), "wrap" comes in from the other side.
 * @param options the mode, or the value of constant padding
 * @throws ShapeError where widths do not fit the axes, or an empty axis has nothing to repeat
 */
export function pad(x: TensorLike, widths: PadWidths, options: number | PadOptions = 0): Tensor {
  const t = asTensor(x);
  const { mode = "constant", value = 0 } = typeof options === "number" ? { value: options } : options;
  const pairs = pairsOf(t, widths);
  if (mode === "constant") return constantly(t, pairs, value);
  return pairs.reduce((y, [before, after], axis) => {
    const n = y.shape[axis];
    if (before === 0 && after === 0) return y;
    if (n === 0) throw new ShapeError(`pad: axis ${axis} has no entries for mode "${mode}" to repeat.`);
    const places = Int32Array.from({ length: before + n + after }, (_, i) => source[mode](i - before, n));
    return take(y, wrap([places.length], "int32", places), axis);
  }, t);
}

/** Which entry of an axis of n stands at place i of it, when i goes on beyond both ends. */
const source: Readonly<Record<Exclude<PadMode, "constant">, (i: number, n: number) => number>> = {
  edge: (i, n) => Math.min(Math.max(i, 0), n - 1),
  wrap: (i, n) => modulo(i, n),
  symmetric: (i, n) => Math.min(modulo(i, 2 * n), 2 * n - 1 - modulo(i, 2 * n)),
  reflect: (i, n) => {
    if (n === 1) return 0;
    const period = 2 * (n - 1);
    return Math.min(modulo(i, period), period - modulo(i, period));
  },
};

function modulo(i: number, n: number): number {
  return ((i % n) + n) % n;
}

function constantly(x: Tensor, pairs: readonly (readonly [number, number])[], value: number): Tensor {
  const shape = x.shape.map((n, i) => n + pairs[i][0] + pairs[i][1]);
  const params = {
    starts: pairs.map(([before]) => before),
    sizes: x.shape,
    steps: shape.map(() => 1),
    shape,
  };
  const placed = bind(unsliceP, [x], params);
  if (value === 0) return placed;
  return where(bind(unsliceP, [filled(x.shape, "bool", 1)], params), placed, value);
}

function pairsOf(x: Tensor, widths: PadWidths): readonly (readonly [number, number])[] {
  const isPair = (list: readonly unknown[]): list is readonly [number, number] =>
    list.length === 2 && list.every((n) => typeof n === "number");
  const pairs =
    typeof widths === "number"
      ? x.shape.map(() => [widths, widths] as const)
      : isPair(widths)
        ? x.shape.map(() => widths)
        : widths.length === 1
          ? x.shape.map(() => widths[0])
          : widths;
  if (pairs.length !== x.ndim)
    throw new ShapeError(
      `pad: ${pairs.length} pairs of widths for the ${x.ndim} axes of ${showShape(x.shape)}; give a number, one [before, after], or one an axis.`,
    );
  const wrong = pairs.flat().find((n) => !Number.isInteger(n) || n < 0);
  if (wrong !== undefined)
    throw new ShapeError(
      `pad: widths are whole numbers from 0 on, found ${wrong}; x.get(...) cuts entries off.`,
    );
  return pairs;
}
