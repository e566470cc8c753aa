/**
 * Shape pictures: which axes meet, which are repeated, which are added up, and what does not fit. Tensors, or shapes as lists.
 * @example
 * shapes.matmul(x, w);
 * shapes.broadcast([5, 1, 3], [4, 3]);
 * shapes.einsum("bij,bjk->bik", a, b);
 */
declare const shapes: {
  /** Shapes under each other, aligned from the right: sizes must agree or be 1. */
  broadcast(...operands: (import("slope").Tensor | readonly number[])[]): unknown;
  /** The last axis of the first meets the last but one of the second. */
  matmul(
    a: import("slope").Tensor | readonly number[],
    b: import("slope").Tensor | readonly number[],
  ): unknown;
  /** A letter an axis; letters that are not in the result are added up. */
  einsum(subscripts: string, ...operands: (import("slope").Tensor | readonly number[])[]): unknown;
};
