/** Batching: a value with a batch axis; each primitive says how it carries one. */
import type { Weak } from "../core/dtype.ts";
import { SlopeError } from "../core/errors.ts";
import type { ManyPrimitive, Primitive } from "../core/primitive.ts";
import { repeatInFront } from "../primitives/batching.ts";
import { toFront } from "../primitives/transpose.ts";
import { Tensor } from "../core/tensor.ts";
import { captured, nextLevel, within, type Trace } from "../core/trace.ts";

/** The named axes of the vmaps that are running, innermost last. Transforms end before they return, so nothing leaks. */
const running: BatchTrace[] = [];

export function runningAxis(op: string, axisName: string): BatchTrace {
  const found = running.findLast((trace) => trace.axisName === axisName);
  if (found === undefined) {
    const names = running.map((trace) => `"${trace.axisName}"`);
    throw new SlopeError(
      `${op}: no vmap around this call has an axis named "${axisName}"${names.length === 0 ? "" : `, only ${names.join(", ")}`}; name it: vmap(f, { axisName: "${axisName}" }).`,
    );
  }
  return found;
}

/** What a program traced now may have taken from the axes around it. */
export function runningAxes(): string {
  return running.map(({ axisName, size }) => `${axisName}:${size}`).join(" ");
}

/** Runs a body under a batch trace, with its axis known by name. */
export function withBatch<R>(size: number, axisName: string | null, body: (trace: BatchTrace) => R): R {
  const trace = new BatchTrace(size, axisName);
  if (axisName === null) return within(trace, body);
  running.push(trace);
  try {
    return within(trace, body);
  } finally {
    running.pop();
  }
}

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
      if (output.trace === this) throw captured(primitive.name);
      return axis === null ? output : new BatchTracer(this, output, axis);
    });
  }

  /** The value with its batch axis in front, repeated along it where it has none. */
  inFront(x: Tensor): Tensor {
    const axis = this.axisOf(x);
    return axis === null ? repeatInFront(x, this.size) : toFront(this.valueOf(x), axis);
  }

  valueOf(x: Tensor): Tensor {
    return x instanceof BatchTracer && x.trace === this ? x.value : x;
  }
  axisOf(x: Tensor): number | null {
    return x instanceof BatchTracer && x.trace === this ? x.axis : null;
  }
}

/**
 * Runs `f` on tensors with a batch axis (null: shared by all examples). The results carry theirs in front, also those that
 * do not depend on the batch.
 */
export function runBatch(
  f: (...inputs: Tensor[]) => Tensor[],
  inputs: readonly Tensor[],
  axes: readonly (number | null)[],
  size: number,
  axisName: string | null = null,
): Tensor[] {
  return withBatch(size, axisName, (trace) =>
    f(
      ...inputs.map((x, i) => {
        const axis = axes[i];
        return axis === null ? x : new BatchTracer(trace, x, axis);
      }),
    ).map((y) => trace.inFront(y)),
  );
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
  override get weak(): Weak | null {
    return this.value.weak;
  }
  override becomeWeak(weak: Weak): void {
    this.value.becomeWeak(weak);
  }
}
