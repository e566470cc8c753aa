/** Gradients kept from growing too large. Each clips a tree at once, or stands as a link of a chain. */
import { isTensor, type Tensor } from "../core/tensor.ts";
import * as tree from "../core/tree.ts";
import * as np from "../numpy/operations.ts";
import { stopGradient } from "../primitives/stop-gradient.ts";
import { mapTree, stateless, type Transformation } from "./transformation.ts";

/** The Euclidean norm over all leaves together. */
export function globalNorm(gradients: unknown): Tensor {
  const squares = tree.leaves(gradients).flatMap((leaf) => (isTensor(leaf) ? [np.sum(np.square(leaf))] : []));
  return np.sqrt(squares.reduce((a, b) => np.add(a, b), np.zeros([])));
}

const limited = (norm: Tensor, limit: number) =>
  stopGradient(np.minimum(1, np.div(limit, np.add(norm, 1e-12))));

/** Scaled down, all leaves alike, so that the global norm is at most `limit`. Source: Pascanu et al. 2013 */
export function clipByGlobalNorm(limit: number): Transformation<null>;
export function clipByGlobalNorm<P>(gradients: P, limit: number): P;
export function clipByGlobalNorm<P>(first: P | number, limit?: number): P | Transformation<null> {
  if (limit === undefined) return stateless((gradients) => clipByGlobalNorm(gradients, first as number));
  const gradients = first as P;
  const scale = limited(globalNorm(gradients), limit);
  return mapTree((g) => np.mul(g, scale), gradients);
}

/** Each leaf scaled down by itself, so that its norm is at most `limit`. */
export function clipByNorm(limit: number): Transformation<null>;
export function clipByNorm<P>(gradients: P, limit: number): P;
export function clipByNorm<P>(first: P | number, limit?: number): P | Transformation<null> {
  if (limit === undefined) return stateless((gradients) => clipByNorm(gradients, first as number));
  return mapTree((g) => np.mul(g, limited(globalNorm(g), limit)), first as P);
}

/** Every number kept between -limit and limit. */
export function clipByValue(limit: number): Transformation<null>;
export function clipByValue<P>(gradients: P, limit: number): P;
export function clipByValue<P>(first: P | number, limit?: number): P | Transformation<null> {
  if (limit === undefined) return stateless((gradients) => clipByValue(gradients, first as number));
  return mapTree((g) => np.clip(g, -limit, limit), first as P);
}
