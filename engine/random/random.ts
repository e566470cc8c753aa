/** Random numbers from explicit keys, as JAX draws them: the public `random`. */
export { bits, foldIn, key, split } from "./keys.ts";
export * from "./continuous.ts";
export * from "./gamma.ts";
export * from "./discrete.ts";
export * from "./order.ts";
export * from "./vectors.ts";
