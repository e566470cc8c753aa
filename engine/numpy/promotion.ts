/** How operands meet: promoted to one dtype and broadcast to one shape before they bind. A JavaScript number is weak. */
import { bind } from "../core/bind.ts";
import { needsFloat, promote, promoteWeak, weaknessOf, type DType, type Weak } from "../core/dtype.ts";
import type { Primitive } from "../core/primitive.ts";
import { broadcastShapes } from "../core/shape.ts";
import { isTensor, type Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { asTensor } from "../transforms/leaf.ts";

export type TensorLike = Tensor | number | boolean | readonly TensorLike[];

/** Two operands of one dtype and shape. A JavaScript number is weak: it takes the tensor's dtype. */
export function paired(op: string, a: TensorLike, b: TensorLike, floating = false): [Tensor, Tensor] {
  let x = asTensor(a);
  let y = asTensor(b);
  const [weakA, weakB] = [weakness(a), weakness(b)];
  let dtype: DType =
    weakA !== null && weakB === null
      ? promoteWeak(weakA, y.dtype)
      : weakB !== null && weakA === null
        ? promoteWeak(weakB, x.dtype)
        : promote(x.dtype, y.dtype);
  if (floating) dtype = needsFloat(dtype);
  // A float32 on the way would lose digits, of large integers too.
  if (dtype !== "float32" && typeof a === "number") x = asTensor(a, dtype);
  if (dtype !== "float32" && typeof b === "number") y = asTensor(b, dtype);
  const shape = broadcastShapes(op, x.shape, y.shape);
  return [broadcastTo(convert(x, dtype), shape), broadcastTo(convert(y, dtype), shape)];
}

function weakness(x: TensorLike): Weak | null {
  if (typeof x === "number" || typeof x === "boolean") return weaknessOf(x);
  return isTensor(x) ? x.weak : null;
}

/** Traced numbers among themselves stay weak, as plain ones would. */
export function handedOn(y: Tensor, floating: boolean, ...operands: readonly TensorLike[]): Tensor {
  // Of plain numbers alone (where(traced, 1, -1)) a tensor is made as outside.
  if (y.trace === null || y.dtype === "bool" || !operands.some(isTensor)) return y;
  const weak = operands.map(weakness);
  if (weak.every((each) => each !== null))
    y.becomeWeak(floating || weak.includes("fraction") ? "fraction" : "integer");
  return y;
}

export const binary =
  (op: string, primitive: Primitive<null>, floating = false) =>
  (a: TensorLike, b: TensorLike): Tensor =>
    handedOn(bind(primitive, paired(op, a, b, floating), null), floating, a, b);

/** Arithmetic on two bools counts: true + true is 2. */
export const counting =
  (op: string, primitive: Primitive<null>) =>
  (a: TensorLike, b: TensorLike): Tensor => {
    const [x, y] = paired(op, a, b);
    return x.dtype === "bool"
      ? bind(primitive, [convert(x, "int32"), convert(y, "int32")], null)
      : handedOn(bind(primitive, [x, y], null), false, a, b);
  };

export function floatingOf(x: Tensor): Tensor {
  return convert(x, needsFloat(x.dtype));
}

export const unary =
  (primitive: Primitive<null>) =>
  (x: TensorLike): Tensor =>
    handedOn(bind(primitive, [asTensor(x)], null), false, x);
export const floatingUnary =
  (primitive: Primitive<null>) =>
  (x: TensorLike): Tensor =>
    handedOn(bind(primitive, [floatingOf(asTensor(x))], null), true, x);
