/**
 * One nest of loops as a WebAssembly function: loads, an expression graph and what becomes of its values. One loop is vectorised: four
 * elements a turn, two where float64 takes part, and the rest of it one by one.
 */
import type { DType } from "../core/dtype.ts";
import type { Body, FunctionIndex, Local, ModuleBuilder } from "../wasm/assembler.ts";
import { emitAccumulate, emitFinish, emitStart, type Sum } from "./accumulate.ts";
import { emitLoad, emitStore, widths } from "./elements.ts";
import type { Access, Node, PlainFunction } from "./lanes.ts";
import { constantBytes } from "./constants.ts";
import { orderNodes, type NodeOrder } from "./order.ts";

export type Root =
  | { readonly kind: "store" | "add"; readonly access: Access; readonly value: Node }
  | {
      readonly kind: "reduce";
      readonly access: Access;
      readonly value: Node;
      readonly by: "sum" | "max" | "min";
      /** How many of the innermost loops are reduced. */
      readonly loops: number;
    };

export interface Nest {
  readonly extents: readonly number[];
  /** The loop that is vectorised; loops within it, if any, are reduced. */
  readonly vector: number;
  readonly lanes: 2 | 4;
  readonly buffers: number;
  readonly roots: readonly Root[];
}

/** What the functions of a module share. */
export interface Surroundings {
  readonly module: ModuleBuilder;
  readonly fused: boolean;
  /** The import that calls a plain function with three doubles; integers come back as such. */
  callee(f: PlainFunction, returns: "i32" | "f64"): FunctionIndex;
}

/** Adds a function that takes the address of each buffer. */
export function addNest(around: Surroundings, nest: Nest): FunctionIndex {
  const params = new Array<"i32">(nest.buffers).fill("i32");
  return around.module.function(params, (f) => new NestWriter(around, nest, f).write());
}

class NestWriter {
  readonly f: Body;
  readonly #nest: Nest;
  readonly #around: Surroundings;
  readonly #plans: NodeOrder["plans"];
  readonly #order: NodeOrder["nodes"];
  readonly #locals = new Map<Node, Local>();
  /** Addresses of groups of accesses, by their level: those of a group differ by constants. */
  readonly #pointers = new Map<string, Local[]>();
  readonly #sums = new Map<Root, Sum>();
  /** Byte counters of the loop that runs now, by their step. */
  readonly #counters: Map<number, Local>[] = [];
  readonly #position = new Map<number, Local>();
  /** What stands in its local, in the code written so far. */
  #done = new Set<Node>();
  /** Elements a turn of the vectorised loop does. */
  #active: number;

  constructor(around: Surroundings, nest: Nest, f: Body) {
    this.f = f;
    this.#around = around;
    this.#nest = nest;
    ({ plans: this.#plans, nodes: this.#order } = orderNodes(nest));
    this.#active = nest.vector < 0 ? 1 : nest.lanes;
  }

  write(): void {
    for (const root of this.#nest.roots)
      if (root.kind === "reduce") this.#sums.set(root, { ...root, dtype: root.value.dtype, locals: [] });
    this.#enter(0);
  }

  get #depth(): number {
    return this.#nest.extents.length;
  }

  #enter(level: number): void {
    const before = this.#done;
    this.#done = new Set(before);
    this.#pointersAt(level);
    if (level < this.#depth) {
      for (const node of this.#order) {
        const plan = this.#plans.get(node)!;
        if (plan.level === level && !plan.inline) this.#compute(node);
      }
      const opening = this.#nest.roots.filter(
        (root) => root.kind === "reduce" && this.#depth - root.loops === level,
      );
      for (const root of opening) emitStart(this.f, this.#sums.get(root)!);
      this.#loop(level);
      for (const root of opening) this.#finish(root);
    } else for (const root of this.#nest.roots) this.#put(root);
    this.#done = before;
  }

  #loop(level: number): void {
    const extent = this.#nest.extents[level];
    const f = this.f;
    const steps = new Set<number>();
    for (const access of this.#accesses()) {
      const stride = access.strides[level];
      if (stride !== 0) steps.add(stride * widths[access.dtype]);
    }
    const counters = new Map([...steps].map((step) => [step, f.local("i32")]));
    this.#counters[level] = counters;
    const position = f.local("i32");
    this.#position.set(level, position);
    const run = (from: number, to: number, step: number) => {
      if (to - from === 0) return;
      f.i32(from).set(position);
      for (const [bytes, counter] of counters) f.i32(from * bytes).set(counter);
      const once = () => this.#enter(level + 1);
      if (to - from === step) {
        once();
        return;
      }
      f.loop(() => {
        once();
        for (const [bytes, counter] of counters) f.bump(counter, bytes * step);
        f.get(position).i32(step).op("i32.add").tee(position).i32(to).op("i32.lt_s");
      });
    };
    if (level !== this.#nest.vector) {
      run(0, extent, 1);
      return;
    }
    const { lanes } = this.#nest;
    const whole = extent - (extent % lanes);
    run(0, whole, lanes);
    if (whole === extent) return;
    this.#active = 1;
    run(whole, extent, 1);
    this.#active = lanes;
  }

  *#accesses(): Iterable<Access> {
    for (const node of this.#order) if (node.kind === "load") yield node.access;
    for (const root of this.#nest.roots) yield root.access;
  }

  /** Brings the pointers of all accesses that moved with the loop just entered up to date; the innermost add on the fly. */
  #pointersAt(level: number): void {
    if (level === 0 || level === this.#depth) return;
    const moved = new Set<string>();
    for (const access of this.#accesses()) {
      const key = groupOf(access);
      if (access.strides[level - 1] === 0 || moved.has(key)) continue;
      moved.add(key);
      const local = this.#pointerLocal(key, level);
      this.#pushPointer(access, level - 1);
      this.f
        .get(this.#counters[level - 1].get(access.strides[level - 1] * widths[access.dtype])!)
        .op("i32.add")
        .set(local);
    }
  }

  #pointerLocal(key: string, level: number): Local {
    const locals = this.#pointers.get(key) ?? [];
    this.#pointers.set(key, locals);
    locals[level] ??= this.f.local("i32");
    return locals[level];
  }

  /** The address after as many loops; loops that do not move it leave that of the loop around. */
  #pushPointer(access: Access, level: number): void {
    const key = groupOf(access);
    for (let l = level; l > 0; l--) {
      if (access.strides[l - 1] !== 0) {
        this.f.get(this.#pointerLocal(key, l));
        return;
      }
    }
    this.f.get(access.buffer);
    // A pointer that runs down starts at its offset: that of an instruction counts from a positive address.
    if (runsDown(access)) this.f.i32(access.offset * widths[access.dtype]).op("i32.add");
  }

  /** The address of an access where it is made: after `level` loops. Returns the offset of the instruction. */
  #pushAddress(access: Access, level: number): number {
    const last = this.#depth - 1;
    if (last >= 0 && level === this.#depth && access.strides[last] !== 0) {
      this.#pushPointer(access, last);
      this.f.get(this.#counters[last].get(access.strides[last] * widths[access.dtype])!).op("i32.add");
    } else this.#pushPointer(access, Math.min(level, this.#depth));
    return runsDown(access) ? 0 : access.offset * widths[access.dtype];
  }

  /** The value of a node on the stack. */
  #push(node: Node): void {
    if (this.#done.has(node)) {
      this.f.get(this.#locals.get(node)!);
      return;
    }
    const plan = this.#plans.get(node)!;
    if (plan.inline) this.#write(node, plan.level);
    else {
      this.#compute(node);
      this.f.get(this.#locals.get(node)!);
    }
  }

  #compute(node: Node): void {
    if (this.#done.has(node)) return;
    // From the leaves up, so that a long chain is no deep recursion.
    const waiting: Node[] = [node];
    while (waiting.length > 0) {
      const next = waiting[waiting.length - 1];
      const missing = this.#pending(next);
      if (missing !== null) {
        waiting.push(missing);
        continue;
      }
      waiting.pop();
      if (this.#done.has(next)) continue;
      let own = this.#locals.get(next);
      if (own === undefined) this.#locals.set(next, (own = this.f.local("v128")));
      this.#write(next, this.#plans.get(next)!.level);
      this.f.set(own);
      this.#done.add(next);
    }
  }

  /** A node that must stand in its local before this one can be written. */
  #pending(node: Node): Node | null {
    for (const arg of node.args) {
      if (this.#done.has(arg)) continue;
      if (!this.#plans.get(arg)!.inline) return arg;
      const deeper = this.#pending(arg);
      if (deeper !== null) return deeper;
    }
    return null;
  }

  #write(node: Node, level: number): void {
    const { f } = this;
    switch (node.kind) {
      case "constant":
        f.v128(constantBytes(node.value, node.dtype));
        return;
      case "load": {
        const stride = node.access.strides[this.#nest.vector] ?? 0;
        const push = () => this.#pushAddress(node.access, level);
        emitLoad(f, node.dtype, push, stride, this.#nest.lanes, this.#active);
        return;
      }
      case "count":
        this.#writeCount(node.at);
        return;
      case "op":
        for (const arg of node.args) this.#push(arg);
        f.op(node.op);
        return;
      case "shift":
        this.#push(node.args[0]);
        f.i32(node.by).op(node.op);
        return;
      case "shuffle":
        this.#push(node.args[0]);
        this.#push(node.args[1]);
        f.shuffle(node.bytes);
        return;
      case "alias":
        this.#push(node.args[0]);
        return;
      case "fused":
        this.#writeFused(node);
        return;
      case "call":
        this.#writeCalls(node.f, node.args, node.dtype);
        return;
      case "rare":
        this.#writeRare(node);
    }
  }

  #writeCount({ strides, offset }: Access): void {
    const { f } = this;
    f.i32(offset);
    strides.forEach((stride, loop) => {
      if (stride !== 0) f.get(this.#position.get(loop)!).i32(stride).op("i32.mul").op("i32.add");
    });
    f.op("i32x4.splat");
    const across = strides[this.#nest.vector] ?? 0;
    if (across === 0) return;
    f.v128(new Uint8Array(Int32Array.from([0, 1, 2, 3], (lane) => lane * across).buffer)).op("i32x4.add");
  }

  #writeFused({ args: [a, b, c], dtype }: Node): void {
    const single = dtype === "float32";
    this.#push(a);
    this.#push(b);
    if (this.#around.fused) {
      this.#push(c);
      this.f.op(single ? "f32x4.relaxed_madd" : "f64x2.relaxed_madd");
    } else {
      this.f.op(single ? "f32x4.mul" : "f64x2.mul");
      this.#push(c);
      this.f.op(single ? "f32x4.add" : "f64x2.add");
    }
  }

  /** An element at a time, in doubles. */
  #writeCalls(g: PlainFunction, args: readonly Node[], dtype: DType): void {
    const { f } = this;
    const operands = args.map((arg) => this.#inLocal(arg));
    const result = f.local("v128");
    f.v128(new Uint8Array(16)).set(result);
    for (let lane = 0; lane < this.#active; lane++) {
      f.get(result);
      this.#callLane(g, operands, args, lane, dtype);
      f.set(result);
    }
    f.get(result);
    // A bool comes back as 0 or 1 and is a mask here.
    if (dtype === "bool") f.op("i32x4.neg");
  }

  #callLane(
    g: PlainFunction,
    operands: readonly Local[],
    args: readonly Node[],
    lane: number,
    dtype: DType,
  ): void {
    const { f } = this;
    for (let i = 0; i < 3; i++) {
      if (i >= operands.length) {
        f.f64(0);
        continue;
      }
      f.get(operands[i]);
      switch (args[i].dtype) {
        case "float32":
          f.lane("f32x4.extract_lane", lane).op("f64.promote_f32");
          break;
        case "float64":
          f.lane("f64x2.extract_lane", lane);
          break;
        case "int32":
          f.lane("i32x4.extract_lane", lane).op("f64.convert_i32_s");
          break;
        case "uint32":
          f.lane("i32x4.extract_lane", lane).op("f64.convert_i32_u");
          break;
        case "bool":
          f.lane("i32x4.extract_lane", lane).i32(1).op("i32.and").op("f64.convert_i32_s");
      }
    }
    const floating = dtype === "float32" || dtype === "float64";
    f.call(this.#around.callee(g, floating ? "f64" : "i32"));
    if (dtype === "float64") f.lane("f64x2.replace_lane", lane);
    else if (dtype === "float32") f.op("f32.demote_f64").lane("f32x4.replace_lane", lane);
    else f.lane("i32x4.replace_lane", lane);
  }

  #inLocal(node: Node): Local {
    if (this.#done.has(node)) return this.#locals.get(node)!;
    const local = this.f.local("v128");
    this.#push(node);
    this.f.set(local);
    return local;
  }

  #writeRare(node: Node & { kind: "rare" }): void {
    const { f } = this;
    const [condition, usual, x] = node.args;
    const [mask, value, operand] = [this.#inLocal(condition), f.local("v128"), this.#inLocal(x)];
    this.#push(usual);
    f.set(value);
    for (let lane = 0; lane < this.#active; lane++) {
      f.get(mask).lane("i32x4.extract_lane", lane);
      if (lane > 0) f.op("i32.or");
    }
    f.if(() => {
      for (let lane = 0; lane < this.#active; lane++) {
        f.get(mask)
          .lane("i32x4.extract_lane", lane)
          .if(() => {
            f.get(value);
            this.#callLane(node.f, [operand], [x], lane, node.dtype);
            f.set(value);
          });
      }
    });
    f.get(value);
  }

  #put(root: Root): void {
    const { f } = this;
    if (root.kind === "reduce") {
      const value = this.#inLocal(root.value);
      const across = this.#nest.vector >= this.#depth - root.loops;
      const position = this.#position.get(this.#depth - 1);
      const valid = across ? this.#active * (root.value.dtype === "float64" ? 8 : 4) : 16;
      emitAccumulate(f, this.#sums.get(root)!, value, valid, position ?? null);
      return;
    }
    const { access } = root;
    const stride = access.strides[this.#nest.vector] ?? 0;
    const { dtype } = root.value;
    const address = () => this.#pushAddress(access, this.#depth);
    const value = f.local("v128");
    this.#push(root.value);
    if (root.kind === "add") {
      emitLoad(f, dtype, address, stride, this.#nest.lanes, this.#active);
      const single = { float32: "f32x4.add", float64: "f64x2.add" } as const;
      f.op(dtype === "float32" || dtype === "float64" ? single[dtype] : "i32x4.add");
    }
    f.set(value);
    emitStore(f, dtype, address, value, stride, this.#active);
  }

  #finish(root: Root): void {
    if (root.kind !== "reduce") return;
    const level = this.#depth - root.loops;
    const across = this.#nest.vector >= level;
    const stride = across ? 0 : (root.access.strides[this.#nest.vector] ?? 0);
    const value = this.f.local("v128");
    emitFinish(this.f, this.#sums.get(root)!, across);
    this.f.set(value);
    const address = () => this.#pushAddress(root.access, level);
    emitStore(this.f, root.value.dtype, address, value, stride, across ? 1 : this.#active);
  }
}

const runsDown = ({ strides }: Access) => strides.some((stride) => stride < 0);

/** Accesses with one pointer: those to one buffer in equal steps, but for those that run down. */
function groupOf(access: Access): string {
  return `${access.buffer} ${access.strides.join(",")}${runsDown(access) ? ` ${access.offset}` : ""}`;
}
