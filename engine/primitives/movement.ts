/** The mould of primitives that move elements and compute nothing: they are linear, and free in floating-point operations. */
import { dtypes, type DType } from "../core/dtype.ts";
import { define, type LawCase, type Primitive } from "../core/primitive.ts";
import type { Tensor } from "../core/tensor.ts";

const free = () => 0;

/** Defines a linear primitive whose transpose moves the cotangent back to where the elements came from. */
/* @__NO_SIDE_EFFECTS__ */
export function movesElements<P>(
  name: string,
  maths: string,
  rest: Pick<Primitive<P>, "form" | "kernel" | "batch" | "lower"> & {
    /** Default all. */
    dtypes?: readonly DType[];
    transpose: (cotangent: Tensor, argument: number, inputs: readonly Tensor[], params: P) => Tensor;
    laws: readonly LawCase<P>[];
  },
): Primitive<P> {
  const { transpose: back, ...record } = rest;
  return define<P>({
    name,
    maths: { value: maths, partials: [] },
    dtypes,
    elementwise: false,
    cost: free,
    derivative: { type: "linear", transpose: back },
    ...record,
  });
}
