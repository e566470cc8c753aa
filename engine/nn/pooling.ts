/** What is greatest or average in each window of space. */
import { ShapeError, SlopeError, showShape } from "../core/errors.ts";
import { isFloating } from "../core/dtype.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import { windows, windowCounts } from "../primitives/windows.ts";
import { padSpace, paddings, perAxis, type Padding } from "./convolution.ts";

export interface PoolOptions {
  /** Default the window: windows side by side. */
  readonly stride?: number | readonly number[];
  readonly padding?: Padding;
}

/** [batch, channels, ...window, ...count] of the padded x. */
function pooled(
  op: string,
  rank: number,
  x: Tensor,
  size: number | readonly number[],
  options: PoolOptions,
  fill: number,
) {
  if (x.ndim !== rank + 2)
    throw new ShapeError(
      `${op}: wants [batch, channels, ${"DHW"
        .slice(3 - rank)
        .split("")
        .join(", ")}], found ${showShape(x.shape)}.`,
    );
  if (!isFloating(x.dtype)) throw new SlopeError(`${op}: of ${x.dtype}; convert with astype("float32").`);
  const window = perAxis(op, "the window", size, rank);
  const strides = perAxis(op, "stride", options.stride ?? window, rank);
  const padded = padSpace(x, paddings(op, options.padding, x.shape.slice(2), window, strides), fill);
  const params = { window, strides, dilation: window.map(() => 1) };
  if (windowCounts(padded.shape.slice(2), params).includes(0))
    throw new ShapeError(
      `${op}: a window of ${showShape(window)} does not fit into ${showShape(padded.shape.slice(2))}; pad the input.`,
    );
  return { seen: windows(padded, params), axes: window.map((_, i) => i + 2) };
}

function maxPool(op: string, rank: number) {
  return (x: Tensor, window: number | readonly number[], options: PoolOptions = {}): Tensor => {
    const { seen, axes } = pooled(op, rank, x, window, options, -Infinity);
    return np.max(seen, axes);
  };
}

function avgPool(op: string, rank: number) {
  return (x: Tensor, window: number | readonly number[], options: PoolOptions = {}): Tensor => {
    const { seen, axes } = pooled(op, rank, x, window, options, 0);
    return np.mean(seen, axes);
  };
}

/** The greatest of each window: [batch, channels, W] to [batch, channels, W']. Ties share the gradient; padding never wins. */
export const maxPool1d = maxPool("maxPool1d", 1);
/** As maxPool1d, of [batch, channels, H, W]. */
export const maxPool2d = maxPool("maxPool2d", 2);
/** As maxPool1d, of [batch, channels, D, H, W]. */
export const maxPool3d = maxPool("maxPool3d", 3);
/** The mean of each window, padding counted as zeros: [batch, channels, W] to [batch, channels, W']. */
export const avgPool1d = avgPool("avgPool1d", 1);
/** As avgPool1d, of [batch, channels, H, W]. */
export const avgPool2d = avgPool("avgPool2d", 2);
/** As avgPool1d, of [batch, channels, D, H, W]. */
export const avgPool3d = avgPool("avgPool3d", 3);

/** The mean over all of space: [batch, channels, ...] to [batch, channels]. Source: Lin, Chen & Yan 2014 */
export const globalAvgPool = (x: Tensor): Tensor => np.mean(x, x.shape.map((_, i) => i).slice(2));
