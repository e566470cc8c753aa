/** Tensors from nothing but a shape and a rule, or from lists. */
import { allocate, isFloating, type DType } from "../core/dtype.ts";
import { ShapeError, SlopeError } from "../core/errors.ts";
import { checkShape, type Shape } from "../core/shape.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { asTensor, type Nested } from "../transforms/leaf.ts";
import { mul, pow } from "./arithmetic.ts";
import { floatingOf, type TensorLike } from "./promotion.ts";

/** Zeros of a shape. */
export const zeros = (shape: Shape, dtype: DType = "float32"): Tensor => made("zeros", shape, dtype, 0);
/** Ones of a shape. */
export const ones = (shape: Shape, dtype: DType = "float32"): Tensor => made("ones", shape, dtype, 1);
/** One value throughout a shape. */
export const full = (shape: Shape, value: number, dtype: DType = "float32"): Tensor =>
  made("full", shape, dtype, value);

function made(op: string, shape: Shape, dtype: DType, value: number): Tensor {
  checkShape(op, shape);
  return filled(shape, dtype, value);
}

/** Zeros of the shape of x, and of its dtype unless another is named. */
export const zerosLike = (x: Tensor, dtype: DType = x.dtype): Tensor => filled(x.shape, dtype, 0);
/** Ones of the shape of x, and of its dtype unless another is named. */
export const onesLike = (x: Tensor, dtype: DType = x.dtype): Tensor => filled(x.shape, dtype, 1);
/** One value throughout the shape of x. */
export const fullLike = (x: Tensor, value: number, dtype: DType = x.dtype): Tensor =>
  filled(x.shape, dtype, value);
// Memory is never handed out as it was found, and tensors never change, so that a copy would be no different.
export { asarray as array, zeros as empty, zerosLike as emptyLike };

/** A tensor from a number or nested lists; a tensor as it is, in another dtype where one is named. */
export function asarray(
  x: Nested | Float32Array | Float64Array | Int32Array | Uint32Array,
  dtype?: DType,
): Tensor {
  const t = asTensor(x, dtype);
  return dtype === undefined ? t : convert(t, dtype);
}

/** start, start + step, ... to before stop: int32 where all are whole numbers, float32 else, or as named. */
export function arange(start: number, stop?: number, step = 1, dtype?: DType): Tensor {
  if (step === 0) throw new SlopeError("arange: a step of 0 leads nowhere.");
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const n = Math.max(0, Math.ceil((to - from) / step));
  const whole = n === 0 || (Number.isInteger(from) && Number.isInteger(step));
  const chosen = dtype ?? (whole ? "int32" : "float32");
  const data = allocate(chosen, n);
  for (let i = 0; i < n; i++) data[i] = from + i * step;
  return wrap([n], chosen, data);
}

export interface LinspaceOptions {
  /** Whether `stop` is the last of them; default true. */
  readonly endpoint?: boolean;
  readonly dtype?: DType;
}

/** n numbers from start to stop, evenly apart, both included unless told. */
export function linspace(start: number, stop: number, n = 50, options: LinspaceOptions = {}): Tensor {
  const { endpoint = true, dtype = "float32" } = options;
  const gaps = endpoint ? n - 1 : n;
  const data = allocate(dtype, n);
  for (let i = 0; i < n; i++) data[i] = gaps === 0 ? start : start + ((stop - start) * i) / gaps;
  return wrap([n], dtype, data);
}

/** base^start to base^stop, their exponents evenly apart. */
export function logspace(
  start: number,
  stop: number,
  n = 50,
  options: LinspaceOptions & { base?: number } = {},
): Tensor {
  const { base = 10, dtype = "float32" } = options;
  const exponents = linspace(start, stop, n, { ...options, dtype: "float64" });
  return convert(pow(filled([n], "float64", base), exponents), dtype);
}

/** start to stop, each the same multiple of the one before. */
export function geomspace(start: number, stop: number, n = 50, options: LinspaceOptions = {}): Tensor {
  if (start === 0 || stop === 0 || Math.sign(start) !== Math.sign(stop))
    throw new SlopeError(`geomspace: from ${start} to ${stop} leads through 0, which no multiple reaches.`);
  const exponents = linspace(0, 1, n, { ...options, dtype: "float64" });
  const steps = mul(pow(filled([n], "float64", stop / start), exponents), start);
  return convert(steps, options.dtype ?? "float32");
}

/** Ones on the k-th diagonal of [n, m], zeros elsewhere; eye(n) is the identity. */
export function eye(n: number, dtype?: DType): Tensor;
export function eye(n: number, m: number, k?: number, dtype?: DType): Tensor;
export function eye(n: number, second: number | DType = "float32", k = 0, last: DType = "float32"): Tensor {
  const [m, dtype] = typeof second === "number" ? [second, last] : [n, second];
  const x = filled([n, m], dtype, 0);
  for (let i = Math.max(0, -k); i < n && i + k < m; i++) x.data[i * m + i + k] = 1;
  return x;
}

/** The identity matrix [n, n]. */
export const identity = (n: number, dtype: DType = "float32"): Tensor => eye(n, dtype);

/** Ones on and below the k-th diagonal, zeros above: [n, m]. */
export function tri(n: number, m = n, k = 0, dtype: DType = "float32"): Tensor {
  const x = filled([n, m], dtype, 0);
  for (let i = 0; i < n; i++) for (let j = 0; j < Math.min(m, i + k + 1); j++) x.data[i * m + j] = 1;
  return x;
}

/** Powers of each entry of a vector as columns, falling: [size, n]; rising with `increasing`. */
export function vander(x: TensorLike, n?: number, options: { increasing?: boolean } = {}): Tensor {
  const t = asTensor(x);
  if (t.ndim !== 1) throw new ShapeError(`vander: of a vector, found ${t.ndim} axes.`);
  const columns = n ?? t.size;
  const exponents = Float64Array.from({ length: columns }, (_, j) =>
    options.increasing === true ? j : columns - 1 - j,
  );
  const base = broadcastTo(t.reshape(-1, 1), [t.size, columns]);
  if (!isFloating(t.dtype))
    return convert(pow(convert(base, "float64"), wrap([columns], "float64", exponents)), t.dtype);
  return pow(base, convert(wrap([columns], "float64", exponents), floatingOf(t).dtype));
}
