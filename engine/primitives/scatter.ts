/**
 * Writing by index along one axis: what `take` reads, these set, raise or lower. Where equal indices meet, the last value set
 * stays, and extremes that tie share the gradient.
 */
import { bind } from "../core/bind.ts";
import { dtypes, type Data } from "../core/dtype.ts";
import { define, type Batched, type LawCase, type Primitive } from "../core/primitive.ts";
import { sizeOf, type Shape } from "../core/shape.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";
import { add, div, eq, mul, select } from "./arithmetic.ts";
import { batchAt } from "./batching.ts";
import { convert } from "./convert.ts";
import { parted, scatterAdd, take } from "./gather.ts";
import { inOwnStretch, iota, positions, type AlongAxis } from "./positions.ts";
import { reshape } from "./reshape.ts";
import { broadcastTo } from "./sum.ts";

const scatterLaws: LawCase<AlongAxis>[] = [
  { shapes: [[4, 3], [], [3]], axis: 0 },
  { shapes: [[4, 3], [2], [2, 3]], axis: 0 },
  { shapes: [[4], [7], [7]], axis: 0 },
  { shapes: [[4], [0], [0]], axis: 0 },
  {
    shapes: [
      [2, 4],
      [2, 3],
      [2, 2, 3],
    ],
    axis: 1,
  },
  { shapes: [[2, 4, 3], [5], [2, 5, 3]], axis: 1 },
].map(({ shapes, axis }) => ({
  shapes,
  domain: [
    [-2, 2],
    [-4, 4],
    [-2, 2],
  ],
  dtypes: ["float64", "int32", "float64"],
  params: { axis },
}));

/** x with updates[a..., i..., b...] written to element [a..., indices[i...], b...]. */
export const scatterSetP: Primitive<AlongAxis> = define<AlongAxis>({
  name: "scatterSet",
  maths: {
    value: String.raw`x_i \leftarrow u`,
    partials: [String.raw`[\text{kept}]`, "0", String.raw`[\text{last}]`],
  },
  dtypes,
  elementwise: false,
  form: ([x]) => ({ shape: x.shape, dtype: x.dtype }),
  kernel: ([x, indices, updates], { axis }) => {
    const out = x.data.slice();
    place(out, x.shape, indices, updates, axis);
    return wrap(x.shape, x.dtype, out);
  },
  derivative: {
    type: "both",
    jvp: ([x, indices, updates], _y, [dx, , du], { axis }) =>
      scatterSet(dx ?? zerosLike(x), indices, du ?? zerosLike(updates), axis),
    vjp: ([x, indices, updates], _y, ct, { axis }) => {
      const stays = standsLast(indices, axis, x.shape[axis], updates.shape);
      return [
        scatterSet(ct, indices, zerosLike(updates), axis),
        null,
        select(stays, take(ct, indices, axis), zerosLike(updates)),
      ];
    },
  },
  batch: batchScatter(() => scatterSetP),
  cost: () => 0,
  laws: scatterLaws,
});

/** For every update, whether no later one is written to its place. */
function standsLast(indices: Tensor, axis: number, length: number, shape: Shape): Tensor {
  const numbers = reshape(iota(indices.size), indices.shape);
  const written = scatterSet(filled([length], "int32", 0), indices, numbers, 0);
  return broadcastTo(
    eq(take(written, indices, 0), numbers),
    shape,
    indices.shape.map((_, i) => axis + i),
  );
}

function extreme(
  name: "scatterMax" | "scatterMin",
  better: (a: number, b: number) => number,
): Primitive<AlongAxis> {
  const word = name === "scatterMax" ? "max" : "min";
  const primitive: Primitive<AlongAxis> = define<AlongAxis>({
    name,
    maths: {
      value: `x_i \\leftarrow \\${word}(x_i, u)`,
      partials: ["[x_i = y_i]", "0", "[u = y_i]"],
    },
    dtypes,
    elementwise: false,
    form: ([x]) => ({ shape: x.shape, dtype: x.dtype }),
    kernel: ([x, indices, updates], { axis }) => {
      const out = x.data.slice();
      write(name, out, x.shape, indices, updates, axis, better);
      return wrap(x.shape, x.dtype, out);
    },
    derivative: {
      type: "both",
      jvp: (inputs, y, [dx, , du], { axis }) => {
        const [ofX, ofUpdates] = shares(inputs, y, axis);
        const kept = dx === null ? null : mul(dx, ofX);
        if (du === null) return kept;
        const raised = scatterAdd(mul(du, ofUpdates), inputs[1], axis, y.shape[axis]);
        return kept === null ? raised : add(kept, raised);
      },
      vjp: (inputs, y, ct, { axis }) => {
        const [ofX, ofUpdates] = shares(inputs, y, axis);
        return [mul(ct, ofX), null, mul(take(ct, inputs[1], axis), ofUpdates)];
      },
    },
    batch: batchScatter(() => primitive),
    cost: ([, , updates]) => sizeOf(updates.shape),
    laws: scatterLaws,
  });
  return primitive;
}

/** How much of each element's gradient its old value and its updates get: all that equal the result share equally. */
function shares(
  [x, indices, updates]: readonly Tensor[],
  y: Tensor,
  axis: number,
): [ofX: Tensor, ofUpdates: Tensor] {
  const kept = convert(eq(x, y), y.dtype);
  const won = convert(eq(updates, take(y, indices, axis)), y.dtype);
  const winners = add(kept, scatterAdd(won, indices, axis, y.shape[axis]));
  return [div(kept, winners), div(won, take(winners, indices, axis))];
}

export const scatterMaxP = extreme("scatterMax", (a, b) => (a !== a || b !== b ? NaN : a > b ? a : b));
export const scatterMinP = extreme("scatterMin", (a, b) => (a !== a || b !== b ? NaN : a < b ? a : b));

/** Puts each update in its place, in their order. */
function place(out: Data, shape: Shape, indices: Tensor, updates: Tensor, axis: number): void {
  const n = shape[axis];
  const rows = positions("scatterSet", indices, axis, n);
  const blocks = sizeOf(shape.slice(0, axis));
  const width = sizeOf(shape.slice(axis + 1));
  const { data } = updates;
  let at = 0;
  for (let block = 0; block < blocks; block++) {
    const start = block * n;
    if (width === 1) for (let i = 0; i < rows.length; i++) out[start + rows[i]] = data[at++];
    else
      for (let i = 0; i < rows.length; i++, at += width)
        out.set(data.subarray(at, at + width), (start + rows[i]) * width);
  }
}

/** Joins each update with the element it meets, in the order of the updates. */
function write(
  op: string,
  out: Data,
  shape: Shape,
  indices: Tensor,
  updates: Tensor,
  axis: number,
  join: (old: number, update: number) => number,
): void {
  const n = shape[axis];
  const rows = positions(op, indices, axis, n);
  const blocks = sizeOf(shape.slice(0, axis));
  const width = sizeOf(shape.slice(axis + 1));
  const { data } = updates;
  let at = 0;
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < rows.length; i++) {
      const to = (block * n + rows[i]) * width;
      for (let j = 0; j < width; j++) out[to + j] = join(out[to + j], data[at++]);
    }
  }
}

function batchScatter(primitive: () => Primitive<AlongAxis>) {
  return (
    [x, indices, updates]: readonly Tensor[],
    [xAxis, indexAxis, updateAxis]: readonly (number | null)[],
    { axis }: AlongAxis,
    size: number,
  ): Batched => {
    if (indexAxis === null) {
      const [xs, us] = [batchAt(x, xAxis, 0, size), batchAt(updates, updateAxis, 0, size)];
      return { output: bind(primitive(), [xs, indices, us], { axis: axis + 1 }), axis: 0 };
    }
    // As for take: the examples' axes lie end to end.
    const xs = batchAt(x, xAxis, axis, size);
    const n = xs.shape[axis + 1];
    const joined = reshape(xs, [...xs.shape.slice(0, axis), size * n, ...xs.shape.slice(axis + 2)]);
    const rows = inOwnStretch(primitive().name, batchAt(indices, indexAxis, 0, size), axis, n);
    const us = batchAt(updates, updateAxis, axis, size);
    return { output: parted(bind(primitive(), [joined, rows, us], { axis }), axis, size), axis };
  };
}

function zerosLike(x: Tensor): Tensor {
  return filled(x.shape, x.dtype, 0);
}

/** x with the updates in their places; of equal indices the last stays. */
export const scatterSet = (x: Tensor, indices: Tensor, updates: Tensor, axis: number): Tensor =>
  bind(scatterSetP, [x, indices, updates], { axis });
export const scatterMax = (x: Tensor, indices: Tensor, updates: Tensor, axis: number): Tensor =>
  bind(scatterMaxP, [x, indices, updates], { axis });
export const scatterMin = (x: Tensor, indices: Tensor, updates: Tensor, axis: number): Tensor =>
  bind(scatterMinP, [x, indices, updates], { axis });
