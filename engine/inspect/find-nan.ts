/** The operation that first made a NaN, on the way forward or on the way back. */
import type { Primitive } from "../core/primitive.ts";
import { filled, isTensor, type Tensor } from "../core/tensor.ts";
import { within } from "../core/trace.ts";
import { mapWithPath } from "../core/tree.ts";
import { backpropagate, TapeTrace, type Node } from "../transforms/tape.ts";
import { callSite, type SourcePlace } from "./source.ts";

export interface NaNOrigin {
  readonly op: string;
  /** `backward`: the value was fine and its derivative is not. */
  readonly pass: "forward" | "backward";
  readonly inputs: readonly Tensor[];
  readonly source: SourcePlace | null;
}

const hasNaN = (x: Tensor) => x.data.some((value) => value !== value);

class NaNTrace extends TapeTrace {
  readonly sources = new Map<Node, SourcePlace | null>();
  first: NaNOrigin | null = null;
  constructor() {
    super("inspect.findNaN");
  }
  override process(primitive: Primitive, inputs: readonly Tensor[], params: unknown): Tensor {
    const y = super.process(primitive, inputs, params);
    const node = this.nodeOf(y);
    const source = callSite();
    if (node !== null) this.sources.set(node, source);
    const primals = inputs.map((x) => this.primalOf(x));
    if (this.first === null && hasNaN(y) && !primals.some(hasNaN)) {
      this.first = { op: primitive.name, pass: "forward", inputs: primals, source };
    }
    return y;
  }
}

/**
 * Runs `f` and its gradient and names the operation whose numbers were fine and whose result, or derivative, is NaN; null where
 * there is none. The classic: `where(x.gt(0), x.log(), 0)` at 0 has a NaN gradient from the branch that was not taken.
 */
export function findNaN(f: (...args: never[]) => unknown): (...args: unknown[]) => NaNOrigin | null {
  return (...args) =>
    within(new NaNTrace(), (trace) => {
      const inputs = mapWithPath(args, (leaf) => (isTensor(leaf) ? trace.leaf(leaf) : leaf));
      const result = f(...(inputs as never[]));
      const root = isTensor(result) ? trace.nodeOf(result) : null;
      if (trace.first !== null || root === null) return trace.first;
      let origin: NaNOrigin | null = null;
      backpropagate(root, filled(root.output.shape, root.output.dtype, 1), {
        watch(node, cotangent, flowing) {
          if (origin !== null || cotangent === null || hasNaN(cotangent)) return;
          if (!flowing.some((x) => x !== null && hasNaN(x))) return;
          origin = {
            op: node.primitive?.name ?? "input",
            pass: "backward",
            inputs: node.inputs,
            source: trace.sources.get(node) ?? null,
          };
        },
      });
      return origin;
    });
}
