/**
 * Expressions of compiled loops: a graph of SIMD instructions in which equal nodes are one. A vector holds four elements, or two
 * where a loop has float64; a bool is a mask of 32 bits an element, all set or none.
 */
import type { DType } from "../core/dtype.ts";
import type { Comparison, Lane, Lanes, Transcendental } from "../core/lowering.ts";
import type { Op } from "../wasm/opcodes.ts";
import { inSingle } from "./functions.ts";

export type PlainFunction = (a: number, b: number, c: number) => number;

/** Elements that a loop reads: a buffer by its number, and where its element lies for each turn of the loops. */
export interface Access {
  readonly buffer: number;
  readonly dtype: DType;
  /** In elements, for each loop from the outermost. */
  readonly strides: readonly number[];
  readonly offset: number;
}

export type Node = Lane & { readonly id: number; readonly args: readonly Node[] } & (
    | { readonly kind: "constant"; readonly value: number }
    | { readonly kind: "load"; readonly access: Access }
    /** A linear function of the loops' counters. */
    | { readonly kind: "count"; readonly at: Access }
    | { readonly kind: "op"; readonly op: Op }
    | {
        readonly kind: "shift";
        readonly op: "i32x4.shl" | "i32x4.shr_s" | "i32x4.shr_u";
        readonly by: number;
      }
    | { readonly kind: "shuffle"; readonly bytes: readonly number[] }
    /** The first argument under another dtype. */
    | { readonly kind: "alias" }
    /** a * b + c, rounded once where the machine has an instruction for it. */
    | { readonly kind: "fused" }
    | { readonly kind: "call"; readonly f: PlainFunction }
    /** The second argument, and for those elements where the first is set `f` of the third. */
    | { readonly kind: "rare"; readonly f: PlainFunction }
  );

type Body<T> = T extends unknown ? Omit<T, "id" | "args" | "dtype"> : never;

const isFloat = (dtype: DType) => dtype === "float32" || dtype === "float64";
const words = (...picked: number[]) => picked.flatMap((word) => [0, 1, 2, 3].map((byte) => word * 4 + byte));

const comparisons = {
  float32: "f32x4",
  float64: "f64x2",
  int32: "i32x4",
  uint32: "i32x4",
  bool: "i32x4",
} as const;

const plainFunctions: Readonly<Record<Transcendental, (x: number) => number>> = {
  exp: Math.exp,
  exp2: (x) => 2 ** x,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  logistic: (a) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a))),
};

/** Equal functions get equal numbers, for the keys of nodes. */
const functionNumbers = new WeakMap<PlainFunction, number>();
let functionsSeen = 0;
function numberOf(f: PlainFunction): number {
  let known = functionNumbers.get(f);
  if (known === undefined) functionNumbers.set(f, (known = ++functionsSeen));
  return known;
}

export class Expressions implements Lanes {
  readonly #known = new Map<string, Node>();
  /** Set where a node holds doubles other than on the way to a float. */
  hasDoubles = false;
  /** True while a function of floats computes halves of a vector in doubles. */
  inside = false;

  /** Nodes so far. */
  get size(): number {
    return this.#known.size;
  }

  /** Plain functions that are called, what they return, and whether for a few elements only. */
  readonly calls: (readonly [f: PlainFunction, returns: "i32" | "f64", rare: boolean])[] = [];

  /** Equal for equal graphs, built in the same order. */
  get key(): string {
    return [...this.#known.keys()].join("|");
  }

  /** A lane that this builder made, as the node it is. */
  own(lane: Lane): Node {
    return own(lane);
  }

  load(access: Access): Node {
    const { buffer, strides, offset } = access;
    return this.#node(`load ${buffer} ${strides.join(",")} ${offset}`, access.dtype, [], {
      kind: "load",
      access,
    });
  }

  count(at: Access): Node {
    return this.#node(`count ${at.strides.join(",")} ${at.offset}`, "uint32", [], { kind: "count", at });
  }

  constant(value: number, dtype: DType): Node {
    const shown = Object.is(value, -0) ? "-0" : value;
    return this.#node(`constant ${dtype} ${shown}`, dtype, [], { kind: "constant", value });
  }

  /** One instruction. */
  op(op: Op, dtype: DType, ...args: Node[]): Node {
    return this.#node(op, dtype, args, { kind: "op", op });
  }
  shift(op: "i32x4.shl" | "i32x4.shr_s" | "i32x4.shr_u", by: number, a: Node): Node {
    return this.#node(`${op} ${by}`, a.dtype, [a], { kind: "shift", op, by });
  }
  shuffle(dtype: DType, a: Node, b: Node, picked: readonly number[]): Node {
    return this.#node(`shuffle ${picked.join(",")}`, dtype, [a, b], {
      kind: "shuffle",
      bytes: words(...picked),
    });
  }
  /** The same bits as another dtype. */
  as(dtype: DType, a: Node): Node {
    return a.dtype === dtype ? a : this.#node(`as ${dtype}`, dtype, [a], { kind: "alias" });
  }
  fused(a: Node, b: Node, c: Node): Node {
    return this.#node("fused", a.dtype, [a, b, c], { kind: "fused" });
  }
  rare(condition: Node, usual: Node, f: PlainFunction, x: Node): Node {
    this.calls.push([f, "f64", true]);
    return this.#node(`rare ${numberOf(f)}`, usual.dtype, [condition, usual, x], { kind: "rare", f });
  }
  call(f: PlainFunction, inputs: readonly Lane[], dtype: DType): Node {
    this.calls.push([f, isFloat(dtype) ? "f64" : "i32", false]);
    return this.#node(`call ${numberOf(f)} ${dtype}`, dtype, inputs.map(own), { kind: "call", f });
  }

  add(a: Lane, b: Lane): Node {
    return this.#arithmetic("add", a, b);
  }
  sub(a: Lane, b: Lane): Node {
    return this.#arithmetic("sub", a, b);
  }
  mul(a: Lane, b: Lane): Node {
    // x * 1 is x, whatever x is; x + 0 is not where x is -0.
    if (isConstant(a, 1)) return own(b);
    if (isConstant(b, 1)) return own(a);
    return this.#arithmetic("mul", a, b);
  }
  div(a: Lane, b: Lane): Node {
    if (isConstant(b, 1)) return own(a);
    return this.op(a.dtype === "float64" ? "f64x2.div" : "f32x4.div", a.dtype, own(a), own(b));
  }
  sqrt(a: Lane): Node {
    return this.op(a.dtype === "float64" ? "f64x2.sqrt" : "f32x4.sqrt", a.dtype, own(a));
  }
  neg(a: Lane): Node {
    const op = ({ float32: "f32x4.neg", float64: "f64x2.neg" } as Partial<Record<DType, Op>>)[a.dtype];
    return this.op(op ?? "i32x4.neg", a.dtype, own(a));
  }
  abs(a: Lane): Node {
    if (!isFloat(a.dtype)) return a.dtype === "int32" ? this.op("i32x4.abs", a.dtype, own(a)) : own(a);
    return this.op(a.dtype === "float64" ? "f64x2.abs" : "f32x4.abs", a.dtype, own(a));
  }
  floor(a: Lane): Node {
    return this.#rounded("floor", a);
  }
  ceil(a: Lane): Node {
    return this.#rounded("ceil", a);
  }
  trunc(a: Lane): Node {
    return this.#rounded("trunc", a);
  }
  round(a: Lane): Node {
    return this.#rounded("nearest", a);
  }
  max(a: Lane, b: Lane): Node {
    return this.#extreme("max", own(a), own(b));
  }
  min(a: Lane, b: Lane): Node {
    return this.#extreme("min", own(a), own(b));
  }

  compare(by: Comparison, a: Lane, b: Lane): Node {
    const { dtype } = a;
    const prefix = comparisons[dtype];
    const ordered = by !== "eq" && by !== "ne";
    // Masks compare as 0 and 2^32 - 1.
    const suffix = !ordered || isFloat(dtype) ? "" : dtype === "int32" ? "_s" : "_u";
    // Safe: every combination stands in the table of instructions.
    const compared = this.op(`${prefix}.${by}${suffix}` as Op, "bool", own(a), own(b));
    return dtype === "float64" ? this.shuffle("bool", compared, compared, [0, 2, 0, 2]) : compared;
  }
  select(condition: Lane, a: Lane, b: Lane): Node {
    if (a === b) return own(a);
    // Zeros are no bits at all: half of the selection is enough.
    if (a.dtype !== "float64" && isPlainZero(a))
      return this.op("v128.andnot", b.dtype, own(b), own(condition));
    if (a.dtype !== "float64" && isPlainZero(b)) return this.op("v128.and", a.dtype, own(a), own(condition));
    const mask =
      a.dtype === "float64" ? this.op("i64x2.extend_low_i32x4_s", "bool", own(condition)) : own(condition);
    return this.op("v128.bitselect", a.dtype, own(a), own(b), mask);
  }
  and(a: Lane, b: Lane): Node {
    return this.op("v128.and", a.dtype, own(a), own(b));
  }
  or(a: Lane, b: Lane): Node {
    return this.op("v128.or", a.dtype, own(a), own(b));
  }
  xor(a: Lane, b: Lane): Node {
    return this.op("v128.xor", a.dtype, own(a), own(b));
  }
  not(a: Lane): Node {
    return this.op("v128.not", a.dtype, own(a));
  }

  shiftLeft(a: Lane, by: number): Node {
    return this.shift("i32x4.shl", by, own(a));
  }
  shiftRight(a: Lane, by: number): Node {
    return this.shift("i32x4.shr_u", by, own(a));
  }

  convert(lane: Lane, dtype: DType): Node {
    const a = own(lane);
    const from = a.dtype;
    if (from === dtype) return a;
    if (a.kind === "constant") return this.constant(stored(a.value, dtype), dtype);
    if (dtype === "bool") return this.compare("ne", a, this.constant(0, from));
    if (from === "bool") return this.select(a, this.constant(1, dtype), this.constant(0, dtype));
    switch (dtype) {
      case "float32":
        if (from === "float64") return this.op("f32x4.demote_f64x2_zero", dtype, a);
        return this.op(from === "int32" ? "f32x4.convert_i32x4_s" : "f32x4.convert_i32x4_u", dtype, a);
      case "float64":
        if (from === "float32") return this.op("f64x2.promote_low_f32x4", dtype, a);
        return this.op(
          from === "int32" ? "f64x2.convert_low_i32x4_s" : "f64x2.convert_low_i32x4_u",
          dtype,
          a,
        );
      case "int32":
      case "uint32":
        return isFloat(from) ? this.as(dtype, this.#whole(a)) : this.as(dtype, a);
    }
  }

  transcendental(name: Transcendental, a: Lane): Node {
    this.inside = a.dtype === "float32";
    const fast = this.inside ? inSingle(name, this, own(a)) : null;
    this.inside = false;
    return fast ?? this.call(plainFunctions[name], [a], a.dtype);
  }

  /** Towards zero and modulo 2^32, as typed arrays store floats; NaN and infinities are 0. */
  #whole(a: Node): Node {
    const { dtype } = a;
    const k = (value: number) => this.constant(value, dtype);
    const whole = this.trunc(a);
    const turns = this.floor(this.mul(whole, k(2 ** -32)));
    const wrapped = this.sub(whole, this.mul(turns, k(2 ** 32)));
    const signed = this.select(
      this.compare("ge", wrapped, k(2 ** 31)),
      this.sub(wrapped, k(2 ** 32)),
      wrapped,
    );
    const inside = this.compare("lt", this.abs(whole), k(2 ** 31));
    const chosen = this.select(inside, whole, signed);
    return this.op(
      dtype === "float64" ? "i32x4.trunc_sat_f64x2_s_zero" : "i32x4.trunc_sat_f32x4_s",
      "int32",
      chosen,
    );
  }

  #arithmetic(name: "add" | "sub" | "mul", a: Lane, b: Lane): Node {
    // Safe: every combination stands in the table of instructions.
    return this.op(`${comparisons[a.dtype]}.${name}` as Op, a.dtype, own(a), own(b));
  }

  #rounded(name: "floor" | "ceil" | "trunc" | "nearest", a: Lane): Node {
    if (!isFloat(a.dtype)) return own(a);
    return this.op(a.dtype === "float64" ? `f64x2.${name}` : `f32x4.${name}`, a.dtype, own(a));
  }

  #extreme(name: "max" | "min", a: Node, b: Node): Node {
    const { dtype } = a;
    if (!isFloat(dtype)) return this.op(`i32x4.${name}_${dtype === "int32" ? "s" : "u"}`, dtype, a, b);
    // pmax(b, a) is a where it is greater, else b: a NaN in b wins, one in a is put back.
    const chosen = this.op(dtype === "float64" ? `f64x2.p${name}` : `f32x4.p${name}`, dtype, b, a);
    return this.select(this.compare("eq", a, a), chosen, a);
  }

  #node(name: string, dtype: DType, args: readonly Node[], body: Body<Node>): Node {
    const key = `${name}(${args.map(({ id }) => id).join(" ")})`;
    let known = this.#known.get(key);
    if (known === undefined) {
      // Safe: `body` is one of the kinds, and the rest is common to all.
      known = { id: this.#known.size, dtype, args, ...body };
      if (dtype === "float64" && !this.inside) this.hasDoubles = true;
      this.#known.set(key, known);
    }
    return known;
  }
}

/** Every lane that reaches the builder is one of its nodes. */
const own = (lane: Lane): Node => lane as Node;

function isConstant(lane: Lane, value: number): boolean {
  const node = own(lane);
  return node.kind === "constant" && node.value === value;
}

function isPlainZero(lane: Lane): boolean {
  const node = own(lane);
  return node.kind === "constant" && Object.is(node.value, 0);
}

function stored(value: number, dtype: DType): number {
  switch (dtype) {
    case "float32":
      return Math.fround(value);
    case "float64":
      return value;
    case "int32":
      return value | 0;
    case "uint32":
      return value >>> 0;
    case "bool":
      return value !== 0 ? 1 : 0;
  }
}
