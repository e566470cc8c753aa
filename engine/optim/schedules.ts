/** Learning rates as functions of the step. Each takes a number, and under jit the tensor that stands for one. */
import { SlopeError } from "../core/errors.ts";
import { isTensor, type Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";

/** As the learner calls it; inside jit the step is traced, and so is the rate. */
export type RateFunction = (step: number) => number;

/** A formula over np, which gives a number back where a number came in. */
function schedule(formula: (step: TensorLike) => TensorLike): RateFunction {
  const run = (step: number | Tensor) => {
    // In float64, so that a plain number keeps its digits.
    const rate = formula(isTensor(step) ? step : np.full([], step, "float64"));
    return !isTensor(step) && isTensor(rate) ? rate.item() : rate;
  };
  // Safe: a traced step gives a traced rate, which optimizers multiply with as with a number.
  return run as RateFunction;
}

/** How far between 0 and 1, `steps` taking it there. */
const share = (step: TensorLike, steps: number) => np.clip(np.div(step, Math.max(1, steps)), 0, 1);

/** The same rate for ever. */
export const constant = (rate: number): RateFunction => schedule((step) => np.add(np.mul(step, 0), rate));

/** From `from` to `to` in a straight line. */
export const linear = (from: number, to: number, steps: number): RateFunction =>
  polynomial(from, to, steps, 1);

/** From `from` to `to` along (1 - t)^power. */
export const polynomial = (from: number, to: number, steps: number, power: number): RateFunction =>
  schedule((step) => np.add(np.mul(np.pow(np.sub(1, share(step, steps)), power), from - to), to));

/** Half a cosine from `rate` down to `rate * alpha`. Source: Loshchilov & Hutter 2017 */
export const cosineDecay = (rate: number, steps: number, alpha = 0): RateFunction =>
  schedule((step) => {
    const wave = np.mul(np.add(np.cos(np.mul(share(step, steps), Math.PI)), 1), 0.5);
    return np.mul(np.add(np.mul(wave, 1 - alpha), alpha), rate);
  });

/** Up to `peak` in a straight line, then down as cosineDecay, to `end`. Source: Goyal et al. 2017 */
export const warmupCosine = (peak: number, warmup: number, steps: number, end = 0): RateFunction =>
  joined([linear(0, peak, warmup), cosineDecay(peak, steps - warmup, end / peak)], [warmup]);

/** Times `decay` every `every` steps; in jumps where `staircase`. */
export const exponentialDecay = (
  rate: number,
  decay: number,
  every: number,
  options: { staircase?: boolean } = {},
): RateFunction =>
  schedule((step) => {
    const times = np.div(step, every);
    return np.mul(np.pow(decay, options.staircase === true ? np.floor(times) : times), rate);
  });

/** From each boundary on times its factor: `piecewise(0.1, { 1000: 0.1, 2000: 0.5 })`. */
export const piecewise = (rate: number, factors: Readonly<Record<number, number>>): RateFunction =>
  schedule((step) =>
    Object.entries(factors).reduce<TensorLike>(
      (now, [boundary, factor]) =>
        np.mul(now, np.where(np.ge(step, Number(boundary)), np.add(np.mul(step, 0), factor), 1)),
      np.add(np.mul(step, 0), rate),
    ),
  );

/** Up from peak / 25 over the first 30 % of the steps, then down to peak / 10,000 of that, along cosines. Source: Smith & Topin 2019 */
export function oneCycle(
  peak: number,
  steps: number,
  options: { rise?: number; start?: number; end?: number } = {},
): RateFunction {
  const { rise = 0.3, start = 25, end = 1e4 } = options;
  const up = Math.floor(rise * steps);
  const wave = (from: number, to: number, length: number) =>
    schedule((step) => {
      const half = np.mul(np.add(np.cos(np.mul(share(step, length), Math.PI)), 1), 0.5);
      return np.add(np.mul(half, from - to), to);
    });
  return joined([wave(peak / start, peak, up), wave(peak, peak / start / end, steps - up)], [up]);
}

/** One schedule after the other; each counts its steps from its own boundary. */
export function joined(parts: readonly RateFunction[], boundaries: readonly number[]): RateFunction {
  if (boundaries.length !== parts.length - 1)
    throw new SlopeError(
      `optim.schedules.joined: ${parts.length} schedules have ${parts.length - 1} boundaries between them, found ${boundaries.length}.`,
    );
  return schedule((step) =>
    parts.reduce<TensorLike>((now, part, i) => {
      const from = i === 0 ? 0 : boundaries[i - 1];
      // Safe: a schedule takes what stands for a number.
      const value = part(np.sub(step, from) as unknown as number) as TensorLike;
      return i === 0 ? value : np.where(np.ge(step, from), value, now);
    }, 0),
  );
}
