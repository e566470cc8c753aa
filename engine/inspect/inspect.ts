/** Looking into a function: the public `inspect`. */
export * from "./find-nan.ts";
export * from "./gradcheck.ts";
export * from "./graph.ts";
export type { SourcePlace } from "./source.ts";
export { cost, type Cost } from "./cost.ts";
export type { PlanSummary } from "../compiler/summary.ts";
export { primitives, type Support } from "./support.ts";
