/** Forward mode: a primal with a tangent, pushed through each primitive as it runs (Wengert 1964). */
import { bind, bindMany } from "../core/bind.ts";
import { isFloating, type Weak } from "../core/dtype.ts";
import { pushForward } from "../core/derivative.ts";
import type { Derivative, ManyPrimitive, Primitive } from "../core/primitive.ts";
import { Tensor } from "../core/tensor.ts";
import { captured, nextLevel, within, type Trace } from "../core/trace.ts";

export class JvpTrace implements Trace {
  readonly level = nextLevel();
  readonly transform = "jvp";
  finished = false;

  process(primitive: Primitive, inputs: readonly Tensor[], params: unknown): Tensor {
    const primals = inputs.map((x) => this.primalOf(x));
    const tangents = inputs.map((x) => this.tangentOf(x));
    const y = bind(primitive, primals, params);
    const tangent = pushForward(primitive, primals, y, tangents, params);
    return tangent === null ? y : new JvpTracer(this, y, tangent);
  }

  processMany(primitive: ManyPrimitive, inputs: readonly Tensor[], params: unknown): Tensor[] {
    const primals = inputs.map((x) => this.primalOf(x));
    const arriving = inputs.map((x) => this.tangentOf(x));
    if (arriving.every((tangent) => tangent === null)) return bindMany(primitive, primals, params);
    const { outputs, tangents } = primitive.jvp(primals, arriving, params);
    return outputs.map((y, i) => {
      const tangent = tangents[i];
      if (y.trace === this || tangent?.trace === this) throw captured(primitive.name);
      return tangent === null || !isFloating(y.dtype) ? y : new JvpTracer(this, y, tangent);
    });
  }

  primalOf(x: Tensor): Tensor {
    return x instanceof JvpTracer && x.trace === this ? x.primal : x;
  }
  tangentOf(x: Tensor): Derivative {
    return x instanceof JvpTracer && x.trace === this ? x.tangent : null;
  }
}

class JvpTracer extends Tensor {
  readonly primal: Tensor;
  readonly tangent: Tensor;
  constructor(trace: JvpTrace, primal: Tensor, tangent: Tensor) {
    super(primal.shape, primal.dtype, null, trace);
    this.primal = primal;
    this.tangent = tangent;
  }
  override concrete(asked: string): Tensor {
    return this.primal.concrete(asked);
  }
  override get weak(): Weak | null {
    return this.primal.weak;
  }
  override becomeWeak(weak: Weak): void {
    this.primal.becomeWeak(weak);
  }
}

/** Runs `f` on primals that carry tangents; hands back each output's primal and tangent. */
export function runJvp(
  f: (...inputs: Tensor[]) => Tensor[],
  primals: readonly Tensor[],
  tangents: readonly Derivative[],
): { outputs: Tensor[]; tangents: Derivative[] } {
  return within(new JvpTrace(), (trace) => {
    const inputs = primals.map((x, i) => {
      const tangent = tangents[i];
      return tangent === null ? x : new JvpTracer(trace, x, tangent);
    });
    const results = f(...inputs);
    return {
      outputs: results.map((y) => trace.primalOf(y)),
      tangents: results.map((y) => trace.tangentOf(y)),
    };
  });
}
