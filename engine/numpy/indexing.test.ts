/** x.at(...) against NumPy's x[...], against a loop over plain arrays, and its gradients against finite differences. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { grad, inspect, jit, np, tensor, vmap, type DType, type Tensor } from "../index.ts";

type Index = np.Index;
interface Written {
  readonly dtype: DType;
  readonly shape: number[];
  readonly data: number[];
}
interface Golden {
  readonly shape: number[];
  readonly index: (Index | Written)[];
  readonly wanted: { shape: number[]; data: number[] };
}
// Safe: golden-indexing.py writes this shape.
const golden = JSON.parse(
  readFileSync(new URL("../testing/golden-indexing.json", import.meta.url), "utf8"),
) as { rows: Golden[] };

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
/** Every element is its own place in row-major order. */
const places = (shape: readonly number[]) => np.arange(sizeOf(shape)).reshape(shape);
const isWritten = (index: Index | Written): index is Written =>
  typeof index === "object" && index !== null && "dtype" in index;
const indexOf = (index: Index | Written): Index =>
  isWritten(index) ? tensor(index.data, { dtype: index.dtype }).reshape(index.shape) : index;
const double = (x: Tensor) => x.astype("float64");

describe("x.get(...), as NumPy's x[...]", () => {
  golden.rows.forEach(({ shape, index, wanted }) => {
    it(`[${shape.join(", ")}] at ${JSON.stringify(index)}`, () => {
      const found = places(shape).get(...index.map(indexOf));
      expect({ shape: found.shape, data: Array.from(found.toTypedArray()) }).toEqual(wanted);
    });
  });
  it("has a text form of a slice, and lists for positions and masks", () => {
    const x = places([3, 4]);
    expect(x.get(":", "1:-1").tolist()).toEqual(x.get(np.s(), np.s(1, -1)).tolist());
    expect(x.get("::-1", 0).tolist()).toEqual([8, 4, 0]);
    expect(x.get([2, 0], [1, -1]).tolist()).toEqual([9, 3]);
    expect(x.get([true, false, true]).tolist()).toEqual(x.take([0, 2]).tolist());
    expect(
      np
        .index(
          [
            [1, 2],
            [3, 4],
          ],
          1,
        )
        .tolist(),
    ).toEqual([3, 4]);
    expect(x.at("...", np.newaxis, 0).get().shape).toEqual([3, 1]);
  });
  it("takes a single bool as a mask with no axes, as NumPy", () => {
    const x = places([2, 3, 4]);
    const i = [0, 1, 0, 1, 0];
    const found = [x.get(true), x.get("...", true), x.get(":", true, i), x.get(false), x.get(":", false, 0)];
    expect(found.map((y) => y.shape)).toEqual([
      [1, 2, 3, 4],
      [2, 3, 4, 1],
      [2, 5, 4],
      [0, 2, 3, 4],
      [2, 0, 4],
    ]);
    expect(found.slice(0, 2).map((y) => y.flatten().tolist())).toEqual([
      x.flatten().tolist(),
      x.flatten().tolist(),
    ]);
    expect(found[2].tolist()).toEqual(x.get(":", i).tolist());
    expect(x.at(true).add(1).tolist()).toEqual(x.add(1).tolist());
  });
});

/** Shapes with an index expression each, out of everything but masks. */
const expressions = fc.array(fc.constantFrom(0, 1, 3, 7), { minLength: 1, maxLength: 3 }).chain((shape) => {
  const bound = fc.option(fc.integer({ min: -8, max: 8 }));
  const perAxis = shape.map((n) => {
    const slice = fc.record({ start: bound, stop: bound, step: fc.constantFrom(null, 1, 2, -1, -3) });
    if (n === 0) return slice;
    const position = fc.integer({ min: -n, max: n - 1 });
    const list = fc.array(position, { minLength: 2, maxLength: 2 });
    const table = fc.array(list, { minLength: 3, maxLength: 3 });
    return fc.oneof(slice, position, list, table);
  });
  return fc.tuple(fc.constant(shape), fc.tuple(...perAxis));
});

interface Bounds {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;
}
type Nested = number | boolean | Nested[];

/** The positions of a slice, walked one by one until its bounds. */
function walked({ start, stop, step }: Bounds, n: number): number[] {
  const by = step ?? 1;
  const counted = (bound: number) => (bound < 0 ? bound + n : bound);
  const out: number[] = [];
  let i = start === null ? (by > 0 ? 0 : n - 1) : counted(start);
  // Beyond the near end the walk begins at that end.
  i = by > 0 ? Math.max(i, 0) : Math.min(i, n - 1);
  const end = stop === null ? (by > 0 ? n : -1) : Math.max(counted(stop), -1);
  for (; by > 0 ? i < Math.min(end, n) : i > end; i += by) out.push(i);
  return out;
}

/** Nested lists picked from axis by axis: numbers, slices and lists of positions, each on its own. */
function pickedFrom(nested: Nested, index: readonly Index[], shape: readonly number[]): Nested {
  if (index.length === 0 || !Array.isArray(nested)) return nested;
  const [first, ...rest] = index;
  const n = shape[0];
  const entry = (i: number) => pickedFrom(nested[i < 0 ? i + n : i], rest, shape.slice(1));
  if (typeof first === "number") return entry(first);
  return (Array.isArray(first) ? (first as number[]) : walked(first as Bounds, n)).map(entry);
}

describe("x.at(...).get()", () => {
  it("picks from nested lists axis by axis", () => {
    fc.assert(
      fc.property(expressions, ([shape, index]) => {
        // Two lists are paired, and a list beside a number too: NumPy's answers above hold those.
        const lists = index.filter(Array.isArray);
        fc.pre(lists.length === 0 || (lists.length === 1 && index.every((i) => typeof i !== "number")));
        fc.pre(lists.flat().every((i) => typeof i === "number"));
        const x = places(shape);
        const found = x.at(...index).get();
        expect(found.tolist()).toEqual(pickedFrom(x.tolist(), index, shape));
      }),
      { numRuns: 300 },
    );
  });
});

/** What a loop over the picked places makes of x: the plain-array model. */
function looped(
  shape: readonly number[],
  index: readonly Index[],
  values: readonly number[],
  join: (old: number, value: number) => number,
): number[] {
  const out = Array.from({ length: sizeOf(shape) }, (_, i) => i + 1);
  const picked = places(shape)
    .get(...index)
    .toTypedArray();
  picked.forEach((place, i) => (out[place] = join(out[place], values[i])));
  return out;
}

const updates = [
  ["set", (_old: number, value: number) => value],
  ["add", (old: number, value: number) => old + value],
  ["sub", (old: number, value: number) => old - value],
  ["mul", (old: number, value: number) => old * value],
  ["div", (old: number, value: number) => old / value],
  ["min", (old: number, value: number) => Math.min(old, value)],
  ["max", (old: number, value: number) => Math.max(old, value)],
] as const;

describe("x.at(...) replaces", () => {
  it.each(updates)("%s as a loop over the places would, in order", (name, join) => {
    fc.assert(
      fc.property(expressions, ([shape, index]) => {
        const x = double(places(shape)).add(1);
        const entries = x.get(...index);
        // Halves and doubles, so that products in another order are the same to the bit.
        const values = Array.from({ length: entries.size }, (_, i) => 2 ** (((i * 5) % 7) - 3));
        const found = x.at(...index)[name](tensor(values, { dtype: "float64" }).reshape(entries.shape));
        expect(found.shape).toEqual(shape);
        expect(Array.from(found.toTypedArray())).toEqual(looped(shape, index, values, join));
      }),
      { numRuns: 60 },
    );
  });
  it("keeps the first tensor as it was", () => {
    const x = np.zeros([3]);
    x.at(1).set(5);
    expect(x.tolist()).toEqual([0, 0, 0]);
  });
  it("broadcasts values, weak numbers at full precision", () => {
    const x = np.zeros([2, 3], "float64");
    expect(x.at(":", 1).set(0.1).tolist()).toEqual([
      [0, 0.1, 0],
      [0, 0.1, 0],
    ]);
    expect(
      x
        .at(1)
        .add([[1, 2, 3]])
        .tolist(),
    ).toEqual([
      [0, 0, 0],
      [1, 2, 3],
    ]);
  });
  it("applies a function to the entries alone", () => {
    expect(
      tensor([1, 4, 9])
        .at("1:")
        .apply((x) => x.sqrt())
        .tolist(),
    ).toEqual([1, 2, 3]);
  });
  it("works on whole numbers and bools, and keeps their dtype", () => {
    const x = places([4]);
    const found = [x.at([0, 0]).add(2), x.at(3).mul(5), x.at("2:").min(0), x.at(0).set(7)];
    expect(found.map((y) => [y.dtype, y.tolist()])).toEqual([
      ["int32", [4, 1, 2, 3]],
      ["int32", [0, 1, 2, 15]],
      ["int32", [0, 1, 0, 0]],
      ["int32", [7, 1, 2, 3]],
    ]);
    const bits = tensor([true, false, false]);
    expect([bits.at([1, 1]).add(true).tolist(), bits.at(0).mul(false).tolist()]).toEqual([
      [true, true, false],
      [false, false, false],
    ]);
  });
});

describe("masks", () => {
  const x = tensor([3, -1, 2, -5], { dtype: "float64" });
  it("pick and replace where they are true", () => {
    expect(x.get(x.gt(0)).tolist()).toEqual([3, 2]);
    expect(x.at(x.lt(0)).set([7, 8]).tolist()).toEqual([3, 7, 2, 8]);
    expect(x.at(x.lt(0)).mul(-1).tolist()).toEqual([3, 1, 2, 5]);
  });
  it("take a value under jit and vmap, where the number of entries is not known", () => {
    const relu = (v: Tensor) => v.at(v.lt(0)).set(0);
    expect(jit(relu)(x).tolist()).toEqual([3, 0, 2, 0]);
    expect(vmap(relu)(x.reshape(2, 2)).tolist()).toEqual([
      [3, 0],
      [2, 0],
    ]);
    const rows = jit((v: Tensor) => v.at(v.sum(1).lt(0)).div(2))(x.reshape(2, 2));
    expect(rows.tolist()).toEqual([
      [3, -1],
      [1, -2.5],
    ]);
  });
  it("keep gradients where they are false, also beside a division by 0", () => {
    expect(grad((v: Tensor) => v.at(v.lt(0)).set(0).sum())(x).tolist()).toEqual([1, 0, 1, 0]);
    expect(grad((v: Tensor) => v.at(v.lt(-9)).div(0).sum())(x).tolist()).toEqual([1, 1, 1, 1]);
    expect(grad((v: Tensor) => v.get(v.gt(0)).square().sum())(x).tolist()).toEqual([6, 0, 4, 0]);
  });
});

describe("gradients of x.at(...)", () => {
  const x = np.arange(12).astype("float64").mul(0.37).sin().reshape(3, 4);
  const v = np.arange(8).astype("float64").mul(0.71).cos().reshape(2, 4);
  const repeated: Index[] = [[0, 2, 0, 1], "::-2"];
  it("reads: duplicates add up", () => {
    expect(inspect.gradcheck((a: Tensor) => a.get(...repeated).square())(x).ok).toBe(true);
  });
  it.each(updates.map(([name]) => name))("%s, where places are named twice", (name) => {
    const f = (a: Tensor, b: Tensor) => {
      const entries = a.at(...repeated);
      return entries[name](b.reshape(4, 2)).square();
    };
    expect(inspect.gradcheck(f)(x, v)).toMatchObject({ ok: true });
    expect(inspect.gradcheck((a: Tensor) => f(a, a.get("1:")))(x)).toMatchObject({ ok: true });
  });
  it.each(updates.map(([name]) => name))("%s has second derivatives", (name) => {
    const f = (a: Tensor, b: Tensor) => {
      const entries = a.at([0, 2, 0], "1:3");
      return entries[name](b).pow(3).sum();
    };
    const gradients = grad(f, { argnums: [0, 1] });
    const both = (a: Tensor, b: Tensor) => np.concat(gradients(a, b), null);
    expect(inspect.gradcheck(both)(x, x.get(":", ":2").add(2))).toMatchObject({ ok: true });
  });
  it("gives values that a later one replaced none", () => {
    const f = (a: Tensor, b: Tensor) => a.at([1, 1, 1]).set(b).sum();
    const [da, db] = grad(f, { argnums: [0, 1] })(np.ones([3]), np.ones([3]));
    expect([da.tolist(), db.tolist()]).toEqual([
      [1, 0, 1],
      [0, 0, 1],
    ]);
  });
  it("shares ties of an extreme equally", () => {
    const f = (a: Tensor, b: Tensor) => a.at([1, 1, 0]).max(b).sum();
    const [da, db] = grad(f, { argnums: [0, 1] })(tensor([1, 2, 3]), tensor([2, 2, 0]));
    expect(da.tolist()).toEqual([1, tensor(1 / 3).item(), 1]);
    expect(db.tolist()).toEqual([tensor(1 / 3).item(), tensor(1 / 3).item(), 0]);
  });
  it("holds for products with zeros among the factors", () => {
    const f = (b: Tensor) => np.ones([2], "float64").at([0, 0, 0, 1]).mul(b).sum();
    expect(grad(f)(tensor([2, 0, 5, 7], { dtype: "float64" })).tolist()).toEqual([0, 10, 0, 1]);
  });
  it("takes plain numbers that became arguments of a traced function", () => {
    const f = jit((a: Tensor, i: Tensor | number, b: Tensor | number) =>
      a
        .at(i as Tensor)
        .set(b)
        .get(i as Tensor),
    );
    expect(f(places([3]), 1, 7).tolist()).toBe(7);
  });
  it("maps over positions as over values", () => {
    const at = tensor([2, 0, 1], { dtype: "int32" });
    const f = (a: Tensor, i: Tensor, b: Tensor) => a.at(i, "1:3").set(b);
    const found = vmap(f, { in: [null, 0, 0] })(x, at, tensor([1, 2, 3], { dtype: "float64" }));
    for (const [row, i] of [2, 0, 1].entries())
      expect(found.get(row).tolist()).toEqual(
        x
          .at(i, "1:3")
          .set(row + 1)
          .tolist(),
      );

    expect(
      jit(f)(x, tensor(1, { dtype: "int32" }), tensor(9))
        .get(1)
        .tolist(),
    ).toEqual(x.at(1, "1:3").set(9).get(1).tolist());
  });
});

describe("what a learner reads when an index is wrong", () => {
  const x = np.ones([2, 3]);
  it.each<[string, () => unknown, string, string]>([
    [
      "a row that is not there",
      () => x.get(5),
      "IndexError",
      "index: index 5 is out of range for axis 0 of size 2; use -2 to 1.",
    ],
    [
      "a column that is not there, among positions",
      () => x.at(":", [0, -4]).set(1),
      "IndexError",
      "at.set: index -4 is out of range for axis 1 of size 3; use -3 to 2.",
    ],
    [
      "an entry of an empty axis",
      () => np.ones([0]).get(0),
      "IndexError",
      "index: index 0 is out of range for axis 0 of size 0, which has no entries.",
    ],
    [
      "more indices than axes",
      () => x.get(0, 0, 0),
      "IndexError",
      "index: 3 indices for the 2 axes of [2, 3].",
    ],
    [
      "half a position",
      () => x.get(0.5),
      "IndexError",
      "index: 0.5 is not a whole number, so it is no position.",
    ],
    [
      "half a position in a list",
      () => x.get([0, 0.5]),
      "IndexError",
      "index: positions are whole numbers, found 0.5.",
    ],
    [
      "a floating tensor of positions",
      () => x.get(tensor([0, 1])),
      "IndexError",
      'index: positions are whole numbers, found a float32 tensor; convert it: x.astype("int32").',
    ],
    [
      "a mask of another size",
      () => x.get([true, false, true]),
      "IndexError",
      "index: a mask [3] for axes of sizes [2]; a mask has the sizes of the axes it picks from.",
    ],
    [
      "no step",
      () => x.get("::0"),
      "IndexError",
      "index: the step of a slice is 0; use 1, or -1 to go backwards.",
    ],
    [
      "two ellipses",
      () => x.get("...", "..."),
      "IndexError",
      'index: "..." may stand once among the indices, found 2.',
    ],
    [
      "positions that do not broadcast",
      () => x.get([0, 1], [0, 1, 2]),
      "ShapeError",
      "index: shapes [2] and [3] do not broadcast.\n  2\n  3\n  ^\nSizes along an axis must agree or be 1.",
    ],
    [
      "values that do not fit",
      () => x.at(0).set([1, 2]),
      "ShapeError",
      "at.set: values [2] do not fit the [3] entries that the indices pick.",
    ],
    [
      "fractions set into whole numbers",
      () => places([3]).at(0).set(0.5),
      "DTypeError",
      'at.set: float32 values into a tensor of int32 would lose their fractions; convert one of them with astype("float32").',
    ],
    [
      "a mask under jit",
      () => jit((a: Tensor) => a.get(a.gt(0)))(x),
      "TracerError",
      "index with a mask: how many entries come out depends on values that are not known while jit traces the function.\nUse np.where(mask, x, other), which keeps the shape, or np.nonzero(mask, { size }).",
    ],
  ])("%s", (_what, mistake, name, message) => {
    let thrown: unknown = null;
    try {
      mistake();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name, message });
  });
});
