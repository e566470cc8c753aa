"""Writes golden-random.json: SciPy's distribution functions, for engine/random/distributions.test.ts."""

import json
import os

import numpy as np
import scipy
from scipy import stats

shares = np.linspace(0.02, 0.98, 25)
continuous = {
    "uniform": stats.uniform(),
    "normal": stats.norm(),
    "truncatedNormal": stats.truncnorm(-0.5, 2),
    "gumbel": stats.gumbel_r(),
    "logistic": stats.logistic(),
    "laplace": stats.laplace(),
    "exponential": stats.expon(),
    "cauchy": stats.cauchy(),
    "gamma of 0.3": stats.gamma(0.3),
    "gamma of 4.5": stats.gamma(4.5),
    "loggamma of 0.05": stats.loggamma(0.05),
    "chisquare": stats.chi2(3),
    "studentT": stats.t(4),
    "beta": stats.beta(0.5, 2),
}
discrete = {
    "poisson of 3.5": stats.poisson(3.5),
    "poisson of 60": stats.poisson(60),
    "geometric": stats.geom(0.3),
    "binomial of 12": stats.binom(12, 0.3),
    "binomial of 200": stats.binom(200, 0.7),
}
rows = []
for name, d in continuous.items():
    rows.append({"name": name, "points": d.ppf(shares).tolist(), "cdf": shares.tolist()})
for name, d in discrete.items():
    points = np.unique(d.ppf(shares))
    # Half a step on: no draw lies on a point.
    rows.append({"name": name, "points": (points + 0.5).tolist(), "cdf": d.cdf(points).tolist()})

with open(os.path.join(os.path.dirname(__file__), "golden-random.json"), "w") as file:
    body = ",\n".join("    " + json.dumps(row) for row in rows)
    file.write('{\n  "versions": ' + json.dumps({"scipy": scipy.__version__}) + ',\n  "rows": [\n' + body + "\n  ]\n}\n")
