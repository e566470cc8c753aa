/** Random starting weights that keep signals of one size from layer to layer: `nn.init.heNormal(key, [in, out])`. */
import { SlopeError } from "../core/errors.ts";
import { sizeOf, type Shape } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { qr } from "../linalg/linalg.ts";
import * as np from "../numpy/operations.ts";
import { normal, uniform } from "../random/random.ts";

/** Inputs and outputs of a weight: [in, out] for `linear`, [out, in, ...window] for a convolution. */
function fans(shape: Shape): { fanIn: number; fanOut: number } {
  if (shape.length < 2)
    throw new SlopeError(`nn.init: a weight has at least two axes, found ${shape.length}.`);
  if (shape.length === 2) return { fanIn: shape[0], fanOut: shape[1] };
  const window = sizeOf(shape.slice(2));
  return { fanIn: shape[1] * window, fanOut: shape[0] * window };
}

const spread =
  (draw: "uniform" | "normal", variance: (fanIn: number, fanOut: number) => number) =>
  (key: Tensor, shape: Shape): Tensor => {
    const { fanIn, fanOut } = fans(shape);
    const deviation = Math.sqrt(variance(fanIn, fanOut));
    if (draw === "normal") return np.mul(normal(key, shape), deviation);
    const bound = deviation * Math.sqrt(3);
    return uniform(key, shape, { min: -bound, max: bound });
  };

/** Variance 2 / (in + out). Source: Glorot & Bengio 2010 */
export const glorotUniform = spread("uniform", (fanIn, fanOut) => 2 / (fanIn + fanOut));
/** The same, normal. */
export const glorotNormal = spread("normal", (fanIn, fanOut) => 2 / (fanIn + fanOut));
/** Variance 2 / in, for relu. Source: He et al. 2015 */
export const heUniform = spread("uniform", (fanIn) => 2 / fanIn);
/** The same, normal. */
export const heNormal = spread("normal", (fanIn) => 2 / fanIn);
/** Variance 1 / in. Source: LeCun et al. 1998, "Efficient BackProp" */
export const lecunUniform = spread("uniform", (fanIn) => 1 / fanIn);
/** The same, normal. */
export const lecunNormal = spread("normal", (fanIn) => 1 / fanIn);

/**
 * Rows or columns, whichever are fewer, of length 1 and at right angles: signals keep their length. What is behind the first
 * axis counts as one.
 * Source: Saxe, McClelland & Ganguli 2014
 */
export function orthogonal(key: Tensor, shape: Shape): Tensor {
  fans(shape);
  const [rows, columns] = [shape[0], sizeOf(shape.slice(1))];
  const tall = qr(normal(key, [Math.max(rows, columns), Math.min(rows, columns)])).q;
  return (rows < columns ? np.transpose(tall) : tall).reshape(shape);
}
