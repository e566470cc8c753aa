/** The memory that all modules of the engine share, handed out in blocks: first fit, neighbours that are free become one. */
import type { Data, DType } from "../core/dtype.ts";

export type Address = number;

const PAGE = 65536;
/** A cache line; also what a vector loop may read behind the end of a block. */
const LINE = 64;
/** Address 0 is never handed out. */
const START = LINE;
/** 4 GiB less a page: addresses are unsigned, and comparisons of loops are signed, so half of it. */
const MOST_PAGES = 32768;

const roundUp = (bytes: number) => Math.ceil((bytes + 16) / LINE) * LINE;

export class Heap {
  readonly memory = new WebAssembly.Memory({ initial: 4, maximum: MOST_PAGES });
  /** Start and bytes of what is free, by address; the last one grows with the memory. */
  readonly #free: { start: Address; bytes: number }[] = [{ start: START, bytes: 4 * PAGE - START - LINE }];
  readonly #taken = new Map<Address, number>();
  #views = viewsOf(this.memory);

  /** Bytes handed out now. */
  get used(): number {
    let total = 0;
    for (const bytes of this.#taken.values()) total += bytes;
    return total;
  }

  /** @throws RangeError when the machine has no more memory */
  take(bytes: number): Address {
    const wanted = roundUp(bytes);
    let at = this.#free.findIndex((block) => block.bytes >= wanted);
    if (at === -1) {
      this.#grow(wanted);
      at = this.#free.length - 1;
    }
    const block = this.#free[at];
    const address = block.start;
    if (block.bytes === wanted) this.#free.splice(at, 1);
    else {
      block.start += wanted;
      block.bytes -= wanted;
    }
    this.#taken.set(address, wanted);
    return address;
  }

  /** Null where there is no more memory: plain kernels need none of this one. */
  takeIfAny(bytes: number): Address | null {
    try {
      return this.take(bytes);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  release(address: Address): void {
    const bytes = this.#taken.get(address);
    if (bytes === undefined) return;
    this.#taken.delete(address);
    let at = this.#free.findIndex((block) => block.start > address);
    if (at === -1) at = this.#free.length;
    this.#free.splice(at, 0, { start: address, bytes });
    this.#join(at);
    this.#join(at - 1);
  }

  /** The elements at an address, until the memory grows. */
  view(dtype: DType, address: Address, size: number): Data {
    const { buffer } = this.memory;
    switch (dtype) {
      case "float32":
        return new Float32Array(buffer, address, size);
      case "float64":
        return new Float64Array(buffer, address, size);
      case "int32":
        return new Int32Array(buffer, address, size);
      case "uint32":
        return new Uint32Array(buffer, address, size);
      case "bool":
        return new Uint8Array(buffer, address, size);
    }
  }

  write(dtype: DType, address: Address, data: Data): void {
    const whole = this.#current()[dtype];
    const at = address / whole.BYTES_PER_ELEMENT;
    // A call costs more than the copy of a few numbers.
    if (data.length <= 16) for (let i = 0; i < data.length; i++) whole[at + i] = data[i];
    else whole.set(data, at);
  }

  /** A copy that the garbage collector owns. */
  read(dtype: DType, address: Address, size: number): Data {
    const whole = this.#current()[dtype];
    const at = address / whole.BYTES_PER_ELEMENT;
    return whole.slice(at, at + size);
  }

  /** Views of all of the memory; growing detaches them. */
  #current(): Readonly<Record<DType, Data>> {
    if (this.#views.bool.length === 0) this.#views = viewsOf(this.memory);
    return this.#views;
  }

  #join(at: number): void {
    if (at < 0 || at + 1 >= this.#free.length) return;
    const [block, next] = [this.#free[at], this.#free[at + 1]];
    if (block.start + block.bytes !== next.start) return;
    block.bytes += next.bytes;
    this.#free.splice(at + 1, 1);
  }

  /** By a quarter at least, so that growing stays rare. */
  #grow(wanted: number): void {
    const pages = this.memory.buffer.byteLength / PAGE;
    const needed = Math.ceil((wanted + LINE) / PAGE);
    const more = Math.min(Math.max(needed, Math.ceil(pages / 4)), MOST_PAGES - pages);
    if (more < needed)
      throw new RangeError(`The engine has no room for ${wanted} bytes more; it uses ${this.used}.`);
    // Throws a RangeError of its own where the machine has less than it may give.
    this.memory.grow(more);
    const start = pages * PAGE - LINE;
    this.#free.push({ start, bytes: more * PAGE });
    this.#join(this.#free.length - 2);
  }
}

function viewsOf({ buffer }: WebAssembly.Memory): Readonly<Record<DType, Data>> {
  return {
    float32: new Float32Array(buffer),
    float64: new Float64Array(buffer),
    int32: new Int32Array(buffer),
    uint32: new Uint32Array(buffer),
    bool: new Uint8Array(buffer),
  };
}
