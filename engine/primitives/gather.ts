/** Rows by index, and its transpose. Along axis 0 only: np.take brings other axes to the front. */
import { bind } from "../core/bind.ts";
import { allocate, dtypes } from "../core/dtype.ts";
import { IndexError } from "../core/errors.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { moveBatchToFront } from "./batching.ts";
import { add } from "./arithmetic.ts";
import { elementwise } from "./elementwise.ts";
import { reshape } from "./reshape.ts";
import { broadcastTo } from "./sum.ts";
import { toFront } from "./transpose.ts";

/** out[i..., :] = x[indices[i...], :] */
export const takeP: Primitive<null> = define<null>({
  name: "take",
  maths: { value: "x_i", partials: ["1", "0"] },
  dtypes,
  elementwise: false,
  form: ([x, indices]) => ({ shape: [...indices.shape, ...x.shape.slice(1)], dtype: x.dtype }),
  kernel: ([x, indices]) => {
    const width = sizeOf(x.shape.slice(1));
    const rows = Int32Array.from(indices.data, (row) => resolved("take", row, x.shape[0]));
    const out = allocate(x.dtype, rows.length * width);
    rows.forEach((row, i) => out.set(x.data.subarray(row * width, (row + 1) * width), i * width));
    return wrap([...indices.shape, ...x.shape.slice(1)], x.dtype, out);
  },
  derivative: {
    type: "linear",
    constant: [1],
    transpose: (ct, argument, [x, indices]) =>
      argument === 0 ? bind(scatterAddP, [ct, indices], { rows: x.shape[0] }) : null,
  },
  batch: ([x, indices], [xAxis, indexAxis], _params, size) => {
    if (xAxis === null) return { output: take(x, toFront(indices, indexAxis!)), axis: 0 };
    const [xs, rows] = moveBatchToFront([x, indices], [xAxis, indexAxis], size);
    const n = xs.shape[1];
    return { output: take(reshape(xs, [size * n, ...xs.shape.slice(2)]), inOwnRows(rows, n)), axis: 0 };
  },
  cost: () => 0,
  laws: [[], [2], [2, 3], [0]].map((shape) => ({
    shapes: [[4, 3], shape],
    domain: [
      [-2, 2],
      [-4, 4],
    ],
    dtypes: ["float64", "int32"],
    params: null,
  })),
});

/** Adds each row of x into row indices[i] of zeros. Equal indices add up. */
export const scatterAddP: Primitive<{ rows: number }> = define<{ rows: number }>({
  name: "scatterAdd",
  maths: { value: String.raw`0_i \mathrel{+}= x`, partials: ["1", "0"] },
  dtypes,
  elementwise: false,
  form: ([x, indices], { rows }) => ({
    shape: [rows, ...x.shape.slice(indices.shape.length)],
    dtype: x.dtype,
  }),
  kernel: ([x, indices], { rows }) => {
    const rest = x.shape.slice(indices.shape.length);
    const width = sizeOf(rest);
    const out = allocate(x.dtype, rows * width);
    const data = x.data;
    indices.data.forEach((index, i) => {
      const row = resolved("scatterAdd", index, rows);
      for (let j = 0; j < width; j++) out[row * width + j] += data[i * width + j];
    });
    return wrap([rows, ...rest], x.dtype, out);
  },
  derivative: {
    type: "linear",
    constant: [1],
    transpose: (ct, argument, [, indices]) => (argument === 0 ? bind(takeP, [ct, indices], null) : null),
  },
  batch: ([x, indices], [xAxis, indexAxis], { rows }, size) => {
    const [xs, targets] = moveBatchToFront([x, indices], [xAxis, indexAxis], size);
    const flat = bind(scatterAddP, [xs, inOwnRows(targets, rows)], { rows: size * rows });
    return { output: reshape(flat, [size, rows, ...flat.shape.slice(1)]), axis: 0 };
  },
  cost: ([x]) => sizeOf(x.shape),
  laws: [[], [2], [5], [2, 3]].map((shape) => ({
    shapes: [[...shape, 3], shape],
    domain: [
      [-2, 2],
      [-4, 4],
    ],
    dtypes: ["float64", "int32"],
    params: { rows: 4 },
  })),
});

/** A position along an axis, counted from its start: checked, so that no offset added later can hide that it was out of range. */
export const positionP: Primitive<{ length: number }> = elementwise<{ length: number }>("position", 1, {
  dtype: "same",
  takes: ["int32"],
  inputs: ["int32"],
  domain: [[-4, 4]],
  params: [{ length: 4 }],
  maths: { value: String.raw`x \bmod n`, partials: ["0"] },
  value: (index, _b, _c, { length }) => resolved("take", index, length),
  partials: "zero",
});

/** Positions in each example's own rows, for all examples laid end to end. */
function inOwnRows(indices: Tensor, length: number): Tensor {
  const size = indices.shape[0];
  const offsets = Int32Array.from({ length: size }, (_, i) => i * length);
  const spread = broadcastTo(wrap([size], "int32", offsets), indices.shape, [0]);
  return add(position(indices, length), spread);
}

function resolved(op: string, index: number, length: number): number {
  const counted = index < 0 ? index + length : index;
  if (counted < 0 || counted >= length) {
    throw new IndexError(
      `${op}: index ${index} is out of range for an axis of ${length}; use ${-length} to ${length - 1}.`,
    );
  }
  return counted;
}

export const position = (indices: Tensor, length: number): Tensor => bind(positionP, [indices], { length });
export const take = (x: Tensor, indices: Tensor) => bind(takeP, [x, indices], null);
