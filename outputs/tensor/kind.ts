/** A tensor is summarised here, in the worker: the page gets a range and a picture of a million weights, not the weights. */
import type { Tensor } from "#engine";
import type { OutputKind } from "../kind.ts";
import type { TensorPayload, TensorSummary } from "./payload.ts";
import { isTensor, readTensor } from "./read.ts";
import { part, summarise, whole } from "./summary.ts";

/** A tensor among others: in a tree, in a graph. */
export const summariseTensor = (tensor: Tensor, room = part): TensorSummary =>
  summarise(tensor.dtype, readTensor(tensor), room);

const tensorKind: OutputKind<TensorPayload> = {
  kind: "tensor",
  priority: 50,
  matches: isTensor,
  encode(value) {
    const tensor = value as Tensor; // matches() has seen it
    return {
      ...summariseTensor(tensor, whole),
      requiresGrad: tensor.requiresGrad,
      grad: tensor.grad === null ? null : summariseTensor(tensor.grad, whole),
    };
  },
};
export default tensorKind;
