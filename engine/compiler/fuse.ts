/**
 * Decides which values get a place in memory, and gathers what is computed over one space at one time into one nest of loops. A stage
 * counts what must be in memory before: reductions, products and views of what is computed end one.
 */
import { sizeOf, stridesOf } from "../core/shape.ts";
import type { Of, Operation, Value } from "./values.ts";
import { operandOf } from "./product.ts";
import { NestBuilder, Unreachable, type BuiltNest } from "./build.ts";

export type Step =
  | { readonly kind: "nest"; readonly nest: BuiltNest }
  | { readonly kind: "clear"; readonly target: Value }
  | { readonly kind: "matmul"; readonly target: Of<"matmul"> }
  | {
      readonly kind: "operation";
      readonly operation: Operation;
      /** Results by their number; null where nothing needs one. */
      readonly targets: readonly (Value | null)[];
    };

export interface Schedule {
  readonly steps: readonly Step[];
  readonly stored: (value: Value) => boolean;
  /** Where the elements of each output are: in memory or at a source. */
  readonly outputs: readonly Value[];
}

/** What it may cost to compute a value again rather than to keep it. */
const RECOMPUTED = 3;
/** Roots of a nest: more would spill registers and read too many arrays at once. */
const MOST_ROOTS = 16;
/** Up to this size nests are joined that have nothing in common: a call costs more than their elements. */
const TINY = 16;

export function schedule(outputs: readonly Value[]): Schedule {
  const fusion = new Fusion(outputs);
  for (;;) {
    try {
      return fusion.attempt();
    } catch (error) {
      // What no loop can follow is copied into place.
      if (!(error instanceof Unreachable)) throw error;
      fusion.keep(error.value);
    }
  }
}

class Fusion {
  readonly #outputs: readonly Value[];
  /** Values with a place in memory, though not by their nature. */
  readonly #kept = new Set<Value>();
  readonly #order: readonly Value[];

  constructor(outputs: readonly Value[]) {
    this.#outputs = outputs.map(bare);
    for (const output of this.#outputs) this.#keepUnlessStored(output);
    this.#order = inOrder(this.#outputs);
    for (const value of this.#order) {
      if (value.kind === "matmul") for (const x of [value.a, value.b]) this.#keepUnlessStored(beneath(x));
      if (value.kind === "result") for (const x of value.of.inputs) this.#keepUnlessStored(bare(x));
    }
    this.#keepExpanded();
  }

  keep(value: Value): void {
    if (this.#kept.has(value)) throw new Error("A value in memory is within reach.");
    this.#kept.add(value);
  }

  attempt(): Schedule {
    let stages = this.#stages();
    // Each round keeps more, so it ends.
    while (this.#keepShared(stages)) stages = this.#stages();
    const groups = this.#groups(stages);
    const steps: { stage: number; step: Step }[] = [];
    for (const { stage, members } of groups.values()) {
      for (const nest of this.#build(members)) steps.push({ stage, step: { kind: "nest", nest } });
    }
    const results = this.#results();
    for (const value of this.#order) {
      const stage = stages.get(value)!;
      if (value.kind === "place") steps.push(...this.#place(value).map((step) => ({ stage, step })));
      else if (value.kind === "matmul") steps.push({ stage, step: { kind: "matmul", target: value } });
    }
    for (const [operation, targets] of results) {
      const stage = Math.max(...targets.map((target) => (target === null ? 0 : stages.get(target)!)));
      steps.push({ stage, step: { kind: "operation", operation, targets } });
    }
    steps.sort((a, b) => a.stage - b.stage);
    const stored = (value: Value) => this.#stored(value);
    for (const { step } of steps)
      if (step.kind === "matmul") for (const x of [step.target.a, step.target.b]) operandOf(x, stored);
    return { steps: steps.map(({ step }) => step), outputs: this.#outputs, stored };
  }

  #results(): Map<Operation, (Value | null)[]> {
    const results = new Map<Operation, (Value | null)[]>();
    for (const value of this.#order) {
      if (value.kind !== "result") continue;
      const targets = results.get(value.of) ?? value.of.forms.map(() => null);
      targets[value.index] = value;
      results.set(value.of, targets);
    }
    return results;
  }

  #stored(value: Value): boolean {
    return isStored(value) || this.#kept.has(value);
  }

  #keepUnlessStored(value: Value): void {
    if (!isStored(value)) this.#kept.add(value);
  }

  /** What a view repeats is computed once, unless it costs next to nothing. */
  #keepExpanded(): void {
    for (const value of this.#order) {
      if (value.kind !== "view") continue;
      const base = beneath(value);
      if (base.kind !== "lanes" || sizeOf(base.form.shape) === 1) continue;
      if (sizeOf(value.form.shape) > sizeOf(base.form.shape) && this.#costOf(base) > RECOMPUTED)
        this.#kept.add(base);
    }
  }

  #costs = new Map<Value, number>();
  #costOf(value: Value): number {
    const known = this.#costs.get(value);
    if (known !== undefined) return known;
    let cost = 0;
    if (value.kind === "lanes")
      cost = value.inputs.reduce(
        (sum, x) => sum + (this.#stored(bare(x)) ? 0.5 : this.#costOf(x)),
        value.cost,
      );
    else if (value.kind === "same" || value.kind === "view") cost = this.#costOf(value.of);
    this.#costs.set(value, cost);
    return cost;
  }

  /** When each value is computed; its nest runs after all of lower stages. */
  #stages(): Map<Value, number> {
    /** In loops over its own space, and in others: there what is kept must be in memory. */
    const own = new Map<Value, number>();
    const elsewhere = new Map<Value, number>();
    const most = (stages: ReadonlyMap<Value, number>, values: readonly Value[]) =>
      values.reduce((stage, x) => Math.max(stage, stages.get(x)!), 0);
    for (const value of this.#order) {
      let stage = 0;
      let inline = 0;
      switch (value.kind) {
        case "splat":
        case "source":
        case "count":
          break;
        case "lanes":
          stage = most(own, value.inputs);
          inline = most(elsewhere, value.inputs);
          break;
        case "same":
          stage = own.get(value.of)!;
          inline = elsewhere.get(value.of)!;
          break;
        case "view":
          stage = inline = elsewhere.get(value.of)!;
          break;
        case "reduce":
          stage = isSuffix(value) ? own.get(value.of)! : elsewhere.get(value.of)!;
          break;
        case "place":
          stage = most(elsewhere, value.inputs);
          break;
        case "matmul":
          stage = most(elsewhere, [value.a, value.b]);
          break;
        case "result":
          stage = most(elsewhere, value.of.inputs);
      }
      const inMemory = value.kind !== "source" && this.#stored(value);
      own.set(value, isComputedInLoops(value) ? stage : stage + (value.kind === "source" ? 0 : 1));
      elsewhere.set(value, inMemory ? stage + 1 : inline);
      this.#began.set(value, stage);
    }
    return this.#began;
  }
  readonly #began = new Map<Value, number>();

  /** Roots by what they are gathered with. */
  #groups(stages: ReadonlyMap<Value, number>): Map<string, Group> {
    const groups = new Map<string, Group>();
    const open = new Map<
      string,
      { candidates: { group: Group; seen: Set<Value> }[]; home: Map<Value, number> }
    >();
    for (const value of this.#order) {
      if (!(value.kind === "reduce" || this.#kept.has(value))) continue;
      const stage = stages.get(value)!;
      const space = value.kind === "reduce" ? value.of.form.shape : value.form.shape;
      const natural = value.kind !== "reduce" || isSuffix(value);
      const size = sizeOf(space);
      const key = natural ? `${stage} ${size}` : `${stage} ${space.join(",")} over ${value.axes.join(",")}`;
      const read = this.#reads(value.kind === "reduce" ? value.of : value, value);
      const { candidates, home } = open.get(key) ?? { candidates: [], home: new Map<Value, number>() };
      open.set(key, { candidates, home });
      // Nests of one key run in the order of their making: none may read what a later one writes.
      const first = [...read].reduce((most, x) => (x === value ? most : Math.max(most, home.get(x) ?? 0)), 0);
      const at = candidates.findIndex(
        ({ group, seen }, i) =>
          i >= first &&
          group.members.length < MOST_ROOTS &&
          (size <= TINY || [...read].some((x) => seen.has(x))),
      );
      if (at !== -1) {
        candidates[at].group.members.push(value);
        for (const x of read) candidates[at].seen.add(x);
      } else {
        const group: Group = { stage, members: [value] };
        candidates.push({ group, seen: new Set(read) });
        groups.set(`${key} #${candidates.length}`, group);
      }
      home.set(value, at === -1 ? candidates.length - 1 : at);
    }
    return groups;
  }

  /** All that is read or computed on the way to a root: down to what is in memory. */
  #reads(start: Value, root: Value): Set<Value> {
    const seen = new Set<Value>();
    const waiting = [start];
    while (waiting.length > 0) {
      const value = waiting.pop()!;
      if (seen.has(value) || value.kind === "splat") continue;
      seen.add(value);
      if (value !== root && this.#stored(value)) continue;
      if (value.kind === "lanes") waiting.push(...value.inputs);
      else if (value.kind === "same" || value.kind === "view") waiting.push(value.of);
    }
    return seen;
  }

  /** Keeps what several nests would compute again, unless that is cheap; tells whether there was any. */
  #keepShared(stages: ReadonlyMap<Value, number>): boolean {
    this.#costs.clear();
    /** The nest that needs a value, or that there are several. */
    const needed = new Map<Value, string>();
    const need = (value: Value, nest: string) => {
      const known = needed.get(value);
      needed.set(value, known === undefined || known === nest ? nest : SEVERAL);
    };
    let found = false;
    for (let at = this.#order.length - 1; at >= 0; at--) {
      const value = this.#order[at];
      const dear = () => sizeOf(value.form.shape) > 1 && this.#costOf(value) > RECOMPUTED;
      if (value.kind === "lanes" && !this.#kept.has(value) && needed.get(value) === SEVERAL && dear()) {
        this.#kept.add(value);
        found = true;
      }
      const nest = this.#stored(value) ? nestOf(value, stages.get(value)!, at) : needed.get(value);
      if (nest !== undefined && value.kind !== "matmul" && value.kind !== "result")
        for (const x of inputsOf(value)) need(x, nest);
    }
    return found;
  }

  /** One nest where all roots fit its loops; else each has its own. */
  #build(members: readonly Value[]): BuiltNest[] {
    const builder = new NestBuilder((value) => this.#stored(value));
    const refused = members.filter((value) => !builder.add(value));
    const taken = members.filter((value) => !refused.includes(value));
    const rest = refused.length > 0 ? this.#build(refused) : [];
    try {
      return [builder.finish(), ...rest];
    } catch (error) {
      if (!(error instanceof Unreachable) || taken.length === 1) throw error;
      return [...taken.flatMap((value) => this.#build([value])), ...rest];
    }
  }

  #place(value: Of<"place">): Step[] {
    const covered = value.inputs.reduce((sum, x) => sum + sizeOf(x.form.shape), 0);
    const [first] = value.places;
    const whole =
      !value.adds &&
      (value.inputs.length === 1 || covered === sizeOf(value.form.shape) || isWhole(value, first.strides)) &&
      covered >= sizeOf(value.form.shape);
    const steps: Step[] = whole ? [] : [{ kind: "clear", target: value }];
    for (const placed of value.places) {
      if (sizeOf(value.inputs[placed.input].form.shape) === 0) continue;
      const builder = new NestBuilder((x) => this.#stored(x));
      builder.place(value, placed);
      steps.push({ kind: "nest", nest: builder.finish() });
    }
    return steps;
  }
}

interface Group {
  readonly stage: number;
  readonly members: Value[];
}

const SEVERAL = "several";

/** Roots that may be gathered have one name. */
function nestOf(value: Value, stage: number, at: number): string {
  if (value.kind === "place" || (value.kind === "reduce" && !isSuffix(value))) return `alone ${at}`;
  return `${stage} ${sizeOf((value.kind === "reduce" ? value.of : value).form.shape)}`;
}

/** The first of what is placed fills the result. */
function isWhole(value: Of<"place">, strides: readonly number[]): boolean {
  const own = stridesOf(value.form.shape);
  const [first] = value.inputs;
  return (
    sizeOf(first.form.shape) === sizeOf(value.form.shape) && strides.every((stride, i) => stride === own[i])
  );
}

/** Part of the loops that need it, kept or not. */
const isComputedInLoops = ({ kind }: Value) =>
  kind === "lanes" || kind === "same" || kind === "view" || kind === "splat" || kind === "count";

/** In memory by nature. */
function isStored({ kind }: Value): boolean {
  return kind === "source" || kind === "reduce" || kind === "place" || kind === "matmul" || kind === "result";
}

/** Reduces the last axes: its rows are read one after the other. */
function isSuffix({ of, axes }: Of<"reduce">): boolean {
  const kept = of.form.shape.length - axes.length;
  const sizes = of.form.shape;
  return (
    axes.every((axis) => axis >= kept || sizes[axis] === 1) ||
    [...axes].sort((a, b) => a - b).every((axis, i) => axis === kept + i)
  );
}

/** Without changes of shape: the same elements in the same order. */
export function bare(value: Value): Value {
  while (value.kind === "same") value = value.of;
  return value;
}

/** What a chain of views looks at. */
export function beneath(value: Value): Value {
  while (value.kind === "same" || value.kind === "view") value = value.of;
  return value;
}

/** Every value that is needed, after those it needs. */
function inOrder(outputs: readonly Value[]): Value[] {
  const order: Value[] = [];
  const done = new Set<Value>();
  const waiting = [...outputs].reverse();
  while (waiting.length > 0) {
    const value = waiting[waiting.length - 1];
    if (done.has(value)) {
      waiting.pop();
      continue;
    }
    const missing = inputsOf(value).filter((x) => !done.has(x));
    if (missing.length > 0) waiting.push(...[...missing].reverse());
    else {
      waiting.pop();
      done.add(value);
      order.push(value);
    }
  }
  return order;
}

function inputsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case "splat":
    case "source":
    case "count":
      return [];
    case "lanes":
    case "place":
      return value.inputs;
    case "same":
    case "view":
    case "reduce":
      return [value.of];
    case "matmul":
      return [value.a, value.b];
    case "result":
      return value.of.inputs;
  }
}
