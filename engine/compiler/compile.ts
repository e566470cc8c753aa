/** A program as one WebAssembly module: a function for each nest of loops, and one that calls them in order. */
import type { Program } from "../transforms/program.ts";
import type { Address } from "../wasm/heap.ts";
import { instantiate, type Machine } from "../wasm/machine.ts";
import type { Slot } from "../wasm/residents.ts";
import { Emitter, TABLE } from "./emit.ts";
import { Executable, type Input } from "./executable.ts";
import { schedule, type Schedule, type Step } from "./fuse.ts";
import { blocksOf, bytesOf, heldPlan, planMemory, roundUp } from "./plan.ts";
import { blockOf, type Value } from "./values.ts";

/** From this size on an array is looked for where it lies rather than copied, and its place may differ from call to call. */
const ROAMING = 4096;
const roams = (value: Value): boolean => bytesOf(value) >= ROAMING;

/** Null where nothing of the program is gained by compiling it. */
export function compileProgram(program: Program, machine: Machine): Executable | null {
  const { outputs: results } = blockOf(program);
  const scheduled = schedule(results);
  if (!scheduled.steps.some(isCompiled)) return null;
  const plan = planMemory(scheduled);
  const targets = [...new Set(scheduled.outputs)].filter(({ kind }) => kind !== "source");
  const roaming = targets.filter(roams);
  // One block: what the plan says, the second places of results that roam, packing space, the table of plain kernels.
  const seconds = roaming.reduce((sum, value) => sum + roundUp(bytesOf(value)), 0);
  const scratch = roundUp(scratchFor(scheduled, machine));
  const { heap } = machine;
  const bytes = plan.bytes + seconds + scratch + TABLE;
  const block = heap.take(bytes);
  const slotAt = (address: Address): Slot => ({ heap, address, contents: 0, holder: null });
  const addressOf = (value: Value): Address => block + plan.offsets.get(value)!;

  const inputs: Input[] = [];
  for (const value of plan.offsets.keys()) {
    if (value.kind !== "source") continue;
    const { source, form } = value;
    if (typeof source === "number")
      inputs.push({ index: source, dtype: form.dtype, slot: slotAt(addressOf(value)), roams: roams(value) });
    else heap.write(form.dtype, addressOf(value), source.data);
  }
  let beyond = block + plan.bytes;
  const places = roaming.map((value): [Slot, Slot] => {
    const second = slotAt(beyond);
    beyond += roundUp(bytesOf(value));
    return [slotAt(addressOf(value)), second];
  });
  const emitter = new Emitter(machine, scheduled, { scratch: beyond, table: beyond + scratch });
  const sources = [...plan.offsets.keys()].filter(
    (value) => value.kind === "source" && typeof value.source === "number" && roams(value),
  );
  emitter.main(scheduled, block, plan, [...sources, ...roaming]);
  const outputs = results.map(({ form }, i) => {
    const value = scheduled.outputs[i];
    if (value.kind === "source") return { form, source: value.source };
    const roamer = roaming.indexOf(value);
    return { form, at: roamer === -1 ? addressOf(value) : places[roamer] };
  });
  // Safe: it exports this function.
  const main = instantiate(emitter.module, emitter.imports)["main"] as (...addresses: Address[]) => void;
  return new Executable({ heap, block, bytes, plan, inputs, places, outputs, main });
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
