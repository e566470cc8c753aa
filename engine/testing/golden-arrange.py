"""Writes golden-arrange.json: what NumPy answers, for engine/numpy/arrange.test.ts. Run: python3 engine/testing/golden-arrange.py"""

import json
import os

import numpy as np

rng = np.random.default_rng(5)
nan, inf = np.nan, np.inf
v = np.array([3.0, -1.0, 2.5, 3.0, 0.0])
odd = np.array([3.0, nan, -1.0, 3.0, -inf, 0.0, -0.0, nan, inf])
m = np.round(rng.normal(size=(3, 4)), 2)
t = np.arange(24).reshape(2, 3, 4).astype(float)
i3 = np.array([2, 0, 1], dtype=np.int32)
ints = np.array([[3, 1, 2], [1, 3, 3]], dtype=np.int32)
bits = np.array([True, False, True, True])
none = np.zeros((0,))
flat0 = np.zeros((2, 0))
thin = np.zeros((0, 3))
cases = []


def case(op, args, wanted, note=None):
    cases.append((op, args, wanted))


# Axes
case("swapaxes", [t, 0, 2], np.swapaxes(t, 0, 2))
case("moveaxis", [t, 0, -1], np.moveaxis(t, 0, -1))
case("moveaxis", [t, [0, 1], [-1, -2]], np.moveaxis(t, [0, 1], [-1, -2]))
case("moveaxis", [t, [2, 0], [0, 1]], np.moveaxis(t, [2, 0], [0, 1]))
case("permuteDims", [t, [1, 2, 0]], np.transpose(t, [1, 2, 0]))
case("transpose", [t], np.transpose(t))
case("matrixTranspose", [t], np.swapaxes(t, -1, -2))
case("expandDims", [m, [0, -1]], np.expand_dims(m, (0, -1)))
case("expandDims", [m, [1, 2]], np.expand_dims(m, (1, 2)))
case("squeeze", [m[None, :, None], [0]], np.squeeze(m[None, :, None], 0))
case("ravel", [t], t.ravel())
case("flatten", [flat0], flat0.ravel())
for x in [np.array(2.0), v, m, t]:
    case("atleast1d", [x], np.atleast_1d(x))
    case("atleast2d", [x], np.atleast_2d(x))
    case("atleast3d", [x], np.atleast_3d(x))
case("broadcastTo", [v, [2, 5]], np.broadcast_to(v, (2, 5)))
case("broadcastArrays", [i3, ints[:, :1]], list(np.broadcast_arrays(i3, ints[:, :1])))

# Joining and cutting
case("concat", [[m, m[:1]], 0], np.concatenate([m, m[:1]], 0))
case("concat", [[m, v], None], np.concatenate([m, v], None))
case("concatenate", [[thin, thin[:, :]], 0], np.concatenate([thin, thin], 0))
case("concatenate", [[i3, v]], np.concatenate([i3, v]))
case("hstack", [[v, i3]], np.hstack([v, i3]))
case("hstack", [[m, m]], np.hstack([m, m]))
case("vstack", [[v, v]], np.vstack([v, v]))
case("dstack", [[m, m]], np.dstack([m, m]))
case("dstack", [[v, v]], np.dstack([v, v]))
case("columnStack", [[v, v]], np.column_stack([v, v]))
case("columnStack", [[m, m[:, 0]]], np.column_stack([m, m[:, 0]]))
case("unstack", [t, 1], [t[:, i] for i in range(3)])
case("split", [t, 2, 2], np.split(t, 2, 2))
case("split", [v, [1, 3]], np.split(v, [1, 3]))
case("split", [v, [2, 9]], np.split(v, [2, 9]))
case("arraySplit", [v, 3], np.array_split(v, 3))
case("arraySplit", [v[:2], 4], np.array_split(v[:2], 4))
case("hsplit", [m, 2], np.hsplit(m, 2))
case("hsplit", [v, [2]], np.hsplit(v, [2]))
case("vsplit", [m, 3], np.vsplit(m, 3))
case("dsplit", [t, 4], np.dsplit(t, 4))
case("append", [m, v], np.append(m, v))
case("append", [m, m, 1], np.append(m, m, 1))
case("insert", [v, 1, 9.5], np.insert(v, 1, 9.5))
case("insert", [v, [1, 1, 4], [7.0, 8.0, 9.0]], np.insert(v, [1, 1, 4], [7, 8, 9]))
case("insert", [v, [4, 1], [7.0, 8.0]], np.insert(v, [4, 1], [7, 8]))
case("insert", [m, 1, np.array([1.0, 2.0, 3.0]), 1], np.insert(m, 1, [1, 2, 3], axis=1))
case("insert", [m, [1], np.array([[1.0], [2.0], [3.0]]), 1], np.insert(m, [1], [[1], [2], [3]], axis=1))
case("insert", [m, -1, 0.0, 0], np.insert(m, -1, 0, axis=0))
case("remove", [v, [1, -1]], np.delete(v, [1, -1]))
case("delete", [m, 1, 0], np.delete(m, 1, 0))
case("remove", [m, [], 1], np.delete(m, [], 1))

# Turned, shifted, repeated
case("flip", [t], np.flip(t))
case("flip", [t, [0, 2]], np.flip(t, (0, 2)))
case("flip", [flat0], np.flip(flat0))
case("fliplr", [m], np.fliplr(m))
case("flipud", [m], np.flipud(m))
for k in [0, 1, 2, 3, -1, 5]:
    case("rot90", [m, k], np.rot90(m, k))
case("rot90", [t, 1, [1, 2]], np.rot90(t, 1, (1, 2)))
case("rot90", [t, 1, [2, 0]], np.rot90(t, 1, (2, 0)))
case("roll", [m, -1, 1], np.roll(m, -1, 1))
case("roll", [m, [1, 2], [0, 1]], np.roll(m, (1, 2), (0, 1)))
case("roll", [m, [1, 1], 0], np.roll(m, (1, 1), 0))
case("roll", [m, 5, None], np.roll(m, 5))
case("roll", [flat0, 1, 1], np.roll(flat0, 1, 1))
case("tile", [m, 2], np.tile(m, 2))
case("tile", [v[:2], [2, 3]], np.tile(v[:2], (2, 3)))
case("tile", [t, [2, 1]], np.tile(t, (2, 1)))
case("tile", [m, 0], np.tile(m, 0))
case("repeat", [m, 2], np.repeat(m, 2))
case("repeat", [m, 2, 1], np.repeat(m, 2, 1))
case("repeat", [m, [2, 0, 1], 0], np.repeat(m, [2, 0, 1], 0))
case("repeat", [m, [2], 1], np.repeat(m, [2], 1))
case("resize", [v, [2, 4]], np.resize(v, (2, 4)))
case("trimZeros", [np.array([0, 0, 1, 0, 2, 0])], np.trim_zeros(np.array([0, 0, 1, 0, 2, 0])))
case("trimZeros", [np.array([0, 0, 1, 0, 2, 0]), "b"], np.trim_zeros(np.array([0, 0, 1, 0, 2, 0]), "b"))

# Padding
for mode in ["edge", "reflect", "symmetric", "wrap"]:
    case("pad", [m, [[1, 2], [0, 3]], {"mode": mode}], np.pad(m, [[1, 2], [0, 3]], mode))
    case("pad", [v[:2], 7, {"mode": mode}], np.pad(v[:2], 7, mode))
    case("pad", [v[:1], 3, {"mode": mode}], np.pad(v[:1], 3, mode))
    case("pad", [i3, [2, 0], {"mode": mode}], np.pad(i3, (2, 0), mode))
case("pad", [m, 1, 2.5], np.pad(m, 1, constant_values=2.5))
case("pad", [m, [1, 0], {"value": -1}], np.pad(m, (1, 0), constant_values=-1))
case("pad", [bits, [0, 1]], np.pad(bits, (0, 1)))
case("pad", [flat0, [[1, 1], [2, 0]]], np.pad(flat0, [[1, 1], [2, 0]]))

# Grids and matrices
case("meshgrid", [v, i3], list(np.meshgrid(v, i3)))
case("meshgrid", [v, i3, {"indexing": "ij"}], list(np.meshgrid(v, i3, indexing="ij")))
case("meshgrid", [v, i3, v[:2], {"sparse": True}], list(np.meshgrid(v, i3, v[:2], sparse=True)))
case("meshgrid", [v], list(np.meshgrid(v)))
case("indices", [[2, 3]], np.indices((2, 3)))
for k in [0, 1, -2]:
    case("diag", [v, k], np.diag(v, k))
    case("diag", [m, k], np.diag(m, k))
    case("diag", [m.T, k], np.diag(m.T, k))
    case("diagonal", [t, k, 1, 2], np.diagonal(t, k, 1, 2))
    case("tril", [m, k], np.tril(m, k))
    case("triu", [t, k], np.triu(t, k))
    case("trilIndices", [4, k, 3], list(np.tril_indices(4, k, 3)))
    case("triuIndices", [3, k], list(np.triu_indices(3, k)))
case("diag", [none], np.diag(none))
case("diag", [m, 9], np.diag(m, 9))
case("diagonal", [t], np.diagonal(t))
case("diagonal", [t, -1, 2, 0], np.diagonal(t, -1, 2, 0))
case("diagflat", [ints, 1], np.diagflat(ints, 1))
case("tril", [ints], np.tril(ints))

# Taking
case("take", [m, np.array([[0, 3], [-1, 1]]), 1], np.take(m, [[0, 3], [-1, 1]], 1))
case("take", [m, np.array([11, 0]), None], np.take(m, [11, 0]))
case("take", [m, np.array([-9, 7]), 1, {"mode": "wrap"}], np.take(m, [-9, 7], 1, mode="wrap"))
case("take", [m, np.array([-9, 7]), 1, {"mode": "clip"}], np.take(m, [-9, 7], 1, mode="clip"))
at = np.argsort(m, axis=0)
case("takeAlongAxis", [m, at, 0], np.take_along_axis(m, at, 0))
case("takeAlongAxis", [m, at[:1], 0], np.take_along_axis(m, at[:1], 0))
case("takeAlongAxis", [t, np.array([[[1, -1]]]), 2], np.take_along_axis(t, np.array([[[1, -1]]]), 2))
case("takeAlongAxis", [m, np.array([3, 1]), None], np.take_along_axis(m, np.array([3, 1]), None))
put = m.copy()
np.put_along_axis(put, at[:2], 7.0, 0)
case("putAlongAxis", [m, at[:2], 7.0, 0], put)
case("compress", [bits, m, 1], np.compress(bits, m, 1))
case("compress", [bits, v], np.compress(bits, v))
case("extract", [m > 0, m], np.extract(m > 0, m))
case("select", [[m > 0.5, m < 0], [m, m * 2], -9], np.select([m > 0.5, m < 0], [m, m * 2], -9))
case("choose", [i3, [v[:3], i3 * 10, 7]], np.choose(i3, [v[:3], i3 * 10, 7]))

# Searching
for x in [m > 0, np.array([0, 2, 0, 5]), none, thin, np.zeros((2, 2))]:
    case("nonzero", [x], list(np.nonzero(x)))
    case("where", [x], list(np.where(x)))
    case("argwhere", [x], np.argwhere(x))
    case("flatnonzero", [x], np.flatnonzero(x))
    case("countNonzero", [x], np.array(np.count_nonzero(x)))
case("argwhere", [np.array(3.0)], np.argwhere(np.array(3.0)))
case("countNonzero", [m > 0, 1], np.count_nonzero(m > 0, axis=1))
for side in ["left", "right"]:
    case("searchsorted", [np.sort(odd), odd, {"side": side}], np.searchsorted(np.sort(odd), odd, side))
    case("searchsorted", [none, m, {"side": side}], np.searchsorted(none, m, side))
case("searchsorted", [v, ints, {"sorter": np.argsort(v)}], np.searchsorted(v, ints, sorter=np.argsort(v)))
case("searchsorted", [np.array([1, 3, 5]), 3.5], np.array(np.searchsorted([1, 3, 5], 3.5)))
for bins in [np.array([0.0, 1.0, 2.5, 4.0]), np.array([4.0, 2.5, 1.0, 0.0])]:
    case("digitize", [v, bins], np.digitize(v, bins))
    case("digitize", [v, bins, True], np.digitize(v, bins, right=True))

# Sorting
rows = np.array([odd, odd[::-1]])
case("sort", [rows], np.sort(rows))
case("sort", [rows, 0], np.sort(rows, 0))
case("sort", [rows, None], np.sort(rows, None))
case("sort", [ints, -1], np.sort(ints))
case("sort", [bits], np.sort(bits))
case("sort", [flat0], np.sort(flat0))
case("sort", [v, -1, {"descending": True}], np.sort(v)[::-1])
case("argsort", [odd], np.argsort(odd, kind="stable"))
case("argsort", [rows, 0], np.argsort(rows, 0, kind="stable"))
case("argsort", [v, -1, {"descending": True}], np.argsort(-v, kind="stable"))
long = np.round(rng.normal(size=140), 1)
case("argsort", [long], np.argsort(long, kind="stable"))
case("argsort", [long, -1, {"descending": True}], np.argsort(-long, kind="stable"))
case("argsort", [(long * 10).astype(int)], np.argsort((long * 10).astype(int), kind="stable"))
case("partition", [v, 2], np.sort(v))
case("topK", [m, 2], [np.sort(m)[:, :-3:-1], np.argsort(-m, kind="stable")[:, :2]])
case("topK", [v, 3, 0], [np.array([3.0, 3.0, 2.5]), np.array([0, 3, 2])])
case("lexsort", [[i3[[0, 0, 1, 2]], np.array([1, 0, 1, 0])]], np.lexsort([i3[[0, 0, 1, 2]], [1, 0, 1, 0]]))

# Sets
for x in [ints, v, odd, none, bits]:
    case("unique", [x], np.unique(x))
    case("uniqueValues", [x], np.unique(x))
    if x is not odd:  # of equal zeros NumPy names either
        everything = np.unique(x, return_index=True, return_inverse=True, return_counts=True)
        case("unique", [x, {"returnIndex": True, "returnInverse": True, "returnCounts": True}], list(everything))
case("unique", [np.array([[1, 0], [0, 1], [1, 0], [0, 0]]), {"axis": 0}], np.unique([[1, 0], [0, 1], [1, 0], [0, 0]], axis=0))
case("unique", [ints, {"axis": 1}], np.unique(ints, axis=1))
case("unique", [flat0, {"axis": 0}], np.unique(flat0, axis=0))
case("isin", [ints, np.array([1.0, 2.0, 9.0])], np.isin(ints, [1, 2, 9]))
case("isin", [odd, odd], np.isin(odd, odd))
case("isin", [v, none], np.isin(v, none))
case("isin", [ints, i3, {"invert": True}], np.isin(ints, i3, invert=True))
case("intersect1d", [ints, np.array([3, 1, 7])], np.intersect1d(ints, [3, 1, 7]))
case("union1d", [ints, i3], np.union1d(ints, i3))
case("setdiff1d", [ints, i3], np.setdiff1d(ints, i3))
case("setxor1d", [ints, i3], np.setxor1d(ints, i3))

# Groups
case("bincount", [ints.ravel()], np.bincount(ints.ravel()))
case("bincount", [i3, {"minlength": 5}], np.bincount(i3, minlength=5))
case("bincount", [i3, {"weights": v[:3]}], np.bincount(i3, v[:3]))
case("bincount", [np.zeros(0, int)], np.bincount(np.zeros(0, int)))
groups = np.array([1, 3, 1, 0, 3])
pairs = np.stack([v, v * v], 1)


def grouped(f, start):
    out = np.full((4, 2), start, float)
    f.at(out, groups, pairs)
    return out


case("segmentSum", [pairs, groups, 4], grouped(np.add, 0))
case("segmentProd", [pairs, groups, 4], grouped(np.multiply, 1))
case("segmentMax", [pairs, groups], grouped(np.maximum, -inf))
case("segmentMin", [pairs, groups, 4], grouped(np.minimum, inf))
case("segmentMean", [pairs, groups, 4], grouped(np.add, 0) / np.maximum(np.bincount(groups, minlength=4), 1)[:, None])


def number(x):
    return x if np.isfinite(x) else str(x)


def plain(x):
    if isinstance(x, np.ndarray):
        dtype = {"f": "float64", "i": "int32", "b": "bool"}[x.dtype.kind]
        return {"dtype": dtype, "shape": list(x.shape), "data": [number(e) for e in x.ravel().astype(float).tolist()]}
    if isinstance(x, (list, tuple)):
        return [plain(part) for part in x]
    if isinstance(x, dict):
        return {key: plain(part) for key, part in x.items()}
    return x


def whole(node):
    """Integers as JSON writes them: 3, not 3.0."""
    if isinstance(node, float) and node.is_integer() and str(node) != "-0.0":
        return int(node)
    if isinstance(node, list):
        return [whole(part) for part in node]
    if isinstance(node, dict):
        return {key: whole(part) for key, part in node.items()}
    return node


rows = [{"op": op, "args": whole(plain(args)), "wanted": whole(plain(wanted))} for op, args, wanted in cases]
path = os.path.join(os.path.dirname(__file__), "golden-arrange.json")
with open(path, "w") as file:
    body = ",\n".join("    " + json.dumps(row, separators=(",", ":")) for row in rows)
    file.write('{\n  "versions": { "numpy": "%s" },\n  "rows": [\n%s\n  ]\n}\n' % (np.__version__, body))
