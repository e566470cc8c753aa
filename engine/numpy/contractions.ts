/** Products that are cases of einsum: dot, vdot, inner, vecdot, tensordot and kron. */
import { ShapeError, showShape } from "../core/errors.ts";
import { broadcastShapes, resolveAxis } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { reshape } from "../primitives/reshape.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { asTensor } from "../transforms/leaf.ts";
import { mul } from "./arithmetic.ts";
import { moveaxis } from "./axes.ts";
import { einsum } from "./einsum.ts";
import type { TensorLike } from "./promotion.ts";

/** The sum over the last axis of a and the last but one of b (its last where b is a vector); scalars multiply. */
export function dot(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [asTensor(a), asTensor(b)];
  if (x.ndim === 0 || y.ndim === 0) return mul(x, y);
  return tensordot(x, y, [[-1], [Math.max(y.ndim - 2, 0)]]);
}

/** The sum of products of all elements, whatever the shapes. */
export function vdot(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [asTensor(a), asTensor(b)];
  return tensordot(reshape(x, [x.size]), reshape(y, [y.size]), 1);
}

/** The sum of products along the last axes of both. */
export function inner(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [asTensor(a), asTensor(b)];
  return x.ndim === 0 || y.ndim === 0 ? mul(x, y) : tensordot(x, y, [[-1], [-1]]);
}

/** The dot products of vectors along one axis of both; the other axes broadcast. */
export function vecdot(a: TensorLike, b: TensorLike, axis = -1): Tensor {
  const [x, y] = [a, b].map((each) => {
    const t = asTensor(each);
    return moveaxis(t, resolveAxis("vecdot", axis, t.ndim), -1);
  });
  const shape = broadcastShapes("vecdot", x.shape, y.shape);
  return einsum("...i,...i->...", broadcastTo(x, shape), broadcastTo(y, shape));
}

/**
 * Sums over pairs of axes: the last n of a with the first n of b, or the axes listed for each.
 * @throws ShapeError where paired axes differ in size.
 */
export function tensordot(
  a: TensorLike,
  b: TensorLike,
  axes: number | readonly [readonly number[], readonly number[]] = 2,
): Tensor {
  const [x, y] = [asTensor(a), asTensor(b)];
  const count = (n: number, from: number) => Array.from({ length: n }, (_, i) => from + i);
  const [left, right] = typeof axes === "number" ? [count(axes, x.ndim - axes), count(axes, 0)] : axes;
  const [first, second] = [
    left.map((axis) => resolveAxis("tensordot", axis, x.ndim)),
    right.map((axis) => resolveAxis("tensordot", axis, y.ndim)),
  ];
  const wrong = first.findIndex((axis, i) => x.shape[axis] !== y.shape[second[i]]);
  if (first.length !== second.length || wrong !== -1)
    throw new ShapeError(
      `tensordot: ${showShape(x.shape)} and ${showShape(y.shape)}: ${
        wrong === -1
          ? `${first.length} axes cannot pair with ${second.length}`
          : `axis ${first[wrong]} is ${x.shape[first[wrong]]}, axis ${second[wrong]} is ${y.shape[second[wrong]] ?? "missing"}`
      }.`,
    );
  const name = (i: number) => String.fromCharCode(i < 26 ? 97 + i : 39 + i);
  const names = x.shape.map((_, i) => name(i));
  const others = y.shape.map((_, i) =>
    second.includes(i) ? names[first[second.indexOf(i)]] : name(x.ndim + i),
  );
  const kept = [
    ...names.filter((_, i) => !first.includes(i)),
    ...others.filter((_, i) => !second.includes(i)),
  ];
  return einsum(`${names.join("")},${others.join("")}->${kept.join("")}`, x, y);
}

/** Every element of a times the whole of b, as blocks. */
export function kron(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [asTensor(a), asTensor(b)];
  const rank = Math.max(x.ndim, y.ndim);
  const padded = (t: Tensor) => [...Array<number>(rank - t.ndim).fill(1), ...t.shape];
  const [m, n] = [padded(x), padded(y)];
  const product = mul(
    reshape(
      x,
      m.flatMap((size) => [size, 1]),
    ),
    reshape(
      y,
      n.flatMap((size) => [1, size]),
    ),
  );
  return reshape(
    product,
    m.map((size, i) => size * n[i]),
  );
}
