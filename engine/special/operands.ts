/** Operands of a function of several: one floating dtype and one shape, numbers weak, as np's. */
import { needsFloat, promote, promoteWeak, weaknessOf, type DType } from "../core/dtype.ts";
import { broadcastShapes } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { convert } from "../primitives/convert.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { asTensor } from "../transforms/leaf.ts";

/** Operands of one shape and floating dtype; numbers are weak. */
export function together(op: string, ...xs: readonly TensorLike[]): Tensor[] {
  const given = xs.map((x) => asTensor(x));
  const kinds = xs.map((x, i) =>
    typeof x === "number" || typeof x === "boolean" ? weaknessOf(x) : given[i].weak,
  );
  const strong = given.filter((_, i) => kinds[i] === null).map((x) => x.dtype);
  const common = (strong.length > 0 ? strong : given.map((x) => x.dtype)).reduce(promote);
  const dtype = needsFloat(
    kinds.reduce<DType>(
      (type, kind) => (kind === null || strong.length === 0 ? type : promoteWeak(kind, type)),
      common,
    ),
  );
  const shape = given.map((x) => x.shape).reduce((a, b) => broadcastShapes(op, a, b));
  return given.map((x, i) => {
    const number = xs[i];
    return broadcastTo(convert(typeof number === "number" ? asTensor(number, dtype) : x, dtype), shape);
  });
}
