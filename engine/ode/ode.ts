/**
 * Initial value problems dy/dt = f(y, t), with two gradients: `unrolled` differentiates the steps that were taken, `adjoint` solves
 * a second equation backwards in time and keeps nothing of the first but its results.
 */
import { isFloating } from "../core/dtype.ts";
import { DTypeError, ShapeError, SlopeError, TracerError, showShape } from "../core/errors.ts";
import { isTensor, type Tensor } from "../core/tensor.ts";
import { foriLoop, whileLoop } from "../lax/loop.ts";
import { scan } from "../lax/scan.ts";
import * as np from "../numpy/operations.ts";
import { convert } from "../primitives/convert.ts";
import { stopGradient } from "../primitives/stop-gradient.ts";
import { closeOver, requireSameForms } from "../transforms/closure.ts";
import { customVjp } from "../transforms/custom.ts";
import { vjp } from "../transforms/directional.ts";
import { asTensor, takeApart } from "../transforms/leaf.ts";
import { dormandPrinceStep, firstStep, growth, rk4Step, type Slope } from "./runge-kutta.ts";

export interface OdeOptions {
  /** `dopri5` chooses its steps (Dormand & Prince 1980); `rk4` takes `substeps` equal ones between two times. Default dopri5. */
  readonly method?: "dopri5" | "rk4";
  /** How derivatives are found; default `adjoint` for dopri5 and `unrolled` for rk4. */
  readonly gradient?: "unrolled" | "adjoint";
  /** Relative and absolute error allowed a step; default 1e-6 and 1e-8 in float64, 1e-4 and 1e-6 in float32. */
  readonly rtol?: number;
  readonly atol?: number;
  /** Steps of rk4 between two times; default 1. */
  readonly substeps?: number;
  /** Steps of dopri5 between two times, beyond which it gives up; default 10,000. */
  readonly maxSteps?: number;
}

interface Settings extends Required<Omit<OdeOptions, "gradient">> {
  readonly gradient: "unrolled" | "adjoint";
}

/**
 * The states at the times `ts`, the first of which is that of `y0`.
 * @param f `(y, t) => dy/dt`, a tree like y; may read parameters from outside
 * @param y0 a tree of floating tensors
 * @param ts [n] times, rising or falling
 * @returns a tree like y0 with a first axis of n. Where dopri5 gives up, an error, or NaN where no error can be thrown (jit, vmap)
 * @throws TracerError under jit or vmap with dopri5 and the unrolled gradient: its steps are chosen by numbers
 * Source: Hairer, Norsett & Wanner 1993; Chen et al. 2018, "Neural ordinary differential equations"
 */
export function odeint<Y>(
  f: (y: Y, t: Tensor) => Y,
  y0: Y,
  ts: Tensor | readonly number[],
  options: OdeOptions = {},
): Y {
  const start = takeApart(y0);
  for (const x of start.tensors) {
    if (!isFloating(x.dtype))
      throw new DTypeError(`odeint: a state of dtype ${x.dtype}; a rate of change needs floating numbers.`);
  }
  const double = start.tensors.some((x) => x.dtype === "float64");
  const times = convert(
    asTensor(ts),
    double ? "float64" : isTensor(ts) && isFloating(ts.dtype) ? ts.dtype : "float32",
  );
  if (times.ndim !== 1 || times.shape[0] === 0)
    throw new ShapeError(
      `odeint: ts is a list of times, the first that of y0; found ${showShape(times.shape)}.`,
    );
  const settings = settingsOf(options, double);
  const tree = (tensors: readonly Tensor[]) => start.rebuild(tensors) as Y;
  const slope: Slope = (y, t) => {
    const rates = takeApart(f(tree(y), t)).tensors;
    requireSameForms("odeint", "the rate of change beside y", start.tensors, rates);
    return rates;
  };
  if (settings.gradient === "adjoint") return tree(withAdjoint(slope, start.tensors, times, settings));
  return tree(
    settings.method === "rk4"
      ? fixedSteps(slope, start.tensors, times, settings)
      : knownSteps(slope, start.tensors, times, settings),
  );
}

function settingsOf(options: OdeOptions, double: boolean): Settings {
  const method = options.method ?? "dopri5";
  return {
    rtol: double ? 1e-6 : 1e-4,
    atol: double ? 1e-8 : 1e-6,
    substeps: 1,
    maxSteps: 10_000,
    ...options,
    method,
    gradient: options.gradient ?? (method === "rk4" ? "unrolled" : "adjoint"),
  };
}

const at = (ts: Tensor, i: number) => np.slice(ts, i, i + 1).reshape([]);

/** Rows of the results under the first state. */
const below = (y0: readonly Tensor[], rest: readonly Tensor[]) =>
  y0.map((x, i) => np.concatenate([np.expandDims(x, 0), rest[i]]));

/** From one time to the next for each pair of neighbours in ts, as one scan. */
function alongTimes(
  y0: readonly Tensor[],
  ts: Tensor,
  between: (y: readonly Tensor[], from: Tensor, to: Tensor) => Tensor[],
): Tensor[] {
  const n = ts.shape[0];
  const [, ys] = scan(
    (y: readonly Tensor[], [from, to]: readonly Tensor[]) => {
      const next = between(y, from, to);
      return [next, next] as const;
    },
    y0,
    [np.slice(ts, 0, n - 1), np.slice(ts, 1, n)] as readonly Tensor[],
  );
  return below(y0, ys);
}

function fixedSteps(f: Slope, y0: readonly Tensor[], ts: Tensor, { substeps }: Settings): Tensor[] {
  return alongTimes(y0, ts, (y, from, to) => {
    const h = np.div(np.sub(to, from), substeps);
    const step = (i: Tensor, state: readonly Tensor[]) =>
      rk4Step(f, state, np.add(from, np.mul(h, convert(i, h.dtype))), h);
    return [...foriLoop<readonly Tensor[]>(0, substeps, step, y)];
  });
}

/** Adaptive steps as a loop on data: under any transform, but without a reverse mode of its own. */
function adaptiveSteps(f: Slope, y0: readonly Tensor[], ts: Tensor, settings: Settings): Tensor[] {
  interface State {
    readonly y: readonly Tensor[];
    readonly slope: readonly Tensor[];
    readonly t: Tensor;
    readonly h: Tensor;
    readonly steps: Tensor;
  }
  return alongTimes(y0, ts, (y, from, to) => {
    const direction = np.sign(np.sub(to, from));
    const slope = f(y, from);
    const start: State = {
      y,
      slope,
      t: from,
      h: firstStep(f, y, slope, from, direction, settings),
      steps: np.zeros([], "int32"),
    };
    const left = (t: Tensor) => np.abs(np.sub(to, t));
    const end = whileLoop<State>(
      ({ t, steps }) => np.logicalAnd(np.gt(left(t), 0), np.lt(steps, settings.maxSteps)),
      (state) => {
        // A step that would end just short of the time ends on it.
        const last = np.ge(np.mul(state.h, 1.0001), left(state.t));
        const size = np.where(last, left(state.t), state.h);
        const trial = dormandPrinceStep(f, state.y, state.slope, state.t, np.mul(size, direction), settings);
        const good = np.le(trial.error, 1);
        const after = np.where(last, to, np.add(state.t, np.mul(size, direction)));
        return {
          y: trial.y.map((x, i) => np.where(good, x, state.y[i])),
          slope: trial.slope.map((x, i) => np.where(good, x, state.slope[i])),
          t: np.where(good, after, state.t),
          h: np.mul(size, growth(trial.error)),
          steps: np.add(state.steps, 1),
        };
      },
      start,
    );
    return end.y.map((x) => np.where(np.gt(left(end.t), 0), NaN, x));
  });
}

/** Adaptive steps chosen by numbers that are known, each one recorded: the tape of them is the unrolled gradient. */
function knownSteps(f: Slope, y0: readonly Tensor[], ts: Tensor, settings: Settings): Tensor[] {
  const number = (x: Tensor) => knownNumber(stopGradient(x));
  const results = [[...y0]];
  let h = NaN;
  for (let i = 1; i < ts.shape[0]; i++) {
    const [from, to] = [at(ts, i - 1), at(ts, i)];
    const [start, end] = [number(from), number(to)];
    const direction = Math.sign(end - start);
    let y: readonly Tensor[] = results[i - 1];
    let slope = f(y, from);
    if (i === 1) h = number(firstStep(f, y, slope, from, np.sign(np.sub(to, from)), settings));
    let t = start;
    for (let steps = 0; t !== end; steps++) {
      if (steps === settings.maxSteps)
        throw new SlopeError(
          `odeint: ${settings.maxSteps} steps did not lead from t = ${start} to ${end}; it stands at ${t}. Allow more maxSteps or a larger rtol; a stiff equation needs another method.`,
        );
      const left = Math.abs(end - t);
      const last: boolean = h * 1.0001 >= left;
      const size: number = last ? left : h;
      // The share of the interval, so that a derivative by the times themselves comes along.
      const share = size / Math.abs(end - start);
      const span = np.sub(to, from);
      const now = np.add(from, np.mul(span, Math.abs(t - start) / Math.abs(end - start)));
      const trial = dormandPrinceStep(f, y, slope, now, np.mul(span, share), settings);
      if (number(trial.error) <= 1) {
        ({ y, slope } = trial);
        t = last ? end : t + direction * size;
      }
      const grown: number = size * number(growth(trial.error));
      h = last && grown < h ? h : grown;
    }
    results.push([...y]);
  }
  return y0.map((_, i) => np.stack(results.map((y) => y[i])));
}

function knownNumber(x: Tensor): number {
  try {
    return x.item();
  } catch (error) {
    if (!(error instanceof TracerError)) throw error;
    throw new TracerError(
      'odeint: dopri5 with the unrolled gradient chooses its steps by numbers, which jit and vmap do not have. Use { gradient: "adjoint" } or { method: "rk4" }.',
    );
  }
}

/** Solved by any method; on the way back a second equation is solved from the last time to the first. */
function withAdjoint(f: Slope, y0: readonly Tensor[], ts: Tensor, settings: Settings): Tensor[] {
  const forms = [...y0, at(ts, 0)].map(({ shape, dtype }) => ({ shape, dtype }));
  const { program, captured } = closeOver(
    "odeint",
    (...inputs) => f(inputs.slice(0, -1), inputs[inputs.length - 1]),
    forms,
  );
  const rate = (theta: readonly Tensor[], y: readonly Tensor[], t: Tensor) =>
    program.run([...theta, ...y, t]);
  const run = settings.method === "rk4" ? fixedSteps : adaptiveSteps;
  type Args = [readonly Tensor[], readonly Tensor[], Tensor];
  const solve = customVjp(
    (theta: readonly Tensor[], y: readonly Tensor[], times: Tensor) =>
      run((y, t) => rate(theta, y, t), y, times, settings),
    (theta, y, times) => {
      const ys = withParameters(rate, theta, y, times, settings);
      return [ys, [theta, ys, times] as Args];
    },
    ([theta, ys, times], ct) => adjoint(rate, theta, ys, times, ct, settings),
  );
  return solve(captured, y0, ts);
}

type Rate = (theta: readonly Tensor[], y: readonly Tensor[], t: Tensor) => Tensor[];

/** The solution again with its parameters from outside, so that it has its own adjoint: gradients of gradients. */
function withParameters(
  rate: Rate,
  theta: readonly Tensor[],
  y: readonly Tensor[],
  times: Tensor,
  settings: Settings,
): Tensor[] {
  return withAdjoint((state, t) => rate(theta, state, t), y, times, settings);
}

/**
 * da/dt = -a df/dy from the last time to the first, what each time's cotangent adds on the way, and the integral of -a df/dtheta.
 * Source: Pontryagin et al. 1962; Chen et al. 2018, algorithm 1
 */
function adjoint(
  rate: Rate,
  theta: readonly Tensor[],
  ys: readonly Tensor[],
  times: Tensor,
  ct: readonly Tensor[],
  settings: Settings,
): [Tensor[], Tensor[], Tensor] {
  const n = times.shape[0];
  const size = ys.length;
  const row = (xs: readonly Tensor[], i: number) =>
    xs.map((x) => np.slice(x, i, i + 1).reshape(x.shape.slice(1)));
  const [head, tail] = [(x: Tensor) => np.slice(x, 0, n - 1), (x: Tensor) => np.slice(x, 1, n)];
  interface Flow {
    readonly a: readonly Tensor[];
    readonly total: readonly Tensor[];
  }
  const [first, byTime] = scan(
    (
      { a, total }: Flow,
      interval: { y: Tensor[]; from: Tensor; to: Tensor; ct: Tensor[]; ctBefore: Tensor[] },
    ) => {
      const { y, from, to, ctBefore } = interval;
      const back: Slope = (all, t) => {
        const flowing = all.slice(size, 2 * size).map((x) => np.neg(x));
        const [dy, pull] = vjpOfLists((theta, state) => rate(theta, state, t), theta, all.slice(0, size));
        const [byTheta, byY] = pull(flowing);
        return [...dy, ...byY, ...byTheta];
      };
      const ends = row(withAdjoint(back, [...y, ...a, ...total], np.stack([from, to]), settings), 1);
      const arrived = ends.slice(size, 2 * size).map((x, i) => np.add(x, ctBefore[i]));
      return [{ a: arrived, total: ends.slice(2 * size) }, dot(interval.ct, rate(theta, y, from))] as const;
    },
    { a: row(ct, n - 1), total: theta.map((x) => np.zerosLike(x)) },
    { y: ys.map(tail), from: tail(times), to: head(times), ct: ct.map(tail), ctBefore: ct.map(head) },
    { reverse: true },
  );
  // The first time moves the whole solution the other way.
  const before = first.a.map((x, i) => np.sub(x, row(ct, 0)[i]));
  const atStart =
    n === 1 ? np.zerosLike(byTime.sum()) : np.neg(dot(before, rate(theta, row(ys, 0), at(times, 0))));
  const byTimes = np.concatenate([np.expandDims(atStart, 0), byTime]);
  return [[...first.total], [...first.a], convert(byTimes, times.dtype)];
}

function dot(a: readonly Tensor[], b: readonly Tensor[]): Tensor {
  return a.map((x, i) => np.sum(np.mul(x, b[i]))).reduce(np.add);
}

/** vjp of a function of two lists that gives a list: of one vector, all results end to end. */
function vjpOfLists(
  f: (theta: readonly Tensor[], y: readonly Tensor[]) => Tensor[],
  theta: readonly Tensor[],
  y: readonly Tensor[],
): [Tensor[], (ct: readonly Tensor[]) => [readonly Tensor[], readonly Tensor[]]] {
  const joined = (xs: readonly Tensor[]) => np.concatenate(xs.map((x) => x.reshape(-1)));
  const [all, pull] = vjp((theta: readonly Tensor[], y: readonly Tensor[]) => joined(f(theta, y)), theta, y);
  let from = 0;
  const values = y.map((x) => np.slice(all, from, (from += x.size)).reshape(x.shape));
  return [values, (ct) => pull(joined(ct))];
}
