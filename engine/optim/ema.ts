/** A running average of parameters, which often does better than the last ones. */
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import { debias, mapTree, nextStep, stateTree, zerosLike, type Step } from "./transformation.ts";

export interface EmaState {
  readonly step: Step;
  readonly average: unknown;
}

/**
 * `const average = optim.ema(0.99)`; `state = average.update(params, state)` after each step, `average.value(params, state)` to
 * read it: the early steps count in full (debiased).
 * Source: Polyak & Juditsky 1992; Kingma & Ba 2015, section 3
 */
export function ema(decay: number): {
  init(params: unknown): EmaState;
  update(params: unknown, state: EmaState): EmaState;
  value<P>(params: P, state: EmaState): P;
} {
  return {
    init: (params) => ({ step: 0, average: zerosLike(params) }),
    update: (params, { step, average }) => ({
      step: nextStep(step),
      average: mapTree(
        (a: Tensor, p: Tensor) => np.add(np.mul(a, decay), np.mul(p, 1 - decay)),
        stateTree(average, params),
        params,
      ),
    }),
    value: (params, { step, average }) => mapTree((a) => debias(a, decay, step), stateTree(average, params)),
  };
}
