/** Uniform numbers and what is a function of one: all differentiable in the parameters that scale and shift them. */
import { bind } from "../core/bind.ts";
import type { Shape } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { bitsToUnitP, randomBits, randomDoublesP } from "../primitives/threefry.ts";
import { stopGradient } from "../primitives/stop-gradient.ts";
import { checkKey } from "./keys.ts";
import { spread } from "./parameters.ts";

/** Of a draw; float32 where nothing is said. */
export interface Floating {
  readonly dtype?: "float32" | "float64";
}

function unit(k: Tensor, shape: Shape, { dtype = "float32" }: Floating): Tensor {
  return dtype === "float64"
    ? bind(randomDoublesP, [k], { shape })
    : bind(bitsToUnitP, [randomBits(k, shape)], null);
}

/** The distance from 1 to its neighbour below: open intervals start that far on (JAX's). */
const below = ({ dtype }: Floating): number => (dtype === "float64" ? 2 ** -53 : 2 ** -24);
/** The least normal number. */
const tiny = ({ dtype }: Floating): number => (dtype === "float64" ? 2 ** -1022 : 2 ** -126);

/** Floats in [min, max); the bounds broadcast against the shape. */
export function uniform(
  k: Tensor,
  shape: Shape = [],
  options: Floating & { min?: TensorLike; max?: TensorLike } = {},
): Tensor {
  checkKey("uniform", k, shape);
  const { min = 0, max = 1 } = options;
  const u = unit(k, shape, options);
  if (min === 0 && max === 1) return u;
  if (typeof min === "number" && typeof max === "number")
    return np.maximum(min, np.add(np.mul(u, max - min), min));
  const [low, high] = spread("uniform", shape, min, max);
  return np.add(np.mul(u, np.sub(high, low)), low);
}

/** Standard normal, through the inverse error function as JAX. */
export function normal(k: Tensor, shape: Shape = [], options: Floating = {}): Tensor {
  checkKey("normal", k, shape);
  // -1 itself would map to -Infinity: the interval starts at the next float.
  const low = -1 + below(options);
  return np.mul(np.erfInv(uniform(k, shape, { ...options, min: low, max: 1 })), Math.SQRT2);
}

/** Standard normal, kept between two bounds; differentiable in them. */
export function truncatedNormal(
  k: Tensor,
  lower: TensorLike,
  upper: TensorLike,
  shape?: Shape,
  options: Floating = {},
): Tensor {
  checkKey("truncatedNormal", k, shape);
  const [low, high] = spread(
    "truncatedNormal",
    shape,
    lower,
    upper,
    // Numbers among the bounds are weak: they take the dtype that is asked for.
    ...(options.dtype === undefined ? [] : [np.zeros([], options.dtype)]),
  );
  const dtype = options.dtype ?? (low.dtype === "float64" ? "float64" : "float32");
  const [a, b] = [low, high].map((bound) => np.erf(np.div(bound, Math.SQRT2)));
  const u = np.add(np.mul(unit(k, low.shape, { dtype }), np.sub(b, a)), a);
  // Rounding may reach past a bound.
  return np.clip(np.mul(np.erfInv(u), Math.SQRT2), stopGradient(low), stopGradient(high));
}

/** Standard Gumbel: -log(-log(u)). */
export function gumbel(k: Tensor, shape: Shape = [], options: Floating = {}): Tensor {
  checkKey("gumbel", k, shape);
  return np.neg(np.log(np.neg(np.log(uniform(k, shape, { ...options, min: tiny(options), max: 1 })))));
}

/** Standard logistic: the logit of a uniform number. */
export function logistic(k: Tensor, shape: Shape = [], options: Floating = {}): Tensor {
  checkKey("logistic", k, shape);
  const u = uniform(k, shape, { ...options, min: tiny(options), max: 1 });
  return np.log(np.div(u, np.sub(1, u)));
}

/** Standard Laplace: both sides exponential. */
export function laplace(k: Tensor, shape: Shape = [], options: Floating = {}): Tensor {
  checkKey("laplace", k, shape);
  const u = uniform(k, shape, { ...options, min: -1 + below(options), max: 1 });
  return np.mul(np.sign(u), np.log1p(np.neg(np.abs(u))));
}

/** Standard exponential. */
export function exponential(k: Tensor, shape: Shape = [], options: Floating = {}): Tensor {
  checkKey("exponential", k, shape);
  return np.neg(np.log1p(np.neg(unit(k, shape, options))));
}

/** Standard Cauchy. */
export function cauchy(k: Tensor, shape: Shape = [], options: Floating = {}): Tensor {
  checkKey("cauchy", k, shape);
  const u = uniform(k, shape, { ...options, min: 2 * below(options), max: 1 });
  return np.tan(np.mul(np.sub(u, 0.5), Math.PI));
}
