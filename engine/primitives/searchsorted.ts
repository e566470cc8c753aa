/** Where values would be inserted into ascending rows, by halving. NaN counts as the greatest number, as in sort. */
import { bind } from "../core/bind.ts";
import { dtypes } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { batchAt } from "./batching.ts";
import { reshape } from "./reshape.ts";

interface SearchParams {
  readonly side: "left" | "right";
}

/** out[r..., j] = how many of sorted[r..., :] come before values[r..., j]; with side right, also those equal to it. */
export const searchsortedP: Primitive<SearchParams> = define<SearchParams>({
  name: "searchsorted",
  maths: { value: String.raw`\#\{i : x_i < v\}`, partials: ["0", "0"] },
  dtypes,
  elementwise: false,
  form: ([, values]) => ({ shape: values.shape, dtype: "int32" }),
  kernel: ([sorted, values], { side }) => {
    const n = sorted.shape[sorted.ndim - 1];
    const k = values.shape[values.ndim - 1];
    const [xs, vs] = [sorted.data, values.data];
    const goesOn = side === "left" ? before : notAfter;
    const out = new Int32Array(vs.length);
    for (let i = 0; i < out.length; i++) {
      const start = Math.floor(i / k) * n;
      let [low, high] = [0, n];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (goesOn(xs[start + middle], vs[i])) low = middle + 1;
        else high = middle;
      }
      out[i] = low;
    }
    return wrap(values.shape, "int32", out);
  },
  derivative: { type: "zero" },
  batch: ([sorted, values], [sortedAxis, valuesAxis], params, size) => {
    const vs = batchAt(values, valuesAxis, 0, size);
    if (sortedAxis === null && sorted.ndim === 1) {
      const flat = bind(searchsortedP, [sorted, reshape(vs, [vs.size])], params);
      return { output: reshape(flat, vs.shape), axis: 0 };
    }
    return { output: bind(searchsortedP, [batchAt(sorted, sortedAxis, 0, size), vs], params), axis: 0 };
  },
  cost: ([sorted], output) =>
    sizeOf(output.shape) * Math.ceil(Math.log2(sorted.shape[sorted.shape.length - 1] + 1)),
  laws: [],
});

function before(a: number, b: number): boolean {
  return a < b || (b !== b && a === a);
}
function notAfter(a: number, b: number): boolean {
  return a <= b || b !== b;
}

export const searchsorted = (sorted: Tensor, values: Tensor, side: "left" | "right"): Tensor =>
  bind(searchsortedP, [sorted, values], { side });
