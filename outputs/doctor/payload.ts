/** What the gradient doctor found at one point: illnesses with their places, and how each parameter stands. */
import * as v from "valibot";
import { measured, shape } from "../arrays.ts";
import { place } from "../place.ts";

export const MOST_PARAMETERS = 400;

const finding = v.object({
  illness: v.string(),
  severity: v.picklist(["error", "warning"]),
  /** What it is called: "A gradient is cut". */
  title: v.string(),
  /** Code stands between backticks. */
  message: v.string(),
  help: v.string(),
  place: v.nullable(place),
});

const parameter = v.object({
  name: v.string(),
  shape,
  /** Root mean square of its elements, and of its gradient's; null where no gradient arrives. */
  size: measured,
  gradient: v.nullable(measured),
});
export type ParameterRow = v.InferOutput<typeof parameter>;

const doctorPayload = v.object({
  loss: measured,
  findings: v.pipe(v.array(finding), v.maxLength(100)),
  parameters: v.pipe(v.array(parameter), v.maxLength(MOST_PARAMETERS)),
  /** Parameters that are not listed: the list ends somewhere. */
  more: v.number(),
});
export type DoctorPayload = v.InferOutput<typeof doctorPayload>;

export default doctorPayload;
