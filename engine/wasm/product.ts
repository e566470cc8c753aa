/** Matrix products outside a compiled program: operands are copied to the machine, unless they are there, and the result back. */
import type { Data } from "../core/dtype.ts";
import type { Tensor } from "../core/tensor.ts";
import type { Address } from "./heap.ts";
import type { Machine } from "./machine.ts";
import { residentAt } from "./residents.ts";

export interface ProductSizes {
  /** Matrices, one after the other in all three arrays. */
  readonly count: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

const roundUp = (bytes: number) => Math.ceil((bytes + 16) / 64) * 64;

/** x [count, m, k] by y [count, k, n], both row-major and of one floating dtype; null where the memory is full. */
export function multiply(
  { heap, gemm, gemmScratch }: Machine,
  x: Tensor,
  y: Tensor,
  { count, m, n, k }: ProductSizes,
): Data | null {
  const { dtype } = x;
  const type = dtype === "float64" ? "f64" : "f32";
  const width = type === "f64" ? 8 : 4;
  const [left, right] = [residentAt(x, heap), residentAt(y, heap)];
  const sizes = [
    gemmScratch(type, n),
    left === null ? x.size * width : 0,
    right === null ? y.size * width : 0,
  ];
  const places = [...sizes, count * m * n * width].map(roundUp);
  const start = heap.takeIfAny(places.reduce((sum, bytes) => sum + bytes, 0));
  if (start === null) return null;
  const [, ownA, ownB, c] = places.map((_, i) =>
    places.slice(0, i).reduce((sum, bytes) => sum + bytes, start),
  );
  const a: Address = left === null ? ownA : left.address;
  const b: Address = right === null ? ownB : right.address;
  if (left === null) heap.write(dtype, a, x.data);
  if (right === null) heap.write(dtype, b, y.data);
  const run = gemm[type];
  for (let i = 0; i < count; i++) {
    const [ai, bi, ci] = [a + i * m * k * width, b + i * k * n * width, c + i * m * n * width];
    run(ai, bi, ci, m, n, k, k * width, width, n * width, width, n * width, start);
  }
  const product = heap.read(dtype, c, count * m * n);
  heap.release(start);
  return product;
}
