/** Sorting and ranking made differentiable: by rows of softmax, by exact projection, by alternating normalisation. */
import { bind } from "../core/bind.ts";
import { ShapeError, showShape } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import { logsumexp, softmax } from "../nn/activations.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { convert } from "../primitives/convert.ts";
import { isotonicP } from "../primitives/isotonic.ts";
import { gumbel } from "../random/random.ts";
import { requirePositive } from "./relaxed.ts";

export interface SoftSortOptions {
  /** Near 0 the rows are one-hot; default 1. */
  readonly temperature?: TensorLike;
  /** Largest first, as in the papers; default true. */
  readonly descending?: boolean;
}

/**
 * A relaxed permutation [..., n, n] of scores [..., n]: row i softly picks what sorting puts in place i; `P x` is x softly sorted.
 * Rows sum to 1; columns need not.
 * Source: Prillo & Eisenschlos 2020, "SoftSort: a continuous relaxation for the argsort operator"
 */
export function softSort(scores: Tensor, options: SoftSortOptions = {}): Tensor {
  const { temperature = 1, descending = true } = options;
  requirePositive("softSort", temperature);
  const ordered = np.sort(scores, -1, { descending });
  const apart = np.abs(np.sub(np.expandDims(ordered, -1), np.expandDims(scores, -2)));
  return softmax(np.div(np.neg(apart), temperature));
}

/**
 * Another one: row i is the softmax of (n + 1 - 2 i) s - sum_j |s - s_j|. Each row's greatest entry stands where sorting puts it.
 * Source: Grover et al. 2019, "Stochastic optimization of sorting networks via continuous relaxations"
 */
export function neuralSort(scores: Tensor, options: SoftSortOptions = {}): Tensor {
  const { temperature = 1, descending = true } = options;
  requirePositive("neuralSort", temperature);
  const n = scores.shape[scores.ndim - 1];
  const apart = np.sum(np.abs(np.sub(np.expandDims(scores, -1), np.expandDims(scores, -2))), -1);
  const factors = convert(np.sub(n + 1, np.mul(np.arange(1, n + 1), 2)), scores.dtype).reshape(n, 1);
  const rows = np.sub(np.mul(factors, np.expandDims(scores, -2)), np.expandDims(apart, -2));
  const p = softmax(np.div(rows, temperature));
  return descending ? p : np.flip(p, -2);
}

export interface ProjectionOptions {
  /** How far it reaches: near 0 exact, larger smoother; default 1. */
  readonly strength?: TensorLike;
}

/**
 * Ranks from 1 (the smallest) to n, exact where the scores lie far enough apart: the projection of scores / strength onto the
 * permutahedron of 1...n, with its exact derivative.
 * Source: Blondel et al. 2020, "Fast differentiable sorting and ranking"
 */
export function softRank(scores: Tensor, options: ProjectionOptions = {}): Tensor {
  const strength = options.strength ?? 1;
  requirePositive("softRank", strength);
  return projected(np.div(scores, strength), weightsLike(scores));
}

/** Scores in falling order, smoothed: the projection of (n, ..., 1) / strength onto their permutahedron. Source: as softRank */
export function softSorted(
  scores: Tensor,
  options: ProjectionOptions & { descending?: boolean } = {},
): Tensor {
  const { strength = 1, descending = true } = options;
  requirePositive("softSorted", strength);
  const falling = np.sort(scores, -1, { descending: true });
  const sorted = projected(np.div(weightsLike(scores), strength), falling);
  return descending ? sorted : np.flip(sorted, -1);
}

/** n, ..., 1 in the shape and dtype of the scores. */
function weightsLike(scores: Tensor): Tensor {
  const n = scores.shape[scores.ndim - 1];
  return np.broadcast(convert(np.sub(n, np.arange(n)), scores.dtype), scores.shape);
}

/** The point of the permutahedron of `weights` (falling) nearest to z: z less the nearest falling sequence to z - weights. */
function projected(z: Tensor, weights: Tensor): Tensor {
  const order = np.argsort(z, -1, { descending: true });
  const falling = np.takeAlongAxis(z, order);
  const dual = bind(isotonicP, [np.sub(falling, weights)], null);
  const back = np.argsort(order, -1);
  return np.takeAlongAxis(np.sub(falling, dual), back);
}

/** The greatest k of each row, softly: entries between 0 and 1 that sum to k. The first k rows of softSort, added. */
export function softTopK(scores: Tensor, k: number, options: SoftSortOptions = {}): Tensor {
  const n = scores.shape[scores.ndim - 1];
  if (!(Number.isInteger(k) && k >= 1 && k <= n))
    throw new ShapeError(`softTopK: k is a whole number from 1 to ${n}, found ${k}.`);
  return np.sum(np.slice(softSort(scores, { ...options, descending: true }), 0, k, -2), -2);
}

export interface SinkhornOptions {
  /** Default 1. */
  readonly temperature?: TensorLike;
  /** Rounds of normalising rows and columns; default 20. */
  readonly iterations?: number;
}

/**
 * A nearly doubly stochastic matrix [..., n, n] from scores: rows and columns of exp(scores / temperature) normalised in turn, in
 * logarithms, so that nothing over- or underflows.
 * Source: Sinkhorn & Knopp 1967; Cuturi 2013; Mena et al. 2018
 */
export function sinkhorn(scores: Tensor, options: SinkhornOptions = {}): Tensor {
  const { temperature = 1, iterations = 20 } = options;
  requirePositive("sinkhorn", temperature);
  if (scores.ndim < 2 || scores.shape[scores.ndim - 1] !== scores.shape[scores.ndim - 2])
    throw new ShapeError(`sinkhorn: needs a square matrix [..., n, n], found ${showShape(scores.shape)}.`);
  let log = np.div(scores, temperature);
  for (let i = 0; i < iterations; i++) {
    log = np.sub(log, logsumexp(log, -1, { keepDims: true }));
    log = np.sub(log, logsumexp(log, -2, { keepDims: true }));
  }
  return np.exp(log);
}

/** A random soft permutation: sinkhorn of the scores with Gumbel noise. Source: Mena et al. 2018, "Learning latent permutations" */
export function gumbelSinkhorn(key: Tensor, scores: Tensor, options: SinkhornOptions = {}): Tensor {
  return sinkhorn(np.add(scores, convert(gumbel(key, scores.shape), scores.dtype)), options);
}
