// The floor: straight code over typed arrays, gradients derived by hand; no SIMD, no threads. Every other peer is checked against it.
import { Unsupported } from "../workloads.mjs";
import { cnn } from "./plain/cnn.mjs";
import { chain, deep, perExample, sorting, springs, tiny, tinyGrad } from "./plain/loops.mjs";
import { product } from "./plain/matmul.mjs";
import { mlp } from "./plain/mlp.mjs";
import { atPoint, byHand, byTape } from "./plain/scalar.mjs";

/** There is nothing eager about straight code: it is measured beside jit, and checks both. */
const checkOnly = ({ check }) => ({ check });
const operations = { add: (a, b) => a + b, mul: (a, b) => a * b, exp: Math.exp };

export const load = async () => ({
  version: "hand-written",
  info: {},
  prepare(id, workload) {
    const d = workload.data();
    const [name, variant] = id.split(".");
    switch (name) {
      case "W1":
      case "W1e":
        return product(d);
      case "W2":
      case "growth":
        return mlp(d, variant);
      case "W3":
        return atPoint(variant === "eager" ? byTape : byHand)(d);
      case "W4":
        return variant === "eager" ? checkOnly(chain(d)) : chain(d);
      case "W5":
        return cnn(d);
      case "W6":
        return variant === "eager" ? checkOnly(springs(d)) : springs(d);
      case "W7":
        return variant === "eager" ? checkOnly(perExample(d)) : perExample(d);
      case "tiny":
        return variant === "grad" ? tinyGrad(d) : tiny(d, operations[variant] ?? operations.add);
      case "traced":
        return checkOnly(tiny(d, operations[variant]));
      case "compile":
        return deep(d);
      case "sort":
        return sorting(d);
    }
    throw new Unsupported(id);
  },
});
