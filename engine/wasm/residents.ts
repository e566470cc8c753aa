/**
 * Which arrays have a copy in the machine's memory. A tensor's elements never change, so a copy is good until its place is used for
 * something else; results that are passed back in are found where they were computed.
 */
import type { Data } from "../core/dtype.ts";
import type { Address } from "./heap.ts";

/** A place that holds one array after another. */
export interface Slot {
  readonly address: Address;
  /** Counts its contents: a copy is good for one count. */
  contents: number;
}

const copies = new WeakMap<Data, { readonly slot: Slot; readonly contents: number }>();

/** The place that holds the elements now, if one does. */
export function residentAt(data: Data): Slot | null {
  const copy = copies.get(data);
  return copy?.slot.contents === copy?.contents ? (copy?.slot ?? null) : null;
}

/** Says that a slot, just filled, holds these elements. */
export function settle(data: Data, slot: Slot): void {
  copies.set(data, { slot, contents: slot.contents });
}

/** To be called before a slot is written: what it held is gone. */
export function vacate(slot: Slot): void {
  slot.contents++;
}
