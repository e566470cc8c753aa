/** Long arrays outside a compiled program: a loop for one function, assembled once for all lengths and called on blocks. */
import { isFloating, type Data, type DType } from "../core/dtype.ts";
import type { Lane, Lanes } from "../core/lowering.ts";
import { ModuleBuilder } from "../wasm/assembler.ts";
import { instantiate, machine, type Machine } from "../wasm/machine.ts";
import { Expressions, type Access } from "./lanes.ts";
import { addNest } from "./nest.ts";

/** From this length on a loop is worth the copies to the machine and back. */
export const LONG = 16384;
/** Elements a call: functions that are called often are optimised soon. */
const BLOCK = 1024;
/** Instructions an element below which plain JavaScript is as fast: memory decides. */
const WORTHWHILE = 8;

type Lower = (m: Lanes, inputs: readonly Lane[]) => Lane;
type Kernel = (blocks: number, ...addresses: number[]) => void;

const kernels = new WeakMap<Machine, Map<string, Kernel | null>>();

/**
 * f of each element of float32 arrays of one length, or null where plain JavaScript does as well.
 * @param name equal for equal functions
 */
export function mapLong(name: string, lower: Lower, inputs: readonly Data[], dtype: DType): Data | null {
  const on = machine();
  if (on === null || !isFloating(dtype) || !inputs.every((data) => data instanceof Float32Array)) return null;
  const known = kernels.get(on) ?? new Map<string, Kernel | null>();
  kernels.set(on, known);
  let kernel = known.get(name);
  if (kernel === undefined) known.set(name, (kernel = assemble(on, lower, inputs.length)));
  return kernel === null ? null : run(on, kernel, inputs);
}

function run({ heap }: Machine, kernel: Kernel, inputs: readonly Data[]): Data | null {
  const { length } = inputs[0];
  const blocks = Math.ceil(length / BLOCK);
  const each = blocks * BLOCK * 4;
  const start = heap.takeIfAny(each * (inputs.length + 1));
  if (start === null) return null;
  const addresses = Array.from({ length: inputs.length + 1 }, (_, i) => start + i * each);
  inputs.forEach((data, i) => heap.write("float32", addresses[i], data));
  kernel(blocks, ...addresses);
  const result = heap.read("float32", addresses[inputs.length], length);
  heap.release(start);
  return result;
}

function assemble(on: Machine, lower: Lower, arity: number): Kernel | null {
  const m = new Expressions();
  const access = (buffer: number): Access => ({ buffer, dtype: "float32", strides: [1], offset: 0 });
  const inputs = Array.from({ length: arity }, (_, i) => m.load(access(i)));
  const value = m.own(lower(m, inputs));
  // Functions that come back to JavaScript for a few elements are fine; those that do for each are not.
  if (m.size < WORTHWHILE || value.dtype !== "float32" || m.calls.some(([, , rare]) => !rare)) return null;
  const module = new ModuleBuilder();
  const imports: Record<string, WebAssembly.ImportValue> = { m: on.heap.memory };
  const callees = m.calls.map(([f, returns], i) => {
    imports[`${i}`] = f;
    return module.import(`${i}`, { params: ["f64", "f64", "f64"], results: [returns] });
  });
  const block = addNest(
    { module, fused: on.fused, callee: (f) => callees[m.calls.findIndex(([each]) => each === f)] },
    {
      extents: [BLOCK],
      vector: 0,
      lanes: 4,
      buffers: arity + 1,
      roots: [{ kind: "store", access: access(arity), value }],
    },
  );
  const all = module.function(new Array<"i32">(arity + 2).fill("i32"), (f) => {
    const [blocks, ...addresses] = Array.from({ length: arity + 2 }, (_, i) => i);
    f.loop(() => {
      for (const address of addresses) f.get(address);
      f.call(block);
      for (const address of addresses) f.bump(address, BLOCK * 4);
      f.get(blocks).i32(1).op("i32.sub").tee(blocks);
    });
  });
  module.export("map", all);
  // Safe: it exports this function.
  return instantiate(module, imports)["map"] as Kernel;
}
