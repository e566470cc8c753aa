/**
 * The one type a learner holds: an immutable view of a typed array, or a tracer that stands for one. Arithmetic methods
 * are laid on the prototype by numpy/methods.ts, so that the core knows no primitive.
 */
import { allocate, type Data, type DType, type Weak } from "./dtype.ts";
import { TracerError, showShape } from "./errors.ts";
import { sizeOf, type Shape } from "./shape.ts";
import type { Trace } from "./trace.ts";

export class Tensor {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Null for an ordinary tensor; a tracer carries the trace that handles it. */
  readonly trace: Trace | null;
  readonly #data: Data | null;

  constructor(shape: Shape, dtype: DType, data: Data | null, trace: Trace | null) {
    this.shape = shape;
    this.dtype = dtype;
    this.#data = data;
    this.trace = trace;
  }

  get ndim(): number {
    return this.shape.length;
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  /** The plain tensor behind this one: itself, or the primal that a tracer of grad or jvp carries. Throws where there is none. */
  // eslint-disable-next-line @typescript-eslint/prefer-return-this-type -- a tracer hands back another tensor, its primal
  concrete(asked: string): Tensor {
    if (this.#data === null) throw valueMissing(this, asked);
    return this;
  }

  /** Not null for what stands for a JavaScript number under jit: as weak as one, it takes the dtype of the tensor that it meets. */
  get weak(): Weak | null {
    return null;
  }
  /** Marks the result of weak operands, where it is traced. */
  becomeWeak(weak: Weak): void {
    throw new Error(`A plain tensor cannot stand for a ${weak}: plain numbers are there for that.`);
  }

  /** The elements in row-major order, shared, never to be written. */
  get data(): Data {
    return this.#data ?? this.concrete("its elements").data;
  }

  get [Symbol.toStringTag](): string {
    return "Tensor";
  }
}

/** Never reached under grad and jvp, whose primals are concrete. */
export function valueMissing(x: Tensor, asked: string): TracerError {
  const by = x.trace === null ? "a transform" : x.trace.transform;
  return new TracerError(
    `${asked} of a ${x.dtype} ${showShape(x.shape)} is not known while ${by} traces the function: it stands for every value at once.\n` +
      `Use np.where(condition, a, b) in place of if, and keep numbers as tensors; or pass what decides as a static argument.`,
  );
}

/** A plain tensor around elements that the caller gives away. */
export function wrap(shape: Shape, dtype: DType, data: Data): Tensor {
  return new Tensor(shape, dtype, data, null);
}

/** From this size on, elements that are all one number are made when someone reads them: a compiled program never does. */
const LAZY = 1024;

export function filled(shape: Shape, dtype: DType, value: number): Tensor {
  const size = sizeOf(shape);
  if (size >= LAZY) return new FilledTensor(shape, dtype, value);
  const data = allocate(dtype, size);
  if (value !== 0) data.fill(value);
  return wrap(shape, dtype, data);
}

/** One number, many times. */
export class FilledTensor extends Tensor {
  /** As the dtype stores it. */
  readonly value: number;
  #made: Tensor | null = null;

  constructor(shape: Shape, dtype: DType, value: number) {
    super(shape, dtype, null, null);
    const one = allocate(dtype, 1);
    one[0] = value;
    this.value = one[0];
  }

  override concrete(): Tensor {
    this.#made ??= wrap(this.shape, this.dtype, allocate(this.dtype, this.size).fill(this.value));
    return this.#made;
  }
}

export function isTensor(value: unknown): value is Tensor {
  return value instanceof Tensor;
}
