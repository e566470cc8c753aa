"""Writes golden-linalg.json: what NumPy, SciPy and mpmath answer, for engine/linalg/linalg.test.ts. Run: python3 engine/testing/golden-linalg.py"""

import json
import os

import mpmath as mp
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
cases.append(("expm", [square * 5], {}, scipy.linalg.expm(square * 5)))
for power in [0, 1, 5, -2]:
    cases.append(("matrixPower", [square], {"power": power}, np.linalg.matrix_power(square, power)))


def plain(x):
    return np.asarray(x, dtype=float).tolist()


rows = [
    {"op": op, "inputs": [plain(x) for x in inputs], "options": options, "wanted": plain(wanted)}
    for op, inputs, options, wanted in cases
]


# Derivatives by central differences at 60 digits, which need no formula: of the sum of weights times the result.
mp.mp.dps = 60
STEP = mp.mpf(10) ** -20


def weights(i, j):
    return mp.mpf(3 * i + 5 * j + 1) % 7 - 3


def weighted(x):
    return mp.fsum(weights(i, j) * x[i, j] for i in range(x.rows) for j in range(x.cols))


def column(values):
    return mp.matrix([[v] for v in values])


def signed(columns, *along):
    """The first entry of a column with 0.7 of its largest magnitude comes out positive; `along` turns with it."""
    for j in range(columns.cols):
        largest = max(abs(columns[i, j]) for i in range(columns.rows))
        first = next(columns[i, j] for i in range(columns.rows) if abs(columns[i, j]) >= 0.7 * largest)
        if first < 0:
            for x in (columns, *along):
                for i in range(x.rows):
                    x[i, j] = -x[i, j]
    return (columns, *along)


def symmetric(a):
    return (a + a.T) / 2


def eigenvectors(a):
    return signed(mp.eigsy(symmetric(a))[1])[0]


def singular(a):
    u, _, vt = mp.svd_r(a)
    v, u = signed(vt.T, u)
    return u, v


def qr_positive(a):
    q, r = mp.qr(a, mode="skinny")
    for i in range(r.rows):
        if r[i, i] < 0:
            q[:, i], r[i, :] = -q[:, i], -r[i, :]
    return q, r


gradients = [
    ("det", "square", mp.det),
    ("slogdet.logabsdet", "square", lambda a: mp.log(abs(mp.det(a)))),
    ("inv", "square", lambda a: weighted(mp.inverse(a))),
    ("cholesky", "spd", lambda a: weighted(mp.cholesky(symmetric(a)))),
    ("qr.q", "tall", lambda a: weighted(qr_positive(a)[0])),
    ("qr.r", "tall", lambda a: weighted(qr_positive(a)[1])),
    ("eigh.eigenvalues", "square", lambda a: weighted(column(mp.eigsy(symmetric(a))[0]).T)),
    ("eigh.eigenvectors", "square", lambda a: weighted(eigenvectors(a))),
    ("svd.u", "tall", lambda a: weighted(singular(a)[0])),
    ("svd.s", "wide", lambda a: weighted(column(mp.svd_r(a)[1]).T)),
    ("svd.vt", "wide", lambda a: weighted(signed(mp.svd_r(a.T)[2].T, mp.svd_r(a.T)[0])[1].T)),
    ("svd.vt", "tall", lambda a: weighted(singular(a)[1].T)),
    ("pinv", "tall", lambda a: weighted(mp.inverse(a.T * a) * a.T)),
    ("expm", "square", lambda a: weighted(mp.expm(a))),
]
matrices = {"square": square[0], "spd": spd[0], "tall": tall, "wide": wide}


def gradient(f, a):
    a = mp.matrix(a.tolist())

    def moved(i, j, by):
        b = a.copy()
        b[i, j] += by
        return f(b)

    return [
        [float((moved(i, j, STEP) - moved(i, j, -STEP)) / (2 * STEP)) for j in range(a.cols)] for i in range(a.rows)
    ]


slopes = [
    {"op": op, "input": plain(matrices[name]), "wanted": gradient(f, matrices[name])} for op, name, f in gradients
]
versions = {"numpy": np.__version__, "scipy": scipy.__version__, "mpmath": mp.__version__}
with open(os.path.join(os.path.dirname(__file__), "golden-linalg.json"), "w") as file:
    body, after = (",\n".join("    " + json.dumps(row) for row in part) for part in (rows, slopes))
    file.write('{\n  "versions": ' + json.dumps(versions) + ',\n  "rows": [\n' + body)
    file.write('\n  ],\n  "gradients": [\n' + after + "\n  ]\n}\n")
