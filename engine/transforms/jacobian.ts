/** Whole matrices of derivatives, one direction a row or column, all directions at once by vmap. */
import { allocate } from "../core/dtype.ts";
import { GradientError, showShape } from "../core/errors.ts";
import { isTensor, wrap, type Tensor } from "../core/tensor.ts";
import { reshape } from "../primitives/reshape.ts";
import { jvp, vjp } from "./directional.ts";
import { grad } from "./grad.ts";
import { vmap } from "./vmap.ts";

/** One direction a row: [size, ...shape]. */
function directions(x: Tensor): Tensor {
  const data = allocate(x.dtype, x.size * x.size);
  for (let i = 0; i < x.size; i++) data[i * x.size + i] = 1;
  return wrap([x.size, ...x.shape], x.dtype, data);
}

/**
 * The derivative of every element of f(x) by every element of x, [...result, ...x], by forward mode: one pass per element of x.
 * @param f its first argument is the tensor to differentiate by
 * Source: Griewank & Walther 2008, section 3.2
 */
export function jacfwd<Rest extends unknown[]>(
  f: (x: Tensor, ...rest: Rest) => Tensor,
): (x: Tensor, ...rest: Rest) => Tensor {
  return (x, ...rest) => {
    requireTensor("jacfwd", x);
    const along = (tangent: Tensor) => jvp((input: Tensor) => f(input, ...rest), [x], [tangent])[1];
    const columns = vmap(along, { out: -1 })(directions(x));
    return reshape(columns, [...columns.shape.slice(0, -1), ...x.shape]);
  };
}

/** As jacfwd, by reverse mode: one pass per element of the result. */
export function jacrev<Rest extends unknown[]>(
  f: (x: Tensor, ...rest: Rest) => Tensor,
): (x: Tensor, ...rest: Rest) => Tensor {
  return (x, ...rest) => {
    requireTensor("jacrev", x);
    const [y, pull] = vjp((input: Tensor) => f(input, ...rest), x);
    const rows = vmap((cotangent: Tensor) => pull(cotangent)[0])(directions(y));
    return reshape(rows, [...y.shape, ...x.shape]);
  };
}

/** The second derivatives of a scalar function, [...x, ...x]: forward over reverse. */
export function hessian<Rest extends unknown[]>(
  f: (x: Tensor, ...rest: Rest) => Tensor,
): (x: Tensor, ...rest: Rest) => Tensor {
  return jacfwd((x: Tensor, ...rest: Rest) => grad((input: Tensor) => f(input, ...rest))(x));
}

/** The Hessian of f at x times v, at the cost of two gradients: the Hessian is never built. Source: Pearlmutter 1994 */
export function hvp(f: (x: Tensor) => Tensor, x: Tensor, v: Tensor): Tensor {
  return jvp((input: Tensor) => grad(f)(input), [x], [v])[1];
}

function requireTensor(transform: string, x: unknown): asserts x is Tensor {
  if (!isTensor(x))
    throw new GradientError(
      `${transform}: the first argument must be one tensor, found ${Array.isArray(x) ? "an array" : typeof x}; take a tree apart first, or use grad.`,
    );
  if (x.dtype !== "float32" && x.dtype !== "float64")
    throw new GradientError(
      `${transform}: the argument is ${x.dtype} ${showShape(x.shape)}; a derivative needs floating numbers. Convert it with astype("float32").`,
    );
}
