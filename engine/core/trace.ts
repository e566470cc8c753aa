/** A trace is one run of one transform. Its level is a counter taken at its birth, so the inner transform is the younger. */
import { TracerError, showShape } from "./errors.ts";
import type { ManyPrimitive, Primitive } from "./primitive.ts";
import type { Tensor } from "./tensor.ts";

export interface Trace {
  readonly level: number;
  /** As it appears in an error: "grad", "vmap"... */
  readonly transform: string;
  finished: boolean;
  /** True where only shapes are known: a loop over a tensor would be unrolled without a word. */
  readonly shapesOnly?: boolean;
  /** Handles the primitive and binds the pieces again, one level out. */
  process(primitive: Primitive, inputs: readonly Tensor[], params: unknown): Tensor;
  processMany(primitive: ManyPrimitive, inputs: readonly Tensor[], params: unknown): Tensor[];
}

let births = 0;

/** Tapes of `requiresGrad` tensors are older than every transform. */
export const ROOT_LEVEL = 0;

export function nextLevel(): number {
  return ++births;
}

/** Runs the body of a transform and marks its trace finished, whatever happens. */
export function within<T extends Trace, R>(trace: T, body: (trace: T) => R): R {
  try {
    return body(trace);
  } finally {
    trace.finished = true;
  }
}

/** A function that a primitive holds may not read tracers of the trace that handles it: they would go unnoticed. */
export function captured(op: string): TracerError {
  return new TracerError(
    `${op}: the function reads a value from outside that a transform follows; its derivative would be lost. Pass it as an argument.`,
  );
}

export function escaped(trace: Trace, x: Tensor): TracerError {
  return new TracerError(
    `A ${x.dtype} ${showShape(x.shape)} made inside ${trace.transform} was used after it had ended.\n` +
      `Return it from the function rather than storing it outside.`,
  );
}
