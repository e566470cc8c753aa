/** Where the entries of the last axis stand in ascending order. Stable; NaN comes last, as in NumPy. */
import { bind } from "../core/bind.ts";
import { dtypes } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap } from "../core/tensor.ts";
import { toFront } from "./transpose.ts";

export const argsortP: Primitive<null> = define<null>({
  name: "argsort",
  maths: { value: String.raw`\operatorname{argsort} x`, partials: ["0"] },
  dtypes,
  elementwise: false,
  form: ([x]) => ({ shape: x.shape, dtype: "int32" }),
  kernel: ([x]) => {
    const data = x.data;
    const n = x.shape[x.shape.length - 1];
    const out = new Int32Array(x.size);
    for (let start = 0; start < out.length; start += n) {
      const order = out.subarray(start, start + n);
      for (let i = 0; i < n; i++) order[i] = i;
      order.sort((i, j) => ascending(data[start + i], data[start + j]));
    }
    return wrap(x.shape, "int32", out);
  },
  derivative: { type: "zero" },
  batch: ([x], [axis]) => ({ output: bind(argsortP, [toFront(x, axis!)], null), axis: 0 }),
  cost: ([x]) => {
    const size = sizeOf(x.shape);
    return size === 0 ? 0 : size * Math.ceil(Math.log2(x.shape[x.shape.length - 1]));
  },
  laws: [
    { shapes: [[7]], params: null },
    { shapes: [[2, 3]], params: null },
    { shapes: [[0]], params: null },
    { shapes: [[7]], domain: [[0, 3]], dtypes: ["int32"], params: null },
  ],
});

function ascending(a: number, b: number): number {
  if (a !== a || b !== b) return Number(a !== a) - Number(b !== b);
  return a < b ? -1 : Number(a > b);
}
