/** A program as one WebAssembly module: a function for each nest of loops, and one that calls them in order. */
import type { Data } from "../core/dtype.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import type { Program } from "../transforms/program.ts";
import type { Address } from "../wasm/heap.ts";
import { instantiate, type Machine } from "../wasm/machine.ts";
import { residentAt, settle, vacate, type Slot } from "../wasm/residents.ts";
import { Emitter, TABLE } from "./emit.ts";
import { schedule, type Schedule, type Step } from "./fuse.ts";
import { blocksOf, bytesOf, heldPlan, planMemory, roundUp, type MemoryPlan } from "./plan.ts";
import { blockOf, type Value } from "./values.ts";

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
  const { outputs: results } = blockOf(program);
  const scheduled = schedule(results);
  if (!scheduled.steps.some(isCompiled)) return null;
  const plan = planMemory(scheduled);
  const { heap } = machine;
  const targets = [...new Set(scheduled.outputs)].filter(({ kind }) => kind !== "source");
  const roaming = targets.filter((value) => bytesOf(value) >= ROAMING);
  // Results that roam have two places in turn: the last ones may be the next inputs.
  const second = roaming.reduce((sum, value) => sum + roundUp(bytesOf(value)), 0);
  const block = heap.take(plan.bytes + second + TABLE);
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
        beyond += roundUp(bytesOf(value));
        return [value, slot];
      }),
    ),
  ];
  const moving = [...inputs.filter(({ roams }) => roams).map(({ value }) => value), ...roaming];
  let given: readonly Tensor[] = [];
  let turn = 0;
  const scratchBytes = scratchFor(scheduled, machine);
  const addresses: number[] = new Array<number>(moving.length + 1).fill(0);
  const emitter = new Emitter(machine, scheduled, beyond);
  emitter.main(scheduled, block, plan, moving);
  // Safe: it exports this function.
  const main = instantiate(emitter.module, emitter.imports)["main"] as (...addresses: Address[]) => void;
  const outputs = results.map((value, i) => ({ value: scheduled.outputs[i], form: value.form }));
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
    const slot = sets[turn].get(value);
    const data = heap.read(dtype, slot?.address ?? addressOf(value), sizeOf(shape));
    if (slot !== undefined) settle(data, slot);
    return wrap(shape, dtype, data);
  }
}

/** Loops count: even a plain kernel in one is called from it. */
const isCompiled = (step: Step): boolean =>
  step.kind !== "operation" || step.operation.kind !== "plain" || step.operation.kernel !== null;

function scratchFor({ steps }: Schedule, machine: Machine): number {
  let most = 0;
  for (const step of steps) {
    if (step.kind === "matmul") {
      const { shape, dtype } = step.target.form;
      const type = dtype === "float64" ? "f64" : "f32";
      most = Math.max(most, machine.gemmScratch(type, shape[shape.length - 1]));
    } else if (step.kind === "operation") {
      for (const block of blocksOf(step.operation))
        most = Math.max(most, scratchFor(heldPlan(block).schedule, machine));
    }
  }
  return most;
}
