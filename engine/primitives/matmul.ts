/** Matrix product of [..., m, k] and [..., k, n] with equal leading axes: the one contraction that all others reduce to. */
import { bind } from "../core/bind.ts";
import { allocate, floatingTypes, type Data } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { machine } from "../wasm/machine.ts";
import { multiply, type ProductSizes } from "../wasm/product.ts";
import { moveBatchToFront } from "./batching.ts";
import { transpose } from "./transpose.ts";

/** Multiplications from which a packed product is faster, its copies to and fro counted. */
const LARGE = 4096;

export const matmulP: Primitive<null> = define<null>({
  name: "matmul",
  maths: { value: "x\\,y", partials: [String.raw`\bar z\, y^\top`, String.raw`x^\top \bar z`] },
  dtypes: floatingTypes,
  elementwise: false,
  form: ([x, y]) => ({ shape: [...x.shape.slice(0, -1), y.shape[y.shape.length - 1]], dtype: x.dtype }),
  kernel: ([x, y]) => {
    const [m, k] = x.shape.slice(-2);
    const n = y.shape[y.shape.length - 1];
    const shape = [...x.shape.slice(0, -1), n];
    const sizes = { count: sizeOf(x.shape.slice(0, -2)), m, n, k };
    const on = m * n * k >= LARGE ? machine() : null;
    const packed = on === null ? null : multiply(on, x, y, sizes);
    return wrap(shape, x.dtype, packed ?? byRows(x, y, sizes));
  },
  lower: { type: "matmul" },
  derivative: {
    type: "linear",
    transpose: (ct, argument, [x, y]) => (argument === 0 ? matmul(ct, flipLast(y)) : matmul(flipLast(x), ct)),
  },
  batch: (inputs, axes, _params, size) => ({
    output: bind(matmulP, moveBatchToFront(inputs, axes, size), null),
    axis: 0,
  }),
  cost: ([x, y]) => 2 * sizeOf(x.shape) * y.shape[y.shape.length - 1],
  laws: [],
});

/** One row of the result at a time, accumulated in doubles: the inner loop runs along both arrays. */
function byRows(x: Tensor, y: Tensor, { count, m, n, k }: ProductSizes): Data {
  const out = allocate(x.dtype, count * m * n);
  const [a, b] = [x.data, y.data];
  const row = new Float64Array(n);
  for (let batch = 0; batch < count; batch++) {
    for (let i = 0; i < m; i++) {
      row.fill(0);
      const left = (batch * m + i) * k;
      let p = 0;
      // Four rows of y at a time: a quarter of the traffic through `row`.
      for (; p + 3 < k; p += 4) {
        const [s0, s1, s2, s3] = [a[left + p], a[left + p + 1], a[left + p + 2], a[left + p + 3]];
        const r0 = (batch * k + p) * n;
        const [r1, r2, r3] = [r0 + n, r0 + 2 * n, r0 + 3 * n];
        for (let j = 0; j < n; j++) {
          row[j] += s0 * b[r0 + j] + s1 * b[r1 + j] + s2 * b[r2 + j] + s3 * b[r3 + j];
        }
      }
      for (; p < k; p++) {
        const scale = a[left + p];
        const right = (batch * k + p) * n;
        for (let j = 0; j < n; j++) row[j] += scale * b[right + j];
      }
      out.set(row, (batch * m + i) * n);
    }
  }
  return out;
}

export function matmul(x: Tensor, y: Tensor): Tensor {
  return bind(matmulP, [x, y], null);
}

function flipLast(x: Tensor): Tensor {
  const rank = x.shape.length;
  const order = x.shape.map((_, i) => i);
  [order[rank - 1], order[rank - 2]] = [rank - 2, rank - 1];
  return transpose(x, order);
}
