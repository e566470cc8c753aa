/** Running sums along an axis. The transpose runs from the other end. */
import { bind } from "../core/bind.ts";
import { allocate, numericTypes } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap } from "../core/tensor.ts";
import { toFront } from "./transpose.ts";

interface CumsumParams {
  readonly axis: number;
  /** From the last entry to the first. */
  readonly reverse: boolean;
}

export const cumsumP: Primitive<CumsumParams> = define<CumsumParams>({
  name: "cumsum",
  maths: { value: String.raw`\textstyle\sum_{j \le i} x_j`, partials: ["1"] },
  dtypes: numericTypes,
  elementwise: false,
  form: ([x]) => ({ shape: x.shape, dtype: x.dtype }),
  kernel: ([x], { axis, reverse }) => {
    const out = allocate(x.dtype, x.size);
    const data = x.data;
    const n = x.shape[axis];
    const stride = sizeOf(x.shape.slice(axis + 1));
    const blocks = sizeOf(x.shape.slice(0, axis));
    for (let block = 0; block < blocks; block++) {
      for (let lane = 0; lane < stride; lane++) {
        const start = block * n * stride + lane;
        // The running total stays in a double, whatever the dtype.
        let total = 0;
        for (let i = 0; i < n; i++) {
          const at = start + (reverse ? n - 1 - i : i) * stride;
          total += data[at];
          out[at] = total;
        }
      }
    }
    return wrap(x.shape, x.dtype, out);
  },
  lower: {
    type: "kernel",
    kernel: "cumsum",
    numbers: ([x], _output, { axis, reverse }) => [
      sizeOf(x.shape.slice(0, axis)),
      x.shape[axis],
      sizeOf(x.shape.slice(axis + 1)),
      Number(reverse),
      numericTypes.indexOf(x.dtype),
    ],
  },
  derivative: {
    type: "linear",
    transpose: (ct, _i, _inputs, { axis, reverse }) => bind(cumsumP, [ct], { axis, reverse: !reverse }),
  },
  batch: ([x], [axis], params) => ({
    output: bind(cumsumP, [toFront(x, axis!)], { ...params, axis: params.axis + 1 }),
    axis: 0,
  }),
  cost: ([x]) => sizeOf(x.shape),
  laws: [],
});
