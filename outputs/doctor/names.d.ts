/**
 * The gradient doctor: runs a loss once, forward and back, and says what keeps a training from learning: a first NaN with its line,
 * a parameter that no gradient reaches, gradients that vanish or explode, dead or saturated units. With `losses`, those of the training so
 * far, or `next`, the parameters after a step, also a constant loss, steps uphill and a rate that is too high.
 * @example doctor(loss, { losses })(params, x, y)
 */
declare function doctor<Args extends unknown[]>(
  loss: (...args: Args) => import("slope").Tensor,
  options?: { readonly losses?: readonly number[]; readonly next?: unknown },
): (...args: Args) => unknown;
