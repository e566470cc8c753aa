/** Builds one nest: follows each root down to memory, splits loops where a view asks for it and joins them again where none does. */
import type { DType } from "../core/dtype.ts";
import type { Placed } from "../core/lowering.ts";
import { sizeOf, stridesOf } from "../core/shape.ts";
import { Split, splitLoop, throughView, withBoundary, type Affine, type Loops } from "./affine.ts";
import { Expressions, type Access, type Node, type PlainFunction } from "../loops/lanes.ts";
import type { Nest, Root } from "../loops/nest.ts";
import type { Of, Value } from "./values.ts";

/** Thrown for a view whose elements no loop of the nest can follow. */
export class Unreachable extends Error {
  readonly value: Value;
  constructor(value: Value) {
    super("a view must be copied");
    this.value = value;
  }
}

export interface BuiltNest {
  readonly nest: Nest;
  /** What the buffers of the nest are, by their number there. */
  readonly buffers: readonly Value[];
  /** Those it writes. */
  readonly targets: readonly Value[];
  /** Plain functions that it calls, and what they return. */
  readonly calls: readonly (readonly [f: PlainFunction, returns: "i32" | "f64", rare: boolean])[];
  /** Equal for nests that are one function of their buffers' addresses. */
  readonly key: string;
}

type Item =
  | { readonly kind: "map"; readonly value: Value }
  | { readonly kind: "reduce"; readonly value: Of<"reduce">; readonly reduced: number }
  | { readonly kind: "place"; readonly value: Of<"place">; readonly placed: Placed };

export class NestBuilder {
  readonly #stored: (value: Value) => boolean;
  readonly #items: Item[] = [];
  #loops: Loops | null = null;

  constructor(stored: (value: Value) => boolean) {
    this.#stored = stored;
  }

  /** Takes a root in, or refuses one whose rows do not fit the loops so far. */
  add(value: Value): boolean {
    if (value.kind === "reduce") return this.#addReduce(value);
    this.#loops ??= naturalLoops(sizeOf(value.form.shape));
    this.#items.push({ kind: "map", value });
    return true;
  }

  /** One input of a placing, over its own space. */
  place(value: Of<"place">, placed: Placed): void {
    const { shape } = value.inputs[placed.input].form;
    this.#loops = { extents: shape, strides: stridesOf(shape) };
    this.#items.push({ kind: "place", value, placed });
  }

  finish(): BuiltNest {
    for (;;) {
      try {
        return new Attempt(this.#loops!, this.#items, this.#stored).finish();
      } catch (error) {
        if (!(error instanceof Split)) throw error;
        this.#loops = splitLoop(this.#loops!, error);
      }
    }
  }

  #addReduce(value: Of<"reduce">): boolean {
    const { shape } = value.of.form;
    const reduced = sizeOf(value.axes.map((axis) => shape[axis]));
    const own = stridesOf(shape);
    const kept = shape.map((_, i) => i).filter((i) => !value.axes.includes(i));
    const suffix = value.axes.every((axis) => kept.every((other) => other < axis || shape[other] === 1));
    if (suffix) {
      const loops = withBoundary(this.#loops ?? naturalLoops(sizeOf(shape)), reduced);
      if (loops === null) return false;
      this.#loops = loops;
    } else if (this.#loops === null) {
      const order = [...kept, ...value.axes];
      this.#loops = { extents: order.map((i) => shape[i]), strides: order.map((i) => own[i]) };
    }
    this.#items.push({ kind: "reduce", value, reduced });
    return true;
  }
}

const naturalLoops = (size: number): Loops => ({ extents: [size], strides: [1] });

/** An access as long as loops may still be joined. */
type OpenAccess = { -readonly [K in keyof Access]: Access[K] };

/** One try with given loops. */
class Attempt {
  readonly #loops: Loops;
  readonly #items: readonly Item[];
  readonly #stored: (value: Value) => boolean;
  readonly #m = new Expressions();
  readonly #buffers: Value[] = [];
  readonly #accesses: OpenAccess[] = [];
  readonly #known = new Map<string, Node>();
  readonly #ids = new Map<Value, number>();
  /** Values that this nest puts in memory: within it they are computed. */
  readonly #own: ReadonlySet<Value>;

  constructor(loops: Loops, items: readonly Item[], stored: (value: Value) => boolean) {
    this.#loops = loops;
    this.#items = items;
    this.#stored = stored;
    this.#own = new Set(items.filter(({ kind }) => kind === "map").map(({ value }) => value));
  }

  finish(): BuiltNest {
    const identity: Affine = { strides: this.#loops.strides, offset: 0 };
    const roots = this.#items.map((item): Root => {
      switch (item.kind) {
        case "map":
          return {
            kind: "store",
            value: this.#computed(item.value, identity),
            access: this.#access(item.value, identity),
          };
        case "reduce":
          return this.#reduce(item.value, item.reduced, identity);
        case "place": {
          const value = this.#node(item.value.inputs[item.placed.input], identity);
          const access = this.#access(item.value, this.#placed(item.value, item.placed));
          return { kind: item.value.adds ? "add" : "store", value, access };
        }
      }
    });
    return this.#joined(roots);
  }

  #reduce(value: Of<"reduce">, reduced: number, identity: Affine): Root {
    const { extents } = this.#loops;
    let loops = 0;
    for (let turns = 1; turns < reduced; loops++) turns *= extents[extents.length - 1 - loops];
    // Loops of one turn belong to either side.
    const kept = extents.length - loops;
    const strides = new Array<number>(extents.length).fill(0);
    let step = 1;
    for (let loop = kept - 1; loop >= 0; loop--) {
      strides[loop] = step;
      step *= extents[loop];
    }
    return {
      kind: "reduce",
      by: value.by,
      loops,
      value: this.#node(value.of, identity),
      access: this.#access(value, { strides, offset: 0 }),
    };
  }

  #placed({ inputs }: Of<"place">, placed: Placed): Affine {
    const { shape } = inputs[placed.input].form;
    const at = throughView(
      { strides: this.#loops.strides, offset: 0 },
      shape,
      { strides: placed.strides, offset: placed.offset },
      this.#loops.extents,
    );
    if (at === null) throw new Error("A placed input is walked in its own order.");
    return at;
  }

  /** The element of a value where the loops stand. */
  #node(value: Value, at: Affine): Node {
    const id = this.#ids.get(value) ?? this.#ids.size;
    this.#ids.set(value, id);
    const key = `${id} ${at.strides.join(",")} ${at.offset}`;
    let node = this.#known.get(key);
    if (node === undefined) this.#known.set(key, (node = this.#resolve(value, at)));
    return node;
  }

  #resolve(value: Value, at: Affine): Node {
    if (value.kind === "splat") return this.#m.constant(value.value, value.form.dtype);
    if (value.kind === "count") return this.#m.count(this.#counter(at));
    const here =
      this.#own.has(value) && at.offset === 0 && at.strides.every((s, i) => s === this.#loops.strides[i]);
    if (this.#stored(value) && !here) return this.#m.load(this.#access(value, at));
    return this.#computed(value, at);
  }

  #computed(value: Value, at: Affine): Node {
    switch (value.kind) {
      case "splat":
        return this.#m.constant(value.value, value.form.dtype);
      case "lanes":
        // Safe: the builder's lanes are nodes.
        return value.lower(
          this.#m,
          value.inputs.map((x) => this.#node(x, at)),
        ) as Node;
      case "same":
        return this.#node(value.of, at);
      case "view": {
        const through = throughView(at, value.form.shape, value.view, this.#loops.extents);
        if (through === null) throw new Unreachable(value);
        return this.#node(value.of, through);
      }
      default:
        throw new Error(`A ${value.kind} is no expression.`);
    }
  }

  #counter({ strides, offset }: Affine): Access {
    const counter: OpenAccess = { buffer: -1, dtype: "uint32", strides, offset };
    this.#accesses.push(counter);
    return counter;
  }

  #access(value: Value, { strides, offset }: Affine): Access {
    let buffer = this.#buffers.indexOf(value);
    if (buffer === -1) buffer = this.#buffers.push(value) - 1;
    const extents = this.#loops.extents;
    const access: OpenAccess = {
      buffer,
      dtype: value.form.dtype,
      strides: strides.map((stride, loop) => (extents[loop] === 1 ? 0 : stride)),
      offset,
    };
    this.#accesses.push(access);
    return access;
  }

  /** Loops of one turn go, neighbours that are one even walk for every access become one. */
  #joined(roots: Root[]): BuiltNest {
    let extents = [...this.#loops.extents];
    const remove = (loop: number) => {
      extents = extents.filter((_, i) => i !== loop);
      for (const access of this.#accesses) access.strides = access.strides.filter((_, i) => i !== loop);
    };
    const reducedLoops = new Map(roots.map((root) => [root, root.kind === "reduce" ? root.loops : 0]));
    const isBoundary = (loop: number) =>
      roots.some((root) => root.kind === "reduce" && extents.length - reducedLoops.get(root)! === loop);
    const forget = (loop: number) => {
      for (const [root, loops] of reducedLoops)
        if (loop >= extents.length - loops) reducedLoops.set(root, loops - 1);
      remove(loop);
    };
    for (let loop = extents.length - 1; loop >= 0; loop--) if (extents[loop] === 1) forget(loop);
    for (let loop = extents.length - 1; loop > 0; loop--) {
      const even = this.#accesses.every(({ strides }) => strides[loop - 1] === strides[loop] * extents[loop]);
      if (!even || isBoundary(loop)) continue;
      extents[loop] *= extents[loop - 1];
      forget(loop - 1);
    }
    const settled = roots.map((root): Root =>
      root.kind === "reduce" ? { ...root, loops: reducedLoops.get(root)! } : root,
    );
    const nest: Nest = {
      extents,
      vector: vectorLoop(extents, settled, this.#accesses),
      lanes: this.#isWide() ? 2 : 4,
      buffers: this.#buffers.length,
      roots: settled,
    };
    return {
      nest,
      buffers: this.#buffers,
      targets: this.#items.map(({ value }) => value),
      calls: this.#m.calls,
      key: this.#key(nest),
    };
  }

  #isWide(): boolean {
    const wide = ({ dtype }: { readonly dtype: DType }) => dtype === "float64";
    return this.#accesses.some(wide) || this.#m.hasDoubles;
  }

  #key({ extents, vector, roots }: Nest): string {
    const accesses = this.#accesses.map(
      ({ buffer, dtype, strides, offset }) => `${buffer} ${dtype} ${strides.join(",")} ${offset}`,
    );
    const ends = roots.map(
      (root) => `${root.kind} ${root.value.id} ${root.kind === "reduce" ? `${root.by} ${root.loops}` : ""}`,
    );
    return [extents.join(","), vector, ...accesses, ...ends, this.#m.key].join(";");
  }
}

/** The innermost loop, or, where its neighbours do not lie side by side, the innermost one that is not reduced. */
function vectorLoop(extents: readonly number[], roots: readonly Root[], accesses: readonly Access[]): number {
  const last = extents.length - 1;
  const reduced = Math.max(0, ...roots.map((root) => (root.kind === "reduce" ? root.loops : 0)));
  const same = roots.every((root) => root.kind === "reduce" && root.loops === reduced);
  const kept = last - reduced;
  if (reduced === 0 || !same || kept < 0) return last;
  const side = (loop: number) => accesses.filter(({ strides }) => Math.abs(strides[loop]) <= 1).length;
  const long = extents[last] >= 4;
  return side(kept) > side(last) || (!long && extents[kept] >= 4 && side(kept) >= side(last)) ? kept : last;
}
