/** Control flow on data, collectives over a named batch axis, implicit differentiation: the public `lax`. */
export { axisIndex, pmean, psum } from "./collective.ts";
export { cond, switch } from "./cond.ts";
export { customLinearSolve, customRoot } from "./implicit.ts";
export { foriLoop, whileLoop } from "./loop.ts";
export { associativeScan, map } from "./map.ts";
export { scan } from "./scan.ts";
