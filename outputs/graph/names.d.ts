/**
 * The computation graph of a function at one point, with every value and every gradient, to walk forward and backward.
 * @example graph((x) => x.pow(2).sum())(tensor([1, 2, 3]))
 */
declare function graph<Args extends unknown[]>(
  f: (...args: Args) => import("slope").Tensor,
): (...args: Args) => unknown;
