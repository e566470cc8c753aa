/** Slope's autograd engine: the one public face. */
import { lendArithmetic } from "./core/derivative.ts";
import { add, mul, neg } from "./primitives/arithmetic.ts";
import "./numpy/methods.ts";

lendArithmetic({ add, mul, neg });

export {
  AxisError,
  DTypeError,
  GradientError,
  IndexError,
  ShapeError,
  SlopeError,
  TracerError,
} from "./core/errors.ts";
export type { DType } from "./core/dtype.ts";
export { Tensor, isTensor } from "./core/tensor.ts";
export { tensor, noGrad, zeroGrad } from "./transforms/backward.ts";
export { grad, valueAndGrad } from "./transforms/grad.ts";
export { customJvp, customVjp } from "./transforms/custom.ts";
export { jvp, linearize, vjp } from "./transforms/directional.ts";
export { hessian, hvp, jacfwd, jacrev } from "./transforms/jacobian.ts";
export { checkpoint } from "./transforms/checkpoint.ts";
export { jit, makeProgram } from "./transforms/jit.ts";
export { vmap } from "./transforms/vmap.ts";
export { stopGradient } from "./primitives/stop-gradient.ts";
export * as lax from "./lax/lax.ts";
export { odeint } from "./ode/ode.ts";
export * as np from "./numpy/operations.ts";
export * as linalg from "./linalg/linalg.ts";
export * as fft from "./fft/fft.ts";
export * as nn from "./nn/nn.ts";
export * as special from "./special/special.ts";
export * as random from "./random/random.ts";
export * as optim from "./optim/optim.ts";
export * as estimators from "./estimators/estimators.ts";
export * as tree from "./core/tree.ts";
export * as inspect from "./inspect/inspect.ts";
