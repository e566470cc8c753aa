/** Shapes that meet: each operand's axes by letter, and what becomes of them. */
import * as v from "valibot";
import { count } from "../arrays.ts";

const axis = v.object({
  letter: v.pipe(v.string(), v.maxLength(4)),
  size: count,
  /** `summed` axes meet and are added up, `stretched` ones are repeated, `wrong` ones do not fit. */
  role: v.picklist(["kept", "summed", "stretched", "wrong"]),
  /** What a stretched axis becomes. */
  to: v.nullable(count),
});
export type Axis = v.InferOutput<typeof axis>;

const operand = v.object({
  name: v.pipe(v.string(), v.maxLength(40)),
  /** Null where a shorter shape has no axis. */
  axes: v.pipe(v.array(v.nullable(axis)), v.maxLength(16)),
});
export type Operand = v.InferOutput<typeof operand>;

const shapesPayload = v.object({
  /** `aligned`: under each other from the right, as broadcasting sees them. `joined`: side by side, as a product does. */
  how: v.picklist(["aligned", "joined"]),
  operands: v.pipe(v.array(operand), v.minLength(1), v.maxLength(8)),
  /** Null where they do not fit. */
  result: v.nullable(operand),
  /** The picture in a sentence or two. */
  words: v.pipe(v.string(), v.maxLength(4000)),
});
export type ShapesPayload = v.InferOutput<typeof shapesPayload>;

export default shapesPayload;
