/** Queries that read from values by how well they match keys. */
import { ShapeError, SlopeError, showShape } from "../core/errors.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import { linear } from "./linear.ts";
import { softmax } from "./activations.ts";

export interface AttentionOptions {
  /** bool, broadcast to [..., queries, keys]: true where a query may read. */
  readonly mask?: Tensor;
  /** Query i reads keys 0 to i and none after, counted from the first of both as in PyTorch and JAX. */
  readonly causal?: boolean;
  /** Default 1 / sqrt(size). */
  readonly scale?: number;
}

/**
 * softmax(q k^T / sqrt(size)) v. A query that may read nothing gets zeros.
 * @param q [..., queries, size]
 * @param k [..., keys, size]
 * @param v [..., keys, width]
 * @returns [..., queries, width]
 * Source: Vaswani et al. 2017, 3.2.1
 */
export function scaledDotProductAttention(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  options: AttentionOptions = {},
): Tensor {
  const size = q.shape[q.ndim - 1];
  if (k.shape[k.ndim - 1] !== size || k.shape[k.ndim - 2] !== v.shape[v.ndim - 2])
    throw new ShapeError(
      `scaledDotProductAttention: wants q [..., n, size], k [..., m, size] and v [..., m, width], found ${showShape(q.shape)}, ${showShape(k.shape)} and ${showShape(v.shape)}.`,
    );
  const scores = np.mul(np.matmul(q, np.swapaxes(k, -1, -2)), options.scale ?? 1 / Math.sqrt(size));
  const [n, m] = scores.shape.slice(-2);
  const masks = [options.mask, options.causal === true ? before(n, m) : undefined].filter(
    (x) => x !== undefined,
  );
  if (masks.length === 0) return np.matmul(softmax(scores), v);
  const allowed = masks.reduce((a, b) => np.logicalAnd(a, b));
  // A row without any key must not become the softmax of nothing.
  const some = np.any(np.broadcast(allowed, scores.shape), -1, { keepDims: true });
  const weights = softmax(
    np.where(np.logicalOr(allowed, np.logicalNot(some)), np.where(allowed, scores, 0), -Infinity),
  );
  return np.matmul(np.where(some, weights, 0), v);
}

function before(n: number, m: number): Tensor {
  const mask = Uint8Array.from({ length: n * m }, (_, i) => Number(i % m <= Math.floor(i / m)));
  return wrap([n, m], "bool", mask);
}

/** Projections of multiHeadAttention: weights [size, size] as for `linear`, biases [size] where wanted. */
export interface AttentionParams {
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
  readonly output: Tensor;
  readonly queryBias?: Tensor;
  readonly keyBias?: Tensor;
  readonly valueBias?: Tensor;
  readonly outputBias?: Tensor;
}

/**
 * Attention in several heads side by side, each in its share of the size.
 * @param q [..., queries, size]; k and v [..., keys, size]
 * @param options.mask broadcast to [..., heads, queries, keys]: give one of [batch, queries, keys] an axis of 1 for the heads
 * @throws ShapeError where the size does not divide by the heads
 * Source: Vaswani et al. 2017, 3.2.2
 */
export function multiHeadAttention(
  params: AttentionParams,
  q: Tensor,
  k: Tensor,
  v: Tensor,
  options: AttentionOptions & { readonly heads: number },
): Tensor {
  const { heads } = options;
  if (!Number.isInteger(heads) || heads < 1)
    throw new SlopeError(`multiHeadAttention: heads is a whole number from 1 on, found ${heads}.`);
  const split = (x: Tensor, w: Tensor, b: Tensor | undefined) => {
    const y = linear(x, w, b ?? 0);
    const size = y.shape[y.ndim - 1];
    if (size % heads !== 0)
      throw new ShapeError(`multiHeadAttention: a size of ${size} does not divide into ${heads} heads.`);
    return np.swapaxes(y.reshape([...y.shape.slice(0, -1), heads, size / heads]), -2, -3);
  };
  const found = scaledDotProductAttention(
    split(q, params.query, params.queryBias),
    split(k, params.key, params.keyBias),
    split(v, params.value, params.valueBias),
    options,
  );
  const joined = np.swapaxes(found, -2, -3);
  const shape = [...joined.shape.slice(0, -2), joined.shape[joined.ndim - 1] * heads];
  return linear(joined.reshape(shape), params.output, params.outputBias ?? 0);
}

/** Sines and cosines of each position at wavelengths from 2 pi to 10,000 * 2 pi: [length, size]. Source: Vaswani et al. 2017, 3.5 */
export function positionalEncoding(
  length: number,
  size: number,
  { dtype = "float32" }: { readonly dtype?: "float32" | "float64" } = {},
): Tensor {
  const data = Float64Array.from({ length: length * size }, (_, i) => {
    const [position, j] = [Math.floor(i / size), i % size];
    const angle = position / 10_000 ** ((j - (j % 2)) / size);
    return j % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
  return wrap([length, size], dtype, dtype === "float64" ? data : Float32Array.from(data));
}
