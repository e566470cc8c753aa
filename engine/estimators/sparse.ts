/** Relatives of softmax that give exact zeros, with their exact Jacobians. */
import { SlopeError } from "../core/errors.ts";
import { resolveAxis } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { softmax } from "../nn/activations.ts";
import * as np from "../numpy/operations.ts";
import { convert } from "../primitives/convert.ts";
import { stopGradient } from "../primitives/stop-gradient.ts";
import { customJvp } from "../transforms/custom.ts";

/**
 * The point of the simplex nearest to the logits; those far below the greatest get exactly 0.
 * Source: Martins & Astudillo 2016, "From softmax to sparsemax"
 */
export function sparsemax(logits: Tensor, axis = -1): Tensor {
  return entmax(logits, 2, axis);
}

/** entmax with alpha 1.5: between softmax and sparsemax. Source: Peters, Niculae & Martins 2019 */
export function entmax15(logits: Tensor, axis = -1): Tensor {
  return entmax(logits, 1.5, axis);
}

// Held, Wolfe & Crowder 1974 know it by this name.
export { sparsemax as simplexProjection };

/**
 * The maximiser of p . logits plus Tsallis' entropy of order alpha over the simplex: softmax at 1, sparsemax at 2, sparse above 1.
 * @param alpha at least 1
 * Source: Peters, Niculae & Martins 2019, "Sparse sequence-to-sequence models"
 */
export function entmax(logits: Tensor, alpha: number, axis = -1): Tensor {
  if (!(alpha >= 1)) throw new SlopeError(`entmax: alpha is at least 1, found ${alpha}.`);
  const at = resolveAxis("entmax", axis, logits.ndim);
  if (alpha === 1) return softmax(logits, at);
  return entmaxAlong(alpha)(np.moveaxis(logits, at, -1)).transpose(
    ...logits.shape.map((_, i) => (i < at ? i : i === at ? logits.ndim - 1 : i - 1)),
  );
}

function entmaxAlong(alpha: number): (logits: Tensor) => Tensor {
  const run: (logits: Tensor) => Tensor = customJvp(
    (z: Tensor) => (alpha === 2 ? projected(z) : bisected(z, alpha)),
    ([z], [dz]) => {
      const p = run(z);
      // s_i = p_i^(2 - alpha) on the support; the Jacobian is diag(s) - s s^T / sum(s).
      const inside = np.gt(p, 0);
      const s = np.where(inside, np.pow(np.where(inside, p, 1), 2 - alpha), 0);
      const mean = np.div(np.sum(np.mul(s, dz), -1, { keepDims: true }), np.sum(s, -1, { keepDims: true }));
      return [p, np.mul(s, np.sub(dz, mean))];
    },
  );
  return run;
}

/** By sorting: the threshold is the last partial mean that lies below its entry. */
function projected(z: Tensor): Tensor {
  const n = z.shape[z.ndim - 1];
  const falling = np.sort(z, -1, { descending: true });
  const count = convert(np.arange(1, n + 1), z.dtype);
  const sums = np.sub(np.cumsum(falling, -1), 1);
  const inside = np.gt(np.mul(falling, count), sums);
  const size = np.sum(inside, -1, { keepDims: true });
  const threshold = np.div(np.takeAlongAxis(sums, np.sub(size, 1)), convert(size, z.dtype));
  return np.maximum(np.sub(z, threshold), 0);
}

/** By bisection of the threshold; each round halves what is left of the interval. */
function bisected(logits: Tensor, alpha: number): Tensor {
  const z = np.mul(stopGradient(logits), alpha - 1);
  const n = z.shape[z.ndim - 1];
  const power = (x: Tensor) => np.pow(np.maximum(x, 0), np.full([], 1 / (alpha - 1), z.dtype));
  const peak = np.max(z, -1, { keepDims: true });
  let low = np.sub(peak, 1);
  let high = np.sub(peak, (1 / n) ** (alpha - 1));
  for (let i = 0; i < 60; i++) {
    const middle = np.mul(np.add(low, high), 0.5);
    const enough = np.ge(np.sum(power(np.sub(z, middle)), -1, { keepDims: true }), 1);
    low = np.where(enough, middle, low);
    high = np.where(enough, high, middle);
  }
  const p = power(np.sub(z, low));
  return np.div(p, np.sum(p, -1, { keepDims: true }));
}
