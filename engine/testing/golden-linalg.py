"""Writes golden-linalg.json: what NumPy and SciPy answer, for engine/linalg/linalg.test.ts. Run: python3 engine/testing/golden-linalg.py"""

import json
import os

import numpy as np
import scipy
import scipy.linalg

rng = np.random.default_rng(7)
square = rng.normal(size=(2, 4, 4))
tall = rng.normal(size=(5, 3))
wide = rng.normal(size=(3, 5))
spd = square @ square.transpose(0, 2, 1) + np.eye(4)
low = tall[:, :2] @ wide[:2, :]
b = rng.normal(size=(2, 4, 3))
one = np.array([[3.0]])
p, l, u = scipy.linalg.lu(tall)


def qr(a):
    """With a positive diagonal of r, as the engine."""
    q, r = np.linalg.qr(a)
    sign = np.sign(np.diagonal(r))
    return q * sign, r * sign[:, None]


def lstsq(a, y):
    return np.linalg.lstsq(a, y, rcond=None)[0]


cases = [
    ("inv", [square], {}, np.linalg.inv(square)),
    ("inv", [one], {}, np.linalg.inv(one)),
    ("solve", [square, b], {}, np.linalg.solve(square, b)),
    ("solve", [square[0], b[0, :, 0]], {}, np.linalg.solve(square[0], b[0, :, 0])),
    ("det", [square], {}, np.linalg.det(square)),
    ("slogdet.sign", [square * 1e3], {}, np.linalg.slogdet(square * 1e3)[0]),
    ("slogdet.logabsdet", [square * 1e3], {}, np.linalg.slogdet(square * 1e3)[1]),
    ("cholesky", [spd], {}, np.linalg.cholesky(spd)),
    ("choleskySolve", [np.linalg.cholesky(spd), b], {}, np.linalg.solve(spd, b)),
    ("qr.q", [tall], {}, qr(tall)[0]),
    ("qr.r", [tall], {}, qr(tall)[1]),
    ("qr.q", [wide], {}, qr(wide)[0]),
    ("qr.r", [wide], {}, qr(wide)[1]),
    ("lu.p", [tall], {}, p),
    ("lu.l", [tall], {}, l),
    ("lu.u", [tall], {}, u),
    ("eigvalsh", [spd], {}, np.linalg.eigvalsh(spd)),
    ("svdvals", [tall], {}, np.linalg.svd(tall, compute_uv=False)),
    ("svdvals", [wide], {}, np.linalg.svd(wide, compute_uv=False)),
    ("pinv", [tall], {}, np.linalg.pinv(tall)),
    ("pinv", [wide], {}, np.linalg.pinv(wide)),
    ("pinv", [low], {}, np.linalg.pinv(low)),
    ("lstsq.x", [tall, tall[:, 0] * 2 + 1], {}, lstsq(tall, tall[:, 0] * 2 + 1)),
    ("lstsq.x", [wide, b[0, :3]], {}, lstsq(wide, b[0, :3])),
    ("lstsq.x", [low, tall], {}, lstsq(low, tall)),
    ("matrixRank", [low], {}, np.linalg.matrix_rank(low)),
    ("cond", [square], {}, np.linalg.cond(square)),
    ("trace", [square], {}, np.trace(square, axis1=-2, axis2=-1)),
    ("cross", [tall, tall[::-1]], {}, np.cross(tall, tall[::-1])),
    ("vecdot", [tall, tall[::-1]], {}, np.vecdot(tall, tall[::-1])),
    ("norm", [tall], {}, np.linalg.norm(tall)),
    ("norm", [tall[0]], {"ord": 3}, np.linalg.norm(tall[0], 3)),
    ("norm", [square], {"axis": 1}, np.linalg.norm(square, axis=1)),
    ("norm", [square], {"axis": [1, 2], "keepDims": True}, np.linalg.norm(square, axis=(1, 2), keepdims=True)),
]
for order in ["fro", "nuc", 1, -1, 2, -2, "inf", "-inf"]:
    number = float(order) if isinstance(order, str) and "inf" in order else order
    cases.append(("norm", [tall], {"ord": order}, np.linalg.norm(tall, number)))
for order in [0, 1, 2, 2.5, "inf", "-inf"]:
    cases.append(("norm", [wide], {"ord": order, "axis": 1}, np.linalg.norm(wide, float(order), axis=1)))
for power in [0, 1, 5, -2]:
    cases.append(("matrixPower", [square], {"power": power}, np.linalg.matrix_power(square, power)))


def plain(x):
    return np.asarray(x, dtype=float).tolist()


rows = [
    {"op": op, "inputs": [plain(x) for x in inputs], "options": options, "wanted": plain(wanted)}
    for op, inputs, options, wanted in cases
]
versions = {"numpy": np.__version__, "scipy": scipy.__version__}
with open(os.path.join(os.path.dirname(__file__), "golden-linalg.json"), "w") as file:
    body = ",\n".join("    " + json.dumps(row) for row in rows)
    file.write('{\n  "versions": ' + json.dumps(versions) + ',\n  "rows": [\n' + body + "\n  ]\n}\n")
