/**
 * A small assembler: functions of a WebAssembly module, written instruction by instruction, and the module around them in its
 * binary form. Source: WebAssembly Core Specification 2.0, chapter 5
 */
import { isScalar, tables, type LaneMemoryOp, type LaneOp, type MemoryOp, type Op } from "./opcodes.ts";

export type ValueType = "i32" | "f32" | "f64" | "v128";
const types: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

const PREFIX_SIMD = 0xfd;
const EMPTY_BLOCK = 0x40;

function unsigned(n: number): number[] {
  const bytes: number[] = [];
  for (; n > 127; n = Math.floor(n / 128)) bytes.push((n % 128) | 128);
  bytes.push(n);
  return bytes;
}

function signed(n: number): number[] {
  const bytes: number[] = [];
  for (;;) {
    const byte = n & 127;
    n >>= 7;
    if ((n === 0 && (byte & 64) === 0) || (n === -1 && (byte & 64) !== 0)) return [...bytes, byte];
    bytes.push(byte | 128);
  }
}

export type Local = number;

/** The body of one function. Every instruction returns the body, so that they chain. */
export class Body {
  readonly bytes: number[] = [];
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
  drop(): this {
    this.bytes.push(0x1a);
    return this;
  }

  i32(value: number): this {
    this.bytes.push(0x41, ...signed(value | 0));
    return this;
  }
  f64(value: number): this {
    this.bytes.push(0x44, ...new Uint8Array(Float64Array.of(value).buffer));
    return this;
  }
  v128(bytes: ArrayLike<number>): this {
    this.bytes.push(PREFIX_SIMD, 12, ...Array.from(bytes));
    return this;
  }

  op(op: Op): this {
    if (isScalar(op)) this.bytes.push(tables.scalar[op]);
    else this.bytes.push(PREFIX_SIMD, ...unsigned(tables.simd[op]));
    return this;
  }
  lane(op: LaneOp, lane: number): this {
    this.bytes.push(PREFIX_SIMD, tables.simdLane[op], lane);
    return this;
  }
  /** Byte i of the result is byte `bytes[i]` of the two operands laid end to end. */
  shuffle(bytes: readonly number[]): this {
    this.bytes.push(PREFIX_SIMD, 13, ...bytes);
    return this;
  }

  /** A load or store; its address, and a store's value, are on the stack. */
  memory(op: MemoryOp, offset = 0): this {
    if (op in tables.memory) {
      const [code] = tables.memory[op as keyof typeof tables.memory];
      this.bytes.push(code, 0, ...unsigned(offset));
    } else {
      const [code] = tables.simdMemory[op as keyof typeof tables.simdMemory];
      this.bytes.push(PREFIX_SIMD, code, 0, ...unsigned(offset));
    }
    return this;
  }
  laneMemory(op: LaneMemoryOp, lane: number, offset = 0): this {
    this.bytes.push(PREFIX_SIMD, tables.simdLaneMemory[op][0], 0, ...unsigned(offset), lane);
    return this;
  }
  /** Destination, source and bytes are on the stack. */
  memoryCopy(): this {
    this.bytes.push(0xfc, 10, 0, 0);
    return this;
  }
  /** Destination, byte and count are on the stack. */
  memoryFill(): this {
    this.bytes.push(0xfc, 11, 0);
    return this;
  }

  /** Runs the body and, while it leaves a number other than 0, again. */
  loop(body: () => void): this {
    this.bytes.push(0x03, EMPTY_BLOCK);
    body();
    this.bytes.push(0x0d, 0, 0x0b);
    return this;
  }
  /** The condition is on the stack. */
  if(then: () => void, otherwise?: () => void): this {
    this.bytes.push(0x04, EMPTY_BLOCK);
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

  get encoded(): number[] {
    const groups: [number, ValueType][] = [];
    for (const type of this.#locals) {
      const last = groups.at(-1);
      if (last?.[1] === type) last[0]++;
      else groups.push([1, type]);
    }
    const declared = groups.flatMap(([count, type]) => [...unsigned(count), types[type]]);
    return [...unsigned(groups.length), ...declared, ...this.bytes, 0x0b];
  }

  #emit(code: number, index: number): this {
    this.bytes.push(code, ...unsigned(index));
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
  readonly #signatureBytes: number[][] = [];
  readonly #imports: number[][] = [];
  readonly #functions: { readonly type: number; readonly body: Body }[] = [];
  readonly #exports: number[][] = [];
  #importedFunctions = 0;

  /** The memory is the import "e" "m". */
  constructor() {
    this.#imports.push([...text("e"), ...text("m"), 0x02, 0x00, 0x00]);
  }

  import(name: string, signature: Signature): FunctionIndex {
    if (this.#functions.length > 0) throw new Error("Imports come before the first function.");
    this.#imports.push([...text("e"), ...text(name), 0x00, ...unsigned(this.#type(signature))]);
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
    this.#exports.push([...text(name), 0x00, ...unsigned(index)]);
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    const code: number[][] = this.#functions.map(({ body }) => {
      const encoded = body.encoded;
      return prefixed(unsigned(encoded.length), encoded);
    });
    const sections: [number, number[][]][] = [
      [1, this.#signatureBytes],
      [2, this.#imports],
      [3, this.#functions.map(({ type }) => unsigned(type))],
      [7, this.#exports],
      [10, code],
    ];
    const bytes: number[] = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
    for (const [id, entries] of sections) {
      const count = unsigned(entries.length);
      const length = entries.reduce((sum, entry) => sum + entry.length, count.length);
      bytes.push(id, ...unsigned(length), ...count);
      for (const entry of entries) for (const byte of entry) bytes.push(byte);
    }
    return Uint8Array.from(bytes);
  }

  #type({ params, results }: Signature): number {
    const key = `${params.join(",")}>${results.join(",")}`;
    const known = this.#signatures.indexOf(key);
    if (known !== -1) return known;
    const list = (values: readonly ValueType[]) => [
      ...unsigned(values.length),
      ...values.map((v) => types[v]),
    ];
    this.#signatureBytes.push([0x60, ...list(params), ...list(results)]);
    return this.#signatures.push(key) - 1;
  }
}

/** Without a spread: the code of a large program has more bytes than a call takes arguments. */
function prefixed(head: readonly number[], rest: readonly number[]): number[] {
  const all = [...head];
  for (const byte of rest) all.push(byte);
  return all;
}

function text(value: string): number[] {
  return [...unsigned(value.length), ...Array.from(value, (c) => c.charCodeAt(0))];
}
