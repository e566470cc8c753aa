/** np against NumPy in float64 (testing/golden-numpy.py wrote the answers), integers by hand, and derivatives where formulas end. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { grad, jit, np, tensor, type Tensor } from "../index.ts";

type Nested = number | string | boolean | Nested[];
interface Row {
  readonly op: string;
  readonly args: readonly unknown[];
  readonly wanted: Nested;
}
// Safe: golden-numpy.py writes this shape.
const { rows } = JSON.parse(
  readFileSync(new URL("../testing/golden-numpy.json", import.meta.url), "utf8"),
) as { rows: Row[] };

/** JSON has no NaN, no infinity and no -0: they are words there. */
const numbers = (node: Nested): never =>
  (Array.isArray(node)
    ? node.map(numbers)
    : typeof node === "string"
      ? Number(node.replace("inf", "Infinity"))
      : node) as never;
const read = (arg: unknown): unknown =>
  typeof arg === "object" && arg !== null && "tensor" in arg
    ? tensor(numbers(arg.tensor as Nested), { dtype: "float64" })
    : Array.isArray(arg)
      ? arg.map(read)
      : arg;
const listed = (y: unknown): unknown =>
  Array.isArray(y) ? y.map(listed) : typeof y === "object" && y !== null ? (y as Tensor).tolist() : y;

function expectNear(found: unknown, wanted: unknown, at: string): void {
  if (Array.isArray(wanted)) {
    expect(Array.isArray(found) && found.length === wanted.length, at).toBe(true);
    wanted.forEach((each, i) => expectNear((found as unknown[])[i], each, `${at}[${i}]`));
  } else if (typeof wanted === "number" && Number.isFinite(wanted)) {
    expect(typeof found, at).toMatch(/number|boolean/);
    const off = Math.abs(Number(found) - wanted);
    expect(off, `${at}: ${String(found)}, wanted ${wanted}`).toBeLessThanOrEqual(
      4e-14 * Math.max(Math.abs(wanted), 1e-3),
    );
    if (wanted === 0) expect(Object.is(Number(found), -0), `${at}: sign of zero`).toBe(Object.is(wanted, -0));
  } else expect(Number(found), at).toBe(Number(wanted));
}

describe("as NumPy", () => {
  rows.forEach(({ op, args, wanted }, i) => {
    it(`${op} (row ${i})`, () => {
      const f = np[op as "add"] as unknown as (...all: unknown[]) => unknown;
      expectNear(listed(f(...args.map(read))), numbers(wanted), op);
    });
  });
});

describe("integers", () => {
  const int = (values: number[]) => tensor(values, { dtype: "int32" });
  it("divides to whole numbers with the sign of the divisor, and by 0 to 0", () => {
    const [q, r] = np.divmod(int([7, -7, 7, -7, 5]), int([3, 3, -3, -3, 0]));
    expect([q.dtype, q.tolist(), r.tolist()]).toEqual(["int32", [2, -3, -3, 2, 0], [1, 2, -2, -1, 0]]);
  });
  it("wraps powers, products and the quotient that does not fit", () => {
    expect(int([3, 65537]).pow(21).tolist()).toEqual([
      Number(BigInt.asIntN(32, 3n ** 21n)),
      Number(BigInt.asIntN(32, 65537n ** 21n)),
    ]);
    expect(np.floorDivide(int([-(2 ** 31)]), -1).tolist()).toEqual([-(2 ** 31)]);
  });
  it("works on bits of int32, uint32 and bool", () => {
    const u = tensor([0xf0000001, 6], { dtype: "uint32" });
    expect(np.bitwiseAnd(u, 0x80000003).tolist()).toEqual([0x80000001, 2]);
    expect(np.bitwiseOr(int([5]), 2).tolist()).toEqual([7]);
    expect(np.bitwiseXor(true, [true, false]).tolist()).toEqual([false, true]);
    expect(np.bitwiseInvert(int([5])).tolist()).toEqual([-6]);
    expect(np.bitwiseInvert(tensor([true])).tolist()).toEqual([false]);
    expect(np.bitwiseLeftShift(int([1, 3, 1]), int([4, 31, 32])).tolist()).toEqual([16, -(2 ** 31), 0]);
    expect(np.bitwiseRightShift(u, 4).tolist()).toEqual([0x0f000000, 0]);
    expect(np.bitwiseRightShift(int([-16, -16]), int([2, 40])).tolist()).toEqual([-4, -1]);
    expect(() => np.bitwiseAnd(1.5, u)).toThrow("needs integers or bools");
  });
});

describe("derivatives where formulas end", () => {
  const at = (f: (x: Tensor) => Tensor, x: number) => grad(f)(tensor(x, { dtype: "float64" })).item();
  it("hypot and sinc are smooth or 0 at the origin", () => {
    expect(at((x) => np.hypot(x, x), 0)).toBe(0);
    expect(at((x) => grad((y: Tensor) => np.sinc(y))(x), 0)).toBeCloseTo(-(Math.PI ** 2) / 3, 12);
  });
  it("atan2 does not overflow", () => {
    expect(at((x) => np.atan2(x, 1e200), 1e200)).toBeCloseTo(0.5e-200, 210);
  });
});

it("one-sided bounds, equality of arrays, closeness and floating powers", () => {
  expect(np.clip([1, 5], null, 3).tolist()).toEqual([1, 3]);
  expect(np.arrayEqual([1, 2], [1, 2, 3]).item()).toBe(0);
  expect(np.arrayEqual([1, 2], [1, 2]).item()).toBe(1);
  expect(np.allclose([1, NaN], [1 + 1e-9, NaN], { equalNan: true }).item()).toBe(1);
  expect(np.floatPower(tensor([2], { dtype: "int32" }), -1).tolist()).toEqual([0.5]);
  expect(jit((x: Tensor) => np.rsqrt(np.positive(x)))(tensor([4])).tolist()).toEqual([0.5]);
});
