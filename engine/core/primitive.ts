/**
 * What a primitive states about itself. A derivative is stated once: elementwise primitives state their partials, linear ones
 * their transpose, and only structured ones state both modes. Every rule emits ordinary primitives, so rules nest.
 */
import type { DType } from "./dtype.ts";
import type { HeldLowering, Lowering } from "./lowering.ts";
import type { Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** Shape and dtype of a value that may not be known yet. */
export interface Form {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A tangent or cotangent; null is a zero that was never materialised. */
export type Derivative = Tensor | null;

/** KaTeX for the docs and the graph: the value, and the local derivative for each argument. */
export interface Maths {
  readonly value: string;
  readonly partials: readonly string[];
}

/** d output / d input, elementwise; `y` is the output, kept rather than computed again. 1 and -1 need no tensor. */
export type PartialRule<P> = 1 | -1 | ((inputs: readonly Tensor[], y: Tensor, params: P) => Derivative);

export type DerivativeRule<P> =
  /** One for each input. */
  | { readonly type: "partials"; readonly partials: readonly PartialRule<P>[] }
  /** Linear in each argument apart: a tangent goes through the primitive itself, a cotangent through `transpose`. */
  | {
      readonly type: "linear";
      /** Arguments that carry no derivative, such as indices. */
      readonly constant?: readonly number[];
      transpose(cotangent: Tensor, argument: number, inputs: readonly Tensor[], params: P): Derivative;
    }
  | {
      readonly type: "both";
      jvp(inputs: readonly Tensor[], y: Tensor, tangents: readonly Derivative[], params: P): Derivative;
      vjp(inputs: readonly Tensor[], y: Tensor, cotangent: Tensor, params: P): Derivative[];
    }
  /** Piecewise constant or not differentiable: the derivative is zero everywhere it exists. */
  | { readonly type: "zero" };

/** What the records of both kinds state. */
interface Stated<P> {
  readonly name: string;
  readonly maths: Maths;
  /** The same with the params filled in, where they show in the formula: x^2 for x^n. */
  mathsOf?(params: P): Maths;
  /** What those inputs that carry numbers may be; indices, keys and conditions have dtypes of their own. */
  readonly dtypes: readonly DType[];
  /** Where the law tests may draw inputs from, and which inputs and params they try; long ones stand in testing/law-cases.ts. */
  readonly laws: readonly LawCase<P>[];
}

export interface Batched {
  readonly output: Tensor;
  readonly axis: number | null;
}

export interface Primitive<P = unknown> extends Stated<P> {
  /** True for primitives that act on each element by itself: all inputs have one shape. */
  readonly elementwise: boolean;
  form(inputs: readonly Form[], params: P): Form;
  kernel(inputs: readonly Tensor[], params: P): Tensor;
  readonly derivative: DerivativeRule<P>;
  /** `axes[i]` is the batch axis of input i, or null where it has none; `size` and `axisName` are those of the vmap. */
  batch(
    inputs: readonly Tensor[],
    axes: readonly (number | null)[],
    params: P,
    size: number,
    axisName: string | null,
  ): Batched;
  /** Floating-point operations for given inputs. */
  cost(inputs: readonly Form[], output: Form, params: P): number;
  /** For the compiler, which otherwise calls the kernel. */
  readonly lower?: Lowering<P>;
}

export interface BatchedMany {
  readonly outputs: readonly Tensor[];
  readonly axes: readonly (number | null)[];
}

/** A primitive with several results: a factorisation, a loop, a branch. It states both modes. */
export interface ManyPrimitive<P = unknown> extends Stated<P> {
  /** Set where there is forward mode alone. */
  readonly oneWay?: true;
  forms(inputs: readonly Form[], params: P): Form[];
  kernel(inputs: readonly Tensor[], params: P): Tensor[];
  /** Values and tangents together, so that a loop runs once for both. */
  jvp(
    inputs: readonly Tensor[],
    tangents: readonly Derivative[],
    params: P,
  ): { readonly outputs: readonly Tensor[]; readonly tangents: readonly Derivative[] };
  /** A cotangent is null where none arrived; `residuals` is what `forward` kept. */
  vjp(
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
    cotangents: readonly Derivative[],
    params: P,
    wanted: readonly boolean[],
    residuals: unknown,
  ): Derivative[];
  /** The run that a tape records, where the way back needs more of it than the results. */
  forward?(
    inputs: readonly Tensor[],
    params: P,
    wanted: readonly boolean[],
  ): { readonly outputs: readonly Tensor[]; readonly residuals: unknown };
  batch(
    inputs: readonly Tensor[],
    axes: readonly (number | null)[],
    params: P,
    size: number,
    axisName: string | null,
  ): BatchedMany;
  cost(inputs: readonly Form[], outputs: readonly Form[], params: P): number;
  /** For the compiler, which otherwise calls the kernel. */
  readonly lower?: HeldLowering<P>;
}

export type AnyPrimitive = Primitive | ManyPrimitive;

export function isMany(primitive: AnyPrimitive): primitive is ManyPrimitive {
  return "forms" in primitive;
}

/** One way to call a primitive, for the generated tests and the docs. */
export interface LawCase<P> {
  readonly params: P;
  readonly shapes: readonly Shape[];
  /** Bounds of the values of each input; integer inputs say so. */
  readonly domain?: readonly (readonly [number, number])[];
  readonly dtypes?: readonly DType[];
  /** Makes what was drawn admissible, a batch of it too: positive definite, say. */
  prepare?(inputs: readonly Tensor[]): readonly Tensor[];
}

const registry = new Map<string, Primitive>();

/**
 * Registers a record. Its own params type is forgotten here, and known again to the function that binds it. Bundlers may take the
 * call for pure: what nothing binds need not be registered.
 */
/* @__NO_SIDE_EFFECTS__ */
export function define<P>(primitive: Primitive<P>): Primitive<P> {
  // Safe: params only ever reach a primitive from a bind of that same primitive.
  registry.set(primitive.name, primitive as unknown as Primitive);
  return primitive;
}

export function allPrimitives(): readonly Primitive[] {
  return [...registry.values()];
}

const many = new Map<string, ManyPrimitive>();

/** As `define`, for several results. */
/* @__NO_SIDE_EFFECTS__ */
export function defineMany<P>(primitive: ManyPrimitive<P>): ManyPrimitive<P> {
  // Safe: as above.
  many.set(primitive.name, primitive);
  return primitive;
}

export function allManyPrimitives(): readonly ManyPrimitive[] {
  return [...many.values()];
}
