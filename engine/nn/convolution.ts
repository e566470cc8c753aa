/** Convolutions over one, two or three axes of space: windows of the input meet the filters in one product of matrices. */
import { ShapeError, SlopeError, showShape } from "../core/errors.ts";
import { sizeOf } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import { overlapAdd, windows, windowCounts } from "../primitives/windows.ts";

/** A number for all axes of space, or one each. */
type PerAxis = number | readonly number[];
export type Padding = "same" | "valid" | number | readonly (number | readonly [number, number])[];

export interface ConvOptions {
  /** Steps between windows; default 1. */
  readonly stride?: PerAxis;
  /** Zeros around: a number, one or a pair for each axis, "valid" (none, the default) or "same" (as many windows as steps fit). */
  readonly padding?: Padding;
  /** How far apart a filter's entries lie; default 1. */
  readonly dilation?: PerAxis;
  /** Channels in groups that do not see each other; default 1. */
  readonly groups?: number;
}

export function perAxis(op: string, what: string, value: PerAxis | undefined, rank: number): number[] {
  const list = typeof value === "object" ? [...value] : Array<number>(rank).fill(value ?? 1);
  if (list.length !== rank || list.some((n) => !Number.isInteger(n) || n < 1))
    throw new SlopeError(
      `${op}: ${what} is a whole number from 1 on, or ${rank} of them, found ${JSON.stringify(value)}.`,
    );
  return list;
}

/** Zeros before and after along each axis of space. */
export function paddings(
  op: string,
  padding: Padding | undefined,
  sizes: readonly number[],
  reach: readonly number[],
  strides: readonly number[],
): [number, number][] {
  if (padding === undefined || padding === "valid") return sizes.map(() => [0, 0]);
  if (padding === "same")
    return sizes.map((n, i) => {
      const total = Math.max(0, (Math.ceil(n / strides[i]) - 1) * strides[i] + reach[i] - n);
      return [Math.floor(total / 2), total - Math.floor(total / 2)];
    });
  // The types end here; a learner's JavaScript may say "SAME".
  if (typeof padding === "string")
    throw new SlopeError(
      `${op}: there is no padding ${JSON.stringify(padding)}; use "same", "valid" or numbers of zeros.`,
    );
  const list = typeof padding === "number" ? sizes.map(() => padding) : padding;
  if (list.length !== sizes.length)
    throw new SlopeError(`${op}: padding has ${list.length} entries for ${sizes.length} axes of space.`);
  if (list.flat().some((n) => !Number.isInteger(n) || n < 0))
    throw new SlopeError(
      `${op}: padding is a whole number of zeros from 0 on, or a pair of them for each axis of space, found ${JSON.stringify(padding)}.`,
    );
  return list.map((each) => (typeof each === "number" ? [each, each] : [each[0], each[1]]));
}

/** Channels that divide into the groups, on both sides. */
function checkGroups(op: string, groups: number, x: Tensor, channels: number, what: string): void {
  if (!Number.isInteger(groups) || groups < 1)
    throw new SlopeError(`${op}: groups is a whole number from 1 on, found ${groups}.`);
  if (channels % groups !== 0)
    throw new ShapeError(
      `${op}: ${showShape(x.shape)} has ${channels} ${what} channels, which do not divide into ${groups} groups.`,
    );
}

function checkWindow(op: string, kernel: Tensor): void {
  if (kernel.shape.slice(2).includes(0))
    throw new ShapeError(
      `${op}: the kernel ${showShape(kernel.shape)} has no entries along an axis of space; give it 1 or more.`,
    );
}

/** Zeros, or another number, around the last axes. */
export function padSpace(x: Tensor, pads: readonly (readonly [number, number])[], value = 0): Tensor {
  if (pads.every(([before, after]) => before === 0 && after === 0)) return x;
  const none = x.shape.slice(pads.length).map((): [number, number] => [0, 0]);
  return np.pad(x, [...none, ...pads], value);
}

const spans = (window: readonly number[], dilation: readonly number[]) =>
  window.map((n, i) => dilation[i] * (n - 1) + 1);

function convolution(op: string, rank: number, x: Tensor, kernel: Tensor, options: ConvOptions): Tensor {
  const groups = options.groups ?? 1;
  const stride = perAxis(op, "stride", options.stride, rank);
  const dilation = perAxis(op, "dilation", options.dilation, rank);
  const space = "DHW"
    .slice(3 - rank)
    .split("")
    .join(", ");
  if (x.ndim !== rank + 2 || kernel.ndim !== rank + 2)
    throw new ShapeError(
      `${op}: wants x [batch, channels, ${space}] and a kernel [out, channels / groups, ${space}], found ${showShape(x.shape)} and ${showShape(kernel.shape)}.`,
    );
  const [batch, channels] = x.shape;
  const [out, depth] = kernel.shape;
  checkGroups(op, groups, kernel, out, "output");
  checkWindow(op, kernel);
  if (channels !== depth * groups)
    throw new ShapeError(
      `${op}: x ${showShape(x.shape)} has ${channels} channels and the kernel ${showShape(kernel.shape)} sees ${depth} in each of ${groups} ${groups === 1 ? "group" : "groups"}; they must agree.`,
    );
  const window = kernel.shape.slice(2);
  const sizes = x.shape.slice(2);
  const padded = padSpace(x, paddings(op, options.padding, sizes, spans(window, dilation), stride));
  const params = { window, strides: stride, dilation };
  const counts = windowCounts(padded.shape.slice(2), params);
  if (counts.includes(0))
    throw new ShapeError(
      `${op}: a window of ${showShape(spans(window, dilation))} does not fit into ${showShape(padded.shape.slice(2))}; pad the input.`,
    );
  const seen = windows(padded, params).reshape(batch, groups, depth * sizeOf(window), sizeOf(counts));
  const filters = kernel.reshape(groups, out / groups, depth * sizeOf(window));
  return np.matmul(filters, seen).reshape([batch, out, ...counts]);
}

/**
 * Cross-correlation along one axis: x [batch, in, W], kernel [out, in / groups, w].
 * @returns [batch, out, W']
 * @throws ShapeError where channels do not agree or the window does not fit
 * @throws SlopeError where an option is no such number
 * Source: LeCun et al. 1998; Dumoulin & Visin 2016, "A guide to convolution arithmetic"
 */
export const conv1d = (x: Tensor, kernel: Tensor, options: ConvOptions = {}): Tensor =>
  convolution("conv1d", 1, x, kernel, options);

/** As conv1d over two axes: x [batch, in, H, W], kernel [out, in / groups, h, w]. */
export const conv2d = (x: Tensor, kernel: Tensor, options: ConvOptions = {}): Tensor =>
  convolution("conv2d", 2, x, kernel, options);

/** As conv1d over three axes: x [batch, in, D, H, W], kernel [out, in / groups, d, h, w]. */
export const conv3d = (x: Tensor, kernel: Tensor, options: ConvOptions = {}): Tensor =>
  convolution("conv3d", 3, x, kernel, options);

export interface ConvTransposeOptions {
  readonly stride?: PerAxis;
  /** Cut off on both sides of the result; default 0. */
  readonly padding?: number | readonly number[];
  /** Added at the end of the result, where several inputs would have led here; default 0. */
  readonly outputPadding?: number | readonly number[];
  readonly dilation?: PerAxis;
  readonly groups?: number;
}

function transposed(
  op: string,
  rank: number,
  x: Tensor,
  kernel: Tensor,
  options: ConvTransposeOptions,
): Tensor {
  const groups = options.groups ?? 1;
  const stride = perAxis(op, "stride", options.stride, rank);
  const dilation = perAxis(op, "dilation", options.dilation, rank);
  const none = Array<number>(rank).fill(0);
  const [padding, extra] = [options.padding, options.outputPadding].map((value) =>
    paddings(op, value, none, none, stride).map(([before]) => before),
  );
  const space = "DHW"
    .slice(3 - rank)
    .split("")
    .join(", ");
  if (x.ndim !== rank + 2 || kernel.ndim !== rank + 2 || x.shape[1] !== kernel.shape[0])
    throw new ShapeError(
      `${op}: wants x [batch, in, ${space}] and a kernel [in, out / groups, ${space}], found ${showShape(x.shape)} and ${showShape(kernel.shape)} in ${groups} ${groups === 1 ? "group" : "groups"}.`,
    );
  const [batch, channels] = x.shape;
  checkGroups(op, groups, x, channels, "input");
  checkWindow(op, kernel);
  const depth = kernel.shape[1];
  const window = kernel.shape.slice(2);
  const counts = x.shape.slice(2);
  const reach = spans(window, dilation);
  const sizes = counts.map((n, i) => (n - 1) * stride[i] + reach[i]);
  if (extra.some((n, i) => n >= Math.max(stride[i], dilation[i])))
    throw new SlopeError(
      `${op}: outputPadding is below the stride or the dilation, found [${extra.join(", ")}] for strides [${stride.join(", ")}].`,
    );
  if (sizes.some((n, i) => n + extra[i] < 2 * padding[i] + 1))
    throw new ShapeError(
      `${op}: a padding of [${padding.join(", ")}] cuts all of ${showShape(sizes)} off; use less.`,
    );
  const filters = kernel.reshape(groups, channels / groups, depth * sizeOf(window));
  const spread = np.matmul(
    np.swapaxes(filters, -1, -2),
    x.reshape(batch, groups, channels / groups, sizeOf(counts)),
  );
  const laid = overlapAdd(spread.reshape([batch, depth * groups, ...window, ...counts]), {
    window,
    strides: stride,
    dilation,
    sizes,
  });
  const grown = padSpace(
    laid,
    extra.map((n) => [0, n]),
  );
  return padding.reduce((y, n, i) => {
    const axis = i + 2;
    return n === 0 ? y : np.slice(y, n, y.shape[axis] - n, axis);
  }, grown);
}

/**
 * The transpose of conv1d: each entry of x [batch, in, W] lays the kernel [in, out / groups, w] into the result.
 * @returns [batch, out, (W - 1) stride - 2 padding + dilation (w - 1) + 1 + outputPadding]
 * @throws ShapeError where channels do not agree or the padding cuts all off
 * @throws SlopeError where an option is no such number, or outputPadding reaches the stride and the dilation
 * Source: Dumoulin & Visin 2016, chapter 4
 */
export const convTranspose1d = (x: Tensor, kernel: Tensor, options: ConvTransposeOptions = {}): Tensor =>
  transposed("convTranspose1d", 1, x, kernel, options);

/** The transpose of conv2d: x [batch, in, H, W], kernel [in, out / groups, h, w]. */
export const convTranspose2d = (x: Tensor, kernel: Tensor, options: ConvTransposeOptions = {}): Tensor =>
  transposed("convTranspose2d", 2, x, kernel, options);

/** The transpose of conv3d: x [batch, in, D, H, W], kernel [in, out / groups, d, h, w]. */
export const convTranspose3d = (x: Tensor, kernel: Tensor, options: ConvTransposeOptions = {}): Tensor =>
  transposed("convTranspose3d", 3, x, kernel, options);
