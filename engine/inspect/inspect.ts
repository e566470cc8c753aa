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
export { graph, type ComputationGraph, type GraphEdge, type GraphNode } from "./graph.ts";
export { checkAt, type Agreement } from "./lens.ts";
export { watchGradients, type Differentiated } from "../transforms/witness.ts";
export { programs, type ProgramLine, type ProgramText } from "./programs.ts";
export type { SourcePlace } from "./source.ts";
export { cost, type Cost } from "./cost.ts";
export type { PlanSummary } from "../compiler/summary.ts";
export { primitives, type Support } from "./support.ts";
