/** A program as the compiler sees it: each variable is a way to come by its elements, and little is computed yet. */
import { sizeOf, stridesOf } from "../core/shape.ts";
import { isMany, type AnyPrimitive, type Form } from "../core/primitive.ts";
import { TracerError } from "../core/errors.ts";
import type { HeldLowering, HeldProgram, KernelName, Lane, Lanes, Placed, View } from "../core/lowering.ts";
import { FilledTensor, type Tensor } from "../core/tensor.ts";

export type Value = { readonly form: Form } & (
  | { readonly kind: "splat"; readonly value: number }
  /** An input of the program by its number, or a constant. */
  | { readonly kind: "source"; readonly source: number | Tensor }
  /** 0, 1, 2... */
  | { readonly kind: "count" }
  | {
      readonly kind: "lanes";
      readonly inputs: readonly Value[];
      readonly lower: Lower;
      readonly cost: number;
    }
  | { readonly kind: "same"; readonly of: Value }
  | { readonly kind: "view"; readonly of: Value; readonly view: View }
  | { readonly kind: "reduce"; readonly of: Value; readonly by: ReduceBy; readonly axes: readonly number[] }
  | {
      readonly kind: "place";
      readonly inputs: readonly Value[];
      readonly places: readonly Placed[];
      readonly adds: boolean;
    }
  | { readonly kind: "matmul"; readonly a: Value; readonly b: Value }
  | { readonly kind: "result"; readonly of: Operation; readonly index: number }
);

export type ReduceBy = "sum" | "max" | "min";
type Lower = (m: Lanes, inputs: readonly Lane[]) => Lane;
export type Of<K extends Value["kind"]> = Extract<Value, { kind: K }>;

/** What has several results, or keeps its own kernel. */
export type Operation = { readonly inputs: readonly Value[]; readonly forms: readonly Form[] } & (
  | {
      readonly kind: "plain";
      readonly primitive: AnyPrimitive;
      readonly params: unknown;
      /** Tried first. */
      readonly kernel: { readonly name: KernelName; readonly numbers: readonly number[] } | null;
    }
  | {
      readonly kind: "scan";
      readonly body: Block;
      readonly captured: number;
      readonly carry: number;
      readonly length: number;
      readonly reverse: boolean;
    }
  | { readonly kind: "branch"; readonly branches: readonly Block[] }
  | {
      readonly kind: "while";
      readonly condition: Block;
      readonly body: Block;
      readonly conditionCaptured: number;
      readonly bodyCaptured: number;
    }
);
export type OperationOf<K extends Operation["kind"]> = Extract<Operation, { kind: K }>;

/** A program within a program: its sources are its own. */
export interface Block {
  readonly sources: readonly Of<"source">[];
  readonly outputs: readonly Value[];
}

/** Multiplications per matrix up to which loops beat a packed product. */
const SMALL_PRODUCT = 512;
/** How much dearer than a sum an expression is: where it is needed twice, it is kept. */
const [CHEAP, DEAR] = [1, 12];
const cheap = new Set([
  "add",
  "sub",
  "mul",
  "neg",
  "abs",
  "convert",
  "select",
  "relu",
  "maximum",
  "minimum",
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "floor",
]);

/** The program's sources, and its outputs in their terms. */
export function blockOf(program: HeldProgram): Block {
  const sources = program.inputs.map((variable, source): Of<"source"> => ({
    kind: "source",
    form: program.forms[variable],
    source,
  }));
  return { sources, outputs: valuesOf(program, sources) };
}

/** The values of a program's outputs; what is not needed for them is never looked at again. */
function valuesOf(program: HeldProgram, given: readonly Value[]): Value[] {
  const values = new Array<Value>(program.forms.length);
  const known = new Map<string, Value>();
  const numbers = new Map<Value, number>();
  const numberOf = (value: Value) => {
    let number = numbers.get(value);
    if (number === undefined) numbers.set(value, (number = numbers.size));
    return number;
  };
  program.inputs.forEach((variable, i) => (values[variable] = given[i]));
  for (const [variable, x] of program.constants) values[variable] = constantOf(x, program.forms[variable]);
  for (const { primitive, inputs, params, outputs } of program.equations) {
    const from = inputs.map((v) => values[v]);
    const forms = outputs.map((v) => program.forms[v]);
    // Equal equations have one value.
    const key = `${primitive.name} ${from.map(numberOf).join(" ")} ${keyOf(params)}`;
    outputs.forEach((variable, i) => {
      let value = known.get(`${key} ${i}`);
      if (value === undefined) {
        const made = valuesFor(primitive, from, params, forms);
        made.forEach((each, j) => known.set(`${key} ${j}`, each));
        value = made[i];
      }
      values[variable] = value;
    });
  }
  return program.outputs.map((v) => values[v]);
}

/** Programs and functions among params count by identity. */
const identities = new WeakMap<object, number>();
let identified = 0;
function keyOf(params: unknown): string {
  return JSON.stringify(params, (_key, value: unknown) => {
    const special =
      typeof value === "function" ||
      (typeof value === "object" &&
        value !== null &&
        !Array.isArray(value) &&
        Object.getPrototypeOf(value) !== Object.prototype);
    if (!special) return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
    // Safe: functions and objects may be weak keys.
    const held = value;
    let number = identities.get(held);
    if (number === undefined) identities.set(held, (number = ++identified));
    return `identity ${number}`;
  });
}

function constantOf(x: Tensor, form: Form): Value {
  const value = splatOf(x);
  return value === null ? { kind: "source", form, source: x } : { kind: "splat", form, value };
}

/** The one number that all elements are. */
function splatOf(x: Tensor): number | null {
  if (x instanceof FilledTensor) return x.value;
  const { data } = x;
  if (data.length === 0) return null;
  const [first] = data;
  for (let i = 1; i < data.length; i++) if (!Object.is(data[i], first)) return null;
  return first;
}

function valuesFor(
  primitive: AnyPrimitive,
  inputs: readonly Value[],
  params: unknown,
  forms: readonly Form[],
): Value[] {
  if (!isMany(primitive)) {
    const one = loweredValue(primitive, inputs, params, forms[0]);
    if (one !== null) return [one];
  } else if (primitive.lower?.type === "inline") {
    const program = heldBy(
      primitive.lower,
      params,
      inputs.map(({ form }) => form),
    );
    if (program !== null) return valuesOf(program, inputs);
  }
  const of = operationOf(primitive, inputs, params, forms);
  return forms.map((form, index) => ({ kind: "result", form, of, index }));
}

/** Null where it takes other dtypes, or asks for numbers: its kernel has them. */
function heldBy(
  lower: Extract<HeldLowering<unknown>, { type: "inline" }>,
  params: unknown,
  forms: readonly Form[],
): HeldProgram | null {
  try {
    const program = lower.program(params, forms);
    return takes(program, forms) ? program : null;
  } catch (error) {
    if (error instanceof TracerError) return null;
    throw error;
  }
}

const takes = ({ inputs, forms }: HeldProgram, given: readonly Form[]): boolean =>
  inputs.every((variable, i) => forms[variable].dtype === given[i].dtype);

function operationOf(
  primitive: AnyPrimitive,
  inputs: readonly Value[],
  params: unknown,
  forms: readonly Form[],
): Operation {
  const lower = isMany(primitive) ? primitive.lower : undefined;
  const empty = [...inputs.map(({ form }) => form), ...forms].some(({ shape }) => sizeOf(shape) === 0);
  const given = inputs.map(({ form }) => form);
  if (!empty) {
    switch (lower?.type) {
      case "scan": {
        const { program, ...loop } = lower.loop(params);
        if (!takes(program, given)) break;
        return { kind: "scan", inputs, forms, body: blockOf(program), ...loop };
      }
      case "branch": {
        const branches = lower.branches(params);
        if (!branches.every((branch) => takes(branch, given.slice(1)))) break;
        return { kind: "branch", inputs, forms, branches: branches.map(blockOf) };
      }
      case "while": {
        const { condition, body, ...loop } = lower.loop(params);
        const [holds] = condition.outputs;
        const { conditionCaptured, bodyCaptured } = loop;
        const asked = [
          ...given.slice(0, conditionCaptured),
          ...given.slice(conditionCaptured + bodyCaptured),
        ];
        const fits = takes(condition, asked) && takes(body, given.slice(conditionCaptured));
        if (!fits || sizeOf(condition.forms[holds].shape) !== 1) break;
        return { kind: "while", inputs, forms, condition: blockOf(condition), body: blockOf(body), ...loop };
      }
      default:
    }
  }
  const kernel = empty ? null : kernelOf(primitive, inputs, params, forms);
  return { kind: "plain", inputs, forms, primitive, params, kernel };
}

function kernelOf(
  primitive: AnyPrimitive,
  inputs: readonly Value[],
  params: unknown,
  forms: readonly Form[],
): OperationOf<"plain">["kernel"] {
  if (isMany(primitive) || primitive.lower?.type !== "kernel") return null;
  const numbers = primitive.lower.numbers(
    inputs.map(({ form }) => form),
    forms[0],
    params,
  );
  return { name: primitive.lower.kernel, numbers };
}

function loweredValue(
  primitive: Exclude<AnyPrimitive, { forms: unknown }>,
  inputs: readonly Value[],
  params: unknown,
  form: Form,
): Value | null {
  const { lower } = primitive;
  if (
    lower === undefined ||
    sizeOf(form.shape) === 0 ||
    inputs.some(({ form: { shape } }) => sizeOf(shape) === 0)
  )
    return null;
  switch (lower.type) {
    case "lanes":
      return {
        kind: "lanes",
        form,
        inputs,
        lower: (m, lanes) => lower.lower(m, lanes, params),
        cost: cheap.has(primitive.name) ? CHEAP : DEAR,
      };
    case "same":
      return same(inputs[0], form);
    case "view":
      return viewed(inputs[0], lower.view(inputs[0].form.shape, params), form);
    case "reduce": {
      const axes = lower.axes(params);
      const of = asDType(inputs[0], form);
      if (axes.every((axis) => of.form.shape[axis] === 1)) return same(of, form);
      return { kind: "reduce", form, of, by: lower.by, axes };
    }
    case "place":
      return {
        kind: "place",
        form,
        inputs,
        places: lower.places(
          inputs.map((x) => x.form.shape),
          form.shape,
          params,
        ),
        adds: lower.adds,
      };
    case "matmul":
      return product(inputs[0], inputs[1], form);
    case "counted": {
      const shapes = inputs.map((x) => x.form.shape);
      const seen = lower.views(shapes, form.shape, params).map((view) => {
        const of = inputs[view.input];
        return viewed(of, view, { shape: form.shape, dtype: of.form.dtype });
      });
      const counted: Form = { shape: form.shape, dtype: "uint32" };
      const counter = viewed({ kind: "count", form: counted }, lower.counter(form.shape, params), counted);
      return {
        kind: "lanes",
        form,
        inputs: [...seen, counter],
        lower: (m, lanes) => lower.lower(m, lanes.slice(0, -1), lanes[lanes.length - 1], params),
        cost: DEAR,
      };
    }
    case "kernel":
      return null;
  }
}

const same = (of: Value, form: Form): Value =>
  of.kind === "splat" ? { ...of, form } : { kind: "same", form, of };
const viewed = (of: Value, view: View, form: Form): Value =>
  of.kind === "splat" ? { ...of, form } : { kind: "view", form, of, view };

/** Sums of bools count them. */
function asDType(of: Value, { dtype }: Form): Value {
  if (of.form.dtype === dtype) return of;
  return {
    kind: "lanes",
    form: { shape: of.form.shape, dtype },
    inputs: [of],
    lower: (m, [x]) => m.convert(x, dtype),
    cost: CHEAP,
  };
}

/** Small products, those of two vectors and those with one are sums of products like any other, and fuse as such. */
function product(a: Value, b: Value, form: Form): Value {
  const [m, k] = a.form.shape.slice(-2);
  const n = b.form.shape[b.form.shape.length - 1];
  if (m * n * k > SMALL_PRODUCT && m > 1 && k > 1) return { kind: "matmul", form, a, b };
  const lead = form.shape.slice(0, -2);
  const shape = [...lead, m, n, k];
  const own = (x: Value) => stridesOf(x.form.shape);
  const { dtype } = form;
  const left = viewed(
    a,
    spread(own(a), ([row, column]) => [row, 0, column]),
    { shape, dtype },
  );
  const right = viewed(
    b,
    spread(own(b), ([row, column]) => [0, column, row]),
    { shape, dtype },
  );
  const terms: Value = {
    kind: "lanes",
    form: { shape, dtype },
    inputs: [left, right],
    lower: (m_, [x, y]) => m_.mul(x, y),
    cost: CHEAP,
  };
  if (k === 1) return same(terms, form);
  return { kind: "reduce", form, of: terms, by: "sum", axes: [shape.length - 1] };
}

function spread(strides: readonly number[], last: (matrix: readonly number[]) => readonly number[]): View {
  return { strides: [...strides.slice(0, -2), ...last(strides.slice(-2))], offset: 0 };
}
