/** Entries by index along one axis, and its transpose. Every way to read by index ends here: np folds several axes into one. */
import { bind } from "../core/bind.ts";
import { allocate, bytesOf, dtypes, numericTypes } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf, type Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { batchAt } from "./batching.ts";
import { inOwnStretch, positions, type AlongAxis } from "./positions.ts";
import { reshape } from "./reshape.ts";
import { toFront } from "./transpose.ts";

/** The shape with one axis replaced by others. */
function replaced(shape: Shape, axis: number, by: Shape): Shape {
  return [...shape.slice(0, axis), ...by, ...shape.slice(axis + 1)];
}

/** out[a..., i..., b...] = x[a..., indices[i...], b...], where a has `axis` axes. */
export const takeP: Primitive<AlongAxis> = define<AlongAxis>({
  name: "take",
  maths: { value: "x_i", partials: ["1", "0"] },
  dtypes,
  elementwise: false,
  form: ([x, indices], { axis }) => ({ shape: replaced(x.shape, axis, indices.shape), dtype: x.dtype }),
  kernel: ([x, indices], { axis }) => {
    const n = x.shape[axis];
    const rows = positions("take", indices, axis, n);
    const blocks = sizeOf(x.shape.slice(0, axis));
    const width = sizeOf(x.shape.slice(axis + 1));
    const out = allocate(x.dtype, blocks * rows.length * width);
    const data = x.data;
    let at = 0;
    for (let block = 0; block < blocks; block++) {
      const start = block * n;
      // Short rows are copied element by element: a view an entry costs some 50 ns.
      if (width === 1) for (let i = 0; i < rows.length; i++) out[at++] = data[start + rows[i]];
      else if (width < 32)
        for (let i = 0; i < rows.length; i++)
          for (let j = 0, from = (start + rows[i]) * width; j < width; j++) out[at++] = data[from + j];
      else
        for (let i = 0; i < rows.length; i++, at += width)
          out.set(data.subarray((start + rows[i]) * width, (start + rows[i] + 1) * width), at);
    }
    return wrap(replaced(x.shape, axis, indices.shape), x.dtype, out);
  },
  lower: {
    type: "kernel",
    kernel: "take",
    numbers: ([x, indices], _output, { axis }) => [
      sizeOf(x.shape.slice(0, axis)),
      x.shape[axis],
      sizeOf(indices.shape),
      sizeOf(x.shape.slice(axis + 1)) * bytesOf(x.dtype),
    ],
  },
  derivative: {
    type: "linear",
    constant: [1],
    transpose: (ct, argument, [x, indices], { axis }) =>
      argument === 0 ? scatterAdd(ct, indices, axis, x.shape[axis]) : null,
  },
  batch: ([x, indices], [xAxis, indexAxis], { axis }, size) => {
    if (indexAxis === null) return { output: take(toFront(x, xAxis!), indices, axis + 1), axis: 0 };
    const rows = toFront(indices, indexAxis);
    if (xAxis === null) return { output: take(x, rows, axis), axis };
    // The examples' axes lie end to end: each example looks up in its own stretch.
    const xs = batchAt(x, xAxis, axis, size);
    const n = xs.shape[axis + 1];
    const joined = reshape(xs, [...xs.shape.slice(0, axis), size * n, ...xs.shape.slice(axis + 2)]);
    return { output: take(joined, inOwnStretch("take", rows, axis, n), axis), axis };
  },
  cost: () => 0,
  laws: [
    { shapes: [[4, 3], []], axis: 0 },
    { shapes: [[4, 3], [2]], axis: 0 },
    { shapes: [[4], [2, 3]], axis: 0 },
    { shapes: [[4, 3], [0]], axis: 0 },
    { shapes: [[3, 4], [5]], axis: 1 },
    {
      shapes: [
        [2, 4, 3],
        [2, 2],
      ],
      axis: 1,
    },
    { shapes: [[4, 33], [3]], axis: 0 },
  ].map(({ shapes, axis }) => ({
    shapes,
    domain: [
      [-2, 2],
      [-4, 4],
    ] as const,
    dtypes: ["float64", "int32"] as const,
    params: { axis },
  })),
});

interface AddParams extends AlongAxis {
  readonly length: number;
}

function addedShape(updates: Shape, indices: Shape, { axis, length }: AddParams): Shape {
  return [...updates.slice(0, axis), length, ...updates.slice(axis + indices.length)];
}

/** Adds updates[a..., i..., b...] to element [a..., indices[i...], b...] of zeros: what take is the transpose of. */
export const scatterAddP: Primitive<AddParams> = define<AddParams>({
  name: "scatterAdd",
  maths: { value: String.raw`0_i \mathrel{+}= x`, partials: ["1", "0"] },
  dtypes: numericTypes,
  elementwise: false,
  form: ([updates, indices], params) => ({
    shape: addedShape(updates.shape, indices.shape, params),
    dtype: updates.dtype,
  }),
  kernel: ([updates, indices], params) => {
    const shape = addedShape(updates.shape, indices.shape, params);
    const out = allocate(updates.dtype, sizeOf(shape));
    const { axis, length } = params;
    const rows = positions("scatterAdd", indices, axis, length);
    const blocks = sizeOf(shape.slice(0, axis));
    const width = sizeOf(shape.slice(axis + 1));
    const { data } = updates;
    let at = 0;
    for (let block = 0; block < blocks; block++)
      for (let i = 0; i < rows.length; i++)
        for (let j = 0, to = (block * length + rows[i]) * width; j < width; j++) out[to++] += data[at++];
    return wrap(shape, updates.dtype, out);
  },
  lower: {
    type: "kernel",
    kernel: "scatterAdd",
    numbers: ([updates, indices], output, { axis, length }) => [
      sizeOf(output.shape.slice(0, axis)),
      length,
      sizeOf(indices.shape),
      sizeOf(output.shape.slice(axis + 1)),
      numericTypes.indexOf(updates.dtype),
    ],
  },
  derivative: {
    type: "linear",
    constant: [1],
    transpose: (ct, argument, [, indices], { axis }) => (argument === 0 ? take(ct, indices, axis) : null),
  },
  batch: ([updates, indices], [updateAxis, indexAxis], { axis, length }, size) => {
    if (indexAxis === null)
      return {
        output: scatterAdd(batchAt(updates, updateAxis, 0, size), indices, axis + 1, length),
        axis: 0,
      };
    const rows = inOwnStretch("scatterAdd", batchAt(indices, indexAxis, 0, size), axis, length);
    const flat = scatterAdd(batchAt(updates, updateAxis, axis, size), rows, axis, size * length);
    return { output: parted(flat, axis, size), axis };
  },
  cost: ([updates]) => sizeOf(updates.shape),
  laws: [
    { shapes: [[3], []], axis: 0 },
    { shapes: [[2, 3], [2]], axis: 0 },
    { shapes: [[5], [5]], axis: 0 },
    { shapes: [[0, 3], [0]], axis: 0 },
    {
      shapes: [
        [3, 2, 3],
        [2, 3],
      ],
      axis: 1,
    },
    { shapes: [[2, 7, 3], [7]], axis: 1 },
  ].map(({ shapes, axis }) => ({
    shapes,
    domain: [
      [-2, 2],
      [-4, 4],
    ] as const,
    dtypes: ["float64", "int32"] as const,
    params: { axis, length: 4 },
  })),
});

/** An axis on which `size` examples lie end to end, as two. */
export function parted(x: Tensor, axis: number, size: number): Tensor {
  const each = size === 0 ? 0 : x.shape[axis] / size;
  return reshape(x, [...x.shape.slice(0, axis), size, each, ...x.shape.slice(axis + 1)]);
}

export const take = (x: Tensor, indices: Tensor, axis: number): Tensor => bind(takeP, [x, indices], { axis });
/** Sums of the updates that meet at each of `length` places along an axis. */
export const scatterAdd = (updates: Tensor, indices: Tensor, axis: number, length: number): Tensor =>
  bind(scatterAddP, [updates, indices], { axis, length });
