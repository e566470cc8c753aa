/** One step of a recurrent network; `lax.scan` rolls it over time. Gates are laid out as PyTorch's, weights transposed for `linear`. */
import { ShapeError, showShape } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import { linear } from "./linear.ts";

/** input [in, gates * hidden] and hidden [hidden, gates * hidden], biases [gates * hidden] where wanted. */
export interface CellParams {
  readonly input: Tensor;
  readonly hidden: Tensor;
  readonly inputBias?: Tensor;
  readonly hiddenBias?: Tensor;
}

/** Sizes that fit, told in the words of the cell. */
function check(op: string, gates: number, { input, hidden }: CellParams, h: Tensor, x: Tensor): void {
  const [inputs, units] = [x.shape[x.ndim - 1], h.shape[h.ndim - 1]];
  const wanted = [showShape([inputs, gates * units]), showShape([units, gates * units])];
  if (showShape(input.shape) === wanted[0] && showShape(hidden.shape) === wanted[1]) return;
  throw new ShapeError(
    `${op}: x ${showShape(x.shape)} and h ${showShape(h.shape)} want an input weight of ${wanted[0]} and a hidden weight of ${wanted[1]}, found ${showShape(input.shape)} and ${showShape(hidden.shape)}.`,
  );
}

/** tanh(x W + h U + b): x [..., in] and h [..., hidden] to the next h. Source: Elman 1990 */
export function rnnCell(params: CellParams, h: Tensor, x: Tensor): Tensor {
  check("rnnCell", 1, params, h, x);
  return np.tanh(np.add(fromInput(params, x), fromHidden(params, h)));
}

/** One step of a GRU; gates in the order reset, update, new. Source: Cho et al. 2014, with PyTorch's reset after the product */
export function gruCell(params: CellParams, h: Tensor, x: Tensor): Tensor {
  check("gruCell", 3, params, h, x);
  const [resetX, updateX, newX] = np.split(fromInput(params, x), 3, -1);
  const [resetH, updateH, newH] = np.split(fromHidden(params, h), 3, -1);
  const reset = np.sigmoid(np.add(resetX, resetH));
  const update = np.sigmoid(np.add(updateX, updateH));
  const fresh = np.tanh(np.add(newX, np.mul(reset, newH)));
  return np.add(fresh, np.mul(update, np.sub(h, fresh)));
}

/** One step of an LSTM: `[h, c]` to the next; gates in the order input, forget, cell, output. Source: Hochreiter & Schmidhuber 1997 */
export function lstmCell(params: CellParams, [h, c]: readonly [Tensor, Tensor], x: Tensor): [Tensor, Tensor] {
  check("lstmCell", 4, params, h, x);
  const gates = np.add(fromInput(params, x), fromHidden(params, h));
  const [input, forget, cell, output] = np.split(gates, 4, -1);
  const next = np.add(np.mul(np.sigmoid(forget), c), np.mul(np.sigmoid(input), np.tanh(cell)));
  return [np.mul(np.sigmoid(output), np.tanh(next)), next];
}

const fromInput = (params: CellParams, x: Tensor) => linear(x, params.input, params.inputBias ?? 0);
const fromHidden = (params: CellParams, h: Tensor) => linear(h, params.hidden, params.hiddenBias ?? 0);
