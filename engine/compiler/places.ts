/** Places in memory while instructions are written: addresses, copies between them, and the two places of what a loop carries. */
import type { Body, Local } from "../wasm/assembler.ts";
import type { Address } from "../wasm/heap.ts";
import { bytesOf, roundUp } from "./plan.ts";
import type { Value } from "./values.ts";

/** An address: that of a local, if any, and bytes beyond it. */
export interface Place {
  readonly local: Local | null;
  readonly bytes: number;
}
export const placeAt = (address: Address): Place => ({ local: null, bytes: address });

/** Up to so many bytes a copy is written out. */
const WRITTEN_OUT = 256;

export function push(f: Body, { local, bytes }: Place): Body {
  if (local === null) return f.i32(bytes);
  f.get(local);
  return bytes === 0 ? f : f.i32(bytes).op("i32.add");
}

export function copy(f: Body, from: Place, to: Place, bytes: number): void {
  if (bytes > WRITTEN_OUT) {
    push(f, to);
    push(f, from);
    f.i32(bytes).memoryCopy();
    return;
  }
  // Places have room behind them for a whole vector, so the last one may be too long; those of rows have none.
  let done = 0;
  for (const [width, load, store] of copies) {
    for (; bytes - done >= width; done += width) {
      push(f, to);
      push(f, from);
      f.memory(load, done).memory(store, done);
    }
  }
}
const copies = [
  [16, "v128.load", "v128.store"],
  [8, "f64.load", "f64.store"],
  [4, "i32.load", "i32.store"],
  [1, "i32.load8_u", "i32.store8"],
] as const;

/** What a loop carries, each in two places that take turns. */
export class States {
  readonly #f: Body;
  readonly #states: { readonly now: Local; readonly next: Local; readonly bytes: number }[] = [];

  constructor(f: Body, start: Address, values: readonly Value[]) {
    this.#f = f;
    let at = start;
    for (const value of values) {
      const [now, next] = [f.local("i32"), f.local("i32")];
      const bytes = bytesOf(value);
      f.i32(at).set(now);
      at += roundUp(bytes);
      f.i32(at).set(next);
      at += roundUp(bytes);
      this.#states.push({ now, next, bytes });
    }
  }

  start(from: readonly Place[]): void {
    from.forEach((place, i) => copy(this.#f, place, this.now(i), this.#states[i].bytes));
  }
  now(i: number): Place {
    return { local: this.#states[i].now, bytes: 0 };
  }
  next(i: number): Place {
    return { local: this.#states[i].next, bytes: 0 };
  }
  swap(): void {
    for (const { now, next } of this.#states) this.#f.get(now).get(next).set(now).set(next);
  }
  finish(into: readonly (Place | null)[]): void {
    into.forEach((place, i) => {
      if (place !== null) copy(this.#f, this.now(i), place, this.#states[i].bytes);
    });
  }
}
