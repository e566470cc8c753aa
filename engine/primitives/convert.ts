/** A change of dtype. Between floating types it is linear; from or to integers it carries no derivative. */
import { bind } from "../core/bind.ts";
import { allocate, dtypes, isFloating, type DType } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { wrap, type Tensor } from "../core/tensor.ts";

export const convertP: Primitive<{ dtype: DType }> = define<{ dtype: DType }>({
  name: "convert",
  maths: { value: "x", partials: ["1"] },
  dtypes,
  elementwise: false,
  form: ([x], { dtype }) => ({ shape: x.shape, dtype }),
  kernel: ([x], { dtype }) => {
    const out = allocate(dtype, x.size);
    const data = x.data;
    if (dtype === "bool") for (let i = 0; i < out.length; i++) out[i] = data[i] !== 0 ? 1 : 0;
    else out.set(data);
    return wrap(x.shape, dtype, out);
  },
  lower: { type: "lanes", lower: (m, [x], { dtype }) => m.convert(x, dtype) },
  derivative: {
    type: "both",
    jvp: ([x], _y, [dx], { dtype }) =>
      dx === null || !isFloating(x.dtype) || !isFloating(dtype) ? null : convert(dx, dtype),
    vjp: ([x], _y, ct, { dtype }) => [isFloating(x.dtype) && isFloating(dtype) ? convert(ct, x.dtype) : null],
  },
  batch: ([x], [axis], params) => ({ output: bind(convertP, [x], params), axis: axis! }),
  cost: () => 0,
  laws: [{ shapes: [[3]], params: { dtype: "float64" } }],
});

export function convert(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : bind(convertP, [x], { dtype });
}
