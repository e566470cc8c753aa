/** The core: the youngest trace among the inputs handles a primitive; with no trace the kernel runs. */
import type { ManyPrimitive, Primitive } from "./primitive.ts";
import type { Tensor } from "./tensor.ts";
import { escaped, type Trace } from "./trace.ts";

export function bind<P>(primitive: Primitive<P>, inputs: readonly Tensor[], params: P): Tensor {
  const youngest = youngestOf(inputs);
  if (youngest === null) return primitive.kernel(inputs, params);
  // Safe: the trace hands these params back to this primitive alone.
  return youngest.process(primitive as unknown as Primitive, inputs, params);
}

/** The same for a primitive with several results. */
export function bindMany<P>(primitive: ManyPrimitive<P>, inputs: readonly Tensor[], params: P): Tensor[] {
  const youngest = youngestOf(inputs);
  if (youngest === null) return primitive.kernel(inputs, params);
  // Safe: as above.
  return youngest.processMany(primitive, inputs, params);
}

function youngestOf(inputs: readonly Tensor[]): Trace | null {
  let youngest: Trace | null = null;
  let holder: Tensor | null = null;
  for (const x of inputs) {
    if (x.trace !== null && (youngest === null || x.trace.level > youngest.level)) {
      youngest = x.trace;
      holder = x;
    }
  }
  if (youngest?.finished === true) throw escaped(youngest, holder!);
  return youngest;
}
