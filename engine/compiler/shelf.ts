/** Compiled programs that are kept, within bounds: the one longest unused gives its memory back first. */
import type { Program } from "../transforms/program.ts";
import type { Machine } from "../wasm/machine.ts";
import { compileProgram } from "./compile.ts";
import type { Executable } from "./executable.ts";

/** Bytes that all programs may hold together, one of any size aside. */
const MOST_BYTES = 512 * 2 ** 20;

const kept = new Set<Executable>();
let uses = 0;

/** Null where there is nothing to gain, or no memory left: then the equations run one by one. */
export function keepCompiled(program: Program, machine: Machine): Executable | null {
  const executable = compiledIfAny(program, machine);
  if (executable === null) return null;
  let total = executable.bytes;
  for (const other of kept) total += other.bytes;
  const oldest = [...kept].sort((a, b) => a.lastUse - b.lastUse);
  for (const other of oldest) {
    if (total <= MOST_BYTES) break;
    total -= other.bytes;
    discard(other);
  }
  kept.add(executable);
  return executable;
}

function compiledIfAny(program: Program, machine: Machine): Executable | null {
  try {
    return compileProgram(program, machine);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export function used(executable: Executable): void {
  executable.lastUse = ++uses;
}

export function discard(executable: Executable): void {
  kept.delete(executable);
  executable.release();
}
