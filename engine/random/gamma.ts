/**
 * The gamma family. A draw is differentiable in its shape by implicit reparameterisation: the derivative moves each draw so that it
 * keeps its place in the distribution.
 * Source: Figurnov, Mohamed & Mnih 2018, "Implicit reparameterization gradients"
 */
import { bind } from "../core/bind.ts";
import { ShapeError, showShape } from "../core/errors.ts";
import type { Shape } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { logGammaDrawP } from "../primitives/rejection.ts";
import { normal } from "./continuous.ts";
import { checkKey, split } from "./keys.ts";
import { spread } from "./parameters.ts";

const logDraw = (k: Tensor, a: Tensor): Tensor => bind(logGammaDrawP, [k, a], null);
const floatingOf = (x: Tensor) => ({ dtype: x.dtype === "float64" ? "float64" : "float32" }) as const;

/** ln of a gamma draw, which does not underflow where `a` is small. */
export function loggamma(k: Tensor, a: TensorLike, shape?: Shape): Tensor {
  checkKey("loggamma", k, shape);
  return logDraw(k, spread("loggamma", shape, a)[0]);
}

/** Gamma of shape `a` and scale 1. */
export function gamma(k: Tensor, a: TensorLike, shape?: Shape): Tensor {
  checkKey("gamma", k, shape);
  return np.exp(logDraw(k, spread("gamma", shape, a)[0]));
}

/** Chi-square with `df` degrees of freedom. */
export function chisquare(k: Tensor, df: TensorLike, shape?: Shape): Tensor {
  checkKey("chisquare", k, shape);
  const [freedom] = spread("chisquare", shape, df);
  return np.mul(np.exp(logDraw(k, np.mul(freedom, 0.5))), 2);
}

/** Student's t with `df` degrees of freedom. */
export function studentT(k: Tensor, df: TensorLike, shape?: Shape): Tensor {
  checkKey("studentT", k, shape);
  const [freedom] = spread("studentT", shape, df);
  const [keyOfNormal, keyOfGamma] = split(k);
  const half = np.mul(freedom, 0.5);
  const n = normal(keyOfNormal, freedom.shape, floatingOf(freedom));
  return np.mul(n, np.exp(np.mul(np.sub(np.log(half), logDraw(keyOfGamma, half)), 0.5)));
}

/** Beta of `a` and `b`: the share of one gamma draw in two. */
export function beta(k: Tensor, a: TensorLike, b: TensorLike, shape?: Shape): Tensor {
  checkKey("beta", k, shape);
  const [p, q] = spread("beta", shape, a, b);
  const [keyA, keyB] = split(k);
  return np.sigmoid(np.sub(logDraw(keyA, p), logDraw(keyB, q)));
}

/**
 * Dirichlet: shares that sum to 1 along the last axis.
 * @param alpha [..., n], positive
 * @param shape of the draws without that axis; default that of alpha without it
 */
export function dirichlet(k: Tensor, alpha: TensorLike, shape?: Shape): Tensor {
  checkKey("dirichlet", k, shape);
  const [own] = spread("dirichlet", undefined, alpha);
  if (own.ndim === 0) {
    throw new ShapeError(
      `random.dirichlet: alpha needs an axis of concentrations, found shape ${showShape(own.shape)}; give one number a class.`,
    );
  }
  const last = own.shape[own.ndim - 1];
  const [a] = spread("dirichlet", shape === undefined ? undefined : [...shape, last], own);
  const logs = logDraw(k, a);
  const shares = np.exp(np.sub(logs, np.max(logs, -1, { keepDims: true })));
  return np.div(shares, np.sum(shares, -1, { keepDims: true }));
}
