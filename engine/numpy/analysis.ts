/** Samples of functions: their slopes, values in between, histograms, and convolutions of sequences. */
import { ShapeError, SlopeError, showShape } from "../core/errors.ts";
import { resolveAxis } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { scatterAdd } from "../primitives/gather.ts";
import { windows } from "../primitives/windows.ts";
import { asTensor } from "../transforms/leaf.ts";
import { add, div, eq, ge, gt, le, logicalAnd, lt, mod, mul, sub, where } from "./arithmetic.ts";
import { flip, slice } from "./arrange.ts";
import { linspace } from "./create.ts";
import { concatenate } from "./joining.ts";
import { matmul } from "./matmul.ts";
import { pad } from "./padding.ts";
import { floatingOf, type TensorLike } from "./promotion.ts";
import { cumsum, max, min, sum } from "./reduce.ts";
import { searchsorted } from "./sorting.ts";
import { diff } from "./statistics.ts";
import { take } from "./taking.ts";
import { promoteTypes } from "./types.ts";

/**
 * The slope of samples along an axis: central differences inside, one-sided ones at both ends.
 * @param spacing the distance between samples, or the place of each [n]
 * Source: Fornberg 1988
 */
export function gradient(x: TensorLike, spacing: TensorLike = 1, axis = -1): Tensor {
  const t = floatingOf(asTensor(x));
  const at = resolveAxis("gradient", axis, t.ndim);
  const n = t.shape[at];
  if (n < 2)
    throw new ShapeError(`gradient: at least two samples along axis ${axis}, found ${showShape(t.shape)}.`);
  const places = asTensor(spacing);
  const cut = (y: Tensor, from: number, to: number) => slice(y, from, to, at);
  const ends = (h0: TensorLike, h1: TensorLike, inside: Tensor) =>
    concatenate(
      [
        div(sub(cut(t, 1, 2), cut(t, 0, 1)), h0),
        inside,
        div(sub(cut(t, n - 1, n), cut(t, n - 2, n - 1)), h1),
      ],
      at,
    );
  if (places.ndim === 0)
    return ends(spacing, spacing, div(sub(cut(t, 2, n), cut(t, 0, n - 2)), mul(spacing, 2)));
  if (places.ndim !== 1 || places.size !== n)
    throw new ShapeError(`gradient: ${n} samples have ${n} places, found ${showShape(places.shape)}.`);
  const shape = t.shape.map((_, i) => (i === at ? -1 : 1));
  const steps = diff(places).reshape(shape);
  const [before, after] = [cut(steps, 0, n - 2), cut(steps, 1, n - 1)];
  const left = div(mul(sub(cut(t, 1, n - 1), cut(t, 0, n - 2)), after), before);
  const right = div(mul(sub(cut(t, 2, n), cut(t, 1, n - 1)), before), after);
  return ends(cut(steps, 0, 1), cut(steps, n - 2, n - 1), div(add(left, right), add(before, after)));
}

/**
 * Values between samples, in straight lines; `left` and `right` beyond them, by default the first and the last.
 * @param xs [n] ascending
 * @param ys [n]
 */
export function interp(
  x: TensorLike,
  xs: TensorLike,
  ys: TensorLike,
  options: { left?: number; right?: number } = {},
): Tensor {
  const [places, values] = [floatingOf(asTensor(xs)), floatingOf(asTensor(ys))];
  const n = places.size;
  if (places.ndim !== 1 || values.ndim !== 1 || values.size !== n || n === 0)
    throw new ShapeError(
      `interp: samples are two vectors of one length, found ${showShape(places.shape)} and ${showShape(values.shape)}.`,
    );
  const t = floatingOf(asTensor(x));
  const [first, last] = [take(values, 0), take(values, n - 1)];
  const i = searchsorted(places, t, { side: "right" }).clip(1, Math.max(1, n - 1));
  const lower = sub(i, 1);
  const upper = i.clip(0, n - 1);
  const [x0, x1, y0, y1] = [
    take(places, lower),
    take(places, upper),
    take(values, lower),
    take(values, upper),
  ];
  const width = sub(x1, x0);
  const none = eq(width, 0);
  const share = where(none, 0, div(sub(t, x0), where(none, 1, width)));
  const inside = add(y0, mul(sub(y1, y0), share));
  const below = where(lt(t, take(places, 0)), options.left ?? first, inside);
  return where(gt(t, take(places, n - 1)), options.right ?? last, below);
}

export interface HistogramOptions {
  /** How many bins of one width, or their edges, ascending; default 10. */
  readonly bins?: number | TensorLike;
  /** Where the bins begin and end; default the smallest and the greatest element. */
  readonly range?: readonly [number, number];
  readonly weights?: TensorLike;
  /** Densities, which integrate to 1, instead of counts. */
  readonly density?: boolean;
}

/**
 * How many elements fall into each bin; the last one counts its upper edge too. Elements outside are left out.
 * @returns counts [bins] (int32, or as the weights) and edges [bins + 1]
 */
export function histogram(x: TensorLike, options: HistogramOptions = {}): { counts: Tensor; edges: Tensor } {
  const t = floatingOf(asTensor(x)).reshape(-1);
  const { bins = 10, range, weights, density = false } = options;
  const edges = typeof bins === "number" ? evenEdges(t, bins, range) : floatingOf(asTensor(bins));
  const n = edges.size - 1;
  if (n < 1) throw new SlopeError("histogram: at least one bin.");
  const [low, high] = [take(edges, 0), take(edges, n)];
  const inside = logicalAnd(ge(t, low), le(t, high));
  const bin = sub(searchsorted(edges, t, { side: "right" }), 1).clip(0, n - 1);
  const each = where(
    inside,
    weights === undefined ? convert(inside, "int32") : asTensor(weights).reshape(-1),
    0,
  );
  const counts = scatterAdd(each, bin, 0, n);
  if (!density) return { counts, edges };
  return { counts: div(div(counts, diff(edges)), sum(counts)), edges };
}

function evenEdges(t: Tensor, bins: number, range: readonly [number, number] | undefined): Tensor {
  const shares = linspace(0, 1, bins + 1, { dtype: t.dtype });
  if (range !== undefined) return add(mul(shares, range[1] - range[0]), range[0]);
  if (t.size === 0) return shares;
  const [low, high] = [min(t), max(t)];
  // All in one place: half a unit on either side, as NumPy.
  const half = where(eq(low, high), 0.5, 0);
  const [from, to] = [sub(low, half), add(high, half)];
  const inner = add(mul(shares, sub(to, from)), from);
  return concatenate([slice(inner, 0, bins), to.reshape(1)]);
}

export type ConvolveMode = "full" | "same" | "valid";

/** Sums of products as two sequences slide over each other, one reversed: [n] and [m] to [n + m - 1], or less by mode. */
export function convolve(a: TensorLike, v: TensorLike, mode: ConvolveMode = "full"): Tensor {
  const [x, y] = [asTensor(a), asTensor(v)];
  if (x.ndim !== 1 || y.ndim !== 1 || x.size === 0 || y.size === 0)
    throw new ShapeError(`convolve: of two vectors, found ${showShape(x.shape)} and ${showShape(y.shape)}.`);
  const dtype = promoteTypes(x.dtype, y.dtype);
  const [long, short] = (x.size >= y.size ? [x, y] : [y, x]).map((t) => convert(t, dtype));
  const m = short.size;
  const around = pad(long, [[m - 1, m - 1]]);
  const seen = windows(around, { window: [m], strides: [1], dilation: [1] });
  const full = convert(
    matmul(flip(convert(short, floatingOf(short).dtype)), convert(seen, floatingOf(seen).dtype)),
    dtype,
  );
  if (mode === "full") return full;
  const size = mode === "same" ? long.size : long.size - m + 1;
  const from = mode === "same" ? (m - 1) >> 1 : m - 1;
  return slice(full, from, from + size);
}

/** Sums of products as `v` slides along `a`: convolve with v reversed. Default "valid". */
export const correlate = (a: TensorLike, v: TensorLike, mode: ConvolveMode = "valid"): Tensor =>
  convolve(a, flip(asTensor(v)), mode);

/** Angles without jumps: where neighbours lie more than half a period apart, whole periods are added. */
export function unwrap(x: TensorLike, options: { period?: number; axis?: number } = {}): Tensor {
  const { period = 2 * Math.PI, axis = -1 } = options;
  const t = floatingOf(asTensor(x));
  const at = resolveAxis("unwrap", axis, t.ndim);
  const steps = diff(t, 1, at);
  const half = period / 2;
  const near = sub(mod(add(steps, half), period), half);
  const kept = where(logicalAnd(eq(near, -half), gt(steps, 0)), half, near);
  const jumps = where(lt(steps.abs(), half), 0, sub(kept, steps));
  const first = slice(t, 0, 1, at);
  return concatenate([first, add(slice(t, 1, t.shape[at], at), cumsum(jumps, at))], at);
}
