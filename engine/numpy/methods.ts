/** Lays the functions of operations.ts on tensors, so that a chain reads left to right: x.pow(2).sum(). */
import { dtypes, type DType } from "../core/dtype.ts";
import { DTypeError, ShapeError, SlopeError, TracerError, showShape } from "../core/errors.ts";
import { Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { reshape } from "../primitives/reshape.ts";
import * as ops from "./operations.ts";
import type {
  At,
  Axis,
  Index,
  ReduceOptions,
  SizeOptions,
  SortOptions,
  TakeOptions,
  TensorLike,
} from "./operations.ts";
import { printTensor } from "./print.ts";

export type NestedNumbers = number | boolean | NestedNumbers[];

export interface TensorMethods {
  add(y: TensorLike): Tensor;
  sub(y: TensorLike): Tensor;
  mul(y: TensorLike): Tensor;
  div(y: TensorLike): Tensor;
  mod(y: TensorLike): Tensor;
  pow(y: TensorLike): Tensor;
  maximum(y: TensorLike): Tensor;
  minimum(y: TensorLike): Tensor;
  eq(y: TensorLike): Tensor;
  ne(y: TensorLike): Tensor;
  lt(y: TensorLike): Tensor;
  le(y: TensorLike): Tensor;
  gt(y: TensorLike): Tensor;
  ge(y: TensorLike): Tensor;
  neg(): Tensor;
  abs(): Tensor;
  sign(): Tensor;
  floor(): Tensor;
  ceil(): Tensor;
  round(): Tensor;
  exp(): Tensor;
  expm1(): Tensor;
  log(): Tensor;
  log1p(): Tensor;
  sqrt(): Tensor;
  square(): Tensor;
  sin(): Tensor;
  cos(): Tensor;
  tanh(): Tensor;
  sigmoid(): Tensor;
  relu(): Tensor;
  erf(): Tensor;
  /** Sum over all elements, or along an axis. */
  sum(axis?: Axis, options?: ReduceOptions): Tensor;
  mean(axis?: Axis, options?: ReduceOptions): Tensor;
  max(axis?: Axis, options?: ReduceOptions): Tensor;
  min(axis?: Axis, options?: ReduceOptions): Tensor;
  prod(axis?: Axis, options?: ReduceOptions): Tensor;
  /** The mean of squared distances from the mean. */
  var(axis?: Axis, options?: ReduceOptions): Tensor;
  std(axis?: Axis, options?: ReduceOptions): Tensor;
  any(axis?: Axis, options?: ReduceOptions): Tensor;
  all(axis?: Axis, options?: ReduceOptions): Tensor;
  /** Running sums along an axis, or over all elements. */
  cumsum(axis?: number | null): Tensor;
  /** Ascending along an axis; default the last. */
  sort(axis?: number | null, options?: SortOptions): Tensor;
  argsort(axis?: number | null, options?: SortOptions): Tensor;
  /** The k greatest entries of an axis, default the last, and where they are. */
  topK(k: number, axis?: number): [values: Tensor, indices: Tensor];
  flip(axis?: Axis): Tensor;
  /** Kept between two bounds. */
  clip(low: TensorLike, high: TensorLike): Tensor;
  expandDims(axis: number | readonly number[]): Tensor;
  squeeze(axis?: Axis): Tensor;
  argmax(axis?: number | null): Tensor;
  argmin(axis?: number | null): Tensor;
  matmul(y: TensorLike): Tensor;
  /** The same elements in row-major order under another shape; one size may be -1. */
  reshape(...shape: number[] | [readonly number[]]): Tensor;
  /** Axes reversed, or in the given order. */
  transpose(...order: number[] | [readonly number[]]): Tensor;
  slice(start: number, end?: number, axis?: number, step?: number): Tensor;
  take(indices: TensorLike, axis?: number | null, options?: TakeOptions): Tensor;
  takeAlongAxis(indices: TensorLike, axis?: number | null): Tensor;
  /** All elements along one axis, in row-major order. */
  ravel(): Tensor;
  flatten(): Tensor;
  swapaxes(axis1: number, axis2: number): Tensor;
  moveaxis(source: number | readonly number[], destination: number | readonly number[]): Tensor;
  /** The axes reversed. */
  readonly T: Tensor;
  /** The last two axes swapped. */
  readonly mT: Tensor;
  diagonal(offset?: number, axis1?: number, axis2?: number): Tensor;
  tril(k?: number): Tensor;
  triu(k?: number): Tensor;
  roll(shift: number | readonly number[], axis?: Axis): Tensor;
  repeat(repeats: TensorLike, axis?: number | null): Tensor;
  tile(reps: number | readonly number[]): Tensor;
  split(parts: number | readonly number[], axis?: number): Tensor[];
  unstack(axis?: number): Tensor[];
  /** Where x is not 0: positions along each axis. */
  nonzero(options?: SizeOptions): Tensor[];
  /** The entries that index expressions mean, to read with get() or to replace: x.at(0, "1:").set(5). */
  at(...indices: readonly Index[]): At;
  /** The entries that index expressions mean: NumPy's x[...]. */
  get(...indices: readonly Index[]): Tensor;
  astype(dtype: DType): Tensor;
  /** The one number of a tensor with one element. */
  item(): number;
  /** Nested plain arrays; a number for a scalar. */
  tolist(): NestedNumbers;
  /** A copy of the elements in row-major order. */
  toTypedArray(): Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;
}

declare module "../core/tensor.ts" {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the merge is how methods reach the class
  interface Tensor extends TensorMethods {}
}

/** Named one by one, so that a bundler sees which functions of np a program needs. */
const laid = {
  add: ops.add,
  sub: ops.sub,
  mul: ops.mul,
  div: ops.div,
  mod: ops.mod,
  pow: ops.pow,
  maximum: ops.maximum,
  minimum: ops.minimum,
  eq: ops.eq,
  ne: ops.ne,
  lt: ops.lt,
  le: ops.le,
  gt: ops.gt,
  ge: ops.ge,
  neg: ops.neg,
  abs: ops.abs,
  sign: ops.sign,
  floor: ops.floor,
  ceil: ops.ceil,
  round: ops.round,
  exp: ops.exp,
  expm1: ops.expm1,
  log: ops.log,
  log1p: ops.log1p,
  sqrt: ops.sqrt,
  square: ops.square,
  sin: ops.sin,
  cos: ops.cos,
  tanh: ops.tanh,
  sigmoid: ops.sigmoid,
  relu: ops.relu,
  erf: ops.erf,
  sum: ops.sum,
  mean: ops.mean,
  max: ops.max,
  min: ops.min,
  prod: ops.prod,
  var: ops.var,
  std: ops.std,
  any: ops.any,
  all: ops.all,
  cumsum: ops.cumsum,
  sort: ops.sort,
  argsort: ops.argsort,
  flip: ops.flip,
  clip: ops.clip,
  expandDims: ops.expandDims,
  squeeze: ops.squeeze,
  argmax: ops.argmax,
  argmin: ops.argmin,
  matmul: ops.matmul,
  slice: ops.slice,
  take: ops.take,
  takeAlongAxis: ops.takeAlongAxis,
  at: ops.at,
  topK: ops.topK,
  ravel: ops.ravel,
  flatten: ops.flatten,
  swapaxes: ops.swapaxes,
  moveaxis: ops.moveaxis,
  diagonal: ops.diagonal,
  tril: ops.tril,
  triu: ops.triu,
  roll: ops.roll,
  repeat: ops.repeat,
  tile: ops.tile,
  split: ops.split,
  unstack: ops.unstack,
  nonzero: ops.nonzero,
};

const methods: Record<string, (this: Tensor, ...args: never[]) => unknown> & ThisType<Tensor> = {
  reshape(...shape: (number | readonly number[])[]) {
    return reshape(this, shape.flat<typeof shape>());
  },
  transpose(...order: (number | readonly number[])[]) {
    return ops.permute(this, order.length === 0 ? undefined : order.flat<typeof order>());
  },
  get(...indices: readonly ops.Index[]) {
    return ops.index(this, ...indices);
  },
  astype(dtype: DType) {
    if (!dtypes.includes(dtype))
      throw new DTypeError(`astype: there is no dtype ${JSON.stringify(dtype)}; use ${dtypes.join(", ")}.`);
    return convert(this, dtype);
  },
  item() {
    if (this.size !== 1)
      throw new ShapeError(
        `item: needs one element, found ${showShape(this.shape)}. Use tolist(), or reduce first.`,
      );
    return this.concrete("item()").data[0];
  },
  tolist() {
    const { data } = this.concrete("tolist()");
    const read = (axis: number, offset: number, stride: number): NestedNumbers => {
      if (axis === this.ndim) return this.dtype === "bool" ? data[offset] !== 0 : data[offset];
      const n = this.shape[axis];
      const step = n === 0 ? 0 : stride / n;
      return Array.from({ length: n }, (_, i) => read(axis + 1, offset + i * step, step));
    };
    return read(0, 0, this.size);
  },
  toTypedArray() {
    return this.concrete("toTypedArray()").data.slice();
  },
  toString() {
    return printTensor(this);
  },
  toJSON() {
    return this.tolist();
  },
};
for (const [name, f] of Object.entries<(...args: never[]) => unknown>(laid)) {
  methods[name] = function (this: Tensor, ...args: never[]) {
    return f(this as never, ...args);
  };
}
for (const [name, method] of Object.entries(methods)) {
  Object.defineProperty(Tensor.prototype, name, { value: method, writable: true, configurable: true });
}

Object.defineProperty(Tensor.prototype, "T", {
  get(this: Tensor) {
    return ops.permute(this);
  },
});
Object.defineProperty(Tensor.prototype, "mT", {
  get(this: Tensor) {
    return ops.matrixTranspose(this);
  },
});

/** Operators cannot be overloaded in JavaScript: they throw rather than make a number up, but for a scalar whose value is known. */
Object.defineProperty(Tensor.prototype, Symbol.toPrimitive, {
  value(this: Tensor, hint: string) {
    if (hint !== "string" && this.trace !== null && this.ndim === 0) {
      this.concrete("its number");
      throw new TracerError(
        `An operator (+, *, >, ...) on a number whose derivative ${this.trace.transform} follows would lose it; write x.add(1), x.mul(y), or x.item() > 0 where only the number matters.`,
      );
    }
    if (this.ndim === 0)
      return hint === "string"
        ? String(this.concrete("its number").data[0])
        : this.concrete("its number").data[0];
    throw new SlopeError(
      hint === "string"
        ? `A tensor ${showShape(this.shape)} in a template string; write x.toString(), or x.tolist().`
        : `An operator (+, -, *, >, ...) on a tensor ${showShape(this.shape)}; use its methods: x.add(1), x.mul(y), x.gt(0).`,
    );
  },
});
Object.defineProperty(Tensor.prototype, Symbol.iterator, {
  value(this: Tensor) {
    if (this.ndim === 0) throw new ShapeError("A scalar cannot be iterated over.");
    if (this.trace?.shapesOnly === true)
      throw new TracerError(
        `A loop over a tensor under ${this.trace.transform} would be unrolled without a word; loop over x.shape[0] with x.take(i) if that is meant.`,
      );
    const rows = Array.from({ length: this.shape[0] }, (_, i) =>
      reshape(ops.slice(this, i, i + 1), this.shape.slice(1)),
    );
    return rows[Symbol.iterator]();
  },
});

/** `console.log(x)` in Node shows the numbers. */
Object.defineProperty(Tensor.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: Tensor) {
    return printTensor(this);
  },
});
