/** Quasi-Newton minimisation with a line search: for smooth functions that are not noisy. */
import { SlopeError } from "../core/errors.ts";
import { sizeOf } from "../core/shape.ts";
import { isTensor, wrap, type Tensor } from "../core/tensor.ts";
import { mapWithPath } from "../core/tree.ts";
import { convert } from "../primitives/convert.ts";
import { valueAndGrad } from "../transforms/grad.ts";

export interface LbfgsOptions {
  /** Pairs of steps and gradient changes that are kept; default 10. */
  readonly history?: number;
  readonly maxIterations?: number;
  /** Ends where no entry of the gradient is larger; default 1e-8. */
  readonly tolerance?: number;
}

export interface LbfgsResult<P> {
  readonly params: P;
  readonly value: number;
  readonly iterations: number;
  /** Function evaluations, each with its gradient. */
  readonly evaluations: number;
  /** False where the iterations ran out or the line search found nothing lower. */
  readonly converged: boolean;
}

/** The tree as one vector in double precision, and back. */
function flattened<P>(params: P): { vector: Float64Array; rebuild: (v: Float64Array) => P } {
  const parts: Tensor[] = [];
  mapWithPath(params, (leaf) => isTensor(leaf) && parts.push(leaf));
  const vector = Float64Array.from(parts.flatMap((x) => [...x.toTypedArray()]));
  return {
    vector,
    rebuild(v) {
      let at = 0;
      // Safe: mapWithPath keeps the structure.
      return mapWithPath(params, (leaf) => {
        if (!isTensor(leaf)) return leaf;
        const size = sizeOf(leaf.shape);
        const values = wrap(leaf.shape, "float64", v.slice(at, (at += size)));
        return convert(values, leaf.dtype);
      }) as P;
    },
  };
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((total, value, i) => total + value * b[i], 0);
const along = (x: Float64Array, step: number, d: Float64Array) => x.map((value, i) => value + step * d[i]);
const largest = (x: Float64Array) => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

/**
 * Goes down from `params` until the gradient vanishes: `optim.lbfgs().minimize(loss, params)`.
 * @throws SlopeError where the function is not finite at the start
 * Source: Liu & Nocedal 1989; Nocedal & Wright 2006, algorithms 7.4, 7.5, 3.5 and 3.6
 */
export function lbfgs(options: LbfgsOptions = {}): {
  minimize<P>(f: (params: P) => Tensor, params: P): LbfgsResult<P>;
} {
  const { history = 10, maxIterations = 200, tolerance = 1e-8 } = options;
  return {
    minimize<P>(f: (params: P) => Tensor, params: P): LbfgsResult<P> {
      const { vector, rebuild } = flattened(params);
      const both = valueAndGrad((p: P) => f(p));
      let evaluations = 0;
      const at = (x: Float64Array): Point => {
        evaluations++;
        const [value, gradient] = both(rebuild(x));
        return { x, value: value.item(), gradient: flattened(gradient).vector };
      };
      let here = at(vector);
      if (!Number.isFinite(here.value))
        throw new SlopeError(`lbfgs: the function is ${here.value} at the start; begin where it is finite.`);
      const pairs: { s: Float64Array; y: Float64Array; rho: number }[] = [];
      let iterations = 0;
      let converged = largest(here.gradient) <= tolerance;
      while (!converged && iterations < maxIterations) {
        const direction = twoLoops(here.gradient, pairs);
        const first =
          pairs.length === 0 ? Math.min(1, 1 / here.gradient.reduce((t, g) => t + Math.abs(g), 0)) : 1;
        const next = strongWolfe(at, here, direction, first);
        if (next === null) {
          // Bent out of shape by rounding or a kink: forget the past once, then give up.
          if (pairs.length === 0) break;
          pairs.length = 0;
          continue;
        }
        const s = next.x.map((value, i) => value - here.x[i]);
        const y = next.gradient.map((value, i) => value - here.gradient[i]);
        const curvature = dot(s, y);
        if (curvature > 1e-12 * dot(y, y)) pairs.push({ s, y, rho: 1 / curvature });
        if (pairs.length > history) pairs.shift();
        here = next;
        iterations++;
        converged = largest(here.gradient) <= tolerance;
      }
      return { params: rebuild(here.x), value: here.value, iterations, evaluations, converged };
    },
  };
}

/** Minus the inverse Hessian, as far as the pairs tell, times the gradient. */
function twoLoops(
  gradient: Float64Array,
  pairs: readonly { s: Float64Array; y: Float64Array; rho: number }[],
): Float64Array {
  let q = gradient.map((g) => -g);
  const alphas = pairs.map(() => 0);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y, rho } = pairs[i];
    alphas[i] = rho * dot(s, q);
    q = along(q, -alphas[i], y);
  }
  const last = pairs.at(-1);
  if (last !== undefined) q = q.map((value) => value / (last.rho * dot(last.y, last.y)));
  pairs.forEach(({ s, y, rho }, i) => {
    q = along(q, alphas[i] - rho * dot(y, q), s);
  });
  return q;
}

/** A step that lowers the value enough and flattens the slope enough; null where there is none. */
function strongWolfe(
  at: (x: Float64Array) => Point,
  start: Point,
  direction: Float64Array,
  first: number,
): Point | null {
  const [c1, c2] = [1e-4, 0.9];
  const slope0 = dot(start.gradient, direction);
  if (!(slope0 < 0)) return null;
  const enough = (point: Point, step: number) => point.value <= start.value + c1 * step * slope0;
  const flat = (slope: number) => Math.abs(slope) <= -c2 * slope0;
  let before = { step: 0, point: start, slope: slope0 };
  let step = first;
  for (let i = 0; i < 25; i++) {
    const point = at(along(start.x, step, direction));
    const slope = dot(point.gradient, direction);
    const now = { step, point, slope };
    if (!Number.isFinite(point.value)) {
      step = (before.step + step) / 2;
      continue;
    }
    if (!enough(point, step) || (i > 0 && point.value >= before.point.value)) return zoom(before, now);
    if (flat(slope)) return point;
    if (slope >= 0) return zoom(now, before);
    before = now;
    step *= 2;
  }
  return null;

  function zoom(low: typeof before, high: typeof before): Point | null {
    let [a, b] = [low, high];
    for (let i = 0; i < 40; i++) {
      const trial = between(a, b);
      const point = at(along(start.x, trial, direction));
      const slope = dot(point.gradient, direction);
      const now = { step: trial, point, slope };
      if (!(enough(point, trial) && point.value < a.point.value)) b = now;
      else {
        if (flat(slope)) return point;
        if (slope * (b.step - a.step) >= 0) b = a;
        a = now;
      }
      if (Math.abs(b.step - a.step) < 1e-16 * Math.max(1, a.step)) break;
    }
    // Rounding hides the slope near a minimum; a lower value is still worth having.
    return a.point.value < start.value ? a.point : null;
  }
}

/** Where a cubic through two values and slopes is lowest, kept away from both ends. Source: Nocedal & Wright 2006, 3.59 */
function between(
  a: { step: number; point: Point; slope: number },
  b: { step: number; point: Point; slope: number },
): number {
  const d1 = a.slope + b.slope - (3 * (a.point.value - b.point.value)) / (a.step - b.step);
  const square = d1 * d1 - a.slope * b.slope;
  const middle = (a.step + b.step) / 2;
  if (!(square >= 0)) return middle;
  const d2 = Math.sign(b.step - a.step) * Math.sqrt(square);
  const best = b.step - ((b.step - a.step) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  const [low, high] = [Math.min(a.step, b.step), Math.max(a.step, b.step)];
  const margin = 0.1 * (high - low);
  return best > low + margin && best < high - margin ? best : middle;
}
