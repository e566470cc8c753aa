/** Optimizers over the parameters of a tape: the functional ones, stepping in place. */
import { GradientError, SlopeError } from "../core/errors.ts";
import { isTensor, type Tensor } from "../core/tensor.ts";
import { leaves } from "../core/tree.ts";
import { assign, noGrad, zeroGrad } from "../transforms/backward.ts";
import type { Optimizer } from "./transformation.ts";

export interface InPlaceOptimizer {
  /** One step against `.grad` of every parameter; those without one stay as they are. */
  step(): void;
  /** Forgets the gradients of the parameters. */
  zeroGrad(): void;
}

/**
 * `const opt = optim.inPlace(optim.adam(0.01), model.parameters())`, then `loss.backward(); opt.step(); opt.zeroGrad();`.
 * @param params a tree of tensors made with requiresGrad
 * @throws SlopeError where a parameter records nothing, GradientError in `step` where no gradient has arrived anywhere
 */
export function inPlace<State>(optimizer: Optimizer<State>, params: unknown): InPlaceOptimizer {
  const parameters = leaves(params).filter(isTensor);
  if (parameters.length === 0) throw new SlopeError("optim.inPlace: there is no parameter to step.");
  if (!parameters.every((p) => p.requiresGrad))
    throw new SlopeError(
      "optim.inPlace: a parameter records nothing; make it with tensor(values, { requiresGrad: true }).",
    );
  let state = optimizer.init(parameters.map((p) => p.detach()));
  return {
    step() {
      if (parameters.every((p) => p.grad === null))
        throw new GradientError("step: no parameter has a gradient; call loss.backward() first.");
      noGrad(() => {
        const values = parameters.map((p) => p.detach());
        const gradients = parameters.map((p, i): Tensor => p.grad?.detach() ?? values[i].mul(0));
        const next = optimizer.update(gradients, state, values);
        ({ state } = next);
        parameters.forEach((p, i) => {
          if (p.grad !== null) assign(p, next.params[i]);
        });
      });
    },
    zeroGrad() {
      zeroGrad(parameters);
    },
  };
}
