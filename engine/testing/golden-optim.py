"""Writes golden-optim.json: eight steps of each of torch's optimizers, for engine/optim/golden.test.ts. Needs PyTorch."""

import json
import os

import torch

torch.set_default_dtype(torch.float64)
start = [1.5, -0.7, 0.3]
O = torch.optim
S = O.lr_scheduler

cases = {
    "sgd": ({}, lambda p: O.SGD(p, lr=0.1)),
    "sgd momentum": ({}, lambda p: O.SGD(p, lr=0.1, momentum=0.9)),
    "sgd nesterov": ({}, lambda p: O.SGD(p, lr=0.1, momentum=0.9, nesterov=True)),
    "sgd dampening decay": ({}, lambda p: O.SGD(p, lr=0.1, momentum=0.9, dampening=0.5, weight_decay=0.1)),
    "adam": ({}, lambda p: O.Adam(p, lr=0.1)),
    "adam amsgrad": ({}, lambda p: O.Adam(p, lr=0.1, amsgrad=True)),
    "adamw": ({}, lambda p: O.AdamW(p, lr=0.1, weight_decay=0.2)),
    "adamax": ({}, lambda p: O.Adamax(p, lr=0.1)),
    "rmsprop": ({}, lambda p: O.RMSprop(p, lr=0.1)),
    "rmsprop centered momentum": ({}, lambda p: O.RMSprop(p, lr=0.1, centered=True, momentum=0.5)),
    "adagrad": ({}, lambda p: O.Adagrad(p, lr=0.1)),
    "adadelta": ({}, lambda p: O.Adadelta(p, lr=1.0)),
}
rows = []
for name, (_, make) in cases.items():
    w = torch.tensor(start, requires_grad=True)
    optimizer = make([w])
    path = []
    for _ in range(8):
        optimizer.zero_grad()
        (w**4 / 4 + torch.sin(3 * w) + w[0] * w[1]).sum().backward()
        optimizer.step()
        path.append(w.detach().tolist())
    rows.append({"name": name, "path": path})

schedules = []
for name, make in {
    "cosineDecay": lambda o: S.CosineAnnealingLR(o, 10, eta_min=0.01),
    "exponentialDecay": lambda o: S.ExponentialLR(o, 0.8),
    "piecewise": lambda o: S.MultiStepLR(o, [3, 7], gamma=0.1),
}.items():
    o = O.SGD([torch.zeros(1)], lr=0.1)
    s = make(o)
    rates = []
    for _ in range(10):
        rates.append(o.param_groups[0]["lr"])
        o.step()
        s.step()
    schedules.append({"name": name, "rates": rates})

with open(os.path.join(os.path.dirname(__file__), "golden-optim.json"), "w") as file:
    json.dump({"versions": {"torch": torch.__version__}, "start": start, "rows": rows, "schedules": schedules}, file, indent=1)
    file.write("\n")
