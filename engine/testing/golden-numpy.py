"""Writes golden-numpy.json: NumPy's answers for the numpy tests. Run: python3 engine/testing/golden-numpy.py"""

import json
import os

import numpy as np

rng = np.random.default_rng(3)
x = np.array([-2.5, -1.0, -0.5, -0.0, 0.0, 0.3, 1.0, 2.5, np.inf, -np.inf, np.nan])
y = np.array([1.0, -2.0, 0.7, -1.0, 2.0, -0.4, 3.0, -0.5, 2.0, 2.0, 1.0])
unit = np.array([-1.0, -0.7, -0.0, 1e-9, 0.3, 1.0])
rows = []


def case(op, args, answer):
    rows.append({"op": op, "args": args, "wanted": answer})


for name, theirs in [
    ("tan", "tan"), ("atan", "arctan"), ("sinh", "sinh"), ("cosh", "cosh"), ("asinh", "arcsinh"),
    ("exp2", "exp2"), ("cbrt", "cbrt"), ("trunc", "trunc"), ("signbit", "signbit"), ("isinf", "isinf"),
    ("deg2rad", "deg2rad"), ("rad2deg", "rad2deg"), ("sinc", "sinc"), ("nanToNum", "nan_to_num"),
    ("reciprocal", "reciprocal"), ("modf", "modf"), ("square", "square"), ("isfinite", "isfinite"),
]:
    finite = x[:8] if name in ("sinc",) else x
    with np.errstate(all="ignore"):
        case(name, [finite], getattr(np, theirs)(finite))
for name, theirs in [("asin", "arcsin"), ("acos", "arccos"), ("atanh", "arctanh")]:
    with np.errstate(all="ignore"):
        case(name, [unit], getattr(np, theirs)(unit))
for name in ("log2", "log10"):
    case(name, [y[y > 0]], getattr(np, name)(y[y > 0]))
case("acosh", [np.array([1.0, 1.5, 1e9])], np.arccosh(np.array([1.0, 1.5, 1e9])))
for name, theirs in [
    ("atan2", "arctan2"), ("hypot", "hypot"), ("copysign", "copysign"), ("floorDivide", "floor_divide"),
    ("fmod", "fmod"), ("mod", "mod"), ("fmax", "fmax"), ("fmin", "fmin"), ("heaviside", "heaviside"),
    ("logicalXor", "logical_xor"), ("isclose", "isclose"), ("divmod", "divmod"), ("logaddexp2", "logaddexp2"),
]:
    with np.errstate(all="ignore"):
        case(name, [x, y], getattr(np, theirs)(x, y))
case("hypot", [np.array([3e200, 3e-200]), np.array([4e200, 4e-200])], np.array([5e200, 5e-200]))
case("round", [np.array([1.25, -2.675, 1234.5]), 1], np.round(np.array([1.25, -2.675, 1234.5]), 1))

m = rng.normal(size=(3, 5)).round(3)
holes = m.copy()
holes[0, 2] = holes[2, 0] = np.nan
for name in ("ptp", "median", "cov", "corrcoef", "diff", "trapezoid"):
    case(name, [m], getattr(np, name, getattr(np, "trapz", None))(m))
for axis in (0, 1):
    case("median", [m, axis], np.median(m, axis=axis))
    case("average", [m, axis, m[0] ** 2 if axis else m[:, 0] ** 2],
         np.average(m, axis=axis, weights=m[0] ** 2 if axis else m[:, 0] ** 2))
    for name in ("nansum", "nanprod", "nanmax", "nanmin", "nanmean", "nanvar", "nanstd", "nanargmax", "nanargmin"):
        case(name, [holes, axis], getattr(np, name)(holes, axis=axis))
    case("median", [holes, axis], np.median(holes, axis=axis))
for method in ("linear", "lower", "higher", "midpoint", "nearest"):
    for q in (0, 0.1, 0.5, 0.83, 1):
        case("quantile", [m, q, 0, {"method": method}], np.quantile(m, q, axis=0, method=method))
case("percentile", [m, 30], np.percentile(m, 30))
case("diff", [m, 2, 0], np.diff(m, 2, axis=0))
case("trapezoid", [m, np.array([0.0, 0.1, 0.5, 1.0, 4.0])], np.trapezoid(m, [0.0, 0.1, 0.5, 1.0, 4.0])
     if hasattr(np, "trapezoid") else np.trapz(m, [0.0, 0.1, 0.5, 1.0, 4.0]))
case("polyval", [np.array([2.0, -1.0, 0.5]), m[0]], np.polyval([2.0, -1.0, 0.5], m[0]))


def plain(v):
    if isinstance(v, (list, tuple)):
        return [plain(part) for part in v]
    if isinstance(v, np.ndarray):
        return plain(v.tolist())
    if isinstance(v, (bool, np.bool_)):
        return bool(v)
    if isinstance(v, (str, dict)) or v is None:
        return v
    if isinstance(v, (int, float, np.number)):
        number = float(v)
        if number == 0 and np.signbit(number):
            return "-0"
        return (int(v) if number.is_integer() and abs(number) < 1e15 else number) if np.isfinite(number) else str(number)
    raise TypeError(type(v))


def argument(v):
    return {"tensor": plain(v)} if isinstance(v, np.ndarray) else v


path = os.path.join(os.path.dirname(__file__), "golden-numpy.json")
with open(path, "w") as file:
    file.write('{"versions": {"numpy": "%s"}, "rows": [\n' % np.__version__)
    file.write(
        ",\n".join(
            "  " + json.dumps({"op": r["op"], "args": [argument(v) for v in r["args"]], "wanted": plain(r["wanted"])})
            for r in rows
        )
        + "\n]}\n"
    )
