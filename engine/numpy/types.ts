/** Constants, and questions about dtypes: what two become together, and how far each reaches. */
import { dtypes, isFloating, promote, promoteWeak, weaknessOf, type DType } from "../core/dtype.ts";
import { DTypeError } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { asTensor } from "../transforms/leaf.ts";
import type { TensorLike } from "./promotion.ts";

/** Euler's number. */
export const e = Math.E;
/** Half a turn, in radians. */
export const pi = Math.PI;
/** Infinity. */
export const inf = Infinity;
/** Not a number. */
export const nan = NaN;

/** The dtype of the two together: JAX's table, but int32 with uint32 stays int32 where JAX takes int64. */
export const promoteTypes = (a: DType, b: DType): DType => promote(a, b);

/** The dtype that these become together; numbers are weak. */
export function resultType(...xs: readonly (TensorLike | DType)[]): DType {
  let strong: DType | null = null;
  for (const x of xs) {
    if (typeof x === "number" || typeof x === "boolean") continue;
    const dtype = typeof x === "string" ? x : asTensor(x).dtype;
    strong = strong === null ? dtype : promote(strong, dtype);
  }
  for (const x of xs) {
    if (typeof x !== "number" && typeof x !== "boolean") continue;
    strong = strong === null ? asTensor(x).dtype : promoteWeak(weaknessOf(x), strong);
  }
  if (strong === null) throw new DTypeError("resultType: of nothing.");
  return strong;
}

/** x in another dtype. */
export const astype = (x: TensorLike, dtype: DType): Tensor => convert(asTensor(x), dtype);

/** Whether promotion leads from the one dtype to the other. */
export const canCast = (from: DType, to: DType): boolean => promote(from, to) === to;

/** Whether a dtype is, or belongs to a kind of, the standard's. */
export function isdtype(
  dtype: DType,
  kind: DType | "integral" | "numeric" | "real floating" | "signed integer" | "unsigned integer",
): boolean {
  switch (kind) {
    case "numeric":
      return dtype !== "bool";
    case "real floating":
      return isFloating(dtype);
    case "integral":
      return dtype === "int32" || dtype === "uint32";
    case "signed integer":
      return dtype === "int32";
    case "unsigned integer":
      return dtype === "uint32";
    default:
      return dtype === kind && dtypes.includes(kind);
  }
}

/** The limits of a floating dtype. @throws DTypeError */
export function finfo(dtype: DType) {
  if (!isFloating(dtype)) throw new DTypeError(`finfo: ${dtype} is not a floating dtype; use iinfo.`);
  const [bits, digits, exponent] = dtype === "float64" ? [64, 52, 1023] : [32, 23, 127];
  const max = (2 - 2 ** -digits) * 2 ** exponent;
  return { bits, eps: 2 ** -digits, max, min: -max, smallestNormal: 2 ** (1 - exponent) };
}

/** The limits of an integer dtype. @throws DTypeError */
export function iinfo(dtype: DType) {
  if (dtype === "int32") return { bits: 32, min: -(2 ** 31), max: 2 ** 31 - 1 };
  if (dtype === "uint32") return { bits: 32, min: 0, max: 2 ** 32 - 1 };
  throw new DTypeError(`iinfo: ${dtype} is not an integer dtype; use finfo.`);
}
