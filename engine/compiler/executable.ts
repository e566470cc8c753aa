/**
 * A compiled program with its memory. Results are copied out, for the garbage collector to own; where an argument was donated they
 * stay in place until someone reads them or their place is needed.
 */
import type { DType } from "../core/dtype.ts";
import type { Form } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import type { Address, Heap } from "../wasm/heap.ts";
import { ResidentTensor, residentAt, settle, vacate, type Slot } from "../wasm/residents.ts";
import type { MemoryPlan } from "./plan.ts";

export interface Input {
  readonly index: number;
  readonly dtype: DType;
  readonly slot: Slot;
  /** Read where it lies; otherwise copied into its slot. */
  readonly roams: boolean;
}

type Output = { readonly form: Form } & (
  { readonly source: number | Tensor } | { readonly at: Address | readonly [Slot, Slot] }
);

interface Parts {
  readonly heap: Heap;
  readonly block: Address;
  readonly bytes: number;
  readonly plan: MemoryPlan;
  readonly inputs: readonly Input[];
  /** Of results that roam: the one of this call, and that of the last. */
  readonly places: readonly (readonly [Slot, Slot])[];
  readonly outputs: readonly Output[];
  /** Takes the addresses of inputs that roam, then of results that do. */
  readonly main: (...addresses: Address[]) => void;
}

const NONE: ReadonlySet<number> = new Set();

export class Executable {
  readonly plan: MemoryPlan;
  readonly bytes: number;
  /** Counts calls of all programs, so that the one longest unused can be told. */
  lastUse = 0;
  released = false;
  readonly #parts: Parts;
  readonly #addresses: Address[];
  #turn: 0 | 1 = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.plan = parts.plan;
    this.bytes = parts.bytes;
    this.#addresses = new Array<Address>(
      parts.inputs.filter(({ roams }) => roams).length + parts.places.length,
    ).fill(0);
  }

  /** @param donated inputs whose memory may be taken: their tensors end here */
  run(tensors: readonly Tensor[], donated: ReadonlySet<number> = NONE): Tensor[] {
    const { inputs, places, outputs, main } = this.#parts;
    this.#turn = this.#turn === 0 ? 1 : 0;
    let at = 0;
    for (const input of inputs) {
      const address = this.#place(input, tensors[input.index]);
      if (input.roams) this.#addresses[at++] = address;
    }
    for (const index of donated) {
      const given = tensors[index];
      if (given instanceof ResidentTensor) given.donate();
    }
    for (const place of places) {
      const slot = place[this.#turn];
      vacate(slot);
      this.#addresses[at++] = slot.address;
    }
    main(...this.#addresses);
    return outputs.map((output) => this.#read(output, tensors, donated.size > 0));
  }

  /** Gives the memory back; what is still in it is read before. */
  release(): void {
    if (this.released) return;
    this.released = true;
    const { heap, block, inputs, places } = this.#parts;
    for (const pair of places) pair.forEach(vacate);
    for (const { slot } of inputs) vacate(slot);
    heap.release(block);
  }

  /** Where the elements of an input are: as a rule where the last call left them. */
  #place({ slot, roams, dtype }: Input, x: Tensor): Address {
    if (!roams) {
      this.#parts.heap.write(dtype, slot.address, x.data);
      return slot.address;
    }
    const resident = residentAt(x, this.#parts.heap);
    if (resident !== null && !this.#isNext(resident)) return resident.address;
    const { data } = x;
    vacate(slot);
    this.#parts.heap.write(dtype, slot.address, data);
    settle(data, slot);
    return slot.address;
  }

  /** About to be written. */
  #isNext(slot: Slot): boolean {
    for (const place of this.#parts.places) if (place[this.#turn] === slot) return true;
    return false;
  }

  #read(output: Output, given: readonly Tensor[], stays: boolean): Tensor {
    const { shape, dtype } = output.form;
    if ("source" in output) {
      const { source } = output;
      return wrap(shape, dtype, (typeof source === "number" ? given[source] : source).data);
    }
    const { heap } = this.#parts;
    if (typeof output.at === "number") return wrap(shape, dtype, heap.read(dtype, output.at, sizeOf(shape)));
    const slot = output.at[this.#turn];
    if (stays && slot.holder === null) return new ResidentTensor(shape, dtype, slot);
    const data = heap.read(dtype, slot.address, sizeOf(shape));
    settle(data, slot);
    return wrap(shape, dtype, data);
  }
}
