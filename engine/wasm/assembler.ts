/**
 * A small assembler: functions of a WebAssembly module, written instruction by instruction, and the module around them in its
 * binary form. Source: WebAssembly Core Specification 2.0, chapter 5
 */
import {
  isScalar,
  isScalarMemory,
  tables,
  type LaneMemoryOp,
  type LaneOp,
  type MemoryOp,
  type Op,
} from "./opcodes.ts";

export type ValueType = "i32" | "f32" | "f64" | "v128";
const types: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

const PREFIX_SIMD = 0xfd;
const EMPTY_BLOCK = 0x40;

/** Bytes that grow. */
class Bytes {
  #bytes = new Uint8Array(64);
  length = 0;

  push(byte: number): void {
    if (this.length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.length++] = byte;
  }
  /** LEB128: seven bits a byte, the lowest first. */
  unsigned(n: number): void {
    for (; n > 127; n = Math.floor(n / 128)) this.push((n % 128) | 128);
    this.push(n);
  }
  signed(n: number): void {
    for (;;) {
      const byte = n & 127;
      n >>= 7;
      if ((n === 0 && (byte & 64) === 0) || (n === -1 && (byte & 64) !== 0)) {
        this.push(byte);
        return;
      }
      this.push(byte | 128);
    }
  }
  append(bytes: ArrayLike<number>): void {
    if (this.length + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }
  /** Its length in front. */
  appendSized(bytes: Bytes): void {
    this.unsigned(bytes.length);
    this.append(bytes.written);
  }
  text(value: string): void {
    this.unsigned(value.length);
    for (let i = 0; i < value.length; i++) this.push(value.charCodeAt(i));
  }
  get written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length);
  }

  #grow(by: number): void {
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.length + by));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

export type Local = number;

/** The body of one function. Every instruction returns the body, so that they chain. */
export class Body {
  readonly bytes = new Bytes();
  readonly #params: number;
  readonly #locals: ValueType[] = [];

  constructor(params: number) {
    this.#params = params;
  }

  local(type: ValueType): Local {
    return this.#params + this.#locals.push(type) - 1;
  }

  get(local: Local): this {
    return this.#emit(0x20, local);
  }
  set(local: Local): this {
    return this.#emit(0x21, local);
  }
  /** Sets the local and leaves the value on the stack. */
  tee(local: Local): this {
    return this.#emit(0x22, local);
  }
  call(target: FunctionIndex): this {
    return this.#emit(0x10, target);
  }
  return(): this {
    this.bytes.push(0x0f);
    return this;
  }
  drop(): this {
    this.bytes.push(0x1a);
    return this;
  }

  i32(value: number): this {
    this.bytes.push(0x41);
    this.bytes.signed(value | 0);
    return this;
  }
  f64(value: number): this {
    this.bytes.push(0x44);
    this.bytes.append(new Uint8Array(Float64Array.of(value).buffer));
    return this;
  }
  v128(bytes: ArrayLike<number>): this {
    this.#simd(12);
    this.bytes.append(bytes);
    return this;
  }

  op(op: Op): this {
    if (isScalar(op)) this.bytes.push(tables.scalar[op]);
    else this.#simd(tables.simd[op]);
    return this;
  }
  lane(op: LaneOp, lane: number): this {
    this.#simd(tables.simdLane[op]);
    this.bytes.push(lane);
    return this;
  }
  /** Byte i of the result is byte `bytes[i]` of the two operands laid end to end. */
  shuffle(bytes: readonly number[]): this {
    this.#simd(13);
    this.bytes.append(bytes);
    return this;
  }

  /** A load or store; its address, and a store's value, are on the stack. */
  memory(op: MemoryOp, offset = 0): this {
    if (isScalarMemory(op)) this.bytes.push(tables.memory[op]);
    else this.#simd(tables.simdMemory[op]);
    // An alignment of 2^0 is always allowed.
    this.bytes.push(0);
    this.bytes.unsigned(offset);
    return this;
  }
  laneMemory(op: LaneMemoryOp, lane: number, offset = 0): this {
    this.#simd(tables.simdLaneMemory[op]);
    this.bytes.push(0);
    this.bytes.unsigned(offset);
    this.bytes.push(lane);
    return this;
  }
  /** Destination, source and bytes are on the stack. */
  memoryCopy(): this {
    this.bytes.append([0xfc, 10, 0, 0]);
    return this;
  }
  /** Destination, byte and count are on the stack. */
  memoryFill(): this {
    this.bytes.append([0xfc, 11, 0]);
    return this;
  }

  /** Runs the body and, while it leaves a number other than 0, again. */
  loop(body: () => void): this {
    this.bytes.append([0x03, EMPTY_BLOCK]);
    body();
    this.bytes.append([0x0d, 0, 0x0b]);
    return this;
  }
  /** The condition is on the stack. */
  if(then: () => void, otherwise?: () => void): this {
    this.bytes.append([0x04, EMPTY_BLOCK]);
    then();
    if (otherwise !== undefined) {
      this.bytes.push(0x05);
      otherwise();
    }
    this.bytes.push(0x0b);
    return this;
  }

  /** local += by */
  bump(local: Local, by: number): this {
    return this.get(local).i32(by).op("i32.add").set(local);
  }

  /** Counts `counter` up from where it stands in steps until `limit` (pushed by the caller's function) is reached; tests first. */
  countUp(counter: Local, limit: () => void, step: number, body: () => void): this {
    const below = (): void => {
      this.get(counter);
      limit();
      this.op("i32.lt_s");
    };
    below();
    return this.if(() => {
      this.loop(() => {
        body();
        this.bump(counter, step);
        below();
      });
    });
  }

  get encoded(): Bytes {
    const groups: [number, ValueType][] = [];
    for (const type of this.#locals) {
      const last = groups.at(-1);
      if (last?.[1] === type) last[0]++;
      else groups.push([1, type]);
    }
    const encoded = new Bytes();
    encoded.unsigned(groups.length);
    for (const [count, type] of groups) {
      encoded.unsigned(count);
      encoded.push(types[type]);
    }
    encoded.append(this.bytes.written);
    encoded.push(0x0b);
    return encoded;
  }

  #simd(code: number): void {
    this.bytes.push(PREFIX_SIMD);
    this.bytes.unsigned(code);
  }
  #emit(code: number, index: number): this {
    this.bytes.push(code);
    this.bytes.unsigned(index);
    return this;
  }
}

export type FunctionIndex = number;

interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** A module: it imports a memory and functions, and exports functions. Imports come before the first function. */
export class ModuleBuilder {
  readonly #signatures: string[] = [];
  readonly #types = new Bytes();
  readonly #imports = new Bytes();
  readonly #functions: { readonly type: number; readonly body: Body }[] = [];
  readonly #exports: { readonly name: string; readonly index: FunctionIndex }[] = [];
  #importedFunctions = 0;

  /** The memory is the import "e" "m". */
  constructor() {
    this.#imports.text("e");
    this.#imports.text("m");
    this.#imports.append([0x02, 0x00, 0x00]);
  }

  import(name: string, signature: Signature): FunctionIndex {
    if (this.#functions.length > 0) throw new Error("Imports come before the first function.");
    this.#imports.text("e");
    this.#imports.text(name);
    this.#imports.push(0x00);
    this.#imports.unsigned(this.#type(signature));
    return this.#importedFunctions++;
  }

  /** Adds a function; `write` fills its body. Functions may call those added before them, and themselves. */
  function(
    params: readonly ValueType[],
    write: (body: Body) => void,
    results: readonly ValueType[] = [],
  ): FunctionIndex {
    const body = new Body(params.length);
    write(body);
    this.#functions.push({ type: this.#type({ params, results }), body });
    return this.#importedFunctions + this.#functions.length - 1;
  }

  export(name: string, index: FunctionIndex): void {
    this.#exports.push({ name, index });
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    const module = new Bytes();
    module.append([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    const section = (id: number, count: number, write: (entries: Bytes) => void): void => {
      const entries = new Bytes();
      entries.unsigned(count);
      write(entries);
      module.push(id);
      module.appendSized(entries);
    };
    section(1, this.#signatures.length, (entries) => entries.append(this.#types.written));
    section(2, this.#importedFunctions + 1, (entries) => entries.append(this.#imports.written));
    section(3, this.#functions.length, (entries) => {
      for (const { type } of this.#functions) entries.unsigned(type);
    });
    section(7, this.#exports.length, (entries) => {
      for (const { name, index } of this.#exports) {
        entries.text(name);
        entries.push(0x00);
        entries.unsigned(index);
      }
    });
    section(10, this.#functions.length, (entries) => {
      for (const { body } of this.#functions) entries.appendSized(body.encoded);
    });
    return module.written;
  }

  #type({ params, results }: Signature): number {
    const key = `${params.join(",")}>${results.join(",")}`;
    const known = this.#signatures.indexOf(key);
    if (known !== -1) return known;
    this.#types.push(0x60);
    for (const list of [params, results]) {
      this.#types.unsigned(list.length);
      for (const type of list) this.#types.push(types[type]);
    }
    return this.#signatures.push(key) - 1;
  }
}
