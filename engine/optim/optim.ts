/** Optimizers as pure functions over trees: `init(params)` and `update(gradients, state, params)`. */
import { isTensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import {
  addDecayedWeights,
  debias,
  mapTree,
  nextStep,
  optimizer,
  rateAt,
  stateTree,
  times,
  zerosLike,
  type Optimizer,
  type Schedule,
  type Step,
} from "./transformation.ts";

export { clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from "./clipping.ts";
export { ema, type EmaState } from "./ema.ts";
export { inPlace, type InPlaceOptimizer } from "./in-place.ts";
export { lbfgs, type LbfgsOptions, type LbfgsResult } from "./lbfgs.ts";
export * as schedules from "./schedules.ts";
export {
  addDecayedWeights,
  chain,
  scaleByRate,
  type Optimizer,
  type Schedule,
  type Transformation,
} from "./transformation.ts";

export interface SgdState {
  readonly step: Step;
  readonly velocity: unknown;
}

export interface SgdOptions {
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** Share of each new gradient that the running sum leaves out; default 0. */
  readonly dampening?: number;
  /** Added to the gradient as a share of the weights. */
  readonly weightDecay?: number;
}

/** w <- w - rate * g; with momentum, g is a running sum. Source: Robbins & Monro 1951; Polyak 1964; Sutskever et al. 2013 */
export function sgd(rate: Schedule, options: SgdOptions = {}): Optimizer<SgdState> {
  const { momentum = 0, nesterov = false, dampening = 0, weightDecay = 0 } = options;
  const decay = addDecayedWeights(weightDecay);
  return optimizer<SgdState>({
    init: (params) => ({ step: 0, velocity: momentum === 0 ? null : zerosLike(params) }),
    transform(gradients, state, params) {
      const eta = rateAt(rate, state.step);
      const step = nextStep(state.step);
      const g = weightDecay === 0 ? gradients : decay.transform(gradients, null, params).updates;
      const down = <P>(direction: P) => mapTree((d) => np.neg(np.mul(d, eta)), direction);
      if (momentum === 0) return { updates: down(g), state: { step, velocity: null } };
      // As PyTorch: the first gradient is taken whole.
      const kept = dampening === 0 ? 1 : keptShare(state.step, dampening);
      const velocity = mapTree(
        (v, g) => np.add(np.mul(v, momentum), kept === 1 ? g : np.mul(g, kept)),
        stateTree(state.velocity, g),
        g,
      );
      const direction = nesterov ? mapTree((g, v) => np.add(g, np.mul(v, momentum)), g, velocity) : velocity;
      return { updates: down(direction), state: { step, velocity } };
    },
  });
}

/** How much of a gradient the running sum takes: all of the first one. */
function keptShare(step: Step, dampening: number): Step {
  if (!isTensor(step)) return step === 0 ? 1 : 1 - dampening;
  // In the traced number's own terms, so that it stays weak.
  const later = np.minimum(step, 1);
  return np.sub(1, np.mul(later, dampening));
}

export interface AdamState {
  readonly step: Step;
  readonly mean: unknown;
  readonly square: unknown;
  /** The largest squares so far, with amsgrad. */
  readonly largest?: unknown;
}

export interface AdamOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Decoupled, as in AdamW. */
  readonly weightDecay?: number;
  /** Divides by the largest square so far. Source: Reddi, Kale & Kumar 2018 */
  readonly amsgrad?: boolean;
  /** Looks a step ahead with the mean. Source: Dozat 2016 */
  readonly nesterov?: boolean;
}

/** Source: Kingma & Ba 2015; Loshchilov & Hutter 2019 for the decoupled decay. */
export function adam(rate: Schedule, options: AdamOptions = {}): Optimizer<AdamState> {
  const {
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
    weightDecay = 0,
    amsgrad = false,
    nesterov = false,
  } = options;
  return optimizer<AdamState>({
    init: (params) => ({
      step: 0,
      mean: zerosLike(params),
      square: zerosLike(params),
      ...(amsgrad ? { largest: zerosLike(params) } : {}),
    }),
    transform(gradients, state, params) {
      const step = nextStep(state.step);
      const eta = rateAt(rate, state.step);
      const mean = mapTree(
        (m, g) => np.add(np.mul(m, beta1), np.mul(g, 1 - beta1)),
        stateTree(state.mean, gradients),
        gradients,
      );
      const square = mapTree(
        (s, g) => np.add(np.mul(s, beta2), np.mul(np.mul(g, g), 1 - beta2)),
        stateTree(state.square, gradients),
        gradients,
      );
      const largest = amsgrad
        ? mapTree((before, s) => np.maximum(before, s), stateTree(state.largest, square), square)
        : null;
      const updates = mapTree(
        (p, g, m, s) => {
          const ahead = nesterov
            ? np.add(
                np.mul(debias(m, beta1, nextStep(step)), beta1),
                debias(np.mul(g, 1 - beta1), beta1, step),
              )
            : debias(m, beta1, step);
          const down = np.neg(np.mul(np.div(ahead, np.add(np.sqrt(debias(s, beta2, step)), epsilon)), eta));
          return weightDecay === 0 ? down : np.sub(down, np.mul(p, times(eta, weightDecay)));
        },
        params,
        gradients,
        mean,
        largest ?? square,
      );
      return { updates, state: { step, mean, square, ...(largest === null ? {} : { largest }) } };
    },
  });
}

/** adam with a decoupled weight decay of 0.01. Source: Loshchilov & Hutter 2019 */
export const adamw = (rate: Schedule, options: AdamOptions = {}): Optimizer<AdamState> =>
  adam(rate, { weightDecay: 1e-2, ...options });

/** adam that looks a step ahead. Source: Dozat 2016 */
export const nadam = (rate: Schedule, options: AdamOptions = {}): Optimizer<AdamState> =>
  adam(rate, { ...options, nesterov: true });

/** adam by the largest gradient instead of the mean square. Source: Kingma & Ba 2015, section 7.1 */
export function adamax(rate: Schedule, options: AdamOptions = {}): Optimizer<AdamState> {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  return optimizer<AdamState>({
    init: (params) => ({ step: 0, mean: zerosLike(params), square: zerosLike(params) }),
    transform(gradients, state) {
      const step = nextStep(state.step);
      const eta = rateAt(rate, state.step);
      const mean = mapTree(
        (m, g) => np.add(np.mul(m, beta1), np.mul(g, 1 - beta1)),
        stateTree(state.mean, gradients),
        gradients,
      );
      const square = mapTree(
        (u, g) => np.maximum(np.mul(u, beta2), np.add(np.abs(g), epsilon)),
        stateTree(state.square, gradients),
        gradients,
      );
      const updates = mapTree((m, u) => np.neg(np.mul(np.div(debias(m, beta1, step), u), eta)), mean, square);
      return { updates, state: { step, mean, square } };
    },
  });
}

export interface RmspropState {
  readonly step: Step;
  readonly square: unknown;
  readonly mean: unknown;
  readonly velocity: unknown;
}

export interface RmspropOptions {
  readonly decay?: number;
  readonly epsilon?: number;
  readonly momentum?: number;
  /** Divides by the deviation instead of the root mean square. Source: Graves 2013 */
  readonly centered?: boolean;
}

/** The gradient over the root of its running mean square. Source: Tieleman & Hinton 2012 */
export function rmsprop(rate: Schedule, options: RmspropOptions = {}): Optimizer<RmspropState> {
  const { decay = 0.99, epsilon = 1e-8, momentum = 0, centered = false } = options;
  return optimizer<RmspropState>({
    init: (params) => ({
      step: 0,
      square: zerosLike(params),
      mean: centered ? zerosLike(params) : null,
      velocity: momentum === 0 ? null : zerosLike(params),
    }),
    transform(gradients, state) {
      const eta = rateAt(rate, state.step);
      const square = mapTree(
        (s, g) => np.add(np.mul(s, decay), np.mul(np.square(g), 1 - decay)),
        stateTree(state.square, gradients),
        gradients,
      );
      const mean = centered
        ? mapTree(
            (m, g) => np.add(np.mul(m, decay), np.mul(g, 1 - decay)),
            stateTree(state.mean, gradients),
            gradients,
          )
        : null;
      const spread = mean === null ? square : mapTree((s, m) => np.sub(s, np.square(m)), square, mean);
      const scaled = mapTree((g, s) => np.div(g, np.add(np.sqrt(s), epsilon)), gradients, spread);
      const velocity =
        momentum === 0
          ? null
          : mapTree((v, d) => np.add(np.mul(v, momentum), d), stateTree(state.velocity, scaled), scaled);
      const updates = mapTree((d) => np.neg(np.mul(d, eta)), velocity ?? scaled);
      return { updates, state: { step: nextStep(state.step), square, mean, velocity } };
    },
  });
}

export interface SquaresState {
  readonly step: Step;
  readonly square: unknown;
  readonly moved: unknown;
}

/** The gradient over the root of the sum of all its squares so far. Source: Duchi, Hazan & Singer 2011 */
export function adagrad(
  rate: Schedule,
  options: { epsilon?: number; start?: number } = {},
): Optimizer<SquaresState> {
  const { epsilon = 1e-10, start = 0 } = options;
  return optimizer<SquaresState>({
    init: (params) => ({
      step: 0,
      square: mapTree((p) => np.add(np.zerosLike(p), start), params),
      moved: null,
    }),
    transform(gradients, state) {
      const eta = rateAt(rate, state.step);
      const square = mapTree(
        (s, g) => np.add(s, np.square(g)),
        stateTree(state.square, gradients),
        gradients,
      );
      const updates = mapTree(
        (g, s) => np.neg(np.mul(np.div(g, np.add(np.sqrt(s), epsilon)), eta)),
        gradients,
        square,
      );
      return { updates, state: { step: nextStep(state.step), square, moved: null } };
    },
  });
}

/** Steps in the units of the weights, which need no rate of their own. Source: Zeiler 2012 */
export function adadelta(
  rate: Schedule = 1,
  options: { decay?: number; epsilon?: number } = {},
): Optimizer<SquaresState> {
  const { decay = 0.9, epsilon = 1e-6 } = options;
  const running = (s: Parameters<typeof np.mul>[0], g: Parameters<typeof np.square>[0]) =>
    np.add(np.mul(s, decay), np.mul(np.square(g), 1 - decay));
  return optimizer<SquaresState>({
    init: (params) => ({ step: 0, square: zerosLike(params), moved: zerosLike(params) }),
    transform(gradients, state) {
      const eta = rateAt(rate, state.step);
      const square = mapTree(running, stateTree(state.square, gradients), gradients);
      const before = stateTree(state.moved, gradients);
      const delta = mapTree(
        (g, s, d) => np.mul(g, np.div(np.sqrt(np.add(d, epsilon)), np.sqrt(np.add(s, epsilon)))),
        gradients,
        square,
        before,
      );
      const moved = mapTree(running, before, delta);
      return {
        updates: mapTree((d) => np.neg(np.mul(d, eta)), delta),
        state: { step: nextStep(state.step), square, moved },
      };
    },
  });
}

export interface LionState {
  readonly step: Step;
  readonly mean: unknown;
}

/** The sign of a mixture of the gradient and its running mean. Source: Chen et al. 2023 */
export function lion(
  rate: Schedule,
  options: { beta1?: number; beta2?: number; weightDecay?: number } = {},
): Optimizer<LionState> {
  const { beta1 = 0.9, beta2 = 0.99, weightDecay = 0 } = options;
  return optimizer<LionState>({
    init: (params) => ({ step: 0, mean: zerosLike(params) }),
    transform(gradients, state, params) {
      const eta = rateAt(rate, state.step);
      const before = stateTree(state.mean, gradients);
      const updates = mapTree(
        (m, g, p) => {
          const direction = np.sign(np.add(np.mul(m, beta1), np.mul(g, 1 - beta1)));
          const decayed = weightDecay === 0 ? direction : np.add(direction, np.mul(p, weightDecay));
          return np.neg(np.mul(decayed, eta));
        },
        before,
        gradients,
        params,
      );
      const mean = mapTree((m, g) => np.add(np.mul(m, beta2), np.mul(g, 1 - beta2)), before, gradients);
      return { updates, state: { step: nextStep(state.step), mean } };
    },
  });
}
