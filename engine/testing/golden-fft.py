"""Writes golden-fft.json: what NumPy answers, for engine/fft/fft.test.ts. Run: python3 engine/testing/golden-fft.py"""

import json
import os

import numpy as np

rng = np.random.default_rng(11)


def signal(*shape):
    return rng.normal(size=shape) + 1j * rng.normal(size=shape)


cases = []


def case(op, x, **options):
    cases.append((op, x, options, getattr(np.fft, op)(x, **options)))


for n in [1, 2, 3, 7, 12, 16, 37]:
    case("fft", signal(n))
    case("ifft", signal(n))
for n in [1, 2, 5, 8]:
    case("rfft", rng.normal(size=n))
for n in [1, 2, 7, 8]:
    case("irfft", signal(5), n=n)
for norm in ["backward", "ortho", "forward"]:
    case("fft", signal(6), norm=norm)
    case("ifft", signal(6), norm=norm)
    case("rfft", rng.normal(size=6), norm=norm)
    case("irfft", signal(4), norm=norm)
grid = signal(3, 4, 2)
case("fft", grid, axis=1, n=3)
case("ifft", grid, axis=0, n=5)
case("rfft", grid.real, axis=0)
case("irfft", grid, axis=1)
case("fft2", grid)
case("ifft2", grid, s=[2, 3], norm="ortho")
case("fftn", grid)
case("fftn", grid, axes=[0, 2], s=[4, 3])
case("ifftn", grid, s=[2, 2], axes=[1, 2])
case("rfftn", grid.real)
case("rfftn", grid.real, s=[5, 3], axes=[1, 2], norm="ortho")
case("rfft2", grid.real)
case("irfftn", grid, s=[3, 4, 3], axes=[0, 1, 2])
case("irfftn", grid, axes=[2, 1], norm="forward")
case("irfft2", grid)
case("fftshift", grid)
case("ifftshift", grid, axes=[0])
case("fft", rng.normal(size=4))


def plain(x):
    x = np.asarray(x)
    return {"re": x.real.tolist(), "im": x.imag.tolist()} if np.iscomplexobj(x) else x.tolist()


rows = [
    {"op": op, "input": plain(x), "options": options, "wanted": plain(wanted)} for op, x, options, wanted in cases
]
for op in ["fftfreq", "rfftfreq"]:
    for n in [1, 5, 6]:
        rows.append({"op": op, "input": n, "options": {"d": 0.1}, "wanted": getattr(np.fft, op)(n, 0.1).tolist()})
with open(os.path.join(os.path.dirname(__file__), "golden-fft.json"), "w") as file:
    body = ",\n".join("    " + json.dumps(row) for row in rows)
    file.write('{\n  "versions": ' + json.dumps({"numpy": np.__version__}) + ',\n  "rows": [\n' + body + "\n  ]\n}\n")
