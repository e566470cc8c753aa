/** Sums and extremes along axes. Sums are pairwise, so that a million times 0.1 in float32 is still 100000. */
import { bind } from "../core/bind.ts";
import { allocate, isFloating, type Data, type DType } from "../core/dtype.ts";
import { ShapeError, showShape } from "../core/errors.ts";
import { define, type Batched, type Form, type LawCase, type Primitive } from "../core/primitive.ts";
import { sizeOf, without, withOnes, type Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { div, eq, mul } from "./arithmetic.ts";
import { toFront } from "./batching.ts";
import { convert } from "./convert.ts";
import { broadcastTo, reshape, transpose } from "./structure.ts";

interface AxesParams {
  readonly axes: readonly number[];
}

const laws: LawCase<AxesParams>[] = [
  { shapes: [[3]], params: { axes: [0] } },
  { shapes: [[2, 3]], params: { axes: [1] } },
  { shapes: [[2, 3]], params: { axes: [0, 1] } },
  { shapes: [[3, 2, 1]], params: { axes: [0, 2] } },
];

const reducedForm =
  (dtype: (x: DType) => DType) =>
  ([x]: readonly Form[], { axes }: AxesParams): Form => ({
    shape: without(x.shape, axes),
    dtype: dtype(x.dtype),
  });

/** Runs `row` over every reduced run of elements, the reduced axes brought to the end. */
function reduceRows(
  x: Tensor,
  axes: readonly number[],
  dtype: DType,
  row: (data: Data, start: number, length: number) => number,
): Tensor {
  const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const ordered = transpose(x, [...kept, ...axes]);
  const shape = without(x.shape, axes);
  const length = sizeOf(axes.map((axis) => x.shape[axis]));
  const out = allocate(dtype, sizeOf(shape));
  const data = ordered.data;
  for (let i = 0; i < out.length; i++) out[i] = row(data, i * length, length);
  return wrap(shape, dtype, out);
}

/** Pairwise in blocks of 128: the error grows with the logarithm of the length (Higham 1993). */
function pairwiseSum(data: Data, start: number, length: number): number {
  if (length <= 128) {
    let total = 0;
    for (let i = start; i < start + length; i++) total += data[i];
    return total;
  }
  const half = (length >> 8) * 128 || 128;
  return pairwiseSum(data, start, half) + pairwiseSum(data, start + half, length - half);
}

function batchReduction(primitive: () => Primitive<AxesParams>) {
  return ([x]: readonly Tensor[], [axis]: readonly (number | null)[], { axes }: AxesParams): Batched => ({
    output: bind(primitive(), [toFront(x, axis!)], { axes: axes.map((i) => i + 1) }),
    axis: 0,
  });
}

/** Gives a reduced tensor its lost axes back. */
function spread(reduced: Tensor, shape: Shape, axes: readonly number[]): Tensor {
  return broadcastTo(reshape(reduced, withOnes(shape, axes)), shape);
}

export const sumP: Primitive<AxesParams> = define<AxesParams>({
  name: "sum",
  maths: { value: String.raw`\textstyle\sum x`, partials: ["1"] },
  elementwise: false,
  form: reducedForm((dtype) => (dtype === "bool" ? "int32" : dtype)),
  kernel: ([x], { axes }) => reduceRows(x, axes, x.dtype === "bool" ? "int32" : x.dtype, pairwiseSum),
  derivative: { type: "linear", transpose: (ct, _i, [x], { axes }) => spread(ct, x.shape, axes) },
  batch: batchReduction(() => sumP),
  cost: ([x]) => sizeOf(x.shape),
  laws,
});

export function sum(x: Tensor, axes: readonly number[]): Tensor {
  return axes.length === 0 && x.dtype !== "bool" ? x : bind(sumP, [x], { axes });
}

function extreme(name: "max" | "min", better: (a: number, b: number) => boolean): Primitive<AxesParams> {
  const primitive: Primitive<AxesParams> = define<AxesParams>({
    name,
    maths: { value: String.raw`\${name}\, x`, partials: [String.raw`[x = y]`] },
    elementwise: false,
    form: reducedForm((dtype) => dtype),
    kernel: ([x], { axes }) => {
      if (
        x.size === 0 &&
        sizeOf(axes.map((axis) => x.shape[axis])) === 0 &&
        sizeOf(without(x.shape, axes)) > 0
      ) {
        throw new ShapeError(
          `${name}: of no elements, along axes [${axes.join(", ")}] of ${showShape(x.shape)}.`,
        );
      }
      return reduceRows(x, axes, x.dtype, (data, start, length) => {
        let best = data[start];
        for (let i = start + 1; i < start + length; i++) {
          // A NaN, once met, stays.
          if (better(data[i], best) || data[i] !== data[i]) best = data[i];
        }
        return best;
      });
    },
    derivative: {
      type: "both",
      jvp: ([x], y, [dx], { axes }) => (dx === null ? null : sum(mul(dx, shares(x, y, axes)), axes)),
      vjp: ([x], y, ct, { axes }) => [mul(spread(ct, x.shape, axes), shares(x, y, axes))],
    },
    batch: batchReduction(() => primitive),
    cost: ([x]) => sizeOf(x.shape),
    laws,
  });
  return primitive;
}

/** Ties share the gradient equally. */
function shares(x: Tensor, y: Tensor, axes: readonly number[]): Tensor {
  const winners = convert(eq(x, spread(y, x.shape, axes)), x.dtype);
  return div(winners, spread(sum(winners, axes), x.shape, axes));
}

export const maxP = extreme("max", (a, b) => a > b);
export const minP = extreme("min", (a, b) => a < b);

interface ArgParams {
  readonly axis: number;
}

function argExtreme(
  name: "argmax" | "argmin",
  better: (a: number, b: number) => boolean,
): Primitive<ArgParams> {
  const primitive: Primitive<ArgParams> = define<ArgParams>({
    name,
    maths: { value: String.raw`\operatorname{${name}} x`, partials: ["0"] },
    elementwise: false,
    form: ([x], { axis }) => ({ shape: without(x.shape, [axis]), dtype: "int32" }),
    kernel: ([x], { axis }) => {
      if (x.shape[axis] === 0)
        throw new ShapeError(`${name}: of no elements, along axis ${axis} of ${showShape(x.shape)}.`);
      return reduceRows(x, [axis], "int32", (data, start, length) => {
        let at = 0;
        for (let i = 1; i < length; i++) {
          const [value, best] = [data[start + i], data[start + at]];
          // As NumPy: the first NaN wins.
          if (best === best && (better(value, best) || value !== value)) at = i;
        }
        return at;
      });
    },
    derivative: { type: "zero" },
    batch: ([x], [axis], params) => ({
      output: bind(primitive, [toFront(x, axis!)], { axis: params.axis + 1 }),
      axis: 0,
    }),
    cost: ([x]) => sizeOf(x.shape),
    laws: [
      { shapes: [[3]], params: { axis: 0 } },
      { shapes: [[2, 3]], params: { axis: 1 } },
    ],
  });
  return primitive;
}

export const argmaxP = argExtreme("argmax", (a, b) => a > b);
export const argminP = argExtreme("argmin", (a, b) => a < b);

export function needsFloat(dtype: DType): DType {
  return isFloating(dtype) ? dtype : "float32";
}
