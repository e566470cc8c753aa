/** A program as one WebAssembly module: a function for each nest of loops, and one that calls them in order. */
import type { Data } from "../core/dtype.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { sizeOf } from "../core/shape.ts";
import { isMany } from "../core/primitive.ts";
import type { Program } from "../transforms/program.ts";
import { ModuleBuilder, type FunctionIndex } from "../wasm/assembler.ts";
import { instantiate, type Machine } from "../wasm/machine.ts";
import type { Address } from "../wasm/heap.ts";
import { residentAt, settle, vacate, type Slot } from "../wasm/residents.ts";
import { bare, schedule, type Schedule } from "./fuse.ts";
import type { PlainFunction } from "./lanes.ts";
import { addNest, type Surroundings } from "./nest.ts";
import { bytesOf, LINE, planMemory, type MemoryPlan } from "./plan.ts";
import { emitProduct } from "./product.ts";
import { valuesOf, type Plain, type Value } from "./values.ts";

export interface Executable {
  run(inputs: readonly Tensor[]): Tensor[];
  readonly plan: MemoryPlan;
  release(): void;
}

/** From this size on an array is looked for where it lies rather than copied, and its place may differ from call to call. */
const ROAMING = 4096;

interface Input {
  readonly index: number;
  readonly value: Value;
  readonly slot: Slot;
  readonly roams: boolean;
}

/** Null where nothing of the program is gained by compiling it. */
export function compileProgram(program: Program, machine: Machine): Executable | null {
  const results = valuesOf(program);
  const scheduled = schedule(results);
  if (!scheduled.steps.some(({ kind }) => kind !== "plain")) return null;
  const plan = planMemory(scheduled);
  const { heap } = machine;
  const targets = [...new Set(scheduled.outputs)].filter(({ kind }) => kind !== "source");
  const roaming = targets.filter((value) => bytesOf(value) >= ROAMING);
  // Results that roam have two places in turn: the last ones may be the next inputs.
  const second = roaming.reduce((sum, value) => sum + Math.ceil((bytesOf(value) + 1) / LINE) * LINE, 0);
  const block = heap.take(plan.bytes + second);
  const addressOf = (value: Value): Address => block + plan.offsets.get(value)!;
  const slotAt = (address: Address): Slot => ({ address, contents: 0 });
  const inputs: Input[] = [];
  for (const value of plan.offsets.keys()) {
    if (value.kind !== "source") continue;
    const { source } = value;
    if (typeof source === "number")
      inputs.push({ index: source, value, slot: slotAt(addressOf(value)), roams: bytesOf(value) >= ROAMING });
    else heap.write(value.form.dtype, addressOf(value), source.data);
  }
  let beyond = block + plan.bytes;
  const sets = [
    new Map(roaming.map((value) => [value, slotAt(addressOf(value))])),
    new Map(
      roaming.map((value) => {
        const slot = slotAt(beyond);
        beyond += Math.ceil((bytesOf(value) + 1) / LINE) * LINE;
        return [value, slot];
      }),
    ),
  ];
  const moving = [...inputs.filter(({ roams }) => roams).map(({ value }) => value), ...roaming];
  let given: readonly Tensor[] = [];
  let turn = 0;
  const plains: (() => void)[] = [];
  const scratchBytes = scratchFor(scheduled, machine);
  const addresses: number[] = new Array<number>(moving.length + 1).fill(0);
  const main = assemble(scheduled, machine, { addressOf, moving }, plains, (plain, into) => () => {
    runPlain(plain, into);
  });
  const outputs = results.map((value, i) => ({ value: scheduled.outputs[i], form: value.form }));
  const whereNow = (value: Value): Address => {
    const at = moving.indexOf(value);
    return at === -1 ? addressOf(value) : addresses[at + 1];
  };
  return {
    plan,
    release() {
      for (const set of sets) for (const slot of set.values()) vacate(slot);
      for (const { slot } of inputs) vacate(slot);
      heap.release(block);
    },
    run(tensors) {
      given = tensors;
      turn = 1 - turn;
      const results = sets[turn];
      addresses[0] = scratchBytes === 0 ? 0 : machine.scratch(scratchBytes);
      let at = 1;
      for (const input of inputs) {
        const address = place(input, tensors[input.index].data, results);
        if (input.roams) addresses[at++] = address;
      }
      for (const slot of results.values()) {
        vacate(slot);
        addresses[at++] = slot.address;
      }
      main(...addresses);
      return outputs.map(({ value, form }) => tensorOf(value, form.shape));
    },
  };

  /** Where the elements of an input are: as a rule where the last call left them. */
  function place({ value, slot, roams }: Input, data: Data, results: ReadonlyMap<Value, Slot>): Address {
    const { dtype } = value.form;
    if (!roams) {
      heap.write(dtype, slot.address, data);
      return slot.address;
    }
    const resident = residentAt(data);
    let taken = false;
    for (const each of results.values()) if (each === resident) taken = true;
    if (resident !== null && !taken) return resident.address;
    vacate(slot);
    heap.write(dtype, slot.address, data);
    settle(data, slot);
    return slot.address;
  }

  /** A tensor of its own; a source is handed on as it came. */
  function tensorOf(value: Value, shape: readonly number[]): Tensor {
    const { dtype } = value.form;
    if (value.kind === "source") {
      const source = typeof value.source === "number" ? given[value.source] : value.source;
      return wrap(shape, dtype, source.data);
    }
    const data = heap.read(dtype, whereNow(value), sizeOf(shape));
    const slot = sets[turn].get(value);
    if (slot !== undefined) settle(data, slot);
    return wrap(shape, dtype, data);
  }

  function runPlain(plain: Plain, targets: readonly (Value | null)[]): void {
    const xs = plain.inputs.map((x) => tensorOf(bare(x), x.form.shape));
    const { primitive, params } = plain;
    const ys = isMany(primitive) ? primitive.kernel(xs, params) : [primitive.kernel(xs, params)];
    targets.forEach((target, i) => {
      if (target !== null) heap.write(target.form.dtype, whereNow(target), ys[i].data);
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

interface Places {
  addressOf(value: Value): Address;
  /** Those whose addresses come with each call. */
  readonly moving: readonly Value[];
}

function assemble(
  { steps, stored }: Schedule,
  machine: Machine,
  { addressOf, moving }: Places,
  plains: (() => void)[],
  runner: (plain: Plain, targets: readonly (Value | null)[]) => () => void,
): (...addresses: Address[]) => void {
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
  const main = module.function(new Array<"i32">(moving.length + 1).fill("i32"), (f) => {
    const pushAddress = (value: Value): void => {
      const at = moving.indexOf(value);
      if (at === -1) f.i32(addressOf(value));
      else f.get(at + 1);
    };
    for (const step of steps) {
      switch (step.kind) {
        case "nest":
          for (const buffer of step.nest.buffers) pushAddress(buffer);
          f.call(nests.get(step.nest.key)!);
          break;
        case "clear":
          pushAddress(step.target);
          f.i32(0).i32(bytesOf(step.target)).memoryFill();
          break;
        case "matmul": {
          const type = step.target.form.dtype === "float64" ? "f64" : "f32";
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
  return instantiate(module, imports)["main"] as (...addresses: Address[]) => void;
}
