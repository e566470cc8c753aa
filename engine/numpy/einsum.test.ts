/** Einsum and its cases against sums written out, in both dtypes, and their derivatives. */
import { describe, expect, it } from "vitest";
import { grad, jit, np, tensor, vmap, type Tensor } from "../index.ts";
import { expectClose } from "../testing/compare.ts";

const laid = (...shape: number[]) =>
  np
    .sin(
      np
        .arange(shape.reduce((a, b) => a * b, 1))
        .astype("float64")
        .add(shape.length),
    )
    .reshape(shape);
const [a, b, c] = [laid(2, 3, 4), laid(2, 4, 5), laid(5, 3)];
const square = laid(3, 3);
const TINY = 1e-14;

describe("einsum", () => {
  it("multiplies batches of matrices", () =>
    expectClose(np.einsum("bij,bjk->bik", a, b), np.matmul(a, b), TINY));
  it("broadcasts what the ellipsis stands for", () =>
    expectClose(np.einsum("...ij,...jk", a, laid(4, 5)), np.matmul(a, laid(4, 5)), TINY));
  it("takes diagonals and traces", () => {
    expectClose(np.einsum("ii->i", square), np.diagonal(square), 0);
    expectClose(np.einsum("ii", square), np.sum(np.diagonal(square)), TINY);
  });
  it("orders an implicit output by the alphabet", () =>
    expectClose(np.einsum("ba", laid(2, 3)), laid(2, 3).transpose(), 0));
  it("contracts three operands in pairs", () =>
    expectClose(
      np.einsum("bij,bjk,ki->b", a, b, c),
      np.sum(np.matmul(a, b).mul(c.transpose()), [1, 2]),
      TINY,
    ));
  it("keeps integers", () => {
    const x = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { dtype: "int32" },
    );
    const y = np.einsum("ij,jk->ik", x, x);
    expect([y.dtype, y.tolist()]).toEqual([
      "int32",
      [
        [7, 10],
        [15, 22],
      ],
    ]);
  });
  it("broadcasts axes of size 1", () =>
    expectClose(np.einsum("ij,ij->ij", laid(2, 3), laid(2, 1)), laid(2, 3).mul(laid(2, 1)), 0));
  it("has derivatives, maps and compiles", () => {
    const f = (x: Tensor) => np.einsum("ij,jk,ki->", x, x, x);
    expectClose(grad(f)(square), np.matmul(square, square).transpose().mul(3), 1e-13);
    expectClose(jit(f)(square), f(square), TINY);
    expectClose(vmap(f)(np.stack([square, square])), np.stack([f(square), f(square)]), TINY);
  });
  it("says what does not fit", () => {
    expect(() => np.einsum("ij,jk->ik", laid(2, 3), laid(4, 5))).toThrow('"j" of size 4; elsewhere "j" is 3');
    expect(() => np.einsum("ij->ijk", laid(2, 3))).toThrow('the output names "k"');
    expect(() => np.einsum("i", laid(2, 3))).toThrow('"..." stands for the others');
    expect(() => np.einsum("ij,j", laid(2, 3))).toThrow("2 operands, found 1");
  });
});

describe("its cases", () => {
  it("dot, vdot, inner, vecdot", () => {
    expectClose(np.dot(laid(2, 4), laid(4, 5)), np.matmul(laid(2, 4), laid(4, 5)), TINY);
    expectClose(np.vdot(a, a), np.sum(a.mul(a)), TINY);
    expectClose(np.inner(laid(2, 3), c), np.matmul(laid(2, 3), c.transpose()), TINY);
    expectClose(np.vecdot(a, laid(4)), np.sum(a.mul(laid(4)), -1), TINY);
    expect(np.dot(2, [1, 2]).tolist()).toEqual([2, 4]);
  });
  it("tensordot pairs axes by number or by list", () => {
    expectClose(
      np.tensordot(a, b, [
        [0, 2],
        [0, 1],
      ]),
      np.einsum("bij,bjk->ik", a, b),
      TINY,
    );
    expectClose(np.tensordot(laid(2, 3), laid(4), 0), np.outer(laid(2, 3), laid(4)).reshape([2, 3, 4]), 0);
    expect(() => np.tensordot(a, b, 1)).toThrow("axis 2 is 4, axis 0 is 2");
  });
  it("kron lays blocks", () => expect(np.kron([1, 2], [[1, 1]]).tolist()).toEqual([[1, 1, 2, 2]]));
});
