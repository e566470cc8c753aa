/**
 * Functions that loops and branches hold, as programs: what a function reads from outside and a transform follows becomes an input
 * in front of its own. Derivatives and batches of such programs are made once and kept.
 */
import { DTypeError, ShapeError, showShape } from "../core/errors.ts";
import { isFloating } from "../core/dtype.ts";
import type { Derivative, Form } from "../core/primitive.ts";
import { sameShape } from "../core/shape.ts";
import { filled, type Tensor } from "../core/tensor.ts";
import { within } from "../core/trace.ts";
import { BatchTracer, withBatch } from "./batch.ts";
import { runJvp } from "./jvp.ts";
import { Program, traceProgram } from "./program.ts";
import { backpropagateFrom, seeded, TapeTrace } from "./tape.ts";

type Run = (...inputs: Tensor[]) => Tensor[];

export interface Closed {
  /** Its inputs: what was captured, then the function's own. */
  readonly program: Program;
  readonly captured: readonly Tensor[];
}

export function closeOver(transform: string, f: Run, forms: readonly Form[]): Closed {
  return hoisted(traceProgram(f, forms, transform), (x) => x.trace !== null);
}

/** The same program with some of its constants as inputs in front. */
function hoisted(program: Program, chosen: (constant: Tensor) => boolean): Closed {
  const [out, kept] = [new Map<number, Tensor>(), new Map<number, Tensor>()];
  for (const [variable, x] of program.constants) (chosen(x) ? out : kept).set(variable, x);
  return {
    program: new Program(
      [...out.keys(), ...program.inputs],
      kept,
      program.equations,
      program.outputs,
      program.forms,
    ),
    captured: [...out.values()],
  };
}

export const inputForms = (program: Program): Form[] => program.inputs.map((v) => program.forms[v]);
export const outputForms = (program: Program): Form[] => program.outputs.map((v) => program.forms[v]);
export const zeros = ({ shape, dtype }: Form): Tensor => filled(shape, dtype, 0);
/** 1 where a flag is set: part of the name of what was made for it. */
export const patternOf = (flags: readonly boolean[]): string => flags.map(Number).join("");

/** What was made of a program stays as long as the program does. */
const kept = new WeakMap<Program, Map<string, unknown>>();
export function once<T>(program: Program, key: string, make: () => T): T {
  const known = kept.get(program) ?? new Map<string, unknown>();
  kept.set(program, known);
  if (!known.has(key)) known.set(key, make());
  // Safe: a key names what is made under it.
  return known.get(key) as T;
}

/** [...inputs, ...tangents of the chosen] to [...outputs, ...tangents of the floating outputs]. */
export function jvpOf(program: Program, chosen: readonly boolean[]): Program {
  return once(program, `jvp ${patternOf(chosen)}`, () => {
    const forms = inputForms(program);
    return traceProgram(
      (...both) => {
        let at = forms.length;
        const tangents = chosen.map((has): Derivative => (has ? both[at++] : null));
        const run = runJvp((...xs) => program.run(xs), both.slice(0, forms.length), tangents);
        const out = run.outputs.flatMap((y, i) => (isFloating(y.dtype) ? [run.tangents[i] ?? zeros(y)] : []));
        return [...run.outputs, ...out];
      },
      [...forms, ...forms.filter((_, i) => chosen[i])],
    );
  });
}

export interface Split {
  /** [...inputs] to [...outputs, ...residuals]. */
  readonly forward: Program;
  /** [...residuals, ...inputs it reads, ...cotangents of the floating outputs] to a cotangent for each chosen input. */
  readonly backward: Program;
  /** Which inputs the backward program reads as they were. */
  readonly reads: readonly number[];
  readonly residuals: readonly Form[];
}

/** The program's vjp cut in two where the cotangents come in. Inputs that are `lost` by then are kept among the residuals. */
export function vjpOf(
  program: Program,
  chosen: readonly boolean[],
  lost: (input: number) => boolean = () => false,
): Split {
  return once(program, `vjp ${patternOf(chosen)} ${patternOf(chosen.map((_, i) => lost(i)))}`, () => {
    let backward!: Program;
    let reads: number[] = [];
    let residuals: Form[] = [];
    const forward = traceProgram((...inputs) => {
      const { outputs, seeds, leaves } = within(new TapeTrace("vjp"), (trace) => {
        const lifted = inputs.map((x, i) => (chosen[i] ? trace.leaf(x) : x));
        const ys = program.run(lifted);
        return {
          outputs: ys.map((y) => trace.primalOf(y)),
          seeds: ys.map((y) => trace.nodeOf(y)),
          leaves: lifted.map((x) => trace.nodeOf(x)).filter((node) => node !== null),
        };
      });
      const floats = outputs.flatMap((y, i) => (isFloating(y.dtype) ? [i] : []));
      // Cotangents belong to a younger trace: what is computed of values alone stays in the forward program.
      const walked = traceProgram(
        (...cotangents) => {
          const found = backpropagateFrom(
            seeded(
              floats.map((i) => seeds[i]),
              cotangents,
            ),
          );
          return leaves.map((node) => found.get(node) ?? zeros(node.output));
        },
        floats.map((i) => outputs[i]),
      );
      const { program: closed, captured } = hoisted(walked, (x) => x.trace !== null);
      reads = inputs.flatMap((x, i) => (captured.includes(x) && !lost(i) ? [i] : []));
      const kept = captured.filter((x) => !reads.some((i) => inputs[i] === x));
      residuals = kept.map(({ shape, dtype }) => ({ shape, dtype }));
      const order = [...kept, ...reads.map((i) => inputs[i])].map((x) => closed.inputs[captured.indexOf(x)]);
      backward = new Program(
        [...order, ...closed.inputs.slice(captured.length)],
        closed.constants,
        closed.equations,
        closed.outputs,
        closed.forms,
      );
      return [...outputs, ...kept];
    }, inputForms(program));
    return { forward, backward, reads, residuals };
  });
}

/** The program over a batch in front of the chosen inputs; tells which outputs have it, among them those that must. */
export function batchOf(
  program: Program,
  chosen: readonly boolean[],
  must: readonly boolean[],
  size: number,
  axisName: string | null,
): { readonly program: Program; readonly batched: readonly boolean[] } {
  return once(program, `batch ${patternOf(chosen)} ${patternOf(must)} ${size} ${axisName ?? ""}`, () => {
    let batched: boolean[] = [];
    const forms = inputForms(program).map(({ shape, dtype }, i) => ({
      shape: chosen[i] ? [size, ...shape] : shape,
      dtype,
    }));
    const traced = traceProgram(
      (...inputs) =>
        withBatch(size, axisName, (trace) => {
          const ys = program.run(inputs.map((x, i) => (chosen[i] ? new BatchTracer(trace, x, 0) : x)));
          batched = ys.map((y, i) => must[i] || trace.axisOf(y) !== null);
          return ys.map((y, i) => (batched[i] ? trace.inFront(y) : y));
        }),
      forms,
    );
    return { program: traced, batched };
  });
}

/** What a loop hands on must keep its form from step to step. */
export function requireSameForms(
  op: string,
  what: string,
  wanted: readonly Form[],
  found: readonly Form[],
): void {
  if (wanted.length !== found.length)
    throw new ShapeError(
      `${op}: ${what} has ${wanted.length} tensors and the function returns ${found.length}.`,
    );
  wanted.forEach((before, i) => {
    const after = found[i];
    if (!sameShape(before.shape, after.shape))
      throw new ShapeError(
        `${op}: ${what} changes from ${showShape(before.shape)} to ${showShape(after.shape)}; it must keep its shape.`,
      );
    if (before.dtype !== after.dtype)
      throw new DTypeError(
        `${op}: ${what} changes from ${before.dtype} to ${after.dtype}; start from ${after.dtype} or convert with astype("${before.dtype}").`,
      );
  });
}
