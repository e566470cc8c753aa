/** Tracing to a program: a straight list of equations over shapes, printable like a jaxpr and replayed by any other trace. */
import { bind, bindMany } from "../core/bind.ts";
import type { DType, Weak } from "../core/dtype.ts";
import { showShape } from "../core/errors.ts";
import {
  isMany,
  type AnyPrimitive,
  type Form,
  type ManyPrimitive,
  type Primitive,
} from "../core/primitive.ts";
import type { Shape } from "../core/shape.ts";
import { Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { nextLevel, within, type Trace } from "../core/trace.ts";

/** A variable of a program is its number; constants and inputs come first. */
export type Variable = number;

export interface Equation {
  readonly primitive: AnyPrimitive;
  readonly inputs: readonly Variable[];
  readonly params: unknown;
  readonly outputs: readonly Variable[];
}

export class Program {
  readonly inputs: readonly Variable[];
  readonly constants: ReadonlyMap<Variable, Tensor>;
  readonly equations: readonly Equation[];
  readonly outputs: readonly Variable[];
  readonly forms: readonly Form[];

  constructor(
    inputs: readonly Variable[],
    constants: ReadonlyMap<Variable, Tensor>,
    equations: readonly Equation[],
    outputs: readonly Variable[],
    forms: readonly Form[],
  ) {
    this.inputs = inputs;
    this.constants = constants;
    this.equations = equations;
    this.outputs = outputs;
    this.forms = forms;
  }

  /** Runs the equations on values, or on the tracers of an outer transform. */
  run(inputs: readonly Tensor[]): Tensor[] {
    const values = new Array<Tensor>(this.forms.length);
    for (const [variable, x] of this.constants) values[variable] = x;
    this.inputs.forEach((variable, i) => (values[variable] = inputs[i]));
    for (const { primitive, inputs: from, params, outputs } of this.equations) {
      const xs = from.map((v) => values[v]);
      if (isMany(primitive)) {
        const ys = bindMany(primitive, xs, params);
        outputs.forEach((variable, i) => (values[variable] = ys[i]));
      } else values[outputs[0]] = bind(primitive, xs, params);
    }
    return this.outputs.map((v) => values[v]);
  }

  /** Floating-point operations of one run. */
  cost(): number {
    return this.equations.reduce((total, { primitive, inputs, outputs, params }) => {
      const [from, to] = [inputs.map((v) => this.forms[v]), outputs.map((v) => this.forms[v])];
      return (
        total + (isMany(primitive) ? primitive.cost(from, to, params) : primitive.cost(from, to[0], params))
      );
    }, 0);
  }

  toString(): string {
    const { head, lines, last } = this.written();
    return [head, ...lines.map((line) => `  ${line}`), `  ${last}`, "}"].join("\n");
  }

  /** Its text in parts: a line for each equation. */
  written(): { readonly head: string; readonly lines: readonly string[]; readonly last: string } {
    const typed = (v: Variable) => `${letters(v)}: ${this.forms[v].dtype}${showShape(this.forms[v].shape)}`;
    const constants = [...this.constants].map(([v, x]) =>
      x.size === 1 ? `${letters(v)} = ${x.data[0]}` : typed(v),
    );
    const lines = this.equations.map(({ primitive, inputs, params, outputs }) => {
      const shown =
        params === null
          ? ""
          : `[${Object.entries(params as object)
              .map(([key, value]) => `${key}=${showParam(value)}`)
              .join(" ")}]`;
      return `${outputs.map(typed).join(", ")} = ${primitive.name}${shown} ${inputs.map(letters).join(" ")}`;
    });
    const head = `program (${this.inputs.map(typed).join(", ")})${constants.length === 0 ? "" : ` with ${constants.join(", ")}`} {`;
    return { head, lines, last: `return ${this.outputs.map(letters).join(", ")}` };
  }
}

/** Programs that a loop or a branch holds are printed inside it; functions by their presence alone. */
function showParam(value: unknown): string {
  if (value instanceof Program) return String(value).replaceAll("\n", "\n  ");
  if (Array.isArray(value) && value.some((each) => each instanceof Program))
    return `[${value.map(showParam).join(", ")}]`;
  return typeof value === "function" ? "f" : JSON.stringify(value);
}

/** a, b, ..., z, aa, ab... */
function letters(variable: Variable): string {
  const letter = String.fromCharCode(97 + (variable % 26));
  return variable < 26 ? letter : letters(Math.floor(variable / 26) - 1) + letter;
}

class ProgramTrace implements Trace {
  readonly level = nextLevel();
  readonly transform: string;
  readonly shapesOnly = true;
  finished = false;
  readonly #onequation: ((equation: Equation) => void) | undefined;
  constructor(transform: string, onequation?: (equation: Equation) => void) {
    this.transform = transform;
    this.#onequation = onequation;
  }
  readonly forms: Form[] = [];
  readonly equations: Equation[] = [];
  readonly constants = new Map<Variable, Tensor>();
  readonly #known = new Map<Tensor, Variable>();

  input(shape: Shape, dtype: DType, weak: Weak | null = null): ProgramTracer {
    return new ProgramTracer(this, { shape, dtype }, this.forms.push({ shape, dtype }) - 1, weak);
  }

  variableOf(x: Tensor): Variable {
    if (x instanceof ProgramTracer && x.trace === this) return x.variable;
    const known = this.#known.get(x);
    if (known !== undefined) return known;
    const variable = this.forms.push({ shape: x.shape, dtype: x.dtype }) - 1;
    this.constants.set(variable, x);
    this.#known.set(x, variable);
    return variable;
  }

  process(primitive: Primitive, inputs: readonly Tensor[], params: unknown): Tensor {
    const from = inputs.map((x) => this.variableOf(x));
    const form = primitive.form(inputs, params);
    const y = this.input(form.shape, form.dtype);
    this.#record({ primitive, inputs: from, params, outputs: [y.variable] });
    return y;
  }

  processMany(primitive: ManyPrimitive, inputs: readonly Tensor[], params: unknown): Tensor[] {
    const from = inputs.map((x) => this.variableOf(x));
    const ys = primitive.forms(inputs, params).map(({ shape, dtype }) => this.input(shape, dtype));
    this.#record({ primitive, inputs: from, params, outputs: ys.map((y) => y.variable) });
    return ys;
  }

  #record(equation: Equation): void {
    this.equations.push(equation);
    this.#onequation?.(equation);
  }
}

class ProgramTracer extends Tensor {
  readonly variable: Variable;
  #weak: Weak | null;
  constructor(trace: ProgramTrace, form: Form, variable: Variable, weak: Weak | null = null) {
    super(form.shape, form.dtype, null, trace);
    this.variable = variable;
    this.#weak = weak;
  }
  override get weak(): Weak | null {
    return this.#weak;
  }
  override becomeWeak(weak: Weak): void {
    this.#weak = weak;
  }
}

/** The form of an input; one that stands for a JavaScript number says so. */
export interface InputForm extends Form {
  readonly weak?: Weak | null;
}

/**
 * Traces `f` over shapes alone. Equations that no output needs are left out.
 * @param onequation is told of each equation as it is made
 */
export function traceProgram(
  f: (...inputs: Tensor[]) => Tensor[],
  forms: readonly InputForm[],
  transform = "jit",
  onequation?: (equation: Equation) => void,
): Program {
  return within(new ProgramTrace(transform, onequation), (trace) => {
    const inputs = forms.map(({ shape, dtype, weak }) => trace.input(shape, dtype, weak));
    // Out of the program a weak number is what a plain one would be as a tensor.
    const outputs = f(...inputs).map((y) => trace.variableOf(y.weak === null ? y : convert(y, "float32")));
    const needed = new Set(outputs);
    const equations = trace.equations
      .reverse()
      .filter((equation) => {
        if (!equation.outputs.some((v) => needed.has(v))) return false;
        for (const v of equation.inputs) needed.add(v);
        return true;
      })
      .reverse();
    const constants = new Map([...trace.constants].filter(([v]) => needed.has(v)));
    return new Program(
      inputs.map((x) => x.variable),
      constants,
      equations,
      outputs,
      trace.forms,
    );
  });
}
