/** The five element types, the arrays that hold them, and JAX's promotion table with weak JavaScript scalars. */
import { DTypeError } from "./errors.ts";

export type DType = "float32" | "float64" | "int32" | "uint32" | "bool";
export type Data = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bool: Uint8Array,
} as const;

export const dtypes = Object.keys(arrays) as readonly DType[];

/** Families of dtypes that primitives claim. */
export const floatingTypes: readonly DType[] = ["float32", "float64"];
export const integerTypes: readonly DType[] = ["int32", "uint32"];
export const numericTypes: readonly DType[] = [...floatingTypes, ...integerTypes];

/** Bytes of one element. */
export const bytesOf = (dtype: DType): number => arrays[dtype].BYTES_PER_ELEMENT;

export function allocate(dtype: DType, size: number): Data {
  return new arrays[dtype](size);
}

export function isFloating(dtype: DType): boolean {
  return dtype === "float32" || dtype === "float64";
}

/** Ordered so that the common type of two is the later one, but for int32 with uint32. */
const rank: Readonly<Record<DType, number>> = { bool: 0, uint32: 1, int32: 2, float32: 3, float64: 4 };

/** The dtype of the result when a strong `a` meets a strong `b`: JAX's lattice without its 8- and 16-bit types. */
export function promote(a: DType, b: DType): DType {
  return rank[a] >= rank[b] ? a : b;
}

/** What a JavaScript value is before it meets a tensor. */
export type Weak = "boolean" | "integer" | "fraction";

export function weaknessOf(value: number | boolean): Weak {
  if (typeof value === "boolean") return "boolean";
  return Number.isInteger(value) ? "integer" : "fraction";
}

/** A JavaScript number is weak: it takes the tensor's dtype, unless a fraction meets integers. */
export function promoteWeak(weak: Weak, other: DType): DType {
  if (weak === "boolean" || isFloating(other)) return other;
  if (weak === "fraction") return "float32";
  return other === "bool" ? "int32" : other;
}

/** The floating dtype that a value of this dtype takes part in: its own, or float32. */
export function needsFloat(dtype: DType): DType {
  return isFloating(dtype) ? dtype : "float32";
}

export function requireFloating(op: string, dtype: DType): void {
  if (!isFloating(dtype))
    throw new DTypeError(
      `${op}: needs a floating dtype, found ${dtype}. Convert first: x.astype("float32").`,
    );
}
