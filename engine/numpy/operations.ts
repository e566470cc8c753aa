/** NumPy's everyday functions: the public `np`. */
export * from "./arithmetic.ts";
export * from "./arrange.ts";
export * from "./at.ts";
export { newaxis, s, type Index, type Slice } from "./indices.ts";
export * from "./create.ts";
export * from "./matmul.ts";
export * from "./reduce.ts";
