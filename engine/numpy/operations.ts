/** NumPy's everyday functions: the public `np`. */
export * from "./analysis.ts";
export * from "./arithmetic.ts";
export * from "./arrange.ts";
export * from "./at.ts";
export * from "./axes.ts";
export * from "./grids.ts";
export { newaxis, s, type Index, type Slice } from "./indices.ts";
export * from "./joining.ts";
export * from "./padding.ts";
export * from "./searching.ts";
export * from "./segments.ts";
export * from "./sets.ts";
export * from "./sorting.ts";
export * from "./statistics.ts";
export * from "./taking.ts";
export * from "./types.ts";
// One of the two is arithmetic's own, the other also answers with the condition alone.
export { where } from "./searching.ts";
export * from "./contractions.ts";
export * from "./create.ts";
export { einsum } from "./einsum.ts";
export * from "./elementwise.ts";
export * from "./matmul.ts";
export * from "./reduce.ts";
