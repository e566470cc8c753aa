/** Elements between memory and vectors: neighbours at once, others one by one, a single one in every lane. */
import type { DType } from "../core/dtype.ts";
import type { Body, Local } from "../wasm/assembler.ts";

export const widths: Readonly<Record<DType, number>> = {
  float32: 4,
  float64: 8,
  int32: 4,
  uint32: 4,
  bool: 1,
};

/** Pushes the address without the offset that it returns. */
type PushAddress = () => number;

/** Bytes 0 and 1 of memory become masks. */
const toMask = (f: Body) => f.op("i16x8.extend_low_i8x16_u").op("i32x4.extend_low_i16x8_u").op("i32x4.neg");

/**
 * @param stride between neighbouring lanes, in elements
 * @param lanes of a vector; @param active of them wanted
 */
export function emitLoad(
  f: Body,
  dtype: DType,
  address: PushAddress,
  stride: number,
  lanes: number,
  active: number,
): void {
  const width = widths[dtype];
  if (stride === 0 || active === 1) {
    const offset = address();
    if (dtype === "bool") {
      f.memory("v128.load8_splat", offset);
      toMask(f);
    } else if (stride === 0) f.memory(width === 8 ? "v128.load64_splat" : "v128.load32_splat", offset);
    else f.memory(width === 8 ? "v128.load64_zero" : "v128.load32_zero", offset);
    return;
  }
  if (stride === 1) {
    const offset = address();
    if (dtype === "bool") {
      f.memory(lanes === 4 ? "v128.load32_zero" : "v128.load16_splat", offset);
      toMask(f);
    } else f.memory(width * lanes === 16 ? "v128.load" : "v128.load64_zero", offset);
    return;
  }
  // One after the other; those that run down start at the last, so that offsets are positive.
  f.v128(new Uint8Array(16));
  const gathered = f.local("v128");
  f.set(gathered);
  for (let lane = 0; lane < lanes; lane++) {
    const offset = address();
    const apart = lane * stride * width;
    if (apart < 0) f.i32(apart).op("i32.add");
    const at = offset + Math.max(apart, 0);
    f.get(gathered);
    if (width === 8) f.laneMemory("v128.load64_lane", lane, at);
    else if (width === 4) f.laneMemory("v128.load32_lane", lane, at);
    else f.laneMemory("v128.load8_lane", lane, at);
    f.set(gathered);
  }
  f.get(gathered);
  if (dtype === "bool") toMask(f);
}

export function emitStore(
  f: Body,
  dtype: DType,
  address: PushAddress,
  value: Local,
  stride: number,
  active: number,
): void {
  const width = widths[dtype];
  if (dtype === "bool") {
    // The lowest byte of each lane, side by side.
    f.get(value).v128(new Uint8Array(16).fill(1)).op("v128.and");
    f.get(value).shuffle([0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12]).set(value);
  }
  if (stride === 1 && active > 1) {
    const offset = address();
    f.get(value);
    const bytes = width * active;
    if (bytes === 16) f.memory("v128.store", offset);
    else if (bytes === 8) f.laneMemory("v128.store64_lane", 0, offset);
    else if (bytes === 4) f.laneMemory("v128.store32_lane", 0, offset);
    else f.laneMemory("v128.store16_lane", 0, offset);
    return;
  }
  for (let lane = 0; lane < active; lane++) {
    const offset = address();
    const apart = lane * stride * width;
    if (apart < 0) f.i32(apart).op("i32.add");
    const at = offset + Math.max(apart, 0);
    f.get(value);
    if (width === 8) f.laneMemory("v128.store64_lane", lane, at);
    else if (width === 4) f.laneMemory("v128.store32_lane", lane, at);
    else f.laneMemory("v128.store8_lane", lane, at);
  }
}
