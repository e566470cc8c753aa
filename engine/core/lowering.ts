/**
 * What a primitive tells the compiler, so that jit can fuse it: as an expression of one element, as a view of elements that stay where
 * they are, as a reduction. A primitive that tells nothing runs its plain kernel in the middle of the compiled program.
 */
import type { DType } from "./dtype.ts";
import type { AnyPrimitive, Form } from "./primitive.ts";
import type { Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** The value of one element inside a compiled loop; several are computed at a time. */
export interface Lane {
  readonly dtype: DType;
}

export type Comparison = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

/** Functions that float32 computes in SIMD, within 2 ulp, and float64 as JavaScript does. */
export type Transcendental =
  "exp" | "exp2" | "expm1" | "log" | "log2" | "log10" | "log1p" | "sin" | "cos" | "tanh" | "logistic";

/** Builds expressions. Operands have one dtype; results have it too, but for comparisons, which are bool. */
export interface Lanes {
  constant(value: number, dtype: DType): Lane;
  add(a: Lane, b: Lane): Lane;
  sub(a: Lane, b: Lane): Lane;
  mul(a: Lane, b: Lane): Lane;
  /** Floating only, as sqrt. */
  div(a: Lane, b: Lane): Lane;
  sqrt(a: Lane): Lane;
  neg(a: Lane): Lane;
  abs(a: Lane): Lane;
  floor(a: Lane): Lane;
  ceil(a: Lane): Lane;
  trunc(a: Lane): Lane;
  /** Halves to even. */
  round(a: Lane): Lane;
  /** The greater, the second where they are equal, NaN where either is. */
  max(a: Lane, b: Lane): Lane;
  min(a: Lane, b: Lane): Lane;
  compare(by: Comparison, a: Lane, b: Lane): Lane;
  select(condition: Lane, a: Lane, b: Lane): Lane;
  and(a: Lane, b: Lane): Lane;
  or(a: Lane, b: Lane): Lane;
  xor(a: Lane, b: Lane): Lane;
  not(a: Lane): Lane;
  /** As a typed array of that dtype would store it. */
  convert(a: Lane, dtype: DType): Lane;
  transcendental(name: Transcendental, a: Lane): Lane;
  shiftLeft(a: Lane, by: number): Lane;
  /** Zeros come in. */
  shiftRight(a: Lane, by: number): Lane;
  /** A plain function of numbers, an element at a time. */
  call(f: (a: number, b: number, c: number) => number, inputs: readonly Lane[], dtype: DType): Lane;
}

/** wasm/kernels.ts says what they take. */
export type KernelName = "take" | "scatterAdd" | "cumsum";

/** Where the elements of a result lie in the flat array of its input, in elements. */
export interface View {
  readonly strides: readonly number[];
  readonly offset: number;
}

/** One input laid into the flat array of the result. */
export interface Placed extends View {
  readonly input: number;
}

export type Lowering<P> =
  | { readonly type: "lanes"; lower(m: Lanes, inputs: readonly Lane[], params: P): Lane }
  /** The elements in their order, under another shape or none other. */
  | { readonly type: "same" }
  | { readonly type: "view"; view(input: Shape, params: P): View }
  | {
      readonly type: "reduce";
      readonly by: "sum" | "max" | "min";
      axes(params: P): readonly number[];
    }
  /** Zeros, with inputs laid or added into them one after the other. */
  | {
      readonly type: "place";
      readonly adds: boolean;
      places(inputs: readonly Shape[], output: Shape, params: P): readonly Placed[];
    }
  | { readonly type: "matmul" }
  /** An expression of inputs, each seen through a view of the result's shape, and of a counter seen through one: uint32 from 0. */
  | {
      readonly type: "counted";
      views(inputs: readonly Shape[], output: Shape, params: P): readonly Placed[];
      counter(output: Shape, params: P): View;
      lower(m: Lanes, inputs: readonly Lane[], counter: Lane, params: P): Lane;
    }
  /** One of the machine's kernels, with whole numbers after the addresses; where it says no, the plain kernel runs and tells why. */
  | {
      readonly type: "kernel";
      readonly kernel: KernelName;
      numbers(inputs: readonly Form[], output: Form, params: P): readonly number[];
    };

/** A program that a primitive holds: equations over numbered variables. */
export interface HeldProgram {
  readonly inputs: readonly number[];
  readonly constants: ReadonlyMap<number, Tensor>;
  readonly equations: readonly {
    readonly primitive: AnyPrimitive;
    readonly inputs: readonly number[];
    readonly params: unknown;
    readonly outputs: readonly number[];
  }[];
  readonly outputs: readonly number[];
  readonly forms: readonly Form[];
}

/** For primitives that hold programs. Inputs and outputs are in the order of the primitive's own. */
export type HeldLowering<P> =
  /** Nothing but the program. */
  | { readonly type: "inline"; program(params: P, inputs: readonly Form[]): HeldProgram }
  /** [...captured, ...carry, ...x] to [...carry, ...y], over rows of x and y. */
  | { readonly type: "scan"; loop(params: P): HeldScan }
  /** The first input says which one runs on the others. */
  | { readonly type: "branch"; branches(params: P): readonly HeldProgram[] }
  /** As long as the condition, a scalar, holds. */
  | { readonly type: "while"; loop(params: P): HeldWhile };

export interface HeldScan {
  readonly program: HeldProgram;
  readonly captured: number;
  readonly carry: number;
  readonly length: number;
  readonly reverse: boolean;
}

export interface HeldWhile {
  readonly condition: HeldProgram;
  readonly body: HeldProgram;
  readonly conditionCaptured: number;
  readonly bodyCaptured: number;
}
