/** Batching: a value with a batch axis; each primitive says how it carries one. */
import type { ManyPrimitive, Primitive } from "../core/primitive.ts";
import { Tensor } from "../core/tensor.ts";
import { nextLevel, type Trace } from "../core/trace.ts";

export class BatchTrace implements Trace {
  readonly level = nextLevel();
  readonly transform = "vmap";
  readonly size: number;
  /** What psum and its like call the batch axis by. */
  readonly axisName: string | null;
  finished = false;
  constructor(size: number, axisName: string | null = null) {
    this.size = size;
    this.axisName = axisName;
  }

  process(primitive: Primitive, inputs: readonly Tensor[], params: unknown): Tensor {
    const values = inputs.map((x) => this.valueOf(x));
    const axes = inputs.map((x) => this.axisOf(x));
    const { output, axis } = primitive.batch(values, axes, params, this.size, this.axisName);
    return axis === null ? output : new BatchTracer(this, output, axis);
  }

  processMany(primitive: ManyPrimitive, inputs: readonly Tensor[], params: unknown): Tensor[] {
    const values = inputs.map((x) => this.valueOf(x));
    const found = inputs.map((x) => this.axisOf(x));
    const { outputs, axes } = primitive.batch(values, found, params, this.size, this.axisName);
    return outputs.map((output, i) => {
      const axis = axes[i];
      return axis === null ? output : new BatchTracer(this, output, axis);
    });
  }

  valueOf(x: Tensor): Tensor {
    return x instanceof BatchTracer && x.trace === this ? x.value : x;
  }
  axisOf(x: Tensor): number | null {
    return x instanceof BatchTracer && x.trace === this ? x.axis : null;
  }
}

export class BatchTracer extends Tensor {
  readonly value: Tensor;
  readonly axis: number;
  constructor(trace: BatchTrace, value: Tensor, axis: number) {
    super(
      value.shape.filter((_, i) => i !== axis),
      value.dtype,
      null,
      trace,
    );
    this.value = value;
    this.axis = axis;
  }
}
