/**
 * Which tensors are in the machine's memory. Their elements never change, so a place is good until it is used for something else;
 * results that are passed back in are found where they were computed.
 */
import type { Data, DType } from "../core/dtype.ts";
import { SlopeError, showShape } from "../core/errors.ts";
import { sizeOf, type Shape } from "../core/shape.ts";
import { Tensor, wrap } from "../core/tensor.ts";
import type { Address, Heap } from "./heap.ts";

/** A place that holds one array after another. */
export interface Slot {
  readonly heap: Heap;
  readonly address: Address;
  /** Counts its contents: a copy is good for one count. */
  contents: number;
  /** The tensor whose elements are here and nowhere else. */
  holder: ResidentTensor | null;
}

const copies = new WeakMap<Data, { readonly slot: Slot; readonly contents: number }>();

/** The place in this memory that holds the tensor's elements now, if one does. */
export function residentAt(x: Tensor, heap: Heap): Slot | null {
  if (x instanceof ResidentTensor && x.slot?.heap === heap) return x.slot;
  const copy = copies.get(x.data);
  return copy !== undefined && copy.slot.contents === copy.contents && copy.slot.heap === heap
    ? copy.slot
    : null;
}

/** Says that a slot, just filled, holds these elements. */
export function settle(data: Data, slot: Slot): void {
  copies.set(data, { slot, contents: slot.contents });
}

/** To be called before a slot is written: what it held, and nothing else holds, is read. */
export function vacate(slot: Slot): void {
  slot.holder?.read();
  slot.contents++;
}

/** A result that stays in the machine's memory until it is read, or donated to the next call. */
export class ResidentTensor extends Tensor {
  #slot: Slot | null;
  #read: Tensor | null = null;

  constructor(shape: Shape, dtype: DType, slot: Slot) {
    super(shape, dtype, null, null);
    this.#slot = slot;
    slot.holder = this;
  }

  /** Null once it has been read or donated. */
  get slot(): Slot | null {
    return this.#slot;
  }

  /** Its elements become the garbage collector's. */
  read(): Tensor {
    const slot = this.#slot;
    if (slot !== null) {
      const data = slot.heap.read(this.dtype, slot.address, sizeOf(this.shape));
      this.#read = wrap(this.shape, this.dtype, data);
      settle(data, slot);
      this.#leave(slot);
    }
    if (this.#read === null)
      throw new SlopeError(
        `This ${this.dtype} ${showShape(this.shape)} was donated to a jitted function, which computes in its memory now. ` +
          `Read it before the call, or leave its argument out of donateArgnums.`,
      );
    return this.#read;
  }

  /** Its elements are no longer wanted. */
  donate(): void {
    if (this.#slot !== null) this.#leave(this.#slot);
  }

  override concrete(): Tensor {
    return this.read();
  }

  #leave(slot: Slot): void {
    slot.holder = null;
    this.#slot = null;
  }
}
