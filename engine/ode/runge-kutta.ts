/** One step of a Runge-Kutta method over a list of tensors, and the rule by which an adaptive one chooses its size. */
import { SlopeError } from "../core/errors.ts";
import { sizeOf } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import { convert } from "../primitives/convert.ts";

/** dy/dt of a state at a time, tensor by tensor. */
export type Slope = (y: readonly Tensor[], t: Tensor) => Tensor[];

/** y + h (c0 k0 + c1 k1 + ...), skipping what is 0. */
function ahead(
  y: readonly Tensor[],
  h: Tensor,
  slopes: readonly Tensor[][],
  weights: readonly number[],
): Tensor[] {
  return y.map((x, i) => {
    const terms = weights.flatMap((w, j) => (w === 0 ? [] : [np.mul(slopes[j][i], w)]));
    return terms.length === 0 ? x : np.add(x, np.mul(terms.reduce(np.add), convert(h, x.dtype)));
  });
}

/** The classical method of order 4. Source: Kutta 1901 */
export function rk4Step(f: Slope, y: readonly Tensor[], t: Tensor, h: Tensor): Tensor[] {
  const middle = np.add(t, np.mul(h, 0.5));
  const k1 = f(y, t);
  const k2 = f(ahead(y, h, [k1], [0.5]), middle);
  const k3 = f(ahead(y, h, [k2], [0.5]), middle);
  const k4 = f(ahead(y, h, [k3], [1]), np.add(t, h));
  return ahead(y, h, [k1, k2, k3, k4], [1 / 6, 1 / 3, 1 / 3, 1 / 6]);
}

/** Dormand & Prince 1980, order 5 with an embedded 4: nodes, rows, and the difference of the two results. */
const nodes = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1];
const rows = [
  [],
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];
const difference = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];

export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

export interface Trial {
  readonly y: Tensor[];
  /** The slope at the end: the first of the next step. */
  readonly slope: Tensor[];
  /** At most 1 where the step is good enough; a scalar of t's dtype. */
  readonly error: Tensor;
}

export function dormandPrinceStep(
  f: Slope,
  y: readonly Tensor[],
  slope: readonly Tensor[],
  t: Tensor,
  h: Tensor,
  tolerance: Tolerance,
): Trial {
  const slopes = [[...slope]];
  let next = [...y];
  for (let stage = 1; stage < nodes.length; stage++) {
    next = ahead(y, h, slopes, rows[stage]);
    slopes.push(f(next, np.add(t, np.mul(h, nodes[stage]))));
  }
  const zero = y.map((x) => np.zerosLike(x));
  const off = ahead(zero, h, slopes, difference);
  return { y: next, slope: slopes[6], error: norm(off, scaleOf(y, next, tolerance), t) };
}

function scaleOf(y: readonly Tensor[], next: readonly Tensor[], { rtol, atol }: Tolerance): Tensor[] {
  return y.map((x, i) => np.add(np.mul(np.maximum(np.abs(x), np.abs(next[i])), rtol), atol));
}

/** Root mean square over all elements of the state, each in units of what it may be off. */
function norm(xs: readonly Tensor[], scale: readonly Tensor[], t: Tensor): Tensor {
  const count = xs.reduce((total, x) => total + sizeOf(x.shape), 0);
  if (count === 0) throw new SlopeError("ode: the state has no elements.");
  const squares = xs.map((x, i) => convert(np.sum(np.square(np.div(x, scale[i]))), t.dtype));
  return np.sqrt(np.div(squares.reduce(np.add), count));
}

/** How much longer the next step may be: the error grows with the fifth power. Source: Hairer, Norsett & Wanner 1993, II.4 */
export function growth(error: Tensor): Tensor {
  const wanted = np.mul(np.pow(np.maximum(error, 1e-10), -0.2), 0.9);
  return np.clip(np.where(np.isfinite(error), wanted, 0.2), 0.2, 10);
}

/** A first step that is neither wasted nor rejected. Source: Hairer, Norsett & Wanner 1993, II.4 */
export function firstStep(
  f: Slope,
  y: readonly Tensor[],
  slope: readonly Tensor[],
  t: Tensor,
  direction: Tensor,
  tolerance: Tolerance,
): Tensor {
  const scale = scaleOf(y, y, tolerance);
  const [d0, d1] = [norm(y, scale, t), norm(slope, scale, t)];
  const small = np.logicalOr(np.lt(d0, 1e-5), np.lt(d1, 1e-5));
  const h0 = np.where(small, 1e-6, np.mul(np.div(d0, np.maximum(d1, 1e-30)), 0.01));
  const stepped = np.mul(h0, direction);
  const moved = f(ahead(y, stepped, [[...slope]], [1]), np.add(t, stepped));
  const d2 = np.div(
    norm(
      moved.map((x, i) => np.sub(x, slope[i])),
      scale,
      t,
    ),
    h0,
  );
  const steepest = np.maximum(d1, d2);
  const h1 = np.where(
    np.le(steepest, 1e-15),
    np.maximum(1e-6, np.mul(h0, 1e-3)),
    np.pow(np.div(0.01, np.maximum(steepest, 1e-30)), 0.2),
  );
  return np.minimum(np.mul(h0, 100), h1);
}
