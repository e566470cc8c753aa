/** The core: the youngest trace among the inputs handles a primitive; with no trace the kernel runs. */
import type { Primitive } from "./primitive.ts";
import type { Tensor } from "./tensor.ts";
import { escaped, type Trace } from "./trace.ts";

export function bind<P>(primitive: Primitive<P>, inputs: readonly Tensor[], params: P): Tensor {
  let youngest: Trace | null = null;
  let holder: Tensor | null = null;
  for (const x of inputs) {
    if (x.trace !== null && (youngest === null || x.trace.level > youngest.level)) {
      youngest = x.trace;
      holder = x;
    }
  }
  if (youngest === null) return primitive.kernel(inputs, params);
  if (youngest.finished) throw escaped(youngest, holder!);
  // Safe: the trace hands these params back to this primitive alone.
  return youngest.process(primitive as unknown as Primitive, inputs, params);
}
