/** Mixtures of transforms that must all see the same function: its value, its gradient or its Hessian, at one point or several. */
import {
  grad,
  hessian,
  hvp,
  jacfwd,
  jacrev,
  jit,
  jvp,
  linearize,
  np,
  vjp,
  vmap,
  type Tensor,
} from "../index.ts";

/** A scalar function of a float64 vector. */
type Scalar = (x: Tensor) => Tensor;

export interface View {
  /** How often it differentiates: 0 value [], 1 gradient [n], 2 Hessian [n, n]. */
  readonly order: 0 | 1 | 2;
  readonly of: (f: Scalar) => Scalar;
}

const scalar = (value: number) => np.full([], value, "float64");
const basis = (x: Tensor) => np.eye(x.size, "float64");
/** Two examples, of which the first is asked for. */
const asFirstOfTwo =
  (f: Scalar): Scalar =>
  (x) => {
    const both = vmap(f)(np.stack([x, x.mul(0.9)]));
    return both.slice(0, 1).reshape(both.shape.slice(1));
  };
/** The gradient, one direction at a time. */
const byDirections =
  (along: (f: Scalar, x: Tensor, v: Tensor) => Tensor) =>
  (f: Scalar): Scalar =>
  (x) =>
    vmap((v: Tensor) => along(f, x, v))(basis(x));

const pushed = byDirections((f, x, v) => jvp(f, [x], [v])[1]);
const pulled =
  (f: Scalar): Scalar =>
  (x) =>
    vjp(f, x)[1](scalar(1))[0];
const gradient =
  (f: Scalar): Scalar =>
  (x) =>
    grad(f)(x);
const compiled =
  (f: Scalar): Scalar =>
  (x) =>
    jit(f)(x);

export const views: Readonly<Record<string, View>> = {
  "the function": { order: 0, of: (f) => f },
  jit: { order: 0, of: compiled },
  vmap: { order: 0, of: asFirstOfTwo },
  "jit of vmap": { order: 0, of: (f) => compiled(asFirstOfTwo(f)) },
  "vmap of jit": { order: 0, of: (f) => asFirstOfTwo(compiled(f)) },
  "vmap of vmap": { order: 0, of: (f) => asFirstOfTwo(asFirstOfTwo(f)) },
  grad: { order: 1, of: gradient },
  vjp: { order: 1, of: pulled },
  "jvp, every direction": { order: 1, of: pushed },
  linearize: {
    order: 1,
    of: byDirections((f, x, v) => linearize(f, x)[1](v)),
  },
  "jit of grad": { order: 1, of: (f) => compiled(gradient(f)) },
  "grad of jit": { order: 1, of: (f) => gradient(compiled(f)) },
  "vmap of grad": { order: 1, of: (f) => asFirstOfTwo(gradient(f)) },
  "grad of vmap": { order: 1, of: (f) => gradient(asFirstOfTwo(f)) },
  "jit of vmap of grad": { order: 1, of: (f) => compiled(asFirstOfTwo(gradient(f))) },
  "vmap of grad of jit": { order: 1, of: (f) => asFirstOfTwo(gradient(compiled(f))) },
  "grad of jit of vmap": { order: 1, of: (f) => gradient(compiled(asFirstOfTwo(f))) },
  "jit of jvp of vmap": { order: 1, of: (f) => compiled(pushed(asFirstOfTwo(f))) },
  hessian: { order: 2, of: (f) => hessian(f) },
  "reverse over reverse": { order: 2, of: (f) => jacrev(grad(f)) },
  "reverse over forward": { order: 2, of: (f) => jacrev(jacfwd(f)) },
  "forward over forward": { order: 2, of: (f) => jacfwd(jacfwd(f)) },
  "hvp, every direction": { order: 2, of: byDirections((f, x, v) => hvp(f, x, v)) },
  "jit of hessian": { order: 2, of: (f) => compiled(hessian(f)) },
  "vmap of reverse over reverse": { order: 2, of: (f) => asFirstOfTwo(jacrev(grad(f))) },
  "forward over grad of jit": { order: 2, of: (f) => jacfwd(gradient(compiled(f))) },
};
