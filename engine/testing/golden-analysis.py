"""Writes golden-analysis.json: NumPy's answers for creation, running results and engine/numpy/analysis.ts."""

import json
import os

import numpy as np

rng = np.random.default_rng(5)
a = np.round(rng.normal(size=(3, 5)), 3)
v = np.round(rng.normal(size=7), 3)
w = np.round(rng.normal(size=3), 3)
holes = np.where(a > 0.8, np.nan, a)
places = np.array([0.0, 0.5, 0.7, 1.5, 2.0, 4.0, 4.5])
zeros = np.array([2.0, 0.0, 3.0, -1.0, 0.0, 4.0])
ints = np.array([3, -2, 7, 0, 1])
angles = np.cumsum(np.round(rng.normal(size=12) * 3, 3))
counts, edges = np.histogram(a, bins=4)
rows = []


def case(op, args, wanted, integer=False):
    rows.append({"op": op, "args": args, "wanted": np.asarray(wanted, dtype=float).tolist(), "integer": integer})


T = lambda x: {"tensor": np.asarray(x, dtype=float).tolist()}
I = lambda x: {"int": np.asarray(x).tolist()}
case("gradient", [T(v)], np.gradient(v))
case("gradient", [T(v), 0.5], np.gradient(v, 0.5))
case("gradient", [T(v), T(places)], np.gradient(v, places))
case("gradient", [T(a), 1, 0], np.gradient(a, axis=0))
case("interp", [T([-1.0, 0.0, 0.6, 2.0, 3.3, 4.5, 9.0]), T(places), T(v)], np.interp([-1.0, 0.0, 0.6, 2.0, 3.3, 4.5, 9.0], places, v))
case("interp", [T([-1.0, 9.0]), T(places), T(v), {"left": 5, "right": -5}], np.interp([-1.0, 9.0], places, v, 5, -5))
case("histogram.counts", [T(a), {"bins": 4}], counts)
case("histogram.edges", [T(a), {"bins": 4}], edges)
case("histogram.counts", [T(a), {"bins": 5, "range": [-1, 1]}], np.histogram(a, bins=5, range=(-1, 1))[0])
case("histogram.counts", [T(a), {"bins": 3, "density": True}], np.histogram(a, bins=3, density=True)[0])
case("histogram.counts", [T(v), {"bins": [-2, 0, 0.5, 3]}], np.histogram(v, bins=[-2, 0, 0.5, 3])[0])
case("histogram.edges", [T([2.0, 2.0])], np.histogram([2.0, 2.0])[1])
for mode in ["full", "same", "valid"]:
    for x, y in [(v, w), (w, v), (v, w[:2]), (v[:4], v[3:])]:
        case("convolve", [T(x), T(y), mode], np.convolve(x, y, mode))
    case("correlate", [T(v), T(w), mode], np.correlate(v, w, mode))
case("convolve", [I(ints), I([1, 2])], np.convolve(ints, [1, 2]), True)
case("unwrap", [T(angles)], np.unwrap(angles))
case("unwrap", [T(angles), {"period": 4}], np.unwrap(angles, period=4))
case("cumprod", [T(zeros)], np.cumprod(zeros))
case("cumprod", [T(a), 1], np.cumprod(a, axis=1))
case("cummax", [T(a), 1], np.maximum.accumulate(a, axis=1))
case("cummin", [T(a), 0], np.minimum.accumulate(a, axis=0))
case("cummax", [I(ints)], np.maximum.accumulate(ints), True)
case("cumulativeSum", [T(v), 0, {"includeInitial": True}], np.concatenate([[0], np.cumsum(v)]))
case("cumulativeProd", [T(a), 1, {"includeInitial": True}], np.concatenate([np.ones((3, 1)), np.cumprod(a, axis=1)], axis=1))
case("nanmedian", [T(holes), 1], np.nanmedian(holes, axis=1))
case("nanquantile", [T(holes), 0.3], np.nanquantile(holes, 0.3))
case("nanquantile", [T(holes), 0.7, 0, {"keepDims": True}], np.nanquantile(holes, 0.7, axis=0, keepdims=True))
case("argmax", [T(a), 1, {"keepDims": True}], np.argmax(a, axis=1, keepdims=True))
case("argmin", [T(a), None, {"keepDims": True}], np.argmin(a, keepdims=True))
case("linspace", [2, 5, 4, {"endpoint": False, "dtype": "float64"}], np.linspace(2, 5, 4, endpoint=False))
case("logspace", [0, 2, 5, {"dtype": "float64"}], np.logspace(0, 2, 5))
case("geomspace", [1, 1000, 4, {"dtype": "float64"}], np.geomspace(1, 1000, 4))
case("arange", [0, 1, 0.3, "float64"], np.arange(0, 1, 0.3))
case("eye", [3, 4, 1], np.eye(3, 4, 1))
case("eye", [3, 2, -1], np.eye(3, 2, -1))
case("vander", [T([1.0, 2.0, 3.0]), 3], np.vander([1.0, 2.0, 3.0], 3))
case("vander", [I([1, 2, 3]), 4, {"increasing": True}], np.vander([1, 2, 3], 4, increasing=True), True)
case("pow", [I([3, -2, 7]), I([4, 5, 2])], np.array([3, -2, 7]) ** np.array([4, 5, 2]), True)


def plain(x):
    if isinstance(x, list):
        return [plain(y) for y in x]
    if isinstance(x, dict):
        return {key: plain(y) for key, y in x.items()}
    return "nan" if isinstance(x, float) and np.isnan(x) else x


with open(os.path.join(os.path.dirname(__file__), "golden-analysis.json"), "w") as file:
    body = ",\n".join("    " + json.dumps(plain(row)) for row in rows)
    file.write('{\n  "versions": ' + json.dumps({"numpy": np.__version__}) + ',\n  "rows": [\n' + body + "\n  ]\n}\n")
