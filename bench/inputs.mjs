// The seeded inputs and sizes of every workload: the same numbers for each peer, made from a counter and a hash.

/**
 * Uniform floats in [low, high), element i of stream `seed`.
 * Source: the finaliser of MurmurHash3 (Appleby)
 */
function rand(seed, n, low, high) {
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

/** C = A B, [M, K] by [K, N]; `batch` of them where it is not null. */
export const product = (M, K, N, batch = null) => {
  const count = batch ?? 1;
  return { M, K, N, batch, A: rand(1, count * M * K, -1, 1), B: rand(2, count * K * N, -1, 1) };
};

/** A network of three dense layers, relu, mean cross-entropy: one whole training step. */
export const mlp = (dims, batch, checkSteps = 5) => {
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
    checkSteps,
  };
};

/** The first layer's input needs no gradient: three products forward, three for weights, two for inputs. */
export const mlpFlop = (dims, batch) => {
  const [first, ...others] = [0, 1, 2].map((l) => dims[l] * dims[l + 1]);
  const inner = others[0] + others[1];
  return 2 * batch * (2 * (first + inner) + inner);
};

export const scalar = () => ({ x: 0.7 });

/** mean(tanh(a b + c) exp(-a a)), with the gradients of a, b and c. */
export const chain = (n) => ({ n, a: rand(20, n, -1, 1), b: rand(21, n, -1, 1), c: rand(22, n, -1, 1) });

/** 3x3 convolutions 1 to 8 to 16, relu, one 2x2 pooling, dense to 10, mean cross-entropy, SGD. Kernels are OIHW. */
export const cnn = (batch) => {
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
export const springs = (steps) => ({
  steps,
  dt: 0.01,
  beta: 0.1,
  k: rand(40, 9, 5, 15),
  u0: rand(41, 8, -1, 1),
  target: rand(42, 8, -1, 1),
});

/** Per-example gradients of (tanh(x W1 + b1) W2 + b2 - t)^2, a 2-16-1 network. */
export const perExample = (n) => ({
  n,
  X: rand(50, n * 2, -1, 1),
  t: rand(51, n, -1, 1),
  W1: rand(52, 32, -1, 1),
  b1: rand(53, 16, -0.5, 0.5),
  W2: rand(54, 16, -1, 1),
  b2: new Float32Array([0.1]),
});

/** Two vectors of three: what an operation costs beside its arithmetic. */
export const tiny = () => ({ x: rand(60, 3, 0.1, 1), y: rand(61, 3, 0.1, 1), times: TRACED });
/** Operations inside one gradient, so that the gradient itself is a small part of each. */
export const TRACED = 100;

/** The sum of h -> tanh(h x + c), again and again: a program of `count` operations and its gradient by x. */
export const deep = (count) => ({ rounds: Math.round(count / 3), x: rand(62, 16, 0.1, 1) });

export const sorting = (n) => ({ values: rand(70, n, -1, 1) });
