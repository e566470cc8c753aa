/** x.at(...): the entries that index expressions mean, to read or to replace. Nothing is changed in place. */
import { isFloating, promote, requireFloating } from "../core/dtype.ts";
import { DTypeError, ShapeError, showShape } from "../core/errors.ts";
import { sameShape, type Shape } from "../core/shape.ts";
import { isTensor, type Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { scatterAdd } from "../primitives/gather.ts";
import { reshape } from "../primitives/reshape.ts";
import { setSlice } from "../primitives/slice.ts";
import { scatterMax, scatterMin, scatterSet } from "../primitives/scatter.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { asTensor } from "../transforms/leaf.ts";
import { add, div, maximum, minimum, mul, neg, where, type TensorLike } from "./arithmetic.ts";
import { cut, entriesOf, laidOut, read } from "./indexing.ts";
import type { Index } from "./indices.ts";
import { productsAt } from "./products.ts";

/** Entries picked from x by index. Every update returns a new tensor; values broadcast, and take the dtype of x. */
export class At {
  readonly #x: Tensor;
  readonly #indices: readonly Index[];

  constructor(x: Tensor, indices: readonly Index[]) {
    this.#x = x;
    this.#indices = indices;
  }

  /** The entries themselves, as NumPy's x[...]. */
  get(): Tensor {
    return read("at", this.#x, this.#indices);
  }

  /** x with these entries replaced. Where an entry is named twice, the last value stays. */
  set(values: TensorLike): Tensor {
    return this.#updated("at.set", values, {
      join: (_entries, value) => value,
      scatter: (x, at, updates, axis) => scatterSet(x, at, updates, axis),
      masked: (mask, x, value) => where(mask, value, x),
    });
  }

  /** x with the values added: once for each time that an entry is named. */
  add(values: TensorLike): Tensor {
    // Of bools the sum is "or", as in NumPy.
    if (this.#x.dtype === "bool") return this.max(values);
    return this.#updated("at.add", values, {
      join: add,
      scatter: (x, at, updates, axis) => add(x, scatterAdd(updates, at, axis, x.shape[axis])),
      masked: (mask, x, value) => add(x, where(mask, value, 0)),
    });
  }

  /** x with the values subtracted: once for each time that an entry is named. */
  sub(values: TensorLike): Tensor {
    if (this.#x.dtype === "bool")
      throw new DTypeError("at.sub: bools have no difference; use set, or convert x to int32 first.");
    return this.#updated("at.sub", values, {
      join: (entries, value) => add(entries, neg(value)),
      scatter: (x, at, updates, axis) => add(x, scatterAdd(neg(updates), at, axis, x.shape[axis])),
      masked: (mask, x, value) => add(x, where(mask, neg(value), 0)),
    });
  }

  /** x times the values: once for each time that an entry is named. */
  mul(values: TensorLike): Tensor {
    if (this.#x.dtype === "bool") return this.min(values);
    return this.#updated("at.mul", values, {
      join: mul,
      scatter: (x, at, updates, axis) => mul(x, productsAt(updates, at, axis, x.shape[axis])),
      masked: (mask, x, value) => mul(x, where(mask, value, 1)),
    });
  }

  /** x divided by the values: once for each time that an entry is named. @throws DTypeError of integers */
  div(values: TensorLike): Tensor {
    requireFloating("at.div", this.#x.dtype);
    return this.#updated("at.div", values, {
      join: div,
      scatter: (x, at, updates, axis) => div(x, productsAt(updates, at, axis, x.shape[axis])),
      masked: (mask, x, value) => div(x, where(mask, value, 1)),
    });
  }

  /** The smaller of entry and value. Ties share the gradient. */
  min(values: TensorLike): Tensor {
    return this.#updated("at.min", values, {
      join: minimum,
      scatter: scatterMin,
      masked: (mask, x, value) => where(mask, minimum(x, value), x),
    });
  }

  /** The greater of entry and value. Ties share the gradient. */
  max(values: TensorLike): Tensor {
    return this.#updated("at.max", values, {
      join: maximum,
      scatter: scatterMax,
      masked: (mask, x, value) => where(mask, maximum(x, value), x),
    });
  }

  /** x with f applied to these entries, once however often an entry is named. */
  apply(f: (entries: Tensor) => TensorLike): Tensor {
    return this.set(f(this.get()));
  }

  #updated(op: string, values: TensorLike, update: Update): Tensor {
    const x = this.#x;
    const value = valuesFor(op, x, values);
    const mask = this.#wholeMask(value);
    if (mask !== null) return update.masked(mask, x, value);
    const entries = entriesOf(op, x.shape, this.#indices);
    const fitting = fitted(op, value, entries.shape);
    if (entries.kind === "window") {
      const { starts, sizes, steps } = entries;
      const joined = update.join(cut(x, entries), reshape(fitting, sizes));
      return setSlice(x, joined, { starts, sizes, steps });
    }
    const { folded, at, axis } = entries;
    return reshape(update.scatter(reshape(x, folded), at, laidOut(fitting, entries), axis), x.shape);
  }

  /**
   * One mask over the first axes, and values that are the same wherever it is true: then nothing need be known of it. It comes
   * back with the axes of x.
   */
  #wholeMask(value: Tensor): Tensor | null {
    const [index] = this.#indices;
    if (this.#indices.length !== 1 || !isTensor(index) || index.dtype !== "bool") return null;
    const { x, rank } = { x: this.#x, rank: index.ndim };
    if (value.ndim > x.ndim - rank || !sameShape(index.shape, x.shape.slice(0, rank))) return null;
    return reshape(index, [...index.shape, ...x.shape.slice(rank).map(() => 1)]);
  }
}

interface Update {
  /** Of entries that are each named once. */
  join(entries: Tensor, values: Tensor): Tensor;
  /** Of positions along an axis, some perhaps named twice. */
  scatter(x: Tensor, at: Tensor, updates: Tensor, axis: number): Tensor;
  /** Where a mask holds. */
  masked(mask: Tensor, x: Tensor, value: Tensor): Tensor;
}

/** Values in the dtype of x. @throws DTypeError where they would lose their fractions */
function valuesFor(op: string, x: Tensor, values: TensorLike): Tensor {
  // A number is weak, and so is a list of numbers: 0.1 into float64 keeps all its digits.
  if (!isTensor(values) && isFloating(x.dtype)) return asTensor(values, x.dtype);
  const given = asTensor(values);
  const whole = isTensor(values) ? values.weak === "integer" : given.data.every(Number.isInteger);
  if (isFloating(given.dtype) && !isFloating(x.dtype) && !whole)
    throw new DTypeError(
      `${op}: ${given.dtype} values into a tensor of ${x.dtype} would lose their fractions; convert one of them with astype("${promote(x.dtype, given.dtype)}").`,
    );
  return convert(given, x.dtype);
}

/** Broadcast to the entries that the indices mean; axes of size 1 too many in front fall away. */
function fitted(op: string, value: Tensor, shape: Shape): Tensor {
  const extra = Math.max(0, value.ndim - shape.length);
  const own: Shape = value.shape.slice(extra);
  const lead = shape.length - own.length;
  if (
    value.shape.slice(0, extra).some((n) => n !== 1) ||
    own.some((n, i) => n !== 1 && n !== shape[lead + i])
  )
    throw new ShapeError(
      `${op}: values ${showShape(value.shape)} do not fit the ${showShape(shape)} entries that the indices pick.`,
    );
  return broadcastTo(reshape(value, own), shape);
}

/** The entries that index expressions mean, to read with get() or to replace: x.at(0, "1:").set(5). @throws IndexError */
export function at(x: TensorLike, ...indices: readonly Index[]): At {
  return new At(asTensor(x), indices);
}

/** The entries that index expressions mean: NumPy's x[...]. @throws IndexError */
export function index(x: TensorLike, ...indices: readonly Index[]): Tensor {
  return read("index", asTensor(x), indices);
}
