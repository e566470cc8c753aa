"""Writes golden-special.json: what mpmath answers with 40 digits, for engine/special/special.test.ts."""

import json
import os

import mpmath as mp

mp.mp.dps = 40
m = mp.mpf

wide = [-20.5, -3.7, -0.5, 1e-8, 0.1, 0.5, 0.9, 1.0, 1.0001, 1.4616, 1.9, 2.0, 2.3, 5.5, 9.9, 33.3, 150.0]
real = [-6.0, -2.5, -0.3, 1e-9, 0.2, 0.47, 1.5, 2.5, 4.5, 9.0, 20.0]
positive = [0.05, 0.3, 1.0, 2.5, 7.0, 30.0, 120.0]
shares = [1e-12, 0.02, 0.3, 0.5, 0.77, 0.999]


def ndtr(x):
    # Its own digits in either tail.
    return mp.erfc(-x / mp.sqrt(2)) / 2


one = {
    "erf": (real, mp.erf),
    "erfc": (real, mp.erfc),
    "erfcx": (real, lambda x: mp.exp(x * x) * mp.erfc(x)),
    "erfInv": ([-0.999999, -0.9996, -0.985, -0.9, -0.3, 1e-9, 0.49, 0.51, 0.97, 0.98, 0.9996, 0.99999999], mp.erfinv),
    "lgamma": (wide, lambda x: mp.log(abs(mp.gamma(x)))),
    "gamma": (wide, mp.gamma),
    "digamma": (wide, mp.digamma),
    "ndtr": (real, ndtr),
    "logNdtr": ([-300.0, *real], lambda x: mp.log(ndtr(x)) if x < 0 else mp.log1p(-ndtr(-x))),
    "ndtri": (shares, lambda p: mp.sqrt(2) * mp.erfinv(2 * p - 1)),
    "i0e": (real + [50.0, 800.0], lambda x: mp.exp(-abs(x)) * mp.besseli(0, x)),
    "i1e": (real + [50.0, 800.0], lambda x: mp.exp(-abs(x)) * mp.besseli(1, x)),
    "entr": ([0.0, *positive], lambda x: -x * mp.log(x) if x else m(0)),
    "logit": (shares, lambda p: mp.log(p / (1 - p))),
    "i0": (real, lambda x: mp.besseli(0, x)),
    "i1": (real, lambda x: mp.besseli(1, x)),
    "erfcInv": (shares, lambda p: mp.erfinv(1 - p)),
    "sinc": (real, mp.sincpi),
}
two = {
    "gammainc": [(a, x, mp.gammainc(a, 0, x, regularized=True)) for a in positive for x in positive],
    "gammaincc": [(a, x, mp.gammainc(a, x, mp.inf, regularized=True)) for a in positive for x in positive],
    "betaln": [(a, b, mp.log(mp.beta(a, b))) for a in positive for b in positive],
    "binom": [(n, k, mp.binomial(n, k)) for n in [5.0, 10.5, 40.0] for k in [0.0, 2.0, 4.5]],
    "relEntr": [(x, y, x * mp.log(m(x) / m(y))) for x in positive for y in positive],
    "polygamma": [(n, x, mp.polygamma(n, x)) for n in [1, 2, 5] for x in [0.1, 0.8, 2.0, 7.7, 40.0]],
    "zeta": [(s, q, mp.zeta(s, q)) for s in [1.5, 2.0, 6.0] for q in [0.1, 1.0, 3.3, 50.0]],
}
parameters = [0.3, 1.0, 2.5, 12.0]
three = {
    "betainc": [(a, b, x, mp.betainc(a, b, 0, x, regularized=True)) for a in parameters for b in parameters for x in shares]
}
slopes = {
    "zeta": [(s, q, mp.diff(lambda t: mp.zeta(t, q), s)) for s in [1.5, 2.0, 6.0] for q in [0.1, 1.0, 3.3, 50.0]],
    "gammainc": [
        (a, x, mp.diff(lambda t: mp.gammainc(t, 0, x, regularized=True), a)) for a in positive[:6] for x in positive[:6]
    ],
    "betainc": [
        (a, b, x, mp.diff(lambda t: mp.betainc(t, b, 0, x, regularized=True), a))
        for a in parameters
        for b in parameters
        for x in shares[1:]
    ],
}


def plain(x):
    return float(mp.re(x))


rows = [{"op": op, "inputs": [xs], "wanted": [plain(f(m(x))) for x in xs]} for op, (xs, f) in one.items()]
for op, cases in [*two.items(), *three.items()]:
    rows.append({"op": op, "inputs": [list(map(float, c)) for c in zip(*[c[:-1] for c in cases])], "wanted": [plain(c[-1]) for c in cases]})
steep = [
    {"op": op, "inputs": [list(map(float, c)) for c in zip(*[c[:-1] for c in cases])], "wanted": [plain(c[-1]) for c in cases]}
    for op, cases in slopes.items()
]
with open(os.path.join(os.path.dirname(__file__), "golden-special.json"), "w") as file:
    body = ",\n".join("    " + json.dumps(row) for row in rows)
    more = ",\n".join("    " + json.dumps(row) for row in steep)
    file.write(
        '{\n  "versions": ' + json.dumps({"mpmath": mp.__version__}) + ',\n  "rows": [\n' + body + '\n  ],\n  "slopes": [\n' + more + "\n  ]\n}\n"
    )
