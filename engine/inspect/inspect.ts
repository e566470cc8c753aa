/** Looking into a function: the public `inspect`. */
export {
  detectAnomaly,
  diagnose,
  type Diagnosis,
  type DiagnoseOptions,
  type ParameterState,
} from "./doctor/diagnose.ts";
export type { Finding, Illness } from "./doctor/finding.ts";
export * from "./find-nan.ts";
export * from "./gradcheck.ts";
export * from "./graph.ts";
export { programs, type ProgramLine, type ProgramText } from "./programs.ts";
export type { SourcePlace } from "./source.ts";
export { cost, type Cost } from "./cost.ts";
export type { PlanSummary } from "../compiler/summary.ts";
export { primitives, type Support } from "./support.ts";
