/** The mould of elementwise primitives: one scalar function, its partials, and everything else follows. */
import { allocate, type DType, isFloating } from "../core/dtype.ts";
import { DTypeError } from "../core/errors.ts";
import { bind } from "../core/bind.ts";
import { define, type Derivative, type LawCase, type Maths, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { moveBatchToFront } from "./batching.ts";

interface Spec<P> {
  readonly maths: Maths;
  /** One element; the params come last. */
  readonly value: (a: number, b: number, c: number, params: P) => number;
  readonly partials: readonly ((inputs: readonly Tensor[], y: Tensor, params: P) => Derivative)[] | "zero";
  /** `floating` refuses integers, `same` keeps the dtype, `bool` is a comparison, `select` takes the dtype of its last input. */
  readonly dtype: "floating" | "same" | "bool" | "select";
  readonly domain?: readonly (readonly [number, number])[];
  readonly params?: readonly P[];
  readonly flops?: number;
}

const lawShapes = [[], [0], [1], [3], [7], [3, 1], [2, 3]] as const;

/** Defines an elementwise primitive of `arity` inputs of one shape. */
export function elementwise<P = null>(name: string, arity: 1 | 2 | 3, spec: Spec<P>): Primitive<P> {
  const { value, partials } = spec;
  const paramsToTry = spec.params ?? ([null] as unknown as readonly P[]);
  const domain = spec.domain ?? Array.from({ length: arity }, () => [-2, 2] as const);
  const laws: LawCase<P>[] = paramsToTry.flatMap((params) =>
    lawShapes.map((shape) => ({
      params,
      shapes: Array.from({ length: arity }, () => shape),
      domain,
      ...(spec.dtype === "select" ? { dtypes: ["bool", "float64", "float64"] as DType[] } : {}),
    })),
  );
  const primitive: Primitive<P> = {
    name,
    maths: spec.maths,
    elementwise: true,
    form: (inputs) => ({ shape: inputs[0].shape, dtype: outputDType(inputs[arity - 1].dtype) }),
    kernel: (inputs, params) => {
      const x = inputs[0];
      const dtype = outputDType(inputs[arity - 1].dtype);
      const n = sizeOf(x.shape);
      const out = allocate(dtype, n);
      const a = x.data;
      if (arity === 1) {
        for (let i = 0; i < n; i++) out[i] = value(a[i], 0, 0, params);
      } else if (arity === 2) {
        const b = inputs[1].data;
        for (let i = 0; i < n; i++) out[i] = value(a[i], b[i], 0, params);
      } else {
        const b = inputs[1].data;
        const c = inputs[2].data;
        for (let i = 0; i < n; i++) out[i] = value(a[i], b[i], c[i], params);
      }
      return wrap(x.shape, dtype, out);
    },
    derivative: partials === "zero" ? { type: "zero" } : { type: "partials", partials },
    batch: (inputs, axes, params, size) => ({
      output: bind(primitive, moveBatchToFront(inputs, axes, size), params),
      axis: 0,
    }),
    cost: (_inputs, output) => sizeOf(output.shape) * (spec.flops ?? 1),
    laws,
  };
  return define(primitive);

  function outputDType(dtype: DType): DType {
    if (spec.dtype === "bool") return "bool";
    if (spec.dtype === "floating" && !isFloating(dtype)) {
      throw new DTypeError(
        `${name}: needs a floating dtype, found ${dtype}. Convert first: x.astype("float32").`,
      );
    }
    return dtype;
  }
}
