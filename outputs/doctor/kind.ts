/** The gradient doctor: `doctor(loss)(params, x, y)`, or what the engine's `inspect.diagnose` gave. */
import { inspect, type Tensor } from "#engine";
import { Figure, figureKind, OutputError } from "../figure.ts";
import type { OutputKind } from "../kind.ts";
import { placeOf } from "../place.ts";
import { type DoctorPayload, MOST_PARAMETERS } from "./payload.ts";

const figures = figureKind<DoctorPayload>("doctor", () => ({ doctor }));

const doctorKind: OutputKind<DoctorPayload> = {
  ...figures,
  matches: (value) => figures.matches(value) || isDiagnosis(value),
  encode: (value) => (isDiagnosis(value) ? payloadOf(value) : figures.encode(value)),
};
export default doctorKind;

/** A loss becomes a function of the same arguments that says what ails its gradient there. */
export function doctor<Args extends unknown[]>(
  loss: (...args: Args) => Tensor,
  options: inspect.DiagnoseOptions = {},
): (...args: Args) => Figure<DoctorPayload> {
  // Cells are not type-checked before they run.
  if (typeof (loss as unknown) !== "function") {
    throw new OutputError(
      "doctor takes the loss, a function, then its arguments: doctor(loss)(params, x, y).",
    );
  }
  return (...args) => new Figure("doctor", payloadOf(inspect.diagnose(loss as never, options)(...args)));
}

const isDiagnosis = (value: unknown): value is inspect.Diagnosis =>
  typeof value === "object" &&
  value !== null &&
  ["loss", "findings", "parameters"].every((key) => Object.hasOwn(value, key)) &&
  Array.isArray((value as inspect.Diagnosis).findings);

const titles: Readonly<Record<inspect.Illness, string>> = {
  notFinite: "A number is lost",
  detached: "A gradient is cut",
  flat: "Flat ground",
  vanishing: "The gradient vanishes",
  exploding: "The gradient explodes",
  deadRelu: "Dead units",
  saturated: "Saturated units",
  saturatedSoftmax: "A saturated softmax",
  constantLoss: "The loss stands still",
  wrongSign: "Uphill",
  rateTooHigh: "Steps too long",
};

function payloadOf({ loss, findings, parameters }: inspect.Diagnosis): DoctorPayload {
  const shown = parameters.slice(0, MOST_PARAMETERS);
  return {
    loss,
    findings: findings.slice(0, 100).map(({ illness, severity, message, help, source }) => ({
      illness,
      severity,
      title: titles[illness],
      message,
      help,
      place: placeOf(source),
    })),
    parameters: shown.map(({ name, shape, size, gradient }) => ({ name, shape: [...shape], size, gradient })),
    more: parameters.length - shown.length,
  };
}
