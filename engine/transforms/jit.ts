/** Functions traced to programs: `makeProgram` shows one, `jit` keeps one for each form of its arguments and replays it. */
import { weaknessOf, type Weak } from "../core/dtype.ts";
import { SlopeError } from "../core/errors.ts";
import type { Form } from "../core/primitive.ts";
import { sameShape } from "../core/shape.ts";
import { isTensor, type Tensor } from "../core/tensor.ts";
import { leaves, mapWithPath } from "../core/tree.ts";
import type { Executable } from "../compiler/executable.ts";
import { discard, keepCompiled, used } from "../compiler/shelf.ts";
import { machine } from "../wasm/machine.ts";
import { settled } from "./grad.ts";
import { runningAxes } from "./batch.ts";
import { asTensor } from "./leaf.ts";
import { traceProgram, type Program } from "./program.ts";

export interface JitOptions {
  /** Arguments that stay as they are: each new value of one is traced anew. */
  readonly staticArgnums?: number | readonly number[];
  /**
   * Arguments that the caller gives away: the state of a training step, say. What an earlier call returned and is passed here need not be
   * copied, and reading it afterwards is an error. Numbers do not change.
   */
  readonly donateArgnums?: number | readonly number[];
}

/** Programs kept per function; beyond that the one longest unused goes. */
const KEPT = 64;

interface Compiled {
  readonly key: Key;
  readonly program: Program;
  /** The result with its tensors in the order of the program's outputs. */
  readonly result: unknown;
  /** Whether nothing among its constants belongs to an outer transform. */
  readonly lasting: boolean;
  /** Made on the first call; null where there is nothing to gain. */
  executable?: Executable | null;
}

/** What decides whether a program fits: the structure of the arguments, the form of each tensor, the rest by identity. */
interface Key {
  readonly structure: readonly string[];
  readonly fixed: readonly unknown[];
  readonly forms: readonly Form[];
  /** Which of them stand for a JavaScript number, whole or not. */
  readonly weak: readonly (Weak | null)[];
}

/**
 * Traces the function once for each combination of shapes, dtypes and static values, and replays the program from then on.
 * Numbers among the arguments are traced, and stay weak: they take the dtype of the tensor that they meet. What the function does beside computing (printing, say) happens
 * while tracing only, and outside values that it reads are those of that moment.
 * @throws TracerError when the function asks for a number: `x.item()`, `if (x > 0)`
 * Source: Frostig, Johnson & Leary 2018, "Compiling machine learning programs via high-level tracing"
 */
export function jit<Args extends unknown[], R>(
  f: (...args: Args) => R,
  options: JitOptions = {},
): (...args: Args) => R {
  const statics = [options.staticArgnums ?? []].flat();
  const given = [options.donateArgnums ?? []].flat();
  const kept: Compiled[] = [];
  const jitted = (...args: Args): R => {
    const { key, tensors, donated } = readArguments(args, statics, given);
    const found = kept.findIndex((compiled) => fits(compiled.key, key));
    const compiled = found === -1 ? compile(f, args, statics, key) : kept.splice(found, 1)[0];
    // A program that closes over a value of an outer transform is good for this call alone.
    if (compiled.lasting) kept.unshift(compiled);
    if (kept.length > KEPT) forget(kept.splice(KEPT));
    const outputs = run(compiled, tensors, donated);
    let at = 0;
    return mapWithPath(compiled.result, (leaf) => (isTensor(leaf) ? outputs[at++] : leaf)) as R;
  };
  abandoned.register(jitted, kept);
  return jitted;
}

/** The programs of functions that nobody can call any more give their memory back. */
const abandoned = new FinalizationRegistry<Compiled[]>(forget);

function forget(programs: readonly Compiled[]): void {
  for (const { executable } of programs) if (executable) discard(executable);
}

/** Compiled, where the inputs have numbers: an outer transform replays the equations instead. */
function run(compiled: Compiled, tensors: readonly Tensor[], donated: ReadonlySet<number>): Tensor[] {
  const { program } = compiled;
  if (!compiled.lasting || tensors.some((x) => x.trace !== null)) return program.run(tensors);
  if (compiled.executable === undefined || compiled.executable?.released === true) {
    const on = machine();
    compiled.executable = on === null ? null : keepCompiled(program, on);
  }
  if (compiled.executable === null) return program.run(tensors);
  used(compiled.executable);
  return compiled.executable.run(tensors, donated);
}

/** Static arguments and leaves that are neither tensors nor numbers are fixed; the others are traced. */
function readArguments(
  args: readonly unknown[],
  statics: readonly number[],
  given: readonly number[] = [],
): { key: Key; tensors: Tensor[]; donated: ReadonlySet<number> } {
  const structure: string[] = [];
  const fixed: unknown[] = [];
  const tensors: Tensor[] = [];
  const donated = new Set<number>();
  const weak: (Weak | null)[] = [];
  args.forEach((arg, i) => {
    if (statics.includes(i)) {
      fixed.push(arg);
      return;
    }
    mapWithPath(arg, (leaf, path) => {
      structure.push(`${i} ${path}`);
      if (typeof leaf === "number") {
        // As weak as it came, and with all its digits.
        tensors.push(asTensor(leaf, "float64"));
        weak.push(weaknessOf(leaf));
      } else if (isTensor(leaf)) {
        if (given.includes(i)) donated.add(tensors.length);
        tensors.push(leaf);
        weak.push(leaf.weak);
      } else fixed.push(leaf);
      return leaf;
    });
  });
  // A named axis of a vmap around has its size in the program.
  structure.push(runningAxes());
  return { key: { structure, fixed, forms: tensors, weak }, tensors, donated };
}

const isTraced = (leaf: unknown) => isTensor(leaf) || typeof leaf === "number";

function fits(kept: Key, asked: Key): boolean {
  return (
    kept.forms.length === asked.forms.length &&
    kept.structure.length === asked.structure.length &&
    kept.fixed.length === asked.fixed.length &&
    kept.forms.every(
      ({ shape, dtype }, i) => dtype === asked.forms[i].dtype && sameShape(shape, asked.forms[i].shape),
    ) &&
    kept.weak.every((weak, i) => weak === asked.weak[i]) &&
    kept.fixed.every((value, i) => Object.is(value, asked.fixed[i])) &&
    kept.structure.every((path, i) => path === asked.structure[i])
  );
}

function compile<Args extends unknown[]>(
  f: (...args: Args) => unknown,
  args: Args,
  statics: readonly number[],
  key: Key,
): Compiled {
  let result: unknown;
  const program = traceProgram(
    (...inputs) => {
      let at = 0;
      const traced = args.map((arg, i) =>
        statics.includes(i) ? arg : mapWithPath(arg, (leaf) => (isTraced(leaf) ? inputs[at++] : leaf)),
      );
      result = settled("jit", f(...(traced as Args)));
      return leaves(result).filter(isTensor);
    },
    key.forms.map(({ shape, dtype }, i) => ({ shape, dtype, weak: key.weak[i] })),
  );
  const forms = key.forms.map(({ shape, dtype }) => ({ shape, dtype }));
  const lasting = [...program.constants.values()].every((x) => x.trace === null);
  return { key: { ...key, forms }, program, result, lasting };
}

/** The program that `f` runs on arguments of these shapes; print it with `String(program)`. */
export function makeProgram<Args extends unknown[]>(
  f: (...args: Args) => unknown,
): (...args: Args) => Program {
  return (...args) => {
    const { key } = readArguments(args, []);
    if (key.fixed.length > 0)
      throw new SlopeError(
        `makeProgram: an argument holds ${typeof key.fixed[0]}; a program takes tensors and numbers.`,
      );
    return compile(f, args, [], key).program;
  };
}
