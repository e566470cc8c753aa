/** Functions traced to programs: makeProgram shows one. */
import { leaves, mapWithPath } from "../core/tree.ts";
import { settled } from "./grad.ts";
import { asTensor } from "./leaf.ts";
import { traceProgram, type Program } from "./program.ts";

/** The program that `f` runs on arguments of these shapes; print it with `String(program)`. */
export function makeProgram(f: (...args: never[]) => unknown): (...args: unknown[]) => Program {
  return (...args) => {
    const forms = leaves(args).map((leaf) => asTensor(leaf));
    return traceProgram((...inputs) => {
      let at = 0;
      const result = settled("makeProgram", f(...(mapWithPath(args, () => inputs[at++]) as never[])));
      return leaves(result).map((leaf) => asTensor(leaf));
    }, forms);
  };
}
