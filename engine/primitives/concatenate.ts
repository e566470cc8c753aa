/** Tensors end to end along an axis; the cotangent is cut at the same places. */
import { bind } from "../core/bind.ts";
import { allocate, dtypes } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf, stridesOf, type Shape } from "../core/shape.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";
import { moveBatchToFront } from "./batching.ts";
import { sliceP } from "./slice.ts";

interface ConcatenateParams {
  readonly axis: number;
}

function joinedShape(inputs: readonly { readonly shape: Shape }[], axis: number): Shape {
  const total = inputs.reduce((sum, x) => sum + x.shape[axis], 0);
  return inputs[0].shape.map((n, i) => (i === axis ? total : n));
}

export const concatenateP: Primitive<ConcatenateParams> = define<ConcatenateParams>({
  name: "concatenate",
  maths: { value: String.raw`[\,x \mid y\,]`, partials: [] },
  dtypes,
  elementwise: false,
  form: (inputs, { axis }) => ({ shape: joinedShape(inputs, axis), dtype: inputs[0].dtype }),
  kernel: (inputs, { axis }) => {
    const shape = joinedShape(inputs, axis);
    const out = allocate(inputs[0].dtype, sizeOf(shape));
    const blocks = sizeOf(shape.slice(0, axis));
    const row = sizeOf(shape.slice(axis));
    let offset = 0;
    for (const x of inputs) {
      const width = sizeOf(x.shape.slice(axis));
      const data = x.data;
      for (let i = 0; i < blocks; i++) {
        out.set(data.subarray(i * width, (i + 1) * width), i * row + offset);
      }
      offset += width;
    }
    return wrap(shape, inputs[0].dtype, out);
  },
  lower: {
    type: "place",
    adds: false,
    places: (inputs, shape, { axis }) => {
      const strides = stridesOf(shape);
      let offset = 0;
      return inputs.map((input, i) => {
        const placed = { input: i, strides, offset };
        offset += input[axis] * strides[axis];
        return placed;
      });
    },
  },
  derivative: {
    type: "both",
    jvp: (inputs, _y, tangents, params) =>
      bind(
        concatenateP,
        inputs.map((x, i) => tangents[i] ?? filled(x.shape, x.dtype, 0)),
        params,
      ),
    vjp: (inputs, _y, cotangent, { axis }) => {
      let offset = 0;
      return inputs.map((x) => {
        const starts = x.shape.map((_, i) => (i === axis ? offset : 0));
        offset += x.shape[axis];
        return bind(sliceP, [cotangent], { starts, sizes: x.shape, steps: x.shape.map(() => 1) });
      });
    },
  },
  batch: (inputs, axes, { axis }, size) => ({
    output: bind(concatenateP, moveBatchToFront(inputs, axes, size), { axis: axis + 1 }),
    axis: 0,
  }),
  cost: () => 0,
  laws: [
    { shapes: [[2], [3]], params: { axis: 0 } },
    {
      shapes: [
        [2, 1],
        [2, 0],
        [2, 3],
      ],
      params: { axis: 1 },
    },
  ],
});

export function concatenate(parts: readonly Tensor[], axis: number): Tensor {
  return parts.length === 1 ? parts[0] : bind(concatenateP, parts, { axis });
}
