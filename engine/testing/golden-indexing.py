"""Writes golden-indexing.json: what NumPy's x[...] picks, for engine/numpy/indexing.test.ts. Run: python3 engine/testing/golden-indexing.py"""

import json
import os

import numpy as np

rng = np.random.default_rng(3)


def a_slice(n):
    def bound():
        return None if rng.random() < 0.3 else int(rng.integers(-n - 2, n + 3))

    step = None if rng.random() < 0.4 else int(rng.choice([-3, -2, -1, 1, 2, 3]))
    return slice(bound(), bound(), step)


def broadcasts(shape, to):
    try:
        return np.broadcast_shapes(shape, to) == to
    except ValueError:
        return False


def an_index(shape):
    """One valid index expression over some of the axes."""
    spread = [(), (3,), (1,), (2, 1), (2, 3), (0,)][rng.integers(6)]
    fits = [s for s in [(), (1,), (3,), (0,), (2, 1), (2, 3)] if broadcasts(s, spread)]
    parts, axis, ellipsis = [], 0, False
    stop = len(shape) if rng.random() < 0.7 else int(rng.integers(0, len(shape) + 1))
    while axis < stop:
        kind = rng.integers(10)
        n = shape[axis]
        if kind == 0:
            parts.append(None)
        elif kind == 1 and not ellipsis:
            parts.append(Ellipsis)
            ellipsis = True
            stop = len(shape)
            axis += int(rng.integers(0, stop - axis + 1))
        elif kind <= 3:
            parts.append(int(rng.integers(-n, n)) if n > 0 else slice(None))
            axis += 1
        elif kind <= 5:
            parts.append(a_slice(n))
            axis += 1
        elif kind <= 8:
            own = fits[rng.integers(len(fits))] if fits else spread
            if n == 0:
                own = (0,) if spread == (0,) else None
            parts.append(slice(None) if own is None else rng.integers(-n, max(n, 1), size=own))
            axis += 1
        else:
            size = int(rng.integers(1, min(2, len(shape) - axis) + 1))
            mask = rng.random(shape[axis : axis + size]) < 0.5
            parts.append(mask)
            axis += size
    return parts


def plain(part):
    if part is Ellipsis:
        return "..."
    if isinstance(part, slice):
        return {"start": part.start, "stop": part.stop, "step": part.step}
    if isinstance(part, np.ndarray):
        return {"dtype": "bool" if part.dtype == bool else "int32", "shape": part.shape, "data": part.ravel().astype(int).tolist()}
    return part


rows = []
shapes = [(5,), (3, 4), (2, 3, 4), (2, 3, 2, 2), (0, 3), (1,)]
while len(rows) < 220:
    shape = shapes[len(rows) % len(shapes)]
    parts = an_index(shape)
    x = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    try:
        y = x[tuple(parts)]
    except IndexError:
        continue  # masks whose counts do not broadcast
    if y.size > 60:
        continue
    rows.append({"shape": shape, "index": [plain(p) for p in parts], "wanted": {"shape": y.shape, "data": y.ravel().tolist()}})

path = os.path.join(os.path.dirname(__file__), "golden-indexing.json")
with open(path, "w") as file:
    body = ",\n".join("    " + json.dumps(row, separators=(",", ":")) for row in rows)
    file.write('{\n  "versions": { "numpy": "%s" },\n  "rows": [\n%s\n  ]\n}\n' % (np.__version__, body))
