/** Sums, maxima and minima while a loop runs. float32 sums in doubles: a million times 0.1 is 100000. */
import type { DType } from "../core/dtype.ts";
import type { Body, Local } from "../wasm/assembler.ts";
import type { Op } from "../wasm/opcodes.ts";
import { constantBytes } from "./constants.ts";

export interface Sum {
  readonly dtype: DType;
  readonly by: "sum" | "max" | "min";
  /** Set when it starts. */
  readonly locals: Local[];
}

const words = (...picked: number[]) => picked.flatMap((word) => [0, 1, 2, 3].map((byte) => word * 4 + byte));
/** Doubles that a lane adds up before they go to the total: the error grows with the square root, not with the length. */
const BLOCK = 1024;

export function emitStart(f: Body, sum: Sum): void {
  const count = sum.by === "sum" && sum.dtype !== "int32" && sum.dtype !== "uint32" ? 2 : 1;
  while (sum.locals.length < count) sum.locals.push(f.local("v128"));
  for (const local of sum.locals)
    f.v128(constantBytes(identity(sum), sum.by === "sum" ? "int32" : sum.dtype)).set(local);
}

/** What changes nothing. */
function identity({ by, dtype }: Sum): number {
  if (by === "sum") return 0;
  const least = { float32: -Infinity, float64: -Infinity, int32: -(2 ** 31), uint32: 0, bool: 0 }[dtype];
  const most = { float32: Infinity, float64: Infinity, int32: 2 ** 31 - 1, uint32: 2 ** 32 - 1, bool: 1 }[
    dtype
  ];
  return by === "max" ? least : most;
}

/**
 * @param valid bytes of the value that count; the lanes behind them hold anything
 * @param position the counter of the innermost loop
 */
export function emitAccumulate(f: Body, sum: Sum, given: Local, valid: number, position: Local | null): void {
  const [first, second] = sum.locals;
  let value = given;
  if (valid < 16) {
    const neutral = constantBytes(identity(sum), sum.by === "sum" ? "int32" : sum.dtype);
    const mask = Uint8Array.from({ length: 16 }, (_, i) => (i < valid ? 255 : 0));
    value = f.local("v128");
    f.get(given).v128(neutral).v128(mask).op("v128.bitselect").set(value);
  }
  if (sum.by !== "sum") {
    f.get(first).get(value).op(combining(sum)).set(first);
    return;
  }
  switch (sum.dtype) {
    case "float32":
      f.get(first).get(value).op("f64x2.promote_low_f32x4").op("f64x2.add").set(first);
      if (valid <= 8) return;
      f.get(second)
        .get(value)
        .get(value)
        .shuffle(words(2, 3, 2, 3))
        .op("f64x2.promote_low_f32x4")
        .op("f64x2.add")
        .set(second);
      return;
    case "float64":
      f.get(first).get(value).op("f64x2.add").set(first);
      if (position === null || valid < 16) return;
      // `second` is the total of whole blocks.
      f.get(position)
        .i32(BLOCK - 1)
        .op("i32.and")
        .op("i32.eqz")
        .if(() => {
          f.get(second).get(first).op("f64x2.add").set(second);
          f.v128(new Uint8Array(16)).set(first);
        });
      return;
    default:
      f.get(first).get(value).op("i32x4.add").set(first);
  }
}

function combining({ by, dtype }: Sum): Op {
  if (dtype === "float32") return `f32x4.${by as "max"}`;
  if (dtype === "float64") return `f64x2.${by as "max"}`;
  if (dtype === "bool") return by === "max" ? "v128.or" : "v128.and";
  return `i32x4.${by as "max"}_${dtype === "int32" ? "s" : "u"}`;
}

/** Leaves the result on the stack: over all lanes, or each lane its own. */
export function emitFinish(f: Body, sum: Sum, across: boolean): void {
  const [first, second] = sum.locals;
  if (sum.by === "sum" && sum.dtype === "float32") {
    if (across) {
      f.get(first).get(second).op("f64x2.add").set(first);
      f.get(first)
        .get(first)
        .get(first)
        .shuffle(words(2, 3, 0, 1))
        .op("f64x2.add")
        .op("f32x4.demote_f64x2_zero");
    } else {
      f.get(first)
        .op("f32x4.demote_f64x2_zero")
        .get(second)
        .op("f32x4.demote_f64x2_zero")
        .shuffle(words(0, 1, 4, 5));
    }
    return;
  }
  if (sum.by === "sum" && sum.dtype === "float64") f.get(first).get(second).op("f64x2.add").set(first);
  if (!across) {
    f.get(first);
    return;
  }
  const op = sum.by === "sum" ? (sum.dtype === "float64" ? "f64x2.add" : "i32x4.add") : combining(sum);
  f.get(first)
    .get(first)
    .get(first)
    .shuffle(words(2, 3, 0, 1))
    .op(op)
    .set(first);
  if (sum.dtype !== "float64")
    f.get(first)
      .get(first)
      .get(first)
      .shuffle(words(1, 0, 3, 2))
      .op(op)
      .set(first);
  f.get(first);
}
