/** Functions whose result has as many entries as the data decide: they read values, so they say what to do under jit and vmap. */
import { TracerError } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import type { Data } from "../core/dtype.ts";

/** The elements of a tensor whose values are known. @throws TracerError with a way out */
export function known(op: string, x: Tensor, wayOut: string): Data {
  try {
    return x.concrete(op).data;
  } catch (error) {
    if (!(error instanceof TracerError) || x.trace === null || x.trace.finished) throw error;
    throw new TracerError(
      `${op}: how many entries come out depends on values that are not known while ${x.trace.transform} traces the function.\n${wayOut}`,
    );
  }
}
