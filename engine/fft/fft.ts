/**
 * Fourier transforms with NumPy's names: the public `fft`. There is no complex dtype: a complex array is a pair { re, im } of
 * tensors, a tree like any other, so that grad, vmap and jit take it as it is.
 */
import { bindMany } from "../core/bind.ts";
import { allocate, needsFloat, promote, type DType } from "../core/dtype.ts";
import { AxisError, SlopeError } from "../core/errors.ts";
import { broadcastShapes, resolveAxes, resolveAxis } from "../core/shape.ts";
import { filled, isTensor, wrap, type Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { convert } from "../primitives/convert.ts";
import { fftP } from "../primitives/fft.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { asTensor } from "../transforms/leaf.ts";
import { resized } from "./resized.ts";

/** Real and imaginary parts, of one shape and dtype. */
export interface Complex {
  readonly re: Tensor;
  readonly im: Tensor;
}
export interface ComplexInput {
  readonly re: TensorLike;
  readonly im: TensorLike;
}
/** A real array, or a complex one as a pair. */
export type Signal = TensorLike | ComplexInput;

/** Which way the factor 1 / n goes: with the inverse ("backward", the default), half and half ("ortho"), or "forward". */
export type Norm = "backward" | "ortho" | "forward";

export interface FourierOptions {
  /** The length that the axis is cut or filled up with zeros to; default its own. */
  readonly n?: number;
  /** Default the last. */
  readonly axis?: number;
  readonly norm?: Norm;
}

export interface FourierOptionsN {
  /** A length for each of the axes; default their own. */
  readonly s?: readonly number[];
  /** Default all, or the last as many as there are lengths. */
  readonly axes?: readonly number[];
  readonly norm?: Norm;
}

/**
 * y_k = sum over j of x_j exp(-2 pi i j k / n) along one axis.
 * Sources: Cooley & Tukey 1965; Bluestein 1970 for lengths with large prime factors
 */
export const fft = (x: Signal, options: FourierOptions = {}): Complex =>
  along("fft.fft", complexOf("fft.fft", x), -1, options);

/** The inverse of `fft`: x_j = (1 / n) sum over k of y_k exp(2 pi i j k / n). */
export const ifft = (x: Signal, options: FourierOptions = {}): Complex =>
  along("fft.ifft", complexOf("fft.ifft", x), 1, options);

/** The first n/2 + 1 entries of the transform of a real signal; the others are their conjugates. */
export function rfft(x: TensorLike, options: FourierOptions = {}): Complex {
  if (isPair(x))
    throw new SlopeError(
      "fft.rfft: the signal must be real, found a pair { re, im }; use fft.fft, or pass its re.",
    );
  const { re, im } = along("fft.rfft", complexOf("fft.rfft", x), -1, options);
  const axis = resolveAxis("fft.rfft", options.axis ?? -1, re.ndim);
  const kept = Math.floor(re.shape[axis] / 2) + 1;
  return { re: np.slice(re, 0, kept, axis), im: np.slice(im, 0, kept, axis) };
}

/**
 * The real signal of length n whose transform begins with x: the inverse of `rfft`. The imaginary parts of the first entry, and of the
 * middle one of an even n, do not count.
 * @param options.n default 2 (m - 1) for m entries; pass it where the length is odd
 */
export function irfft(x: Signal, options: FourierOptions = {}): Tensor {
  const half = complexOf("fft.irfft", x);
  const axis = resolveAxis("fft.irfft", options.axis ?? -1, half.re.ndim);
  const n = checkedLength("fft.irfft", options.n ?? 2 * (half.re.shape[axis] - 1));
  const kept = Math.floor(n / 2) + 1;
  const mirrored = (part: Tensor, sign: 1 | -1) => {
    const own = resized(part, kept, axis);
    const rest = np.flip(np.slice(own, 1, n - kept + 1, axis), axis);
    return np.concatenate([own, sign === 1 ? rest : np.neg(rest)], axis);
  };
  const whole = { re: mirrored(half.re, 1), im: mirrored(half.im, -1) };
  return along("fft.irfft", whole, 1, { ...options, n }).re;
}

/** `fft` along several axes, one after the other. */
export const fftn = (x: Signal, options: FourierOptionsN = {}): Complex =>
  alongAll("fft.fftn", complexOf("fft.fftn", x), -1, options);

/** The inverse of `fftn`. */
export const ifftn = (x: Signal, options: FourierOptionsN = {}): Complex =>
  alongAll("fft.ifftn", complexOf("fft.ifftn", x), 1, options);

/** The transform of a real array along several axes: `rfft` along the last of them, `fft` along the others. */
export function rfftn(x: TensorLike, options: FourierOptionsN = {}): Complex {
  const { ndim } = asTensor(isPair(x) ? x.re : x);
  const { last, others } = partedAxes("fft.rfftn", ndim, options);
  return alongAll("fft.rfftn", rfft(x, last), -1, others);
}

/** The real array whose transform begins with x: the inverse of `rfftn`. Pass `s` where the last length is odd. */
export function irfftn(x: Signal, options: FourierOptionsN = {}): Tensor {
  const signal = complexOf("fft.irfftn", x);
  const { last, others } = partedAxes("fft.irfftn", signal.re.ndim, options);
  return irfft(alongAll("fft.irfftn", signal, 1, others), last);
}

const inPlane = (options: FourierOptionsN) => ({ ...options, axes: options.axes ?? [-2, -1] });

/** `fft` along the last two axes, or two others. */
export const fft2 = (x: Signal, options: FourierOptionsN = {}): Complex => fftn(x, inPlane(options));

/** The inverse of `fft2`. */
export const ifft2 = (x: Signal, options: FourierOptionsN = {}): Complex => ifftn(x, inPlane(options));

/** `rfftn` along the last two axes, or two others. */
export const rfft2 = (x: TensorLike, options: FourierOptionsN = {}): Complex => rfftn(x, inPlane(options));

/** The inverse of `rfft2`. */
export const irfft2 = (x: Signal, options: FourierOptionsN = {}): Tensor => irfftn(x, inPlane(options));

/** The frequencies of the entries of `fft` in cycles per unit, for samples d apart: 0, 1, ..., -2, -1 over n d. */
export function fftfreq(n: number, d = 1, dtype: DType = "float32"): Tensor {
  const data = allocate(dtype, checkedLength("fft.fftfreq", n));
  for (let k = 0; k < n; k++) data[k] = (k < n / 2 ? k : k - n) / (n * d);
  return wrap([n], dtype, data);
}

/** The frequencies of the entries of `rfft`: 0, 1, ..., n/2 over n d. */
export function rfftfreq(n: number, d = 1, dtype: DType = "float32"): Tensor {
  const kept = Math.floor(checkedLength("fft.rfftfreq", n) / 2) + 1;
  const data = allocate(dtype, kept);
  for (let k = 0; k < kept; k++) data[k] = k / (n * d);
  return wrap([kept], dtype, data);
}

/** Frequency 0 moved to the middle, along all axes or those named. */
export function fftshift(x: ComplexInput, axes?: number | readonly number[]): Complex;
export function fftshift(x: TensorLike, axes?: number | readonly number[]): Tensor;
export function fftshift(x: Signal, axes?: number | readonly number[]): Complex | Tensor {
  return shifted("fft.fftshift", x, axes, (n) => Math.floor(n / 2));
}

/** The inverse of `fftshift`. */
export function ifftshift(x: ComplexInput, axes?: number | readonly number[]): Complex;
export function ifftshift(x: TensorLike, axes?: number | readonly number[]): Tensor;
export function ifftshift(x: Signal, axes?: number | readonly number[]): Complex | Tensor {
  return shifted("fft.ifftshift", x, axes, (n) => -Math.floor(n / 2));
}

function shifted(
  op: string,
  x: Signal,
  axes: number | readonly number[] | undefined,
  by: (n: number) => number,
): Complex | Tensor {
  const moved = (t: Tensor) =>
    resolveAxes(op, axes ?? null, t.ndim).reduce((y, axis) => np.roll(y, by(y.shape[axis]), axis), t);
  return isPair(x) ? { re: moved(asTensor(x.re)), im: moved(asTensor(x.im)) } : moved(asTensor(x));
}

function along(op: string, x: Complex, sign: 1 | -1, options: FourierOptions): Complex {
  const { norm = "backward" } = options;
  const axis = resolveAxis(op, options.axis ?? -1, x.re.ndim);
  const n = checkedLength(op, options.n ?? x.re.shape[axis]);
  const signals = [x.re, x.im].map((part) => np.moveaxis(resized(part, n, axis), axis, -1));
  if (!["backward", "ortho", "forward"].includes(norm))
    throw new SlopeError(`${op}: there is no norm ${norm}; use "backward", "ortho" or "forward".`);
  const scale = norm === "ortho" ? 1 / Math.sqrt(n) : (norm === "forward") === (sign === -1) ? 1 / n : 1;
  const [re, im] = bindMany(fftP, signals, { sign }).map((part) =>
    np.moveaxis(scale === 1 ? part : np.mul(part, scale), -1, axis),
  );
  return { re, im };
}

/** The axes that are meant, and the length of each where it is not its own. */
function namedAxes(op: string, rank: number, { s, axes }: FourierOptionsN): FourierOptions[] {
  const named = axes ?? Array.from({ length: rank }, (_, i) => i).slice(s === undefined ? 0 : -s.length);
  if (s !== undefined && s.length !== named.length)
    throw new AxisError(`${op}: ${s.length} lengths for ${named.length} axes; give as many of each.`);
  return named.map((axis, i) => (s === undefined ? { axis } : { axis, n: s[i] }));
}

function alongAll(op: string, x: Complex, sign: 1 | -1, options: FourierOptionsN): Complex {
  const { norm = "backward" } = options;
  // The last axis first, as NumPy.
  return namedAxes(op, x.re.ndim, options).reduceRight((y, each) => along(op, y, sign, { ...each, norm }), x);
}

/** The last of the axes, which a real transform halves, and the others. */
function partedAxes(
  op: string,
  rank: number,
  options: FourierOptionsN,
): { last: FourierOptions; others: FourierOptionsN } {
  const { norm = "backward" } = options;
  const named = namedAxes(op, rank, options);
  const last = named.at(-1);
  if (last === undefined)
    throw new AxisError(`${op}: no axis is named; a real transform wants one at least.`);
  const rest = named.slice(0, -1);
  const axes = rest.map(({ axis = -1 }) => axis);
  return {
    last: { ...last, norm },
    others: options.s === undefined ? { axes, norm } : { axes, norm, s: options.s.slice(0, -1) },
  };
}

function checkedLength(op: string, n: number): number {
  if (Number.isInteger(n) && n >= 1) return n;
  throw new SlopeError(`${op}: a signal of ${n} points has no transform; a whole number from 1 is wanted.`);
}

function isPair(x: Signal): x is ComplexInput {
  return typeof x === "object" && !isTensor(x) && "re" in x && "im" in x;
}

/** Both parts floating, of one dtype and shape. */
function complexOf(op: string, x: Signal): Complex {
  if (!isPair(x)) {
    const t = asTensor(x);
    const re = convert(t, needsFloat(t.dtype));
    return { re, im: filled(re.shape, re.dtype, 0) };
  }
  const [re, im] = [asTensor(x.re), asTensor(x.im)];
  const dtype = needsFloat(promote(re.dtype, im.dtype));
  const shape = broadcastShapes(op, re.shape, im.shape);
  return { re: broadcastTo(convert(re, dtype), shape), im: broadcastTo(convert(im, dtype), shape) };
}
