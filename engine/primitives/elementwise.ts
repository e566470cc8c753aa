/** The mould of elementwise primitives: one scalar function, its partials, and everything else follows. */
import {
  allocate,
  dtypes,
  floatingTypes,
  numericTypes,
  requireFloating,
  type Data,
  type DType,
} from "../core/dtype.ts";
import { bind } from "../core/bind.ts";
import type { Lane, Lanes, Lowering } from "../core/lowering.ts";
import { define, type LawCase, type Maths, type PartialRule, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { LONG, mapLong } from "../loops/eager.ts";
import { moveBatchToFront } from "./batching.ts";

/** Fills `out`; arrays that the primitive does not take repeat the first. */
type Loop<P> = (out: Data, a: Data, b: Data, c: Data, params: P) => void;

/** The value is stated once: as one element, or, for the hottest, as its own loop that V8 can inline (add: 2 ns an element for 30). */
type Value<P> =
  { readonly value: (a: number, b: number, c: number, params: P) => number } | { readonly loop: Loop<P> };

type Spec<P> = Value<P> & {
  readonly maths: Maths;
  readonly mathsOf?: (params: P) => Maths;
  readonly partials: readonly PartialRule<P>[] | "zero";
  /** The value in compiled loops; `value` is called there, element by element, where nothing is said. */
  readonly lower?: (m: Lanes, inputs: readonly Lane[], params: P) => Lane;
  /** Of the result: `same` keeps the inputs' dtype, `floating` too but refuses integers, `last` takes that of the last input. */
  readonly dtype: "floating" | "same" | "last" | "bool" | "float32";
  /** What it takes where `dtype` does not say: numbers, or every dtype for a comparison. */
  readonly takes?: readonly DType[];
  /** What the laws draw each input as; float64 where nothing is said. */
  readonly inputs?: readonly DType[];
  readonly domain?: readonly (readonly [number, number])[];
  readonly params?: readonly P[];
  readonly flops?: number;
};

const lawShapes = [[], [0], [1], [3], [7], [255], [3, 1], [2, 3]] as const;

/** Defines an elementwise primitive of `arity` inputs of one shape. */
/* @__NO_SIDE_EFFECTS__ */
export function elementwise<P = null>(name: string, arity: 1 | 2 | 3, spec: Spec<P>): Primitive<P> {
  const { partials } = spec;
  const loop = "loop" in spec ? spec.loop : loopOver(spec.value);
  const paramsToTry = spec.params ?? ([null] as unknown as readonly P[]);
  const domain = spec.domain ?? Array.from({ length: arity }, () => [-2, 2] as const);
  const laws: LawCase<P>[] = paramsToTry.flatMap((params) =>
    lawShapes.map((shape) => ({
      params,
      shapes: Array.from({ length: arity }, () => shape),
      domain,
      ...(spec.inputs === undefined ? {} : { dtypes: spec.inputs }),
    })),
  );
  const primitive: Primitive<P> = {
    name,
    maths: spec.maths,
    ...(spec.mathsOf === undefined ? {} : { mathsOf: spec.mathsOf }),
    dtypes:
      spec.takes ??
      { floating: floatingTypes, bool: dtypes, last: dtypes, same: numericTypes, float32: numericTypes }[
        spec.dtype
      ],
    elementwise: true,
    form: (inputs) => ({ shape: inputs[0].shape, dtype: outputDType(inputs[arity - 1].dtype) }),
    kernel: (inputs, params) => {
      const x = inputs[0];
      const dtype = outputDType(inputs[arity - 1].dtype);
      const long = x.size < LONG ? null : mapped(inputs, dtype, params);
      if (long !== null) return wrap(x.shape, dtype, long);
      const out = allocate(dtype, x.data.length);
      const a = x.data;
      loop(out, a, arity > 1 ? inputs[1].data : a, arity > 2 ? inputs[2].data : a, params);
      return wrap(x.shape, dtype, out);
    },
    derivative: partials === "zero" ? { type: "zero" } : { type: "partials", partials },
    batch: (inputs, axes, params, size) => ({
      output: bind(primitive, moveBatchToFront(inputs, axes, size), params),
      axis: 0,
    }),
    cost: (_inputs, output) => sizeOf(output.shape) * (spec.flops ?? 1),
    laws,
    ...lowering(),
  };
  return define(primitive);

  function mapped(inputs: readonly Tensor[], dtype: DType, params: P): Data | null {
    const { lower } = spec;
    if (lower === undefined) return null;
    const key = params === null ? name : `${name} ${JSON.stringify(params)}`;
    return mapLong(
      key,
      (m, lanes) => lower(m, lanes, params),
      inputs.map((each) => each.data),
      dtype,
    );
  }

  function lowering(): { lower?: Lowering<P> } {
    if (spec.lower !== undefined) return { lower: { type: "lanes", lower: spec.lower } };
    if (!("value" in spec)) return {};
    const { value } = spec;
    // Safe: null is all that P can be here.
    const plainly = (a: number, b: number, c: number) => value(a, b, c, null as P);
    return {
      lower: {
        type: "lanes",
        lower: (m, inputs, params) =>
          m.call(
            // One function for all calls without params, so that equal loops are known to be equal.
            params === null ? plainly : (a, b, c) => value(a, b, c, params),
            inputs,
            outputDType(inputs[arity - 1].dtype),
          ),
      },
    };
  }

  function outputDType(dtype: DType): DType {
    if (spec.dtype === "bool" || spec.dtype === "float32") return spec.dtype;
    if (spec.dtype === "floating") requireFloating(name, dtype);
    return dtype;
  }
}

function loopOver<P>(value: (a: number, b: number, c: number, params: P) => number): Loop<P> {
  return (out, a, b, c, params) => {
    for (let i = 0; i < out.length; i++) out[i] = value(a[i], b[i], c[i], params);
  };
}
