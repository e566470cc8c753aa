/** Optimizers as chains of pure functions over trees: each turns gradients into something nearer to the step that is taken. */
import { SlopeError } from "../core/errors.ts";
import { isTensor, type Tensor } from "../core/tensor.ts";
import * as tree from "../core/tree.ts";
import * as np from "../numpy/operations.ts";
import { convert } from "../primitives/convert.ts";

/** One link of a chain. `transform` turns gradients, or what an earlier link made of them, into updates that are added. */
export interface Transformation<State> {
  init(params: unknown): State;
  transform<P>(gradients: P, state: State, params: P): { updates: P; state: State };
}

export interface Optimizer<State> extends Transformation<State> {
  /** One step against the gradients: the transformed ones, added to the parameters. */
  readonly update: <P>(gradients: P, state: State, params: P) => { params: P; state: State };
}

/** Steps taken so far: a number, or under jit what stands for one. */
export type Step = number | Tensor;

/** A number, or a function of the step: `optim.adam(() => rate)` follows a slider. Those of schedules.ts also run under jit. */
export type Schedule = number | ((step: number) => number);

export function rateAt(rate: Schedule, step: Step): Step {
  // Safe: schedules.ts takes both; a learner's own function is told by the error of its first operator.
  return typeof rate === "number" ? rate : rate(step as number);
}

/** A product of rates; plain numbers keep all their digits. */
export const times = (rate: Step, factor: number): Step =>
  isTensor(rate) ? np.mul(rate, factor) : rate * factor;

export const nextStep = (step: Step): Step => (isTensor(step) ? np.add(step, 1) : step + 1);

/** 1 - decay^step, in the dtype of what it corrects. Source: Kingma & Ba 2015, section 3 */
export function debias(x: Tensor, decay: number, step: Step): Tensor {
  if (!isTensor(step)) return np.div(x, 1 - decay ** step);
  const exact = step.weak === null ? convert(step, x.dtype) : step;
  return np.div(x, np.sub(1, np.pow(decay, exact)));
}

/** Safe: tree.map keeps the structure. */
export const mapTree = <P>(f: (...leaves: Tensor[]) => Tensor, first: P, ...others: unknown[]): P =>
  tree.map(f, first, ...others) as P;

export const zerosLike = <P>(params: P): P => mapTree((p) => np.zerosLike(p), params);

/** A tree of the state: what `init` made, like the parameters. */
export function stateTree<P>(state: unknown, like: P): P {
  // Safe: init and transform see trees of one structure.
  return (state ?? like) as P;
}

export function optimizer<State>(link: Transformation<State>): Optimizer<State> {
  return {
    ...link,
    update(gradients, state, params) {
      const { updates, state: next } = link.transform(gradients, state, params);
      return { params: mapTree((p, u) => np.add(p, u), params, updates), state: next };
    },
  };
}

/** A link whatever its state: each gets back what it made. */
interface Link {
  init(params: unknown): unknown;
  transform<P>(gradients: P, state: never, params: P): { updates: P; state: unknown };
}

/**
 * Links one after the other, the last of which usually is an optimizer: `chain(clipByGlobalNorm(1), adam(1e-3))`.
 * Source: Babuschkin et al. 2020 (Optax)
 */
export function chain(...links: readonly Link[]): Optimizer<readonly unknown[]> {
  if (links.length === 0) throw new SlopeError("optim.chain: of no transformations.");
  return optimizer<readonly unknown[]>({
    init: (params) => links.map((link) => link.init(params)),
    transform(gradients, state, params) {
      let updates = gradients;
      const next = links.map((link, i) => {
        // Safe: each link gets back the state that it made.
        const step = link.transform(updates, state[i] as never, params);
        ({ updates } = step);
        return step.state;
      });
      return { updates, state: next };
    },
  });
}

/** A link without a state. */
export function stateless(transform: <P>(gradients: P, params: P) => P): Transformation<null> {
  return {
    init: () => null,
    transform: (gradients, state, params) => ({ updates: transform(gradients, params), state }),
  };
}

interface Counted {
  readonly step: Step;
}

/** Times minus the rate: the link that turns a direction into a step down. */
export function scaleByRate(rate: Schedule): Transformation<Counted> {
  return {
    init: () => ({ step: 0 }),
    transform: (gradients, { step }) => ({
      updates: mapTree((g) => np.neg(np.mul(g, rateAt(rate, step))), gradients),
      state: { step: nextStep(step) },
    }),
  };
}

/** Adds a share of the weights to the gradients, where `mask` says so: L2 in front of an optimizer, decoupled decay behind it. */
export function addDecayedWeights(decay: number, mask?: (params: unknown) => unknown): Transformation<null> {
  return stateless((gradients, params) => {
    const chosen = mask === undefined ? null : tree.leaves(mask(params));
    let at = 0;
    return mapTree(
      (g, p) => ((chosen?.[at++] ?? true) === true ? np.add(g, np.mul(p, decay)) : g),
      gradients,
      params,
    );
  });
}
