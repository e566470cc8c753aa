/**
 * Rearranging, searching, sorting, sets and groups: against NumPy (testing/golden-arrange.py wrote the answers), under every
 * transform, and what is said where they cannot answer.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { grad, inspect, isTensor, jit, np, tensor, vmap, type DType, type Tensor } from "../index.ts";

interface Written {
  readonly dtype: DType;
  readonly shape: number[];
  readonly data: (number | string)[];
}
interface Golden {
  readonly op: string;
  readonly args: unknown[];
  readonly wanted: Written | Written[];
}
// Safe: golden-arrange.py writes this shape.
const golden = JSON.parse(
  readFileSync(new URL("../testing/golden-arrange.json", import.meta.url), "utf8"),
) as { rows: Golden[] };

/** JSON has no NaN and no infinity: they are words there. */
const number = (value: number | string) =>
  value === "nan" ? NaN : Number(String(value).replace("inf", "Infinity"));
const isWritten = (node: unknown): node is Written =>
  typeof node === "object" && node !== null && "shape" in node;

/** Written tensors become tensors, wherever they stand among the arguments. */
function read(node: unknown): unknown {
  if (isWritten(node)) return tensor(node.data.map(number), { dtype: node.dtype }).reshape(node.shape);
  if (Array.isArray(node)) return node.map(read);
  if (typeof node === "object" && node !== null)
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, read(value)]));
  return node;
}

const plain = (x: Tensor) => ({
  dtype: x.dtype,
  shape: x.shape,
  // The sign of a zero depends on which of equal zeros came first.
  data: Array.from(x.toTypedArray(), (value) => (value === 0 ? 0 : value)),
});

describe("as NumPy", () => {
  golden.rows.forEach(({ op, args, wanted }, row) => {
    it(`${op} (row ${row})`, () => {
      const f = np[op as "ravel"] as (...args: unknown[]) => Tensor | Tensor[];
      const found = f(...args.map(read));
      const answers = [wanted].flat().map((each) => plain(read(each) as Tensor));
      expect(isTensor(found) ? [plain(found)] : found.map(plain)).toEqual(answers);
    });
  });
});

const x34 = np.arange(12).astype("float64").mul(0.7).add(0.2).sin().reshape(3, 4);
const groups = tensor([1, 0, 1], { dtype: "int32" });
const table = tensor([[2], [0], [1]], { dtype: "int32" });

/** Each of x [3, 4], floating: what jit, vmap and grad have to carry. */
const functions: readonly [string, (x: Tensor) => Tensor][] = [
  ["swapaxes", (x) => np.swapaxes(x, 0, 1)],
  ["moveaxis", (x) => np.moveaxis(x, 0, 1)],
  ["hstack", (x) => np.hstack([x, x.square()])],
  ["vstack", (x) => np.vstack([x, [1, 2, 3, 4]])],
  ["columnStack", (x) => np.columnStack([x, x.get(":", 0)])],
  ["split", (x) => np.stack(np.split(x, 2, 1), 2)],
  ["unstack", (x) => np.concat(np.unstack(x, 1))],
  ["insert", (x) => np.insert(x, [0, 2], x.get(":", [1, 3]), 1)],
  ["remove", (x) => np.remove(x, [0, 2], 1)],
  ["rot90", (x) => np.rot90(x)],
  ["roll", (x) => np.roll(x, [1, 2], [0, 1])],
  ["tile", (x) => np.tile(x, [2, 1, 2])],
  ["repeat", (x) => np.repeat(x, [2, 0, 1], 0)],
  ["pad, reflected", (x) => np.pad(x, 2, { mode: "reflect" })],
  ["pad", (x) => np.pad(x, [1, 0], 3)],
  ["diag", (x) => np.diag(x.get(0), 1)],
  ["diagonal", (x) => np.diagonal(x, 1)],
  ["tril", (x) => np.tril(x, -1)],
  ["triu", (x) => np.triu(x)],
  ["meshgrid", (x) => np.stack(np.meshgrid(x.get(0), x.get(":", 1)))],
  ["take, wrapped", (x) => np.take(x, [-9, 7], 1, { mode: "wrap" })],
  ["takeAlongAxis", (x) => np.takeAlongAxis(x, table, 0)],
  ["putAlongAxis", (x) => np.putAlongAxis(x, table, x.get(":", "1:2").square(), 0)],
  ["select", (x) => np.select([x.gt(0.5), x.lt(0)], [x, x.square()], x.mul(3))],
  ["choose", (x) => np.choose([0, 1, 1, 0], [x, x.square()])],
  ["sort", (x) => np.sort(x, 0)],
  ["sort, descending", (x) => np.sort(x, -1, { descending: true })],
  ["topK", (x) => np.topK(x, 2)[0]],
  ["unique of a known number", (x) => np.unique(x, { size: 15, fillValue: 0 })],
  ["segmentSum", (x) => np.segmentSum(x, groups, 3)],
  ["segmentProd", (x) => np.segmentProd(x, groups, 3)],
  ["segmentMax", (x) => np.where(np.arange(3).lt(2).reshape(3, 1), np.segmentMax(x, groups, 3), 0)],
  ["segmentMin", (x) => np.where(np.arange(3).lt(2).reshape(3, 1), np.segmentMin(x, groups, 3), 0)],
  ["segmentMean", (x) => np.segmentMean(x, groups, 3)],
  ["bincount of weights", (x) => np.bincount(groups, { weights: x.get(":", 0), length: 4 })],
];

describe("under transforms", () => {
  it.each(functions)("%s: grad, jit and vmap agree with finite differences and a loop", (_name, f) => {
    expect(inspect.gradcheck((x: Tensor) => f(x).square())(x34)).toMatchObject({ ok: true });
    expect(jit(f)(x34).tolist()).toEqual(f(x34).tolist());
    const batch = np.stack([x34, x34.mul(-1), x34.square()]);
    const loop = np.stack(np.unstack(batch).map((x) => f(x)));
    expect(vmap(f)(batch).tolist()).toEqual(loop.tolist());
    const gradient = grad((x: Tensor) => f(x).square().sum());
    expect(jit(vmap(gradient))(batch).tolist()).toEqual(np.stack(np.unstack(batch).map(gradient)).tolist());
  });
  it("positions may be mapped over: each example has its own", () => {
    const at = tensor([[0], [1], [2]], { dtype: "int32" });
    const f = (i: Tensor) => np.takeAlongAxis(x34, i.reshape(1, 1), 0);
    expect(vmap(f)(at).shape).toEqual([3, 1, 4]);
    expect(vmap(f)(at).tolist()).toEqual(x34.reshape(3, 1, 4).tolist());
  });
  it("integer answers keep their size under jit: nonzero, unique, isin, searchsorted", () => {
    const x = tensor([3, 0, 3, 1], { dtype: "int32" });
    const f = jit((v: Tensor) => [
      np.argwhere(v, { size: 3, fillValue: -1 }),
      np.flatnonzero(v, { size: 2 }),
      ...np.unique(v, { size: 4, returnIndex: true, returnInverse: true, returnCounts: true }),
      np.isin(v, [1, 3]),
      np.searchsorted([1, 2, 3], v),
      np.countNonzero(v),
      np.bincount(v, { length: 5 }),
    ]);
    expect(f(x).map((y) => y.tolist())).toEqual([
      [[0], [2], [3]],
      [0, 2],
      [0, 1, 3, 0],
      [1, 3, 0, 1],
      [2, 0, 2, 1],
      [1, 1, 2, 0],
      [true, false, true, true],
      [2, 0, 2, 0],
      3,
      [1, 1, 0, 2, 0],
    ]);
  });
});

describe("as methods, left to right", () => {
  it("say what the functions do", () => {
    const pairs: [Tensor, Tensor][] = [
      [x34.T, np.transpose(x34)],
      [x34.expandDims(0).mT, np.swapaxes(x34.expandDims(0), 1, 2)],
      [x34.flatten(), x34.ravel()],
      [x34.swapaxes(0, 1), x34.moveaxis(0, 1)],
      [x34.topK(4, 1)[0], x34.sort(1, { descending: true })],
      [x34.takeAlongAxis(x34.argsort(null), null), x34.sort(null)],
      [x34.roll(1).get(0), x34.get(-1)],
      [x34.repeat(2, 1).get(0, "::2"), x34.get(0)],
      [x34.tile(2).get(":", "4:"), x34],
      [np.concat(x34.split(2, 1), 1), np.stack(x34.unstack())],
      [x34.tril().add(x34.triu(1)), x34],
      [x34.get(...x34.nonzero()), x34.flatten()],
      [x34.diagonal(1), np.diag(x34, 1)],
    ];
    for (const [found, wanted] of pairs) expect(found.tolist()).toEqual(wanted.tolist());
  });
});

describe("dtypes", () => {
  it("a list of numbers beside float64 never passes through float32", () => {
    const x = tensor([0.5], { dtype: "float64" });
    expect(np.append(x, [0.1]).tolist()).toEqual([0.5, 0.1]);
    expect(np.stack([x, [0.1]]).tolist()).toEqual([[0.5], [0.1]]);
  });
  it("whole numbers beside integers are integers, also as arguments of a traced function", () => {
    const x = tensor([5, 6], { dtype: "int32" });
    const joined = [np.append(x, [7]), np.append(x, [0.5]), np.append(x, x.gt(5)), np.append(x.gt(5), [2])];
    expect(joined.map((y) => y.dtype)).toEqual(["int32", "float32", "int32", "float32"]);
    const pair = jit((a: Tensor, b: Tensor | number) => np.stack([a.get(0), b]));
    expect([pair(x, 7).dtype, pair(x, 7).tolist()]).toEqual(["int32", [5, 7]]);
  });
  it.each<DType>(["float32", "float64", "int32", "uint32", "bool"])("%s is kept", (dtype) => {
    const x = tensor([1, 0, 1, 1], { dtype });
    const kept = [
      np.sort(x),
      np.unique(x),
      np.pad(x, 1),
      np.tril(np.diag(x)),
      np.tile(x, 2),
      np.remove(x, 0),
    ];
    expect(new Set([...kept, ...np.topK(x, 2).slice(0, 1)].map((y) => y.dtype))).toEqual(new Set([dtype]));
    expect(np.sort(x).sum().item()).toBe(3);
  });
});

describe("what a learner reads", () => {
  const x23 = np.ones([2, 3]);
  const traced = (f: (x: Tensor) => unknown) => () => jit((x: Tensor) => [f(x)].flat() as Tensor[])(x23);
  it.each<[string, () => unknown, string, string]>([
    [
      "an uneven split",
      () => np.split(x23, 2, 1),
      "ShapeError",
      "split: 3 entries along axis 1 do not divide into 2 equal parts; np.arraySplit makes the first ones longer.",
    ],
    [
      "a position behind the end",
      () => np.insert(x23, 4, 0, 1),
      "IndexError",
      "insert: index 4 is out of range for axis 1 of size 3; use -3 to 3.",
    ],
    [
      "an entry to remove that is not there",
      () => np.delete(x23, 2, 0),
      "IndexError",
      "remove: index 2 is out of range for axis 0 of size 2; use -2 to 1.",
    ],
    [
      "a position of takeAlongAxis",
      () => np.takeAlongAxis(x23, [[3], [0]], 1),
      "IndexError",
      "takeAlongAxis: index 3 is out of range for axis 1 of size 3; use -3 to 2.",
    ],
    [
      "half a position",
      () => np.take(x23, [0, 0.5]),
      "IndexError",
      "take: positions are whole numbers, found 0.5.",
    ],
    ["nothing to join", () => np.hstack([]), "ShapeError", "concatenate: of no tensors."],
    [
      "other sizes beside the axis",
      () => np.takeAlongAxis(x23, np.zeros([3, 3], "int32"), 1),
      "ShapeError",
      "takeAlongAxis: beside axis 1 the shapes must agree: [2, 3] and [3, 3].",
    ],
    [
      "a group that is not there",
      () => np.segmentSum(x23, [0, 2], 2),
      "IndexError",
      "segmentSum: index 2 is out of range for axis 0 of size 2; use 0 to 1.",
    ],
    [
      "a negative number to count",
      () => np.bincount([-1, 0]),
      "IndexError",
      "bincount: index -1 is out of range for axis 0 of size 1; use 0 to 0.",
    ],
    [
      "groups that do not fit",
      () => np.segmentMax(x23, [0, 1, 1]),
      "ShapeError",
      "segmentMax: one group for every entry of axis 0 of [2, 3], found [3].",
    ],
    [
      "more than there are",
      () => np.topK(x23, 4),
      "ShapeError",
      "topK: 4 of the 3 entries along axis 1 of [2, 3].",
    ],
    [
      "widths for other axes",
      () => np.pad(x23, [[1, 1], [1, 1], [1, 1]]), // prettier-ignore
      "ShapeError",
      "pad: 3 pairs of widths for the 2 axes of [2, 3]; give a number, one [before, after], or one an axis.",
    ],
    [
      "a shape that does not broadcast",
      () => np.broadcastTo(x23, [3, 3]),
      "ShapeError",
      "broadcastTo: [2, 3] does not broadcast to [3, 3].",
    ],
    [
      "an axis moved to two places",
      () => np.moveaxis(x23, [0, 1], 0),
      "AxisError",
      "moveaxis: 2 axes to 1 places; name as many of each.",
    ],
    [
      "nonzero under jit",
      traced((x) => np.nonzero(x)),
      "TracerError",
      "nonzero: how many entries come out depends on values that are not known while jit traces the function.\nGive their number: np.nonzero(x, { size: 10 }); or use np.where(condition, a, b), which keeps the shape.",
    ],
    [
      "unique under jit",
      traced((x) => np.unique(x)),
      "TracerError",
      "unique: how many entries come out depends on values that are not known while jit traces the function.\nGive their number: np.unique(x, { size: 10 }), which cuts off or fills up.",
    ],
    [
      "bincount under jit",
      traced((x) => np.bincount(x.get(0).astype("int32"))),
      "TracerError",
      "bincount: how many entries come out depends on values that are not known while jit traces the function.\nGive the number of groups: length.",
    ],
    [
      "compress under jit",
      traced((x) => np.compress(x.get(0).gt(0), x, 1)),
      "TracerError",
      "compress: how many entries come out depends on values that are not known while jit traces the function.\nUse np.where(condition, x, other), which keeps the shape.",
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
