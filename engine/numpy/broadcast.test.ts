/** Broadcasting and promotion, before anything binds: shapes as NumPy, dtypes as JAX with weak JavaScript numbers. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { grad, np, tensor, type DType, type Tensor } from "../index.ts";

const size = fc.constantFrom(0, 1, 3, 7);
/** Two shapes that broadcast: a common shape, some axes of each set to 1 or left out in front. */
const pairs = fc
  .array(size, { maxLength: 4 })
  .chain((common) =>
    fc
      .tuple(
        ...[0, 1].map(() =>
          fc.tuple(fc.nat(common.length), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 })),
        ),
      )
      .map((cuts) => cuts.map(([dropped, ones]) => common.map((n, i) => (ones[i] ? 1 : n)).slice(dropped))),
  );

const filled = (shape: number[], scale: number) =>
  np
    .arange(shape.reduce((a, b) => a * b, 1))
    .astype("float64")
    .mul(scale)
    .add(1)
    .reshape(shape);

/** The element of x that stands at a position of the broadcast shape. */
function at(x: Tensor, position: readonly number[]): number {
  const own = position.slice(position.length - x.ndim).map((i, axis) => (x.shape[axis] === 1 ? 0 : i));
  return x.toTypedArray()[own.reduce((flat, i, axis) => flat * x.shape[axis] + i, 0)] ?? NaN;
}

function positions(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, n) => all.flatMap((head) => Array.from({ length: n }, (_, i) => [...head, i])),
    [[]],
  );
}

describe("broadcasting", () => {
  it("puts at every position the elements that stand there", () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [x, y] = [filled(a, 1), filled(b, 10)];
        const z = x.mul(y);
        const wanted = positions(z.shape).map((position) => at(x, position) * at(y, position));
        expect(Array.from(z.toTypedArray())).toEqual(wanted);
      }),
    );
  });
  it("sums the gradient back to each operand's own shape", () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [x, y] = [filled(a, 1), filled(b, 10)];
        const [dx, dy] = grad((p: Tensor, q: Tensor) => p.mul(q).sum(), { argnums: [0, 1] })(x, y);
        expect([dx.shape, dy.shape]).toEqual([x.shape, y.shape]);
        // d/dx of the sum of x y, times x, is that sum again: Euler's identity for each operand.
        const total = x.mul(y).sum().item();
        expect(dx.mul(x).sum().item()).toBeCloseTo(total, 6);
        expect(dy.mul(y).sum().item()).toBeCloseTo(total, 6);
      }),
    );
  });
});

const of = (dtype: DType) => tensor([1, 0, 1], { dtype });

describe("promotion", () => {
  it.each<[DType, DType, DType]>([
    ["float32", "float32", "float32"],
    ["float32", "float64", "float64"],
    ["float32", "int32", "float32"],
    ["int32", "bool", "int32"],
    ["uint32", "int32", "int32"],
    ["bool", "float32", "float32"],
    ["bool", "bool", "int32"],
  ])("%s and %s add to %s, either way round", (a, b, wanted) => {
    expect([of(a).add(of(b)).dtype, of(b).add(of(a)).dtype]).toEqual([wanted, wanted]);
  });
  it.each<[DType, number, DType]>([
    ["float32", 2, "float32"],
    ["float64", 0.1, "float64"],
    ["int32", 2, "int32"],
    ["int32", 0.5, "float32"],
    ["bool", 2, "int32"],
  ])("%s and the plain number %d give %s", (dtype, number, wanted) => {
    expect(of(dtype).add(number).dtype).toBe(wanted);
  });
  it("division and roots leave the whole numbers", () => {
    expect([of("int32").div(of("int32")).dtype, of("int32").sqrt().dtype]).toEqual(["float32", "float32"]);
  });
  it("comparisons are bools, and bools are counted by a sum", () => {
    const found = of("float32").gt(0);
    expect([found.dtype, found.sum().dtype, found.sum().item()]).toEqual(["bool", "int32", 2]);
  });
});
