/** Order and groups as properties: against comparison sorts and loops over plain arrays, for every dtype. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { np, tensor, type DType } from "../index.ts";

const dtypes = ["float32", "float64", "int32", "uint32", "bool"] as const;
const special = [0, -0, NaN, Infinity, -Infinity, 1, -1, 2 ** -149, -5e-324, 2 ** 31, -(2 ** 31)];
/** Rows on both sides of the length from which bits are sorted; few values, so that many are equal. */
const rows = fc.oneof(
  fc.array(fc.constantFrom(...special), { maxLength: 40 }),
  fc.array(fc.oneof(fc.constantFrom(...special), fc.double(), fc.integer({ min: -300, max: 300 })), {
    minLength: 120,
    maxLength: 400,
  }),
);

/** NaN last, zeros equal. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : Number(a > b);
}
const read = (values: readonly number[], dtype: DType) => {
  const x = tensor([...values], { dtype: "float64" }).astype(dtype);
  return { x, values: Array.from(x.toTypedArray()) };
};

describe("argsort", () => {
  it.each(dtypes)("%s: is the stable order of a comparison sort, either way round", (dtype) => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const { x, values } = read(drawn, dtype);
        const places = values.map((_, i) => i);
        const up = places.toSorted((i, j) => compare(values[i], values[j]) || i - j);
        const down = places.toSorted((i, j) => compare(values[j], values[i]) || i - j);
        expect(np.argsort(x).tolist()).toEqual(up);
        expect(np.argsort(x, -1, { descending: true }).tolist()).toEqual(down);
      }),
      { numRuns: 60 },
    );
  });
  it("sorts along any axis what sorting each row does", () => {
    const x = np.arange(600).astype("float64").mul(1.7).sin().reshape(2, 150, 2);
    const wanted = np.stack(
      np.unstack(x, 0).map((m) =>
        np.stack(
          np.unstack(m, 1).map((row) => np.sort(row)),
          1,
        ),
      ),
    );
    expect(np.sort(x, 1).tolist()).toEqual(wanted.tolist());
  });
});

describe("searchsorted", () => {
  it.each(["left", "right"] as const)("%s: counts what comes before", (side) => {
    fc.assert(
      fc.property(rows, rows, (drawn, wanted) => {
        const sorted = np.sort(tensor([...drawn], { dtype: "float64" }));
        const among = Array.from(sorted.toTypedArray());
        const before = (v: number) =>
          among.filter((a) => (side === "left" ? compare(a, v) < 0 : compare(a, v) <= 0)).length;
        const found = np.searchsorted(sorted, tensor([...wanted], { dtype: "float64" }), { side });
        expect(found.tolist()).toEqual(wanted.map(before));
      }),
      { numRuns: 60 },
    );
  });
});

describe("unique", () => {
  it("can be undone by its inverse, counts every entry, and names first places", () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const { x, values } = read(drawn, "float64");
        const { values: own, indices, inverseIndices, counts } = np.uniqueAll(x);
        expect(own.size).toBe(new Set(values).size);
        expect(counts.sum().item()).toBe(values.length);
        const same = (a: unknown, b: unknown) => a === b || (Number.isNaN(a) && Number.isNaN(b));
        const undone = Array.from(own.take(inverseIndices).toTypedArray());
        expect(undone.every((value, i) => same(value, values[i]))).toBe(true);
        const first = Array.from(own.toTypedArray(), (value) => values.findIndex((v) => same(v, value)));
        expect(indices.tolist()).toEqual(first);
      }),
      { numRuns: 60 },
    );
  });
});

const grouped = fc
  .integer({ min: 1, max: 5 })
  .chain((groups) =>
    fc.tuple(
      fc.constant(groups),
      fc.array(fc.tuple(fc.nat(groups - 1), fc.integer({ min: -4, max: 4 })), { maxLength: 30 }),
    ),
  );

describe("segments", () => {
  it.each([
    ["segmentSum", 0, (a: number, b: number) => a + b],
    ["segmentProd", 1, (a: number, b: number) => a * b],
    ["segmentMax", -Infinity, Math.max],
    ["segmentMin", Infinity, Math.min],
  ] as const)("%s is a loop over the entries", (name, start, join) => {
    fc.assert(
      fc.property(grouped, ([groups, entries]) => {
        const out = Array.from({ length: groups }, () => start);
        for (const [group, value] of entries) out[group] = join(out[group], value);
        const data = tensor(
          entries.map(([, value]) => value),
          { dtype: "float64" },
        );
        const ids = tensor(
          entries.map(([group]) => group),
          { dtype: "int32" },
        );
        // Adding 0 makes 0 of a -0, whose sign products in another order may differ in.
        expect(np[name](data, ids, groups).add(0).tolist()).toEqual(out.map((value) => value + 0));
      }),
    );
  });
  it("without a number has a group for the greatest id, and none of no entries", () => {
    expect(np.segmentSum([1, 2, 3], [0, 2, 2]).tolist()).toEqual([1, 0, 5]);
    expect(np.segmentSum([], []).tolist()).toEqual([]);
    expect(np.segmentMax(tensor([4, 7], { dtype: "int32" }), [1, 1], 2).tolist()).toEqual([-(2 ** 31), 7]);
    expect(np.segmentMean([2, 4, 7], [0, 0, 2]).tolist()).toEqual([3, 0, 7]);
  });
});
