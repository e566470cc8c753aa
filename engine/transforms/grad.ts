/** The functional face: grad, valueAndGrad, vjp, jvp, vmap, jit, makeProgram, over trees of tensors. */
import { isFloating } from "../core/dtype.ts";
import { GradientError, TracerError, showShape } from "../core/errors.ts";
import { filled, isTensor, type Tensor } from "../core/tensor.ts";
import { within } from "../core/trace.ts";
import { mapWithPath, type MapTree } from "../core/tree.ts";
import { asTensor } from "./leaf.ts";
import { backpropagate, TapeTrace } from "./tape.ts";
import { witnessed } from "./witness.ts";

/** A transform is synchronous: a promise would outlive its trace. */
export function settled<R>(transform: string, result: R): R {
  if (result instanceof Promise) {
    throw new TracerError(
      `${transform}: the function is async. A transform ends when the function returns; await data outside it and pass it in.`,
    );
  }
  return result;
}

export interface GradOptions {
  /** Which arguments to differentiate; default 0. */
  readonly argnums?: number | readonly number[];
  /** The function returns [loss, extra]; the extra is handed back as it is. */
  readonly hasAux?: boolean;
}

/** One forward run on a tape and one walk back. */
function differentiate(
  transform: string,
  f: (...args: never[]) => unknown,
  args: unknown[],
  options: GradOptions,
) {
  const argnums = options.argnums ?? 0;
  const chosen = typeof argnums === "number" ? [argnums] : argnums;
  return within(new TapeTrace(transform), (trace) => {
    const inputs = args.map((arg, i) =>
      chosen.includes(i)
        ? mapWithPath(arg, (leaf, path) => trace.leaf(differentiable(transform, leaf, path)))
        : arg,
    );
    const result = settled(transform, f(...(inputs as never[])));
    const [loss, aux] = options.hasAux === true ? (result as [unknown, unknown]) : [result, undefined];
    if (!isTensor(loss))
      throw new GradientError(
        `${transform}: the function returned ${describe(loss)}; it must return a scalar tensor.`,
      );
    if (loss.size !== 1 || loss.ndim !== 0) {
      throw new GradientError(
        `${transform}: the function returned ${showShape(loss.shape)}; a gradient needs a scalar. Sum or average it, map over it with vmap, or use vjp or jacrev.`,
      );
    }
    const root = trace.nodeOf(loss);
    const value = trace.primalOf(loss);
    const cotangents = root === null ? new Map() : backpropagate(root, filled([], loss.dtype, 1));
    const gradients = chosen.map((i) =>
      mapWithPath(inputs[i], (leaf) => {
        const x = leaf as Tensor;
        return cotangents.get(trace.nodeOf(x)!) ?? filled(x.shape, x.dtype, 0);
      }),
    );
    witnessed({ f, args, hasAux: options.hasAux === true });
    const plainAux = mapWithPath(aux, (leaf) => (isTensor(leaf) ? trace.primalOf(leaf) : leaf));
    return { value, aux: plainAux, gradients: typeof argnums === "number" ? gradients[0] : gradients };
  });
}

function differentiable(transform: string, leaf: unknown, path: string): Tensor {
  const x = asTensor(leaf);
  if (!isFloating(x.dtype)) {
    throw new GradientError(
      `${transform}: ${path === "" ? "the argument" : path} is ${x.dtype}; a derivative needs floating numbers. Convert it with astype("float32").`,
    );
  }
  return x;
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing (is a `return` missing?)";
  return value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
}

type Gradient<A> = MapTree<A, Tensor>;

/**
 * The gradient of a scalar function with respect to its first argument (or those of `argnums`), a tree of the same structure.
 * @throws GradientError when the result is not a scalar or an argument is not floating
 * Source: Griewank & Walther 2008, chapter 3
 */
export function grad<Args extends unknown[]>(
  f: (...args: Args) => Tensor,
  options?: GradOptions & { argnums?: number; hasAux?: false },
): (...args: Args) => Gradient<Args[0]>;
export function grad<Args extends unknown[]>(
  f: (...args: Args) => Tensor,
  options: GradOptions & { argnums: readonly number[]; hasAux?: false },
): (...args: Args) => Gradient<Args[number]>[];
export function grad<Args extends unknown[], Aux>(
  f: (...args: Args) => readonly [Tensor, Aux],
  options: GradOptions & { argnums?: number; hasAux: true },
): (...args: Args) => [Gradient<Args[0]>, Aux];
export function grad(f: (...args: never[]) => unknown, options: GradOptions = {}) {
  return (...args: unknown[]) => {
    const { gradients, aux } = differentiate("grad", f, args, options);
    return options.hasAux === true ? [gradients, aux] : gradients;
  };
}

/** As grad, with the value: `[value, gradient]`; with `hasAux`, `[[value, aux], gradient]`. */
export function valueAndGrad<Args extends unknown[]>(
  f: (...args: Args) => Tensor,
  options?: GradOptions & { hasAux?: false },
): (...args: Args) => [Tensor, Gradient<Args[0]>];
export function valueAndGrad<Args extends unknown[], Aux>(
  f: (...args: Args) => readonly [Tensor, Aux],
  options: GradOptions & { hasAux: true },
): (...args: Args) => [[Tensor, Aux], Gradient<Args[0]>];
export function valueAndGrad(f: (...args: never[]) => unknown, options: GradOptions = {}) {
  return (...args: unknown[]) => {
    const { value, aux, gradients } = differentiate("valueAndGrad", f, args, options);
    return [options.hasAux === true ? [value, aux] : value, gradients];
  };
}
