"""Writes golden-nn.json: what PyTorch answers in float64, values and gradients, for engine/nn/golden.test.ts."""

import json
import os

import torch
import torch.nn.functional as F

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)


def n(*shape):
    return torch.round(torch.randn(*shape) * 100) / 100


rows = []


def case(op, inputs, options, f):
    """`f` of the inputs; the gradients are those of the sum of the result times a fixed wave."""
    xs = [x.clone().requires_grad_(x.dtype.is_floating_point) for x in inputs]
    y = f(*xs)
    wave = torch.sin(torch.arange(y.numel()) + 1.0).reshape(y.shape)
    (y * wave).sum().backward()
    rows.append(
        {
            "op": op,
            "options": options,
            "inputs": [x.detach().tolist() for x in xs],
            "integer": [not x.dtype.is_floating_point for x in xs],
            "wanted": y.detach().tolist(),
            "gradients": [None if x.grad is None else x.grad.tolist() for x in xs],
        }
    )


x1, x2, x3 = n(2, 4, 9), n(2, 4, 6, 5), n(1, 2, 4, 3, 4)
case("conv1d", [x1, n(3, 4, 3)], {}, lambda x, w: F.conv1d(x, w))
case(
    "conv1d",
    [x1, n(6, 2, 3)],
    {"stride": 2, "padding": 2, "dilation": 2, "groups": 2},
    lambda x, w: F.conv1d(x, w, stride=2, padding=2, dilation=2, groups=2),
)
case("conv2d", [x2, n(3, 4, 3, 2)], {"padding": "same"}, lambda x, w: F.conv2d(x, w, padding="same"))
case(
    "conv2d",
    [x2, n(4, 1, 3, 3)],
    {"stride": [2, 1], "padding": [1, 2], "groups": 4},
    lambda x, w: F.conv2d(x, w, stride=(2, 1), padding=(1, 2), groups=4),
)
case("conv3d", [x3, n(2, 2, 2, 2, 3)], {"padding": 1}, lambda x, w: F.conv3d(x, w, padding=1))
case(
    "convTranspose1d",
    [x1, n(4, 2, 3)],
    {"stride": 2, "padding": 1, "outputPadding": 1, "groups": 2},
    lambda x, w: F.conv_transpose1d(x, w, stride=2, padding=1, output_padding=1, groups=2),
)
case(
    "convTranspose2d",
    [x2, n(4, 3, 2, 3)],
    {"stride": 2, "dilation": 2},
    lambda x, w: F.conv_transpose2d(x, w, stride=2, dilation=2),
)
case(
    "convTranspose3d",
    [x3, n(2, 1, 2, 1, 2)],
    {"stride": [1, 2, 1], "padding": 1, "outputPadding": [0, 1, 0]},
    lambda x, w: F.conv_transpose3d(x, w, stride=(1, 2, 1), padding=1, output_padding=(0, 1, 0)),
)
case("maxPool1d", [x1, ], {"window": 3, "stride": 2, "padding": 1}, lambda x: F.max_pool1d(x, 3, 2, 1))
case("maxPool2d", [x2], {"window": 2}, lambda x: F.max_pool2d(x, 2))
case("maxPool3d", [x3], {"window": 2}, lambda x: F.max_pool3d(x, 2))
case("avgPool1d", [x1], {"window": 3, "stride": 2, "padding": 1}, lambda x: F.avg_pool1d(x, 3, 2, 1))
case("avgPool2d", [x2], {"window": [3, 2]}, lambda x: F.avg_pool2d(x, (3, 2)))
case("avgPool3d", [x3], {"window": 2}, lambda x: F.avg_pool3d(x, 2))
case("globalAvgPool", [x2], {}, lambda x: x.mean((2, 3)))

scale, shift = n(4), n(4)
case("groupNorm", [x2, scale, shift], {"groups": 2}, lambda x, g, b: F.group_norm(x, 2, g, b))
case("instanceNorm", [x2, scale, shift], {}, lambda x, g, b: F.instance_norm(x, weight=g, bias=b))
case("layerNorm", [n(3, 4), scale, shift], {}, lambda x, g, b: F.layer_norm(x, (4,), g, b))
case("batchNorm", [x2, scale, shift], {"training": True}, lambda x, g, b: F.batch_norm(x, None, None, g, b, training=True))
mean, variance = n(4), n(4).abs() + 0.5
case(
    "batchNorm",
    [x2, scale, shift, mean, variance],
    {"training": False},
    lambda x, g, b, m, v: F.batch_norm(x, m.detach(), v.detach(), g, b, training=False),
)

z = torch.tensor([-100.0, -2.7, -1.2, -0.4, 0.3, 1.2, 2.9, 7.0, 100.0])
for op, f in {
    "elu": F.elu,
    "selu": F.selu,
    "celu": lambda x: F.celu(x, 1.5),
    "gelu": F.gelu,
    "geluApproximate": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "mish": F.mish,
    "softplus": F.softplus,
    "softsign": F.softsign,
    "logSigmoid": F.logsigmoid,
    "relu6": F.relu6,
    "hardTanh": F.hardtanh,
    "hardSwish": F.hardswish,
    "leakyRelu": F.leaky_relu,
}.items():
    case(op, [z], {}, f)
case("glu", [n(3, 4)], {}, F.glu)
case("softmin", [n(3, 4)], {}, lambda x: F.softmin(x, -1))

hidden = 3
for op, gates, cell in [("rnnCell", 1, torch.rnn_tanh_cell), ("gruCell", 3, torch.gru_cell)]:
    case(
        op,
        [n(2, hidden), n(2, 4), n(4, gates * hidden), n(hidden, gates * hidden), n(gates * hidden), n(gates * hidden)],
        {},
        lambda h, x, w, u, b, c, cell=cell: cell(x, h, w.T, u.T, b, c),
    )
case(
    "lstmCell",
    [n(2, hidden), n(2, hidden), n(2, 4), n(4, 12), n(hidden, 12), n(12), n(12)],
    {},
    lambda h, s, x, w, u, b, c: torch.cat(torch.lstm_cell(x, (h, s), w.T, u.T, b, c)),
)
q, k, v = n(2, 3, 4), n(2, 5, 4), n(2, 5, 2)
case("attention", [q, k, v], {}, lambda q, k, v: torch.softmax(q @ k.transpose(1, 2) / 2, -1) @ v)
embed = torch.nn.MultiheadAttention(4, 2, batch_first=True)
case(
    "multiHeadAttention",
    [q, k, n(2, 5, 4), n(4, 4), n(4, 4), n(4, 4), n(4, 4), n(4), n(4), n(4), n(4)],
    {"heads": 2},
    lambda q, k, v, wq, wk, wv, wo, bq, bk, bv, bo: F.multi_head_attention_forward(
        q.transpose(0, 1),
        k.transpose(0, 1),
        v.transpose(0, 1),
        4,
        2,
        torch.cat([wq.T, wk.T, wv.T]),
        torch.cat([bq, bk, bv]),
        None,
        None,
        False,
        0.0,
        wo.T,
        bo,
    )[0].transpose(0, 1),
)

a, b = n(3, 4), n(3, 4)
labels = torch.tensor([2, 0, 3])
chances = torch.softmax(n(3, 4), -1)
signs = torch.tensor([1.0, -1.0, 1.0])
case("meanSquaredError", [a, b], {}, F.mse_loss)
case("meanSquaredError", [a, b], {"reduction": "sum"}, lambda x, y: F.mse_loss(x, y, reduction="sum"))
case("meanSquaredError", [a, b], {"reduction": "none"}, lambda x, y: F.mse_loss(x, y, reduction="none"))
case("meanAbsoluteError", [a, b], {}, F.l1_loss)
case("huber", [a, b], {"delta": 0.7}, lambda x, y: F.huber_loss(x, y, delta=0.7))
case("smoothL1", [a, b], {"beta": 0.7}, lambda x, y: F.smooth_l1_loss(x, y, beta=0.7))
case("crossEntropy", [a, labels], {}, F.cross_entropy)
case("crossEntropy", [a, labels], {"labelSmoothing": 0.1}, lambda x, y: F.cross_entropy(x, y, label_smoothing=0.1))
case("crossEntropy", [a, chances], {}, F.cross_entropy)
case("crossEntropy", [a, labels, scale.abs()], {"weighted": True}, lambda x, y, w: F.cross_entropy(x, y, weight=w.detach()))
case("nllLoss", [a, labels], {}, F.nll_loss)
case("binaryCrossEntropy", [chances, torch.sigmoid(b)], {}, lambda x, y: F.binary_cross_entropy(x, y.detach()))
case("binaryCrossEntropyWithLogits", [a * 30, torch.sigmoid(b)], {}, lambda x, y: F.binary_cross_entropy_with_logits(x, y.detach()))
case("klDivergence", [torch.log(chances), torch.softmax(b, -1)], {}, lambda x, y: F.kl_div(x, y.detach()))
case("cosineSimilarity", [a, b], {}, F.cosine_similarity)
case("cosineEmbeddingLoss", [a, b, signs], {"margin": 0.2}, lambda x, y, s: F.cosine_embedding_loss(x, y, s.detach(), margin=0.2))
case("tripletMargin", [a, b, n(3, 4)], {}, F.triplet_margin_loss)
case("poissonNll", [a, b.abs()], {}, lambda x, y: F.poisson_nll_loss(x, y.detach()))
case("gaussianNll", [a, b, b.abs() + 0.1], {}, lambda m, y, v: F.gaussian_nll_loss(m, y.detach(), v))
case("bilinear", [a, n(3, 2), n(5, 4, 2), n(5)], {}, F.bilinear)


# As PyTorch's reference of scaled_dot_product_attention: tril counts from the first query and the first key.
def masked(q, k, v, mask):
    scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
    return torch.softmax(scores.masked_fill(~mask, -torch.inf), -1) @ v


q, k, v = n(3, 2), n(5, 2), n(5, 2)
some = torch.tensor([[1, 0, 1, 1, 0], [0, 1, 0, 0, 0], [1, 1, 1, 0, 1]]).bool()
before = torch.ones(3, 5).bool().tril()
case("attention", [q, k, v], {"causal": True}, lambda q, k, v: masked(q, k, v, before))
case("attention", [q, k, v], {"mask": some.tolist()}, lambda q, k, v: masked(q, k, v, some))
case(
    "attention",
    [q, k, v],
    {"mask": some.tolist(), "causal": True},
    lambda q, k, v: masked(q, k, v, (some & before)),
)
case("layerNormOfTwo", [n(2, 3, 2), n(3, 2), n(3, 2)], {}, lambda x, g, b: F.layer_norm(x, (3, 2), g, b))


def running(x, mean, variance):
    """The statistics after a batch, which PyTorch moves in place; they carry no gradient."""
    mean, variance = mean.detach().clone(), variance.detach().clone()
    F.batch_norm(x.detach(), mean, variance, training=True, momentum=0.3)
    return torch.cat([mean, variance]) + 0 * x.sum()


case("runningStatistics", [n(3, 2, 4), n(2), n(2).abs() + 0.5], {"momentum": 0.3}, running)
case("conv1d", [n(1, 2, 5), n(2, 2, 2)], {"padding": [[2, 1]]}, lambda x, w: F.conv1d(F.pad(x, (2, 1)), w))
case("conv1d", [n(1, 1, 7), n(2, 1, 4)], {"padding": "same", "dilation": 2}, lambda x, w: F.conv1d(x, w, padding="same", dilation=2))
case(
    "convTranspose1d",
    [n(1, 2, 3), n(2, 1, 3)],
    {"stride": 3, "padding": 2, "outputPadding": 2},
    lambda x, w: F.conv_transpose1d(x, w, stride=3, padding=2, output_padding=2),
)
# Not at 100: PyTorch 1.13 computes 1 + erf there.
case("gelu", [torch.tensor([-3.0, -0.5, 0.0, 0.5, 3.0])], {}, F.gelu)
# hardSigmoid is not here: PyTorch 1.13's gradient takes 1/6 in float32.
for op, f in {"elu": F.elu, "celu": lambda x: F.celu(x, 1.5), "selu": F.selu, "softplus": F.softplus}.items():
    case(op, [torch.tensor([-1.5, 0.0, 1.5])], {}, f)


def short(x):
    """Thirteen digits: more than the test asks for."""
    if isinstance(x, list):
        return [short(y) for y in x]
    return float(f"{x:.13g}") if isinstance(x, float) else x


with open(os.path.join(os.path.dirname(__file__), "golden-nn.json"), "w") as file:
    body = ",\n".join("    " + json.dumps({key: short(value) for key, value in row.items()}, separators=(",", ":")) for row in rows)
    file.write('{\n  "versions": ' + json.dumps({"torch": torch.__version__}) + ',\n  "rows": [\n' + body + "\n  ]\n}\n")
