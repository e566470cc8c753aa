/** Rows by index, and its transpose. Along axis 0 only: numpy/indexing.ts brings other axes to the front. */
import { bind } from "../core/bind.ts";
import { allocate } from "../core/dtype.ts";
import { IndexError } from "../core/errors.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";
import { moveBatchToFront } from "./batching.ts";
import { add } from "./arithmetic.ts";
import { reshape } from "./reshape.ts";
import { broadcastTo } from "./sum.ts";

/** out[i..., :] = x[indices[i...], :] */
export const takeP: Primitive<null> = define<null>({
  name: "take",
  maths: { value: "x_i", partials: ["1", "0"] },
  elementwise: false,
  form: ([x, indices]) => ({ shape: [...indices.shape, ...x.shape.slice(1)], dtype: x.dtype }),
  kernel: ([x, indices]) => {
    const width = sizeOf(x.shape.slice(1));
    const rows = checked("take", indices, x.shape[0]);
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
    const [xs, rows] = moveBatchToFront([x, indices], [xAxis, indexAxis], size);
    // All examples in one long axis, each with its own offset.
    const n = xs.shape[1];
    const offsets = wrap(
      [size],
      "int32",
      Int32Array.from({ length: size }, (_, i) => i * n),
    );
    const shifted = add(rows, broadcastTo(offsets, rows.shape, [0]));
    return { output: bind(takeP, [reshape(xs, [size * n, ...xs.shape.slice(2)]), shifted], null), axis: 0 };
  },
  cost: () => 0,
  laws: [],
});

/** Adds each row of x into row indices[i] of zeros. Equal indices add up. */
export const scatterAddP: Primitive<{ rows: number }> = define<{ rows: number }>({
  name: "scatterAdd",
  maths: { value: String.raw`0_i \mathrel{+}= x`, partials: ["1", "0"] },
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
    checked("scatterAdd", indices, rows).forEach((row, i) => {
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
    const offsets = wrap(
      [size],
      "int32",
      Int32Array.from({ length: size }, (_, i) => i * rows),
    );
    const shifted = add(targets, broadcastTo(offsets, targets.shape, [0]));
    const flat = bind(scatterAddP, [xs, shifted], { rows: size * rows });
    return { output: reshape(flat, [size, rows, ...flat.shape.slice(1)]), axis: 0 };
  },
  cost: ([x]) => sizeOf(x.shape),
  laws: [],
});

function checked(op: string, indices: Tensor, length: number): Int32Array {
  const rows = Int32Array.from(indices.data);
  rows.forEach((row, i) => {
    const resolved = row < 0 ? row + length : row;
    if (resolved < 0 || resolved >= length) {
      throw new IndexError(
        `${op}: index ${row} is out of range for an axis of ${length}; use ${-length} to ${length - 1}.`,
      );
    }
    rows[i] = resolved;
  });
  return rows;
}

export const take = (x: Tensor, indices: Tensor) => bind(takeP, [x, indices], null);
export const zerosLike = (x: Tensor) => filled(x.shape, x.dtype, 0);
