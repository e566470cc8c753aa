/** What the doctor says: one illness, where it sits, and what usually helps. */
import type { SourcePlace } from "../source.ts";

export type Illness =
  | "notFinite"
  | "detached"
  | "flat"
  | "vanishing"
  | "exploding"
  | "deadRelu"
  | "saturated"
  | "saturatedSoftmax"
  | "constantLoss"
  | "wrongSign"
  | "rateTooHigh";

export interface Finding {
  readonly illness: Illness;
  /** An error ends the training; a warning slows it. */
  readonly severity: "error" | "warning";
  /** The parameter it is about, as its path: `params.w1`. */
  readonly parameter: string | null;
  /** The operation it was seen at, and where that was called. */
  readonly op: string | null;
  readonly source: SourcePlace | null;
  /** What is wrong, with its numbers. */
  readonly message: string;
  /** What usually helps. */
  readonly help: string;
}

export const finding = (
  illness: Illness,
  severity: Finding["severity"],
  where: Partial<Pick<Finding, "parameter" | "op" | "source">>,
  message: string,
  help: string,
): Finding => ({ illness, severity, parameter: null, op: null, source: null, ...where, message, help });

/** Two digits are enough to tell an illness. */
export function say(x: number): string {
  const short = Number(x.toPrecision(2));
  return Math.abs(short) >= 1e5 || (short !== 0 && Math.abs(short) < 1e-3)
    ? short.toExponential().replace("e+", "e")
    : String(short);
}

export const percent = (share: number) => `${Math.round(100 * share)} %`;
