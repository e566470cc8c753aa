/** What the engine supports, read off the records of its primitives. */
import type { DType } from "../core/dtype.ts";
import { allManyPrimitives, allPrimitives, isMany, type AnyPrimitive } from "../core/primitive.ts";

export interface Support {
  readonly name: string;
  /** KaTeX of what it computes. */
  readonly maths: string;
  readonly dtypes: readonly DType[];
  /** How its derivative is stated: by partials, as a linear map, as a rule for each mode; or it is zero everywhere. */
  readonly derivative: "partials" | "linear" | "both modes" | "forward mode" | "zero";
}

/** Every primitive; all of them batch and trace to a program. */
export function primitives(): Support[] {
  return [...allPrimitives(), ...allManyPrimitives()]
    .map((p) => ({ name: p.name, maths: p.maths.value, dtypes: p.dtypes, derivative: statedBy(p) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function statedBy(p: AnyPrimitive): Support["derivative"] {
  if (isMany(p)) return p.oneWay === true ? "forward mode" : "both modes";
  return p.derivative.type === "both" ? "both modes" : p.derivative.type;
}
