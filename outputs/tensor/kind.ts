/** A tensor is summarised here, in the worker: the page gets a range and a picture of a million weights, not the weights. */
import type { Tensor } from "#engine";
import type { OutputKind } from "../kind.ts";
import type { TensorPayload, TensorSummary } from "./payload.ts";
import { isTensor, readTensor } from "./read.ts";
import { summarise } from "./summary.ts";

export const summariseTensor = (tensor: Tensor): TensorSummary => summarise(tensor.dtype, readTensor(tensor));

const tensorKind: OutputKind<TensorPayload> = {
  kind: "tensor",
  priority: 50,
  matches: isTensor,
  encode(value) {
    const tensor = value as Tensor; // matches() has seen it
    return {
      ...summariseTensor(tensor),
      requiresGrad: tensor.requiresGrad,
      grad: tensor.grad === null ? null : summariseTensor(tensor.grad),
    };
  },
};
export default tensorKind;
