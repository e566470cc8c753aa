/** Over all examples of a named vmap at once: each sees the same total. */
import { bind } from "../core/bind.ts";
import { dtypes } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";
import { div, mul } from "../primitives/arithmetic.ts";
import { convert } from "../primitives/convert.ts";
import { sum } from "../primitives/sum.ts";
import { needsFloat } from "../core/dtype.ts";
import { BatchTracer, runningAxis } from "../transforms/batch.ts";
import { asTensor } from "../transforms/leaf.ts";

/** Its own transpose: what all examples receive, all examples send back. */
const psumP: Primitive<{ axisName: string }> = define<{ axisName: string }>({
  name: "psum",
  maths: { value: String.raw`\textstyle\sum_b x_b`, partials: ["1"] },
  dtypes,
  elementwise: false,
  form: ([x]) => x,
  // No example differs from another here.
  kernel: ([x], { axisName }) => mul(x, filled(x.shape, x.dtype, runningAxis("psum", axisName).size)),
  derivative: { type: "linear", transpose: (ct, _i, _inputs, params) => bind(psumP, [ct], params) },
  batch: ([x], [axis], params, _size, axisName) =>
    axisName === params.axisName
      ? { output: sum(x, [axis!]), axis: null }
      : { output: bind(psumP, [x], params), axis: axis! },
  cost: ([x]) => sizeOf(x.shape),
  // It needs a vmap around it: its laws are in collective.test.ts.
  laws: [],
});

/**
 * The sum over all examples of the vmap with this axis name; every example gets it.
 * @throws SlopeError where no vmap around has that name
 */
export function psum(x: Tensor | number, axisName: string): Tensor {
  runningAxis("psum", axisName);
  return bind(psumP, [asTensor(x)], { axisName });
}

/** The mean over all examples of the vmap with this axis name. */
export function pmean(x: Tensor | number, axisName: string): Tensor {
  const { size } = runningAxis("pmean", axisName);
  const t = asTensor(x);
  const total = psum(convert(t, needsFloat(t.dtype)), axisName);
  return div(total, filled(total.shape, total.dtype, size));
}

/** The number of this example along the named axis, an int32 scalar. */
export function axisIndex(axisName: string): Tensor {
  const trace = runningAxis("axisIndex", axisName);
  const range = Int32Array.from({ length: trace.size }, (_, i) => i);
  return new BatchTracer(trace, wrap([trace.size], "int32", range), 0);
}
