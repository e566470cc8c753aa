/**
 * Where everything lies, in bytes from the start of a program's block: sources and outputs have places of their own, and what lives
 * between two steps shares the rest. A loop's or a branch's own block is one such life.
 */
import { sizeOf } from "../core/shape.ts";
import { widths } from "../loops/elements.ts";
import { bare, schedule, type Schedule, type Step } from "./fuse.ts";
import { operandOf } from "./product.ts";
import type { Block, Operation, Value } from "./values.ts";

export interface MemoryPlan {
  readonly offsets: ReadonlyMap<Value, number>;
  /** Where the blocks of loops and branches start. */
  readonly blocks: ReadonlyMap<Operation, number>;
  readonly bytes: number;
  /** Of the part that is shared, and what it would be were nothing shared. */
  readonly arena: number;
  readonly unshared: number;
}

/** A cache line, so that vectors of neighbours never share one. */
const LINE = 64;
/** Room for a value, and for what a vector reads behind it. */
export const roundUp = (bytes: number) => Math.ceil((bytes + 16) / LINE) * LINE;
export const bytesOf = ({ form: { shape, dtype } }: Value): number => sizeOf(shape) * widths[dtype];

interface Life {
  readonly owner: Value | Operation;
  readonly bytes: number;
  readonly from: number;
  to: number;
}

/** @param outside values that have their place elsewhere */
export function planMemory(
  { steps, outputs, stored }: Schedule,
  outside: (value: Value) => boolean = () => false,
): MemoryPlan {
  const offsets = new Map<Value, number>();
  const blocks = new Map<Operation, number>();
  let fixed = 0;
  const fix = (value: Value) => {
    if (offsets.has(value) || outside(value)) return;
    offsets.set(value, fixed);
    fixed += roundUp(bytesOf(value));
  };
  const lives = new Map<Value, Life>();
  const held: Life[] = [];
  const kept = new Set(outputs);
  steps.forEach((step, at) => {
    const { reads, writes } = touched(step, stored);
    for (const value of writes) {
      if (!kept.has(value) && !lives.has(value) && !outside(value))
        lives.set(value, { owner: value, bytes: roundUp(bytesOf(value)), from: at, to: at });
    }
    for (const value of [...reads, ...writes]) {
      const life = lives.get(value);
      if (life !== undefined) life.to = at;
      else fix(value);
    }
    if (step.kind !== "operation") return;
    // Constants of inner programs are filled in once, so they last.
    for (const value of constantsOf(step.operation)) fix(value);
    const bytes = heldBytes(step.operation);
    if (bytes > 0) held.push({ owner: step.operation, bytes, from: at, to: at });
  });
  for (const value of outputs) if (value.kind !== "source") fix(value);
  const all = [...lives.values(), ...held];
  const { places, top } = pack(all);
  for (const [owner, offset] of places) {
    if ("forms" in owner) blocks.set(owner, fixed + offset);
    else offsets.set(owner, fixed + offset);
  }
  const unshared = all.reduce((sum, { bytes }) => sum + bytes, 0);
  return { offsets, blocks, bytes: fixed + top, arena: top, unshared };
}

/** Each life at the lowest place that is free as long as it lasts. */
function pack(lives: readonly Life[]): { places: Map<Value | Operation, number>; top: number } {
  const places = new Map<Value | Operation, number>();
  let top = 0;
  let placed: (Life & { offset: number })[] = [];
  for (const life of [...lives].sort((a, b) => a.from - b.from)) {
    placed = placed.filter(({ to }) => to >= life.from);
    let offset = 0;
    let at = 0;
    for (; at < placed.length && offset + life.bytes > placed[at].offset; at++)
      offset = Math.max(offset, placed[at].offset + placed[at].bytes);
    placed.splice(at, 0, { ...life, offset });
    places.set(life.owner, offset);
    top = Math.max(top, offset + life.bytes);
  }
  return { places, top };
}

function touched(step: Step, stored: (value: Value) => boolean): { reads: Value[]; writes: Value[] } {
  switch (step.kind) {
    case "nest": {
      const writes = [...step.nest.targets];
      return { reads: step.nest.buffers.filter((value) => !writes.includes(value)), writes };
    }
    case "clear":
      return { reads: [], writes: [step.target] };
    case "matmul": {
      const { a, b } = step.target;
      return { reads: [operandOf(a, stored).base, operandOf(b, stored).base], writes: [step.target] };
    }
    case "operation":
      return {
        reads: step.operation.inputs.map(bare),
        writes: step.targets.filter((target) => target !== null),
      };
  }
}

/** A program inside a loop or a branch, scheduled, with the places of what it computes. */
export interface HeldPlan {
  readonly block: Block;
  readonly schedule: Schedule;
  readonly plan: MemoryPlan;
  /** The outputs that are computed right where they are wanted, by their number: each a value of its own. */
  readonly direct: ReadonlyMap<Value, number>;
}

const heldPlans = new WeakMap<Block, HeldPlan>();

export function heldPlan(block: Block): HeldPlan {
  let known = heldPlans.get(block);
  if (known === undefined) {
    const scheduled = schedule(block.outputs);
    const direct = new Map<Value, number>();
    scheduled.outputs.forEach((value, i) => {
      if (value.kind !== "source" && !direct.has(value)) direct.set(value, i);
    });
    const plan = planMemory(scheduled, (value) => value.kind === "source");
    known = { block, schedule: scheduled, plan, direct };
    heldPlans.set(block, known);
  }
  return known;
}

export function blocksOf(operation: Operation): readonly Block[] {
  switch (operation.kind) {
    case "plain":
      return [];
    case "scan":
      return [operation.body];
    case "branch":
      return operation.branches;
    case "while":
      return [operation.condition, operation.body];
  }
}

/** All that programs inside need: their blocks side by side, and the state of a loop twice. */
export function heldBytes(operation: Operation): number {
  return (
    blocksOf(operation).reduce((sum, block) => sum + roundUp(heldPlan(block).plan.bytes), 0) +
    statesOf(operation).reduce((sum, value) => sum + 2 * roundUp(bytesOf(value)), 0)
  );
}

/** What a loop carries, as sources of its body; a condition has its result as a state. */
export function statesOf(operation: Operation): readonly Value[] {
  if (operation.kind === "scan")
    return operation.body.sources.slice(operation.captured, operation.captured + operation.carry);
  if (operation.kind === "while")
    return [...operation.body.sources.slice(operation.bodyCaptured), operation.condition.outputs[0]];
  return [];
}

/** Tensors that the programs inside hold. */
function constantsOf(operation: Operation): Value[] {
  return blocksOf(operation).flatMap((block) => {
    const { schedule: scheduled } = heldPlan(block);
    const found = scheduled.outputs.filter(isConstant);
    for (const step of scheduled.steps) {
      if (step.kind === "operation") found.push(...constantsOf(step.operation));
      found.push(...touched(step, scheduled.stored).reads.filter(isConstant));
    }
    return found;
  });
}

const isConstant = (value: Value) => value.kind === "source" && typeof value.source !== "number";
