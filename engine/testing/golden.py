"""Writes golden.json: what NumPy and SciPy answer, for engine/numpy/golden.test.ts. Run: python3 engine/testing/golden.py"""

import json
import os

import numpy as np
import scipy
from scipy import special

rng = np.random.default_rng(0)
a = rng.normal(size=(2, 3, 4))
b = rng.normal(size=(4, 5))
v = np.array([3.0, np.nan, -1.0, 3.0, -np.inf, 0.0])
far = np.array([-30.0, -6.0, -2.5, -0.3, 1e-9, 0.7, 2.499, 2.501, 5.0, 30.0])
unit = np.array([-0.999999, -0.9, -0.3, 1e-9, 0.2, 0.5, 0.97, 0.999999])
logits = np.array([[1000.0, 1001.0, 999.0], [-5.0, 0.0, 3.0]])

cases = [
    ("matmul", [a, b], {}, a @ b),
    ("sum", [a], {"axis": [0, 2]}, a.sum(axis=(0, 2))),
    ("mean", [a], {"axis": -1, "keepDims": True}, a.mean(axis=-1, keepdims=True)),
    ("variance", [a + 1e6], {"axis": 1}, (a + 1e6).var(axis=1)),
    ("std", [a], {}, a.std()),
    ("prod", [a], {"axis": 2}, a.prod(axis=2)),
    ("max", [a], {"axis": 0}, a.max(axis=0)),
    ("argmin", [a], {"axis": 1}, a.argmin(axis=1)),
    ("cumsum", [a], {"axis": 1}, a.cumsum(axis=1)),
    ("sort", [v], {}, np.sort(v)),
    ("argsort", [v], {}, np.argsort(v, kind="stable")),
    ("sort", [a], {"axis": 1}, np.sort(a, axis=1)),
    ("take", [a], {"indices": [2, 0, -1], "axis": 1}, a.take([2, 0, -1], axis=1)),
    ("roll", [a], {"shift": 2, "axis": 2}, np.roll(a, 2, axis=2)),
    ("flip", [a], {"axis": 0}, np.flip(a, axis=0)),
    ("concatenate", [[a, a * 2]], {"axis": 1}, np.concatenate([a, a * 2], axis=1)),
    ("stack", [[a, a * 2]], {"axis": 3}, np.stack([a, a * 2], axis=3)),
    ("mod", [far, np.full_like(far, 0.7)], {}, np.mod(far, 0.7)),
    ("round", [np.arange(-3, 3.5, 0.5)], {}, np.round(np.arange(-3, 3.5, 0.5))),
    ("erf", [far], {}, special.erf(far)),
    ("erfInv", [unit], {}, special.erfinv(unit)),
    ("sigmoid", [far], {}, special.expit(far)),
    ("log1p", [np.array([1e-12, 0.5, 1e12])], {}, np.log1p(np.array([1e-12, 0.5, 1e12]))),
    ("expm1", [np.array([1e-12, -0.5, 3.0])], {}, np.expm1(np.array([1e-12, -0.5, 3.0]))),
    ("logaddexp", [far, far[::-1]], {}, np.logaddexp(far, far[::-1])),
    ("softmax", [logits], {}, special.softmax(logits, axis=-1)),
    ("logSoftmax", [logits], {}, special.log_softmax(logits, axis=-1)),
    ("logsumexp", [logits], {"axis": 0}, special.logsumexp(logits, axis=0)),
]


def plain(x):
    if isinstance(x, list):
        return [plain(part) for part in x]
    if isinstance(x, np.ndarray):
        return plain(x.tolist())
    return x if np.isfinite(x) else str(x)


rows = [
    {"op": op, "inputs": plain(inputs), "options": options, "wanted": plain(np.asarray(wanted))}
    for op, inputs, options, wanted in cases
]
path = os.path.join(os.path.dirname(__file__), "golden.json")
with open(path, "w") as file:
    versions = json.dumps({"numpy": np.__version__, "scipy": scipy.__version__})
    body = ",\n".join("    " + json.dumps(row) for row in rows)
    file.write('{\n  "versions": ' + versions + ',\n  "rows": [\n' + body + "\n  ]\n}\n")
