/** What a function costs, read off its program: nothing is computed. */
import { isMany, type AnyPrimitive } from "../core/primitive.ts";
import type { DType } from "../core/dtype.ts";
import { sizeOf } from "../core/shape.ts";
import { planOf, type PlanSummary } from "../compiler/summary.ts";
import { makeProgram } from "../transforms/jit.ts";

export interface Cost {
  /** Floating-point operations: a multiplication and an addition count two. */
  readonly flops: number;
  /** Written by all equations together, were nothing fused. */
  readonly bytes: number;
  readonly equations: number;
  /** As jit runs it: what is fused and shared. */
  readonly plan: PlanSummary;
  /** Four lines. */
  toString(): string;
  /** The same by primitive, the dearest first. */
  readonly primitives: readonly { readonly name: string; readonly count: number; readonly flops: number }[];
}

const widths: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int32: 4, uint32: 4, bool: 1 };

/**
 * The cost of one call with arguments of these shapes: `inspect.cost(grad(loss))(params, x)`. A loop counts all its steps; a branch
 * the dearest; a whileLoop one step, since nothing says how many there will be.
 * @throws TracerError where the function asks for a number, as under jit
 */
export function cost<Args extends unknown[]>(f: (...args: Args) => unknown): (...args: Args) => Cost {
  return (...args) => {
    const program = makeProgram(f)(...args);
    const { equations, forms } = program;
    const totals = new Map<string, { count: number; flops: number }>();
    let [flops, bytes] = [0, 0];
    for (const { primitive, inputs, outputs, params } of equations) {
      const [from, to] = [inputs.map((v) => forms[v]), outputs.map((v) => forms[v])];
      const own = costOf(primitive, from, to, params);
      const total = totals.get(primitive.name) ?? { count: 0, flops: 0 };
      totals.set(primitive.name, { count: total.count + 1, flops: total.flops + own });
      flops += own;
      bytes += to.reduce((sum, { shape, dtype }) => sum + sizeOf(shape) * widths[dtype], 0);
    }
    const primitives = [...totals]
      .map(([name, total]) => ({ name, ...total }))
      .sort((a, b) => b.flops - a.flops || b.count - a.count);
    const counts = { flops, bytes, equations: equations.length, plan: planOf(program), primitives };
    return Object.defineProperty(counts, "toString", { value: () => printed(counts), enumerable: false });
  };
}

/** Four lines for a learner: `String(inspect.cost(f)(x))`. */
function printed({ flops, bytes, equations, plan }: Omit<Cost, "toString">): string {
  const saved = plan.unshared === 0 ? "" : `, ${amount(plan.unshared, "B")} were nothing shared`;
  return [
    `${amount(flops, "flop")} in ${equations} equations`,
    `${amount(plan.moved, "B")} moved by ${plan.steps} compiled steps, ${amount(bytes, "B")} written were nothing fused`,
    `${amount(plan.peak, "B")} held at most`,
    `${amount(plan.arena, "B")} of them shared between steps${saved}`,
  ].join("\n");
}

function amount(count: number, unit: string): string {
  const prefixes = ["", "k", "M", "G", "T"];
  const power = count < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(count) / 3));
  return `${Number((count / 1000 ** power).toPrecision(3))} ${prefixes[power]}${unit}`;
}

type Forms = Parameters<Extract<AnyPrimitive, { forms: unknown }>["forms"]>[0];

function costOf(primitive: AnyPrimitive, inputs: Forms, outputs: Forms, params: unknown): number {
  return isMany(primitive)
    ? primitive.cost(inputs, outputs, params)
    : primitive.cost(inputs, outputs[0], params);
}
