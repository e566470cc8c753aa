/** A program as one WebAssembly module: a function for each nest of loops, and one that calls them in order. */
import type { Tensor } from "../core/tensor.ts";
import { wrap } from "../core/tensor.ts";
import { sizeOf } from "../core/shape.ts";
import { isMany } from "../core/primitive.ts";
import type { Program } from "../transforms/program.ts";
import { ModuleBuilder, type FunctionIndex } from "../wasm/assembler.ts";
import { instantiate, type Machine } from "../wasm/machine.ts";
import type { Address } from "../wasm/heap.ts";
import { bare, schedule, type Schedule } from "./fuse.ts";
import type { PlainFunction } from "./lanes.ts";
import { addNest, type Surroundings } from "./nest.ts";
import { bytesOf, planMemory, type MemoryPlan } from "./plan.ts";
import { emitProduct } from "./product.ts";
import { valuesOf, type Plain, type Value } from "./values.ts";

export interface Executable {
  run(inputs: readonly Tensor[]): Tensor[];
  readonly plan: MemoryPlan;
  release(): void;
}

/** Null where nothing of the program is gained by compiling it. */
export function compileProgram(program: Program, machine: Machine): Executable | null {
  const results = valuesOf(program);
  const scheduled = schedule(results);
  if (!scheduled.steps.some(({ kind }) => kind !== "plain")) return null;
  const plan = planMemory(scheduled);
  const { heap } = machine;
  const block = heap.take(plan.bytes);
  const addressOf = (value: Value): Address => block + plan.offsets.get(value)!;
  const inputs: { readonly index: number; readonly address: Address; readonly value: Value }[] = [];
  for (const value of plan.offsets.keys()) {
    if (value.kind !== "source") continue;
    const { source } = value;
    if (typeof source === "number") inputs.push({ index: source, address: addressOf(value), value });
    else heap.write(value.form.dtype, addressOf(value), source.data);
  }
  let given: readonly Tensor[] = [];
  const plains: (() => void)[] = [];
  const scratchBytes = scratchFor(scheduled, machine);
  const main = assemble(scheduled, machine, addressOf, plains, (plain, targets) => () => {
    runPlain(plain, targets);
  });
  const outputs = results.map((value, i) => ({ value: scheduled.outputs[i], form: value.form }));
  return {
    plan,
    release: () => heap.release(block),
    run(tensors) {
      given = tensors;
      for (const { index, address, value } of inputs)
        heap.write(value.form.dtype, address, tensors[index].data);
      main(scratchBytes === 0 ? 0 : machine.scratch(scratchBytes));
      return outputs.map(({ value, form }) => tensorOf(value, form.shape));
    },
  };

  /** A tensor of its own; a source is handed on as it came. */
  function tensorOf(value: Value, shape: readonly number[]): Tensor {
    const { dtype } = value.form;
    if (value.kind === "source") {
      const source = typeof value.source === "number" ? given[value.source] : value.source;
      return wrap(shape, dtype, source.data);
    }
    return wrap(shape, dtype, heap.read(dtype, addressOf(value), sizeOf(shape)));
  }

  function runPlain(plain: Plain, targets: readonly (Value | null)[]): void {
    const xs = plain.inputs.map((x) => tensorOf(bare(x), x.form.shape));
    const { primitive, params } = plain;
    const ys = isMany(primitive) ? primitive.kernel(xs, params) : [primitive.kernel(xs, params)];
    targets.forEach((target, i) => {
      if (target !== null) heap.write(target.form.dtype, addressOf(target), ys[i].data);
    });
  }
}

function scratchFor({ steps }: Schedule, machine: Machine): number {
  let most = 0;
  for (const step of steps) {
    if (step.kind !== "matmul") continue;
    const { shape, dtype } = step.target.form;
    most = Math.max(most, machine.gemmScratch(dtype === "float64" ? "f64" : "f32", shape[shape.length - 1]));
  }
  return most;
}

function assemble(
  { steps, stored }: Schedule,
  machine: Machine,
  addressOf: (value: Value) => Address,
  plains: (() => void)[],
  runner: (plain: Plain, targets: readonly (Value | null)[]) => () => void,
): (scratch: Address) => void {
  const module = new ModuleBuilder();
  const imports: Record<string, WebAssembly.ImportValue> = { m: machine.heap.memory };
  const gemm: Partial<Record<"f32" | "f64", FunctionIndex>> = {};
  for (const step of steps) {
    if (step.kind !== "matmul") continue;
    const type = step.target.form.dtype === "float64" ? "f64" : "f32";
    if (gemm[type] !== undefined) continue;
    imports[type] = machine.gemm[type];
    gemm[type] = module.import(type, { params: new Array<"i32">(12).fill("i32"), results: [] });
  }
  if (steps.some(({ kind }) => kind === "plain")) imports["plain"] = (index: number) => plains[index]();
  const plainIndex = "plain" in imports ? module.import("plain", { params: ["i32"], results: [] }) : -1;
  const callees = {
    i32: new Map<PlainFunction, FunctionIndex>(),
    f64: new Map<PlainFunction, FunctionIndex>(),
  };
  // Imports stand in front of functions, so what the nests will call is looked for before.
  for (const step of steps) {
    if (step.kind !== "nest") continue;
    for (const [f, returns] of step.nest.calls) {
      if (callees[returns].has(f)) continue;
      const name = `${returns} ${callees[returns].size}`;
      imports[name] = f;
      callees[returns].set(f, module.import(name, { params: ["f64", "f64", "f64"], results: [returns] }));
    }
  }
  const around: Surroundings = {
    module,
    fused: machine.fused,
    callee: (f, returns) => callees[returns].get(f)!,
  };
  const nests = new Map<string, FunctionIndex>();
  for (const step of steps) {
    if (step.kind === "nest" && !nests.has(step.nest.key))
      nests.set(step.nest.key, addNest(around, step.nest.nest));
  }
  const main = module.function(["i32"], (f) => {
    for (const step of steps) {
      switch (step.kind) {
        case "nest":
          for (const buffer of step.nest.buffers) f.i32(addressOf(buffer));
          f.call(nests.get(step.nest.key)!);
          break;
        case "clear":
          f.i32(addressOf(step.target)).i32(0).i32(bytesOf(step.target)).memoryFill();
          break;
        case "matmul": {
          const type = step.target.form.dtype === "float64" ? "f64" : "f32";
          const pushAddress = (value: Value) => f.i32(addressOf(value));
          emitProduct(f, step.target, stored, { gemm: gemm[type]!, scratch: 0, pushAddress });
          break;
        }
        case "plain":
          f.i32(plains.push(runner(step.plain, step.targets)) - 1).call(plainIndex);
      }
    }
  });
  module.export("main", main);
  // Safe: it exports this function.
  return instantiate(module, imports)["main"] as (scratch: Address) => void;
}
