/** Tensors from nothing but a shape and a rule. */
import type { DType } from "../core/dtype.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";

/** Zeros of a shape. */
export const zeros = (shape: readonly number[], dtype: DType = "float32"): Tensor => filled(shape, dtype, 0);
/** Ones of a shape. */
export const ones = (shape: readonly number[], dtype: DType = "float32"): Tensor => filled(shape, dtype, 1);
/** One value throughout a shape. */
export const full = (shape: readonly number[], value: number, dtype: DType = "float32"): Tensor =>
  filled(shape, dtype, value);
/** Zeros of the shape and dtype of x. */
export const zerosLike = (x: Tensor): Tensor => filled(x.shape, x.dtype, 0);
/** Ones of the shape and dtype of x. */
export const onesLike = (x: Tensor): Tensor => filled(x.shape, x.dtype, 1);

/** start, start + step, ... to before stop: int32 where all are whole numbers, float32 else. */
export function arange(start: number, stop?: number, step = 1): Tensor {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const n = Math.max(0, Math.ceil((to - from) / step));
  const values = Array.from({ length: n }, (_, i) => from + i * step);
  return values.every(Number.isInteger)
    ? wrap([n], "int32", Int32Array.from(values))
    : wrap([n], "float32", Float32Array.from(values));
}

/** n numbers from start to stop, both included. */
export function linspace(start: number, stop: number, n = 50): Tensor {
  return wrap(
    [n],
    "float32",
    Float32Array.from({ length: n }, (_, i) => (n === 1 ? start : start + ((stop - start) * i) / (n - 1))),
  );
}

/** The identity matrix [n, n]. */
export function eye(n: number, dtype: DType = "float32"): Tensor {
  const x = filled([n, n], dtype, 0);
  for (let i = 0; i < n; i++) x.data[i * n + i] = 1;
  return x;
}

/** Ones on and below the k-th diagonal, zeros above: [n, m]. */
export function tri(n: number, m = n, k = 0, dtype: DType = "float32"): Tensor {
  const x = filled([n, m], dtype, 0);
  for (let i = 0; i < n; i++) for (let j = 0; j < Math.min(m, i + k + 1); j++) x.data[i * m + j] = 1;
  return x;
}
