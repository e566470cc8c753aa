/** The identity, with no derivative. */
import { bind } from "../core/bind.ts";
import { dtypes } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import type { Tensor } from "../core/tensor.ts";

export const stopGradientP: Primitive<null> = define<null>({
  name: "stopGradient",
  maths: { value: String.raw`\operatorname{stop}(x)`, partials: ["0"] },
  dtypes,
  elementwise: false,
  form: ([x]) => ({ shape: x.shape, dtype: x.dtype }),
  kernel: ([x]) => x,
  lower: { type: "same" },
  derivative: { type: "zero" },
  batch: ([x], [axis]) => ({ output: bind(stopGradientP, [x], null), axis: axis! }),
  cost: () => 0,
  laws: [{ shapes: [[3]], params: null }],
});

export function stopGradient(x: Tensor): Tensor {
  return bind(stopGradientP, [x], null);
}
