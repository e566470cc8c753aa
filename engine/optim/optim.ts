/** Optimizers as pairs of pure functions over trees: `init(params)` and `update(gradients, state, params)`. */
import type { Tensor } from "../core/tensor.ts";
import * as tree from "../core/tree.ts";
import * as np from "../numpy/operations.ts";
import { stopGradient } from "../primitives/stop-gradient.ts";

/** A number, or a function of the step: `optim.adam(() => rate)` follows a slider. */
export type Schedule = number | ((step: number) => number);

export interface Optimizer<State> {
  init(params: unknown): State;
  /** One step against the gradients. */
  update<P>(gradients: P, state: State, params: P): { params: P; state: State };
}

export { inPlace, type InPlaceOptimizer } from "./in-place.ts";

const at = (rate: Schedule, step: number) => (typeof rate === "number" ? rate : rate(step));
// Safe: tree.map keeps the structure.
const mapTree = <P>(f: (...leaves: Tensor[]) => Tensor, first: P, ...others: unknown[]) =>
  tree.map(f, first, ...others) as P;
const zerosLike = (params: unknown) => mapTree((p) => np.zerosLike(p), params);

export interface SgdState {
  readonly step: number;
  readonly velocity: unknown;
}

/** w <- w - rate * g; with momentum, g is a running sum. Source: Robbins & Monro 1951; Polyak 1964; Sutskever et al. 2013 */
export function sgd(
  rate: Schedule,
  options: { momentum?: number; nesterov?: boolean } = {},
): Optimizer<SgdState> {
  const { momentum = 0, nesterov = false } = options;
  return {
    init: (params) => ({ step: 0, velocity: momentum === 0 ? null : zerosLike(params) }),
    update(gradients, state, params) {
      const eta = at(rate, state.step);
      if (momentum === 0) {
        return {
          params: mapTree((p, g) => np.sub(p, np.mul(g, eta)), params, gradients),
          state: { step: state.step + 1, velocity: null },
        };
      }
      const velocity = mapTree(
        (v, g) => np.add(np.mul(v, momentum), g),
        state.velocity as typeof gradients,
        gradients,
      );
      const direction = nesterov
        ? mapTree((g, v) => np.add(g, np.mul(v, momentum)), gradients, velocity)
        : velocity;
      return {
        params: mapTree((p, d) => np.sub(p, np.mul(d, eta)), params, direction),
        state: { step: state.step + 1, velocity },
      };
    },
  };
}

export interface AdamState {
  readonly step: number;
  readonly mean: unknown;
  readonly square: unknown;
}

export interface AdamOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Decoupled, as in AdamW. */
  readonly weightDecay?: number;
}

/** Source: Kingma & Ba 2015; Loshchilov & Hutter 2019 for the decoupled decay. */
export function adam(rate: Schedule, options: AdamOptions = {}): Optimizer<AdamState> {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  return {
    init: (params) => ({ step: 0, mean: zerosLike(params), square: zerosLike(params) }),
    update(gradients, state, params) {
      const step = state.step + 1;
      const eta = at(rate, state.step);
      const mean = mapTree(
        (m, g) => np.add(np.mul(m, beta1), np.mul(g, 1 - beta1)),
        state.mean as typeof gradients,
        gradients,
      );
      const square = mapTree(
        (s, g) => np.add(np.mul(s, beta2), np.mul(np.mul(g, g), 1 - beta2)),
        state.square as typeof gradients,
        gradients,
      );
      const [c1, c2] = [1 - beta1 ** step, 1 - beta2 ** step];
      const next = mapTree(
        (p, m, s) => {
          const moved = np.sub(
            p,
            np.mul(np.div(np.div(m, c1), np.add(np.sqrt(np.div(s, c2)), epsilon)), eta),
          );
          return weightDecay === 0 ? moved : np.sub(moved, np.mul(p, eta * weightDecay));
        },
        params,
        mean,
        square,
      );
      return { params: next, state: { step, mean, square } };
    },
  };
}

export const adamw = (rate: Schedule, options: AdamOptions = {}): Optimizer<AdamState> =>
  adam(rate, { weightDecay: 1e-2, ...options });

/** The Euclidean norm over all leaves together. */
export function globalNorm(gradients: unknown): Tensor {
  const squares = tree.leaves(gradients).map((leaf) => np.sum(np.square(leaf as Tensor)));
  return np.sqrt(squares.reduce((a, b) => np.add(a, b)));
}

/** Scaled down, all leaves alike, so that the global norm is at most `limit`. Source: Pascanu et al. 2013 */
export function clipByGlobalNorm<P>(gradients: P, limit: number): P {
  const scale = stopGradient(np.minimum(1, np.div(limit, np.add(globalNorm(gradients), 1e-12))));
  return mapTree((g) => np.mul(g, scale), gradients);
}
