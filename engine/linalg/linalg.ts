/** Linear algebra with NumPy's names, over matrices in the last two axes: the public `linalg`. */
export * from "./decompose.ts";
export * from "./norm.ts";
export * from "./products.ts";
export * from "./solve.ts";
