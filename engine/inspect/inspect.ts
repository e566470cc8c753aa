/** Looking into a function: the public `inspect`. */
export * from "./find-nan.ts";
export * from "./gradcheck.ts";
export * from "./graph.ts";
export type { SourcePlace } from "./source.ts";
