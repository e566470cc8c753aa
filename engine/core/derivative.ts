/** Both modes, read off the one statement of each primitive. */
import { bind } from "./bind.ts";
import type { Derivative, PartialRule, Primitive } from "./primitive.ts";
import type { Tensor } from "./tensor.ts";
import { isFloating } from "./dtype.ts";

/** What the rules below add and multiply with; primitives/arithmetic.ts lends it, so that the core imports no primitive. */
export interface Arithmetic {
  add(x: Tensor, y: Tensor): Tensor;
  mul(x: Tensor, y: Tensor): Tensor;
  neg(x: Tensor): Tensor;
}
let arithmetic: Arithmetic;
export function lendArithmetic(lent: Arithmetic): void {
  arithmetic = lent;
}

export function addDerivatives(a: Derivative, b: Derivative): Derivative {
  if (a === null) return b;
  return b === null ? a : arithmetic.add(a, b);
}

/** A tangent or cotangent times a partial. */
function scaled(
  flowing: Tensor,
  partial: PartialRule<unknown>,
  inputs: readonly Tensor[],
  y: Tensor,
  params: unknown,
): Derivative {
  if (partial === 1) return flowing;
  if (partial === -1) return arithmetic.neg(flowing);
  const local = partial(inputs, y, params);
  return local === null ? null : arithmetic.mul(flowing, local);
}

/** The tangent of the output. */
export function pushForward(
  p: Primitive,
  inputs: readonly Tensor[],
  y: Tensor,
  tangents: readonly Derivative[],
  params: unknown,
): Derivative {
  const rule = p.derivative;
  if (!isFloating(y.dtype) || tangents.every((t) => t === null)) return null;
  switch (rule.type) {
    case "zero":
      return null;
    case "both":
      return rule.jvp(inputs, y, tangents, params);
    case "partials":
      return tangents.reduce<Derivative>((total, tangent, i) => {
        if (tangent === null) return total;
        return addDerivatives(total, scaled(tangent, rule.partials[i], inputs, y, params));
      }, null);
    case "linear":
      return tangents.reduce<Derivative>((total, tangent, i) => {
        if (tangent === null || rule.constant?.includes(i)) return total;
        const term = bind(
          p,
          inputs.map((x, j) => (j === i ? tangent : x)),
          params,
        );
        return addDerivatives(total, term);
      }, null);
  }
}

/** The cotangent of each input that `wanted` asks for. */
export function pullBack(
  p: Primitive,
  inputs: readonly Tensor[],
  y: Tensor,
  cotangent: Tensor,
  params: unknown,
  wanted: readonly boolean[],
): Derivative[] {
  const rule = p.derivative;
  switch (rule.type) {
    case "zero":
      return inputs.map(() => null);
    case "both":
      return rule.vjp(inputs, y, cotangent, params);
    case "partials":
      return inputs.map((_, i) => {
        if (!wanted[i]) return null;
        return scaled(cotangent, rule.partials[i], inputs, y, params);
      });
    case "linear":
      return inputs.map((_, i) =>
        wanted[i] && !rule.constant?.includes(i) ? rule.transpose(cotangent, i, inputs, params) : null,
      );
  }
}
