/**
 * Runs the engine's tests on another machine: SLOPE_MACHINE=none without WebAssembly, =plain without fused instructions, =fused with
 * them, =compiled with every single primitive compiled to a program of its own, small ones too.
 */
import { allManyPrimitives, allPrimitives, isMany, type AnyPrimitive, type Form } from "../core/primitive.ts";
import type { Tensor } from "../core/tensor.ts";
import { compileProgram } from "../compiler/compile.ts";
import type { Executable } from "../compiler/executable.ts";
import { Program } from "../transforms/program.ts";
import { machine, useMachine } from "../wasm/machine.ts";
import "../index.ts";

const mode = process.env["SLOPE_MACHINE"];
if (mode === "none") useMachine(null);
else if (mode === "plain") useMachine({ fused: false });
else if (mode === "compiled") compileEach();
else if (mode === "fused") {
  if (machine()?.fused !== true)
    throw new Error("SLOPE_MACHINE=fused: this runtime has no fused instructions.");
} else if (mode !== undefined)
  throw new Error(`SLOPE_MACHINE is none, plain, fused or compiled, found ${mode}.`);

function compileEach(): void {
  for (const primitive of allPrimitives()) replaceKernel(primitive);
  for (const primitive of allManyPrimitives()) replaceKernel(primitive);
}

/** What the compiler does not lower keeps its kernel; so does what it calls from within. */
function replaceKernel(primitive: AnyPrimitive): void {
  const own = primitive.kernel.bind(primitive) as (
    inputs: readonly Tensor[],
    params: unknown,
  ) => Tensor | Tensor[];
  let inside = false;
  const kernel = (inputs: readonly Tensor[], params: unknown): Tensor | Tensor[] => {
    if (inside || primitive.lower === undefined || mixed(primitive, inputs)) return own(inputs, params);
    const executable = compileOne(primitive, inputs, params);
    if (executable === null) return own(inputs, params);
    inside = true;
    try {
      const results = executable.run(inputs);
      return isMany(primitive) ? results : results[0];
    } finally {
      inside = false;
      executable.release();
    }
  };
  Object.assign(primitive, { kernel });
}

/** The laws run programs of doubles on floats, where constants stay doubles: no operation of a user's meets that. */
function mixed(primitive: AnyPrimitive, inputs: readonly Tensor[]): boolean {
  const numbers = inputs.filter(({ dtype }) => dtype !== "bool");
  return (
    !isMany(primitive) && primitive.elementwise && numbers.some(({ dtype }) => dtype !== numbers[0].dtype)
  );
}

function compileOne(primitive: AnyPrimitive, inputs: readonly Tensor[], params: unknown): Executable | null {
  // Not known without numbers: a solver that asks for them.
  if (primitive.name === "customJvp" || primitive.name === "customVjp" || primitive.name === "linearSolve")
    return null;
  const outputs: readonly Form[] = isMany(primitive)
    ? primitive.forms(inputs, params)
    : [primitive.form(inputs, params)];
  const numbers = inputs.map((_, i) => i);
  const results = outputs.map((_, i) => inputs.length + i);
  const forms = [...inputs, ...outputs].map(({ shape, dtype }) => ({ shape, dtype }));
  const equation = { primitive, inputs: numbers, params, outputs: results };
  return compileProgram(new Program(numbers, new Map(), [equation], results, forms), machine()!);
}
