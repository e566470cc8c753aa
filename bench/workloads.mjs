// What is measured: the seeded inputs, the sizes and the units. Each peer (peers/*.mjs) turns these into calls of its library.

/**
 * Uniform floats in [low, high), element i of stream `seed`; the same in every language, from a counter and a hash.
 * Source: the finaliser of MurmurHash3 (Appleby)
 */
export function rand(seed, n, low, high) {
  const out = new Float32Array(n);
  const base = Math.imul(seed, 0x9e3779b9);
  for (let i = 0; i < n; i++) {
    let h = (i + base) | 0;
    h ^= h >>> 16;
    h = Math.imul(h, 0x85ebca6b);
    h ^= h >>> 13;
    h = Math.imul(h, 0xc2b2ae35);
    h ^= h >>> 16;
    out[i] = low + ((high - low) * (h >>> 8)) / 16777216;
  }
  return out;
}

const classes = (seed, n, count) => Int32Array.from(rand(seed, n, 0, 1), (v) => Math.floor(v * count));
const oneHot = (labels, count) => {
  const out = new Float32Array(labels.length * count);
  labels.forEach((label, i) => (out[i * count + label] = 1));
  return out;
};
const he = (fanIn) => Math.sqrt(6 / fanIn);

/** A spread of `k` elements: what a peer shows of a large result. */
export function sample(values, k = 16) {
  return Array.from({ length: k }, (_, i) => values[(i * 7919 + 3) % values.length]);
}

/** What a peer throws for a row that its library cannot do. */
export class Unsupported extends Error {}

/** C = A B, both N x N. */
const matmul = (N) => () => ({ N, A: rand(1, N * N, -1, 1), B: rand(2, N * N, -1, 1) });

/** A 784-256-128-10 network, batch 128, relu, mean cross-entropy: one whole training step. */
const mlp = (dims, batch) => () => {
  const labels = classes(11, batch, dims[3]);
  return {
    dims,
    batch,
    labels,
    x: rand(10, batch * dims[0], 0, 1),
    y: oneHot(labels, dims[3]),
    W: [0, 1, 2].map((l) => rand(12 + l, dims[l] * dims[l + 1], -he(dims[l]), he(dims[l]))),
    b: [0, 1, 2].map((l) => new Float32Array(dims[l + 1])),
    sgd: { lr: 0.05 },
    adam: { lr: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-8 },
    checkSteps: 5,
  };
};

/** A function of one number in 30 operations; `o` holds the operations of a peer, o.c makes a constant. */
export function w3f(x, o) {
  const a = o.mul(o.sin(x), x);
  const b = o.add(a, o.cos(x));
  const c = o.exp(o.neg(o.mul(b, b)));
  const d = o.tanh(o.add(a, c));
  const e = o.log(o.add(o.mul(d, d), o.c(1)));
  const f = o.sqrt(o.add(e, o.c(1)));
  const g = o.sub(o.mul(f, b), o.div(c, f));
  const h = o.mul(o.sin(g), o.cos(d));
  const i = o.add(h, o.sub(o.mul(a, c), o.mul(e, o.c(0.5))));
  const j = o.add(o.tanh(i), o.exp(o.mul(h, o.c(0.1))));
  return o.add(o.mul(j, x), i);
}
const scalar = () => ({ x: 0.7 });

/** mean(tanh(a b + c) exp(-a a)), with the gradients of a, b and c. */
const chain = (n) => () => ({ n, a: rand(20, n, -1, 1), b: rand(21, n, -1, 1), c: rand(22, n, -1, 1) });

/** 3x3 convolutions 1 to 8 to 16, relu, one 2x2 pooling, dense to 10, mean cross-entropy, SGD. Kernels are OIHW. */
const cnn = (batch) => () => {
  const labels = classes(31, batch, 10);
  return {
    batch,
    labels,
    x: rand(30, batch * 784, 0, 1),
    y: oneHot(labels, 10),
    K1: rand(32, 72, -he(9), he(9)),
    c1: new Float32Array(8),
    K2: rand(33, 1152, -he(72), he(72)),
    c2: new Float32Array(16),
    Wd: rand(34, 19360, -he(1936), he(1936)),
    bd: new Float32Array(10),
    lr: 0.05,
    checkSteps: 5,
  };
};

/** Eight masses between walls, nine springs of force k (e + beta e^3), semi-implicit Euler; the gradient of k. */
const springs = (steps) => () => ({
  steps,
  dt: 0.01,
  beta: 0.1,
  k: rand(40, 9, 5, 15),
  u0: rand(41, 8, -1, 1),
  target: rand(42, 8, -1, 1),
});

/** Per-example gradients of (tanh(x W1 + b1) W2 + b2 - t)^2, a 2-16-1 network. */
const perExample = (n) => () => ({
  n,
  X: rand(50, n * 2, -1, 1),
  t: rand(51, n, -1, 1),
  W1: rand(52, 32, -1, 1),
  b1: rand(53, 16, -0.5, 0.5),
  W2: rand(54, 16, -1, 1),
  b2: new Float32Array([0.1]),
});

/** Two vectors of three: what an operation costs beside its arithmetic. */
const tiny = () => ({ x: rand(60, 3, 0.1, 1), y: rand(61, 3, 0.1, 1), times: TRACED });
/** Operations inside one gradient, so that the gradient itself is a small part of each. */
const TRACED = 100;

/** h -> tanh(h * x + x), again and again: a program of `count` operations. */
const deep = (count) => () => ({ rounds: Math.round(count / 3), x: rand(62, 16, 0.1, 1) });

const sorting = (n) => () => ({ values: rand(70, n, -1, 1) });

const forward = 784 * 256 + 256 * 128 + 128 * 10;
const work = {
  // The first layer's input needs no gradient: three products forward, three for weights, two for inputs.
  mlp: 2 * 128 * (2 * forward + 256 * 128 + 128 * 10),
  cnn: 2 * 32 * (2 * 676 * 72 + 3 * 121 * 16 * 72 + 3 * 19360),
};

const product = (N) => ({
  id: `W1.${N}`,
  title: `matmul ${N} x ${N}`,
  unit: "GFLOP/s",
  flop: 2 * N ** 3,
  data: matmul(N),
  small: matmul(Math.min(N / 16, 19)),
});
const step = (id, title, flop, data, small) => ({ id, title, unit: "steps/s", flop, data, small });
const timed = (unit) => (id, title, data, small, per) => ({ id, title, unit, data, small, per });
const [micro, milli] = [timed("us"), timed("ms")];

/** `data` is measured, `small` is the same at a size for tests; a time is divided by `per`. */
export const workloads = [
  ...[64, 128, 256, 512, 1024].map(product),
  step("W2.sgd", "network step, SGD", work.mlp, mlp([784, 256, 128, 10], 128), mlp([7, 6, 5, 3], 9)),
  step("W2.adam", "network step, Adam", work.mlp, mlp([784, 256, 128, 10], 128), mlp([7, 6, 5, 3], 9)),
  micro("W3.eager", "30 scalar operations, grad", scalar, scalar),
  micro("W3.jit", "30 scalar operations, grad, jit", scalar, scalar),
  milli("W4.eager", "elementwise chain of 1M, grad", chain(1e6), chain(50)),
  milli("W4.jit", "elementwise chain of 1M, grad, jit", chain(1e6), chain(50)),
  step("W5", "convolutional step, SGD", work.cnn, cnn(32), cnn(2)),
  milli("W6.eager", "200 spring steps, grad", springs(200), springs(10)),
  milli("W6.jit", "200 spring steps, grad, jit", springs(200), springs(10)),
  milli("W7.eager", "256 per-example gradients", perExample(256), perExample(5)),
  milli("W7.jit", "256 per-example gradients, jit", perExample(256), perExample(5)),
  micro("tiny.add", "x + y of [3]", tiny, tiny),
  micro("tiny.mul", "x * y of [3]", tiny, tiny),
  micro("tiny.exp", "exp(x) of [3]", tiny, tiny),
  micro("traced.add", "x + y of [3] inside grad", tiny, tiny, TRACED),
  micro("traced.mul", "x * y of [3] inside grad", tiny, tiny, TRACED),
  micro("traced.exp", "exp(x) of [3] inside grad", tiny, tiny, TRACED),
  micro("tiny.grad", "grad of sum(exp(x * y)) of [3]", tiny, tiny),
  milli("compile.200", "trace 200 operations, first run", deep(200), deep(12)),
  milli("sort.1M", "sort 1M floats", sorting(1e6), sorting(40)),
];
export const byId = Object.fromEntries(workloads.map((workload) => [workload.id, workload]));

/** Milliseconds an iteration, in the workload's unit. */
export function toUnit({ unit, flop, per = 1 }, ms) {
  if (unit === "GFLOP/s") return flop / ms / 1e6;
  if (unit === "steps/s") return 1000 / ms;
  return (unit === "us" ? ms * 1000 : ms) / per;
}
