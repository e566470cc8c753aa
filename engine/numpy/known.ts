/** What is asked of values that are known: functions whose size the data decide read them, and say what to do under jit and vmap. */
import { IndexError, TracerError } from "../core/errors.ts";
import { isFloating, type Data } from "../core/dtype.ts";
import type { Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";

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

/** Positions as int32. @throws IndexError where a known one is no whole number */
export function wholeNumbers(op: string, x: Tensor): Tensor {
  const wrong =
    isFloating(x.dtype) && x.trace === null ? x.data.find((value) => !Number.isInteger(value)) : undefined;
  if (wrong !== undefined) throw new IndexError(`${op}: positions are whole numbers, found ${wrong}.`);
  return convert(x, "int32");
}

/** Where elements are not 0, in row-major order: one int32 vector an axis. */
export function coordinatesWhere(data: Data, shape: Shape): Tensor[] {
  let count = 0;
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) count++;
  const flat = new Int32Array(count);
  for (let i = 0, k = 0; i < data.length; i++) if (data[i] !== 0) flat[k++] = i;
  let stride = data.length;
  return shape.map((n) => {
    stride /= n;
    const out = new Int32Array(count);
    for (let k = 0; k < count; k++) out[k] = Math.floor(flat[k] / stride) % n;
    return wrap([count], "int32", out);
  });
}
