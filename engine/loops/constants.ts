/** Constants as vectors: the number in every lane, a bool as a mask. */
import type { DType } from "../core/dtype.ts";

export function constantBytes(value: number, dtype: DType): Uint8Array {
  const lanes = {
    float32: () => new Float32Array(4).fill(value),
    float64: () => new Float64Array(2).fill(value),
    int32: () => new Int32Array(4).fill(value),
    uint32: () => new Uint32Array(4).fill(value),
    bool: () => new Int32Array(4).fill(value === 0 ? 0 : -1),
  }[dtype]();
  return new Uint8Array(lanes.buffer);
}
