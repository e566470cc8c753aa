/** Matrix products of every shape that packing and tiles could stumble over, against sums in doubles. */
import { describe, expect, it } from "vitest";
import { ModuleBuilder } from "./assembler.ts";
import { addGemm, gemmScratch, tileFor } from "./gemm.ts";
import { Heap } from "./heap.ts";
import { instantiate, machine, type Gemm } from "./machine.ts";

const shapes = [
  [1, 1, 1],
  [5, 7, 3],
  [25, 3, 300],
  [12, 4, 5],
  [6, 8, 2],
  [101, 37, 8],
  [64, 64, 64],
  [97, 13, 300],
  [8, 12, 0],
  [13, 100, 257],
  [4, 8, 513],
] as const;

const relaxed = machine()?.fused === true;

describe.each(["f32", "f64"] as const)("a product of %s", (type) => {
  describe.each(relaxed ? [true, false] : [false])("fused: %s", (fused) => {
    const heap = new Heap();
    const module = new ModuleBuilder();
    const tile = tileFor(type, fused);
    module.export("gemm", addGemm(module, tile));
    // Safe: it exports this function.
    const gemm = instantiate(module, { m: heap.memory })["gemm"] as Gemm;
    const [dtype, width] = type === "f32" ? (["float32", 4] as const) : (["float64", 8] as const);

    it.each(shapes)("%i x %i over %i, each operand as it is and turned", (m, n, k) => {
      for (const turnedA of [false, true]) {
        for (const turnedB of [false, true]) {
          const [a, b, c] = [m * k, k * n, m * n].map((size) => heap.take(size * width));
          const scratch = heap.take(gemmScratch(tile, n));
          heap.write(
            dtype,
            a,
            Float64Array.from({ length: m * k }, (_, i) => Math.sin(i * 1.3)),
          );
          heap.write(
            dtype,
            b,
            Float64Array.from({ length: k * n }, (_, i) => Math.cos(i * 0.7)),
          );
          const [rowA, columnA] = turnedA ? [1, m] : [k, 1];
          const [rowB, columnB] = turnedB ? [1, k] : [n, 1];
          gemm(
            a,
            b,
            c,
            m,
            n,
            k,
            rowA * width,
            columnA * width,
            rowB * width,
            columnB * width,
            n * width,
            scratch,
          );
          const [x, y, z] = [
            heap.view(dtype, a, m * k),
            heap.view(dtype, b, k * n),
            heap.view(dtype, c, m * n),
          ];
          for (let i = 0; i < m; i++) {
            for (let j = 0; j < n; j++) {
              let sum = 0;
              for (let p = 0; p < k; p++) sum += x[i * rowA + p * columnA] * y[p * rowB + j * columnB];
              const allowed = (type === "f32" ? 2 ** -23 : 2 ** -52) * (k + 1);
              expect(Math.abs(z[i * n + j] - sum), `${i}, ${j}`).toBeLessThanOrEqual(allowed);
            }
          }
          for (const address of [a, b, c, scratch]) heap.release(address);
        }
      }
    });
  });
});

describe("the heap", () => {
  it("hands out blocks that do not touch and takes them back as one", () => {
    const heap = new Heap();
    const blocks = [100, 1, 70_000, 3_000_000, 64].map((bytes) => ({ bytes, at: heap.take(bytes) }));
    const sorted = [...blocks].sort((x, y) => x.at - y.at);
    sorted.slice(1).forEach(({ at }, i) => expect(at).toBeGreaterThanOrEqual(sorted[i].at + sorted[i].bytes));
    for (const { at } of blocks) heap.release(at);
    expect(heap.used).toBe(0);
    const size = heap.memory.buffer.byteLength;
    heap.take(size - 4096);
    expect(heap.memory.buffer.byteLength).toBe(size);
  });
  it("says when there is no more, and holds what it had", () => {
    const heap = new Heap();
    const at = heap.take(64);
    heap.write("float32", at, Float32Array.of(7));
    expect(() => heap.take(2 ** 32)).toThrow("no room for");
    expect(heap.takeIfAny(2 ** 32)).toBeNull();
    expect(heap.read("float32", at, 1)[0]).toBe(7);
  });
});
