/** A gradient held against central differences, in float64 whatever the dtype of the arguments. */
import { isFloating } from "../core/dtype.ts";
import { isTensor, wrap, type Tensor } from "../core/tensor.ts";
import { mapWithPath } from "../core/tree.ts";
import { mul, sin } from "../numpy/arithmetic.ts";
import { sum } from "../numpy/reduce.ts";
import { arange } from "../numpy/create.ts";
import { convert } from "../primitives/convert.ts";
import { reshape } from "../primitives/reshape.ts";
import { vjp } from "../transforms/directional.ts";

export interface GradcheckOptions {
  /** How far apart the inputs of a difference lie; its error is smallest at the cube root of the machine's precision. */
  readonly step?: number;
  /** Largest difference allowed, relative to numbers above 1. */
  readonly tolerance?: number;
}

export interface GradcheckReport {
  readonly ok: boolean;
  /** The largest difference found, and where: `argument 0 w1`, its element in row-major order. */
  readonly error: number;
  readonly at: { readonly path: string; readonly element: number } | null;
  readonly byGradient: number;
  readonly byDifference: number;
}

/**
 * Compares the gradient of `f` with (f(x + h) - f(x - h)) / 2h in every element of every floating argument.
 * A result that is not a scalar is weighted element by element first, so that no error can cancel.
 */
export function gradcheck(
  f: (...args: never[]) => Tensor,
  options: GradcheckOptions = {},
): (...args: unknown[]) => GradcheckReport {
  const { step = 6e-6, tolerance = 1e-5 } = options;
  return (...args) => {
    const inputs: { path: string; x: Tensor }[] = [];
    const doubled = mapWithPath(args, (leaf, path) => {
      if (!isTensor(leaf) || !isFloating(leaf.dtype)) return leaf;
      const x = convert(leaf.concrete("gradcheck"), "float64");
      inputs.push({ path: path.replace(/^\[(\d+)\]\.?/, "argument $1 ").trim(), x });
      return x;
    });
    const scalar = (...xs: Tensor[]) => {
      let at = 0;
      const replaced = mapWithPath(doubled, (leaf) =>
        isTensor(leaf) && isFloating(leaf.dtype) ? xs[at++] : leaf,
      );
      return weighted(f(...(replaced as never[])));
    };
    const tensors = inputs.map(({ x }) => x);
    const gradients = vjp(scalar, ...tensors)[1](wrap([], "float64", Float64Array.of(1)));
    let worst: GradcheckReport = { ok: true, error: 0, at: null, byGradient: 0, byDifference: 0 };
    inputs.forEach(({ path, x }, i) => {
      for (let element = 0; element < x.size; element++) {
        const moved = (by: number) => {
          const data = Float64Array.from(x.data);
          data[element] += by;
          return scalar(...tensors.map((t, j) => (j === i ? wrap(x.shape, "float64", data) : t))).item();
        };
        const byDifference = (moved(step) - moved(-step)) / (2 * step);
        const byGradient = gradients[i].data[element];
        const error = Math.abs(byGradient - byDifference) / Math.max(1, Math.abs(byDifference));
        if (error <= worst.error) continue;
        worst = { ok: error <= tolerance, error, at: { path, element }, byGradient, byDifference };
      }
    });
    return worst;
  };
}

function weighted(y: Tensor): Tensor {
  if (y.ndim === 0) return convert(y, "float64");
  const weights = reshape(sin(convert(arange(1, y.size + 1), "float64")), y.shape);
  return sum(mul(convert(y, "float64"), weights));
}
