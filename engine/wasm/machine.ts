/** The machine that compiled programs and large operations run on: one memory, and kernels that are assembled on first use. */
import type { KernelName } from "../core/lowering.ts";
import { ModuleBuilder } from "./assembler.ts";
import { addGemm, gemmScratch, tileFor, type Tile } from "./gemm.ts";
import { Heap, type Address } from "./heap.ts";
import { addKernel } from "./kernels.ts";

export type Gemm = (
  a: Address,
  b: Address,
  c: Address,
  m: number,
  n: number,
  k: number,
  rowA: number,
  columnA: number,
  rowB: number,
  columnB: number,
  rowC: number,
  scratch: Address,
) => void;

export interface Machine {
  readonly heap: Heap;
  /** Whether a product and a sum are one instruction. */
  readonly fused: boolean;
  readonly gemm: Readonly<Record<"f32" | "f64", Gemm>>;
  readonly kernels: Readonly<Record<KernelName, WebAssembly.ImportValue>>;
  readonly gemmScratch: (type: "f32" | "f64", columns: number) => number;
}

interface MachineOptions {
  /** False leaves relaxed instructions out even where there are some. */
  readonly fused?: boolean;
}

let current: Machine | null | undefined;

/** Null where there is no WebAssembly with SIMD: then plain kernels do all. */
export function machine(): Machine | null {
  if (current === undefined) current = createMachine();
  return current;
}

/** For tests and measurements: the machine with other options, or none at all. */
export function useMachine(options: MachineOptions | null): void {
  current = options === null ? null : createMachine(options);
}

function createMachine({ fused = true }: MachineOptions = {}): Machine | null {
  if (typeof WebAssembly === "undefined" || !understands("f32x4.add") || !mayCompile()) return null;
  const heap = new Heap();
  const relaxed = fused && understands("f32x4.relaxed_madd");
  const tiles = { f32: tileFor("f32", relaxed), f64: tileFor("f64", relaxed) };
  let gemm: Machine["gemm"] | null = null;
  let kernels: Machine["kernels"] | null = null;
  return {
    heap,
    fused: relaxed,
    get gemm() {
      gemm ??= products(heap, tiles);
      return gemm;
    },
    get kernels() {
      kernels ??= assembleKernels(heap);
      return kernels;
    },
    gemmScratch: (type, columns) => gemmScratch(tiles[type], columns),
  };
}

function products(heap: Heap, tiles: Readonly<Record<"f32" | "f64", Tile>>): Machine["gemm"] {
  const module = new ModuleBuilder();
  for (const type of ["f32", "f64"] as const) module.export(type, addGemm(module, tiles[type]));
  // Safe: it exports these two functions.
  return instantiate(module, { m: heap.memory }) as unknown as Machine["gemm"];
}

function assembleKernels(heap: Heap): Machine["kernels"] {
  const module = new ModuleBuilder();
  for (const [name, add] of Object.entries(addKernel)) module.export(name, add(module));
  // Safe: it exports them all.
  return instantiate(module, { m: heap.memory }) as Machine["kernels"];
}

export function instantiate(
  module: ModuleBuilder,
  imports: Readonly<Record<string, WebAssembly.ImportValue>>,
): WebAssembly.Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(module.bytes), { e: imports }).exports;
}

/** A page's policy may forbid it: script-src without 'wasm-unsafe-eval'. */
function mayCompile(): boolean {
  try {
    new WebAssembly.Module(new ModuleBuilder().bytes);
    return true;
  } catch {
    return false;
  }
}

function understands(op: "f32x4.add" | "f32x4.relaxed_madd"): boolean {
  const module = new ModuleBuilder();
  const zeros = new Uint8Array(16);
  module.function([], (f) => {
    f.v128(zeros).v128(zeros);
    if (op === "f32x4.relaxed_madd") f.v128(zeros);
    f.op(op).drop();
  });
  return WebAssembly.validate(module.bytes);
}
