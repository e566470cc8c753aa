/** Where everything lies: sources and outputs have places of their own, and what lives between two steps shares the rest. */
import { sizeOf } from "../core/shape.ts";
import { widths } from "./elements.ts";
import { operandOf } from "./product.ts";
import { bare, type Schedule, type Step } from "./fuse.ts";
import type { Value } from "./values.ts";

export interface MemoryPlan {
  /** Bytes from the start of the program's block. */
  readonly offsets: ReadonlyMap<Value, number>;
  /** Of the whole block. */
  readonly bytes: number;
  /** Of the part that is shared, and what it would be were nothing shared. */
  readonly arena: number;
  readonly unshared: number;
}

/** A cache line, so that vectors of neighbours never share one. */
export const LINE = 64;
const roundUp = (bytes: number) => Math.ceil((bytes + 16) / LINE) * LINE;
export const bytesOf = ({ form: { shape, dtype } }: Value): number => sizeOf(shape) * widths[dtype];

interface Life {
  readonly value: Value;
  readonly bytes: number;
  readonly from: number;
  to: number;
}

export function planMemory({ steps, outputs, stored }: Schedule): MemoryPlan {
  const offsets = new Map<Value, number>();
  let fixed = 0;
  const fix = (value: Value) => {
    if (offsets.has(value)) return;
    offsets.set(value, fixed);
    fixed += roundUp(bytesOf(value));
  };
  const lives = new Map<Value, Life>();
  const kept = new Set(outputs);
  steps.forEach((step, at) => {
    const { reads, writes } = touched(step, stored);
    for (const value of writes) {
      if (!kept.has(value) && !lives.has(value))
        lives.set(value, { value, bytes: roundUp(bytesOf(value)), from: at, to: at });
    }
    for (const value of [...reads, ...writes]) {
      const life = lives.get(value);
      if (life !== undefined) life.to = at;
      else fix(value);
    }
  });
  for (const value of outputs) if (value.kind !== "source") fix(value);
  const { ends, top } = pack([...lives.values()]);
  for (const [value, offset] of ends) offsets.set(value, fixed + offset);
  const unshared = [...lives.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  return { offsets, bytes: fixed + top, arena: top, unshared };
}

/** Each life at the lowest place that is free as long as it lasts. */
function pack(lives: readonly Life[]): { ends: Map<Value, number>; top: number } {
  const ends = new Map<Value, number>();
  let top = 0;
  let placed: (Life & { offset: number })[] = [];
  for (const life of [...lives].sort((a, b) => a.from - b.from)) {
    placed = placed.filter(({ to }) => to >= life.from);
    let offset = 0;
    for (const other of placed) {
      if (offset + life.bytes <= other.offset) break;
      offset = Math.max(offset, other.offset + other.bytes);
    }
    const at = placed.findIndex((other) => other.offset > offset);
    placed.splice(at === -1 ? placed.length : at, 0, { ...life, offset });
    ends.set(life.value, offset);
    top = Math.max(top, offset + life.bytes);
  }
  return { ends, top };
}

function touched(step: Step, stored: (value: Value) => boolean): { reads: Value[]; writes: Value[] } {
  switch (step.kind) {
    case "nest": {
      const targets = [...step.nest.targets];
      return { reads: step.nest.buffers.filter((value) => !targets.includes(value)), writes: targets };
    }
    case "clear":
      return { reads: [], writes: [step.target] };
    case "matmul": {
      const { a, b } = step.target;
      return { reads: [operandOf(a, stored).base, operandOf(b, stored).base], writes: [step.target] };
    }
    case "plain":
      return { reads: step.plain.inputs.map(bare), writes: step.targets.filter((target) => target !== null) };
  }
}
