"""PyTorch on the CPU with one thread: what native code makes of the same workloads. Speaks JSON lines: a request in, an answer out.

The inputs come with the request, so that they are stated once, in inputs.mjs.
"""
import base64
import json
import sys
import time
import warnings

# This file is called torch.py: its own folder must not be where `import torch` looks first.
sys.path = sys.path[1:]
import numpy as np
import torch

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
F = torch.nn.functional


class Unsupported(Exception):
    pass


def decoded(value):
    """Typed arrays arrive as { dtype, base64 }."""
    if isinstance(value, dict):
        return torch.from_numpy(np.frombuffer(base64.b64decode(value["base64"]), value["dtype"]).copy())
    if isinstance(value, list):
        return [decoded(v) for v in value]
    return value


def sample(values, k=16):
    flat = values.detach().contiguous().view(-1)
    return [float(flat[(i * 7919 + 3) % flat.numel()]) for i in range(k)]


class Calling:
    """`once` again and again; `read` makes numbers of its result."""

    def __init__(self, once, read):
        self.once, self.read = once, read

    def reset(self):
        pass

    def run(self, n):
        for _ in range(n):
            self.once()

    def check(self):
        return self.read(self.once())


class Training:
    """Steps of an optimizer from the start, in place."""

    def __init__(self, start, loss, optimizer, steps):
        self.start, self.loss, self.optimizer, self.steps = start, loss, optimizer, steps
        self.params = [t.clone().requires_grad_() for t in start]
        self.reset()

    def reset(self):
        with torch.no_grad():
            for p, t in zip(self.params, self.start):
                p.copy_(t)
        self.opt = self.optimizer(self.params)

    def once(self):
        self.opt.zero_grad(set_to_none=True)
        loss = self.loss(self.params)
        loss.backward()
        self.opt.step()
        return loss

    def run(self, n):
        for _ in range(n):
            self.once()

    def check(self):
        self.reset()
        return [float(self.once()) for _ in range(self.steps)]


def matmul(d, _variant):
    stack = [] if d["batch"] is None else [d["batch"]]
    a, b = d["A"].view(*stack, d["M"], d["K"]), d["B"].view(*stack, d["K"], d["N"])
    return Calling(lambda: torch.matmul(a, b), lambda c: sample(c, 32))


def mlp(d, variant):
    dims, batch = d["dims"], d["batch"]
    x, labels = d["x"].view(batch, dims[0]), d["labels"].long()
    start = []
    for l in range(3):
        start += [d["W"][l].view(dims[l], dims[l + 1]), d["b"][l]]

    def loss(p):
        h = torch.relu(torch.addmm(p[1], x, p[0]))
        h = torch.relu(torch.addmm(p[3], h, p[2]))
        return F.cross_entropy(torch.addmm(p[5], h, p[4]), labels)

    a = d["adam"]
    adam = lambda params: torch.optim.Adam(params, a["lr"], (a["b1"], a["b2"]), a["eps"])
    sgd = lambda params: torch.optim.SGD(params, d["sgd"]["lr"])
    return Training(start, loss, adam if variant == "adam" else sgd, d["checkSteps"])


def cnn(d, _variant):
    batch, labels = d["batch"], d["labels"].long()
    x = d["x"].view(batch, 1, 28, 28)
    start = [d["K1"].view(8, 1, 3, 3), d["c1"], d["K2"].view(16, 8, 3, 3), d["c2"], d["Wd"].view(1936, 10), d["bd"]]

    def loss(p):
        h = F.max_pool2d(torch.relu(F.conv2d(x, p[0], p[1])), 2)
        h = torch.relu(F.conv2d(h, p[2], p[3]))
        return F.cross_entropy(torch.addmm(p[5], h.reshape(batch, 1936), p[4]), labels)

    return Training(start, loss, lambda params: torch.optim.SGD(params, d["lr"]), d["checkSteps"])


def value_and_grad(f, inputs, read, compiled):
    inputs = [t.requires_grad_() for t in inputs]
    if compiled:
        f = torch.jit.trace(f, tuple(inputs))

    def once():
        y = f(*inputs)
        return y, torch.autograd.grad(y, inputs)

    return Calling(once, lambda result: [float(result[0]), *read(result[1])])


def scalar(d, variant):
    def f(x):
        a = torch.sin(x) * x
        b = a + torch.cos(x)
        c = torch.exp(-(b * b))
        e = torch.tanh(a + c)
        g = torch.log(e * e + 1)
        h = torch.sqrt(g + 1)
        i = h * b - c / h
        j = torch.sin(i) * torch.cos(e)
        k = j + (a * c - g * 0.5)
        return (torch.tanh(k) + torch.exp(j * 0.1)) * x + k

    return value_and_grad(f, [torch.tensor(d["x"])], lambda g: [float(g[0])], variant == "jit")


def chain(d, variant):
    f = lambda a, b, c: torch.mean(torch.tanh(a * b + c) * torch.exp(-a * a))
    read = lambda gs: [v * d["n"] for g in gs for v in sample(g, 8)]
    return value_and_grad(f, [d["a"], d["b"], d["c"]], read, variant == "jit")


def springs(d, variant):
    if variant == "scan":
        raise Unsupported("no scan")

    def f(k):
        u, v = d["u0"], torch.zeros(8)
        for _ in range(d["steps"]):
            e = F.pad(u, (0, 1)) - F.pad(u, (1, 0))
            force = k * (e + e * e * e * d["beta"])
            v = v + (force[1:] - force[:-1]) * d["dt"]
            u = u + v * d["dt"]
        return ((u - d["target"]) ** 2).sum()

    return value_and_grad(f, [d["k"]], lambda g: [float(v) for v in g[0]], variant == "jit")


def per_example(d, variant):
    """Parameters are repeated over the batch, so that the gradient of the sum is one for each example."""
    n = d["n"]
    X, t = d["X"].view(n, 1, 2), d["t"].view(n, 1, 1)
    start = [d["W1"].view(1, 2, 16), d["b1"].view(1, 1, 16), d["W2"].view(1, 16, 1), d["b2"].view(1, 1, 1)]
    repeated = lambda: [p.expand(n, *p.shape[1:]).contiguous() for p in start]

    def f(W1, b1, W2, b2):
        h = torch.tanh(torch.baddbmm(b1, X, W1))
        return ((torch.baddbmm(b2, h, W2) - t) ** 2).sum()

    if variant == "jit":
        f = torch.jit.trace(f, tuple(repeated()))

    def once():
        params = [p.requires_grad_() for p in repeated()]
        return torch.autograd.grad(f(*params), params)

    return Calling(once, lambda gs: [v for g in gs for v in sample(g)])


def tiny(d, variant):
    x, y = d["x"], d["y"]
    if variant == "grad":
        x = x.requires_grad_()
        return Calling(lambda: torch.autograd.grad(torch.exp(x * y).sum(), x)[0], lambda z: z.tolist())
    if variant == "jit":
        added = torch.jit.trace(lambda a, b: a + b, (x, y))
        return Calling(lambda: added(x, y), lambda z: z.tolist())
    once = {"add": lambda: x + y, "mul": lambda: x * y, "exp": lambda: torch.exp(x)}[variant]
    return Calling(once, lambda z: z.tolist())


def sorting(d, _variant):
    return Calling(lambda: torch.sort(d["values"])[0], lambda z: sample(z, 32))


WORKLOADS = {
    "W1": matmul,
    "W1e": matmul,
    "W2": mlp,
    "growth": mlp,
    "W3": scalar,
    "W4": chain,
    "W5": cnn,
    "W6": springs,
    "W7": per_example,
    "tiny": tiny,
    "sort": sorting,
}

held = {}


def blas():
    """The library that multiplies, from what is mapped into this process: Debian's default is the slow reference."""
    torch.mm(torch.ones(8, 8), torch.ones(8, 8))
    with open("/proc/self/maps") as maps:
        mapped = maps.read()
    known = {"openblas": "OpenBLAS", "mkl_": "MKL", "libblis": "BLIS"}
    return next((name for part, name in known.items() if part in mapped), "the reference BLAS")


def load(_request):
    return {"version": f"{torch.__version__} on {blas()}"}


def prepare(request):
    name, _, variant = request["id"].partition(".")
    if name not in WORKLOADS:
        raise Unsupported(request["id"])
    data = {key: decoded(value) if key not in ("sgd", "adam") else value for key, value in request["data"].items()}
    start = time.perf_counter()
    held[request["id"]] = WORKLOADS[name](data, variant)
    check = held[request["id"]].check()
    return {"firstMs": (time.perf_counter() - start) * 1e3, "check": check, "timed": True}


def run(request):
    prepared = held[request["id"]]
    prepared.reset()
    start = time.perf_counter()
    prepared.run(request["n"])
    return {"ms": (time.perf_counter() - start) * 1e3}


def release(request):
    held.pop(request["id"], None)
    return {}


COMMANDS = {"load": load, "prepare": prepare, "run": run, "release": release}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"ok": True, **COMMANDS[request["command"]](request)}
    except Exception as error:
        answer = {"ok": False, "unsupported": isinstance(error, Unsupported), "error": f"{type(error).__name__}: {error}"[:300]}
    print(json.dumps({"sequence": request["sequence"], **answer}), flush=True)
