/** Extremes along axes, and where they are. Ties share the gradient. */
import { bind } from "../core/bind.ts";
import { ShapeError, showShape } from "../core/errors.ts";
import { dtypes } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf, without } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { div, eq, mul } from "./arithmetic.ts";
import { convert } from "./convert.ts";
import { batchReduction, reducedForm, reduceRows, reductionLaws, type AxesParams } from "./reduction.ts";
import { spread, sum } from "./sum.ts";
import { toFront } from "./transpose.ts";

/* @__NO_SIDE_EFFECTS__ */
function extreme(name: "max" | "min", better: (a: number, b: number) => boolean): Primitive<AxesParams> {
  const primitive: Primitive<AxesParams> = define<AxesParams>({
    name,
    maths: { value: String.raw`\${name}\, x`, partials: [String.raw`[x = y]`] },
    dtypes,
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
    lower: { type: "reduce", by: name, axes: ({ axes }) => axes },
    derivative: {
      type: "both",
      jvp: ([x], y, [dx], { axes }) => (dx === null ? null : sum(mul(dx, shares(x, y, axes)), axes)),
      vjp: ([x], y, ct, { axes }) => [mul(spread(ct, x.shape, axes), shares(x, y, axes))],
    },
    batch: batchReduction(() => primitive),
    cost: ([x]) => sizeOf(x.shape),
    laws: reductionLaws,
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

/* @__NO_SIDE_EFFECTS__ */
function argExtreme(
  name: "argmax" | "argmin",
  better: (a: number, b: number) => boolean,
): Primitive<ArgParams> {
  const primitive: Primitive<ArgParams> = define<ArgParams>({
    name,
    maths: { value: String.raw`\operatorname{${name}} x`, partials: ["0"] },
    dtypes,
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
