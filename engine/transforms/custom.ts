/**
 * Derivatives that the author states: customJvp by a rule for tangents, customVjp by a forward run that keeps residuals and a
 * backward one. Either rule serves both modes: the other is its transpose, which the tape finds.
 */
import { bindMany } from "../core/bind.ts";
import { GradientError, SlopeError, showShape } from "../core/errors.ts";
import { defineMany, type Derivative, type Form, type ManyPrimitive } from "../core/primitive.ts";
import { insertAt, sameShape } from "../core/shape.ts";
import { filled, type Tensor } from "../core/tensor.ts";
import { captured, within } from "../core/trace.ts";
import { sum } from "../primitives/sum.ts";
import { transpose } from "../primitives/transpose.ts";
import { runBatch } from "./batch.ts";
import { settled } from "./grad.ts";
import { takeApart, type Parts } from "./leaf.ts";
import { traceProgram } from "./program.ts";
import { backpropagateFrom, seeded, TapeTrace } from "./tape.ts";

type Run = (...inputs: Tensor[]) => Tensor[];

/** What f gives for inputs of these forms. It holds no tracer of another transform: that one would go unnoticed. */
function formsOf(op: string, f: Run, inputs: readonly Form[]): Form[] {
  const program = traceProgram(f, inputs);
  if ([...program.constants.values()].some((x) => x.trace !== null)) throw captured(op);
  return program.outputs.map((variable) => program.forms[variable]);
}

/** The cotangents of a linear function's arguments, found by a tape run at zero. */
export function transposeLinear(
  f: Run,
  at: readonly Form[],
  cotangents: readonly Derivative[],
): Derivative[] {
  return within(new TapeTrace("vjp"), (trace) => {
    const inputs = at.map(({ shape, dtype }) => trace.leaf(filled(shape, dtype, 0)));
    const results = f(...inputs).map((y) => trace.nodeOf(y));
    const found = backpropagateFrom(seeded(results, cotangents));
    return inputs.map((x) => found.get(x.node) ?? null);
  });
}

const zeros = ({ shape, dtype }: Form) => filled(shape, dtype, 0);
const orZeros = (derivatives: readonly Derivative[], forms: readonly Form[]) =>
  derivatives.map((each, i) => each ?? zeros(forms[i]));

interface JvpParams {
  readonly f: Run;
  /** [...primals, ...tangents] to [...outputs, ...tangents of the outputs]. */
  readonly rule: Run;
}

const customJvpP: ManyPrimitive<JvpParams> = defineMany<JvpParams>({
  name: "customJvp",
  maths: { value: "f(x)", partials: [] },
  dtypes: ["float32", "float64"],
  forms: (inputs, { f }) => formsOf("customJvp", f, inputs),
  kernel: (inputs, { f }) => f(...inputs),
  lower: { type: "inline", program: ({ f }, forms) => traceProgram(f, forms) },
  jvp(inputs, tangents, { rule }) {
    const both = rule(...inputs, ...orZeros(tangents, inputs));
    return { outputs: both.slice(0, both.length / 2), tangents: both.slice(both.length / 2) };
  },
  vjp: (inputs, outputs, cotangents, { rule }) =>
    transposeLinear((...tangents) => rule(...inputs, ...tangents).slice(outputs.length), inputs, cotangents),
  batch(inputs, axes, { f, rule }, size, axisName) {
    const outputs = bindMany(customJvpP, inputs, {
      f: (...xs) => runBatch(f, xs, axes, size, axisName),
      rule: (...both) => runBatch(rule, both, [...axes, ...axes], size, axisName),
    });
    return { outputs, axes: outputs.map(() => 0) };
  },
  cost: () => 0,
  laws: [
    {
      shapes: [[3]],
      params: {
        f: (x) => [x.sin()],
        rule: (x, dx) => [x.sin(), x.cos().mul(dx)],
      },
    },
    {
      shapes: [[2, 3], [3]],
      params: {
        f: (x, y) => [x.mul(y), y.sum()],
        rule: (x, y, dx, dy) => [x.mul(y), y.sum(), dx.mul(y).add(x.mul(dy)), dy.sum()],
      },
    },
  ],
});

/**
 * A function with its own forward-mode rule; reverse mode transposes the rule.
 * @param f any trees of tensors to a tree of tensors
 * @param rule `(primals, tangents) => [value, tangent]`, linear in the tangents; both lists have one entry an argument
 * @throws TracerError where `f` or the rule reads a value from outside that is being differentiated: pass it as an argument
 * Source: Bradbury et al. 2018 (JAX, custom_jvp)
 */
export function customJvp<Args extends unknown[], R>(
  f: (...args: Args) => R,
  rule: (primals: Args, tangents: Args) => readonly [R, R],
): (...args: Args) => R {
  return (...args) => {
    const parts = takeApart(args);
    let result: Parts | null = null;
    const run: Run = (...inputs) => {
      result = takeApart(settled("customJvp", f(...(parts.rebuild(inputs) as Args))));
      return result.tensors;
    };
    const count = parts.tensors.length;
    const ruled: Run = (...both) => {
      const [value, tangent] = rule(
        parts.rebuild(both.slice(0, count)) as Args,
        parts.rebuild(both.slice(count)) as Args,
      );
      result = takeApart(value);
      const tangents = takeApart(tangent).tensors;
      requireLike("customJvp: the rule's tangent", result.tensors, tangents);
      return [...result.tensors, ...tangents];
    };
    const outputs = bindMany(customJvpP, parts.tensors, { f: run, rule: ruled });
    return rebuilt(result, outputs) as R;
  };
}

interface VjpParams {
  readonly f: Run;
  /** Outputs and what the way back needs. */
  readonly forward: (...inputs: Tensor[]) => { outputs: Tensor[]; residuals: unknown };
  readonly backward: (residuals: unknown, cotangents: readonly Tensor[]) => Derivative[];
}

const customVjpP: ManyPrimitive<VjpParams> = defineMany<VjpParams>({
  name: "customVjp",
  maths: { value: "f(x)", partials: [] },
  dtypes: ["float32", "float64"],
  forms: (inputs, { f }) => formsOf("customVjp", f, inputs),
  kernel: (inputs, { f }) => f(...inputs),
  lower: { type: "inline", program: ({ f }, forms) => traceProgram(f, forms) },
  forward: (inputs, { forward }) => forward(...inputs),
  vjp: (_inputs, outputs, cotangents, { backward }, _wanted, residuals) =>
    backward(residuals, orZeros(cotangents, outputs)),
  jvp(inputs, tangents, { forward, backward }) {
    const { outputs, residuals } = forward(...inputs);
    const pulled: Run = (...cotangents) => orZeros(backward(residuals, cotangents), inputs);
    return { outputs, tangents: transposeLinear(pulled, outputs, tangents) };
  },
  batch(inputs, axes, { f, forward, backward }, size, axisName) {
    const params: VjpParams = {
      f: (...xs) => runBatch(f, xs, axes, size, axisName),
      forward(...xs) {
        let parts: Parts | null = null;
        let count = 0;
        const both = runBatch(
          (...examples) => {
            const run = forward(...examples);
            parts = takeApart(run.residuals);
            count = run.outputs.length;
            return [...run.outputs, ...parts.tensors];
          },
          xs,
          axes,
          size,
          axisName,
        );
        return { outputs: both.slice(0, count), residuals: { parts, tensors: both.slice(count) } };
      },
      backward(residuals, cotangents) {
        // Safe: the forward above made it.
        const { parts, tensors } = residuals as { parts: Parts; tensors: Tensor[] };
        const all = [...tensors, ...cotangents];
        const pulled = runBatch(
          (...examples) => {
            const kept = parts.rebuild(examples.slice(0, tensors.length));
            return orZeros(
              backward(kept, examples.slice(tensors.length)),
              inputs.map((x, i) => exampleForm(x, axes[i])),
            );
          },
          all,
          all.map(() => 0),
          size,
          axisName,
        );
        return pulled.map((each, i) => {
          const axis = axes[i];
          // What all examples share gets the sum of their cotangents.
          return axis === null ? sum(each, [0]) : fromFront(each, axis);
        });
      },
    };
    const outputs = bindMany(customVjpP, inputs, params);
    return { outputs, axes: outputs.map(() => 0) };
  },
  cost: () => 0,
  laws: [
    {
      shapes: [[3]],
      params: {
        f: (x) => [x.sin()],
        forward: (x) => ({ outputs: [x.sin()], residuals: x.cos() }),
        backward: (cos, [ct]) => [(cos as Tensor).mul(ct)],
      },
    },
    {
      shapes: [[2], [2]],
      params: {
        f: (x, y) => [x.mul(y), y.exp()],
        forward: (x, y) => ({ outputs: [x.mul(y), y.exp()], residuals: [x, y] }),
        backward: (kept, [a, b]) => {
          const [x, y] = kept as Tensor[];
          return [a.mul(y), a.mul(x).add(b.mul(y.exp()))];
        },
      },
    },
  ],
});

function exampleForm(x: Tensor, axis: number | null): Form {
  return { shape: axis === null ? x.shape : x.shape.filter((_, i) => i !== axis), dtype: x.dtype };
}

function fromFront(x: Tensor, axis: number): Tensor {
  const others = x.shape.map((_, i) => i).slice(1);
  return transpose(x, insertAt(others, axis, 0));
}

/**
 * A function with its own reverse-mode rule; forward mode transposes the backward function.
 * @param f any trees of tensors to a tree of tensors
 * @param forward `(...args) => [value, residuals]`
 * @param backward `(residuals, cotangent) => [one cotangent an argument]`, null for an argument that has none
 * @throws GradientError when a cotangent has another shape than its argument
 * Source: Bradbury et al. 2018 (JAX, custom_vjp)
 */
export function customVjp<Args extends unknown[], R, Residuals>(
  f: (...args: Args) => R,
  forward: (...args: Args) => readonly [R, Residuals],
  backward: (residuals: Residuals, cotangent: R) => readonly unknown[],
): (...args: Args) => R {
  return (...args) => {
    const parts = takeApart(args);
    const counts = args.map((arg) => takeApart(arg).tensors.length);
    let result: Parts | null = null;
    const outputs = bindMany(customVjpP, parts.tensors, {
      f: (...inputs) => {
        result = takeApart(settled("customVjp", f(...(parts.rebuild(inputs) as Args))));
        return result.tensors;
      },
      forward: (...inputs) => {
        const [value, residuals] = forward(...(parts.rebuild(inputs) as Args));
        result = takeApart(value);
        return { outputs: result.tensors, residuals };
      },
      backward: (residuals, cotangents) => {
        const pulled = backward(residuals as Residuals, rebuilt(result, cotangents) as R);
        if (pulled.length !== args.length)
          throw new GradientError(
            `customVjp: backward returned ${pulled.length} cotangents for ${args.length} arguments; return one each, null for none.`,
          );
        const flat = pulled.flatMap((each, i): Derivative[] =>
          each === null || each === undefined ? Array<null>(counts[i]).fill(null) : takeApart(each).tensors,
        );
        requireLike("customVjp: backward's cotangent", parts.tensors, flat);
        return flat;
      },
    });
    return rebuilt(result, outputs) as R;
  };
}

function rebuilt(result: Parts | null, outputs: readonly Tensor[]): unknown {
  if (result === null) throw new SlopeError("The function of a custom rule has not run.");
  return result.rebuild(outputs);
}

function requireLike(what: string, wanted: readonly Tensor[], found: readonly Derivative[]): void {
  if (wanted.length !== found.length)
    throw new GradientError(`${what} has ${found.length} tensors where ${wanted.length} are wanted.`);
  found.forEach((each, i) => {
    if (each !== null && !sameShape(each.shape, wanted[i].shape))
      throw new GradientError(
        `${what} has shape ${showShape(each.shape)}; it must have that of its primal, ${showShape(wanted[i].shape)}.`,
      );
  });
}
