// What is measured: the list of rows with their units, sizes and floors. Each peer (peers/*.mjs, torch.py) turns these into calls of its library.
import {
  chain,
  cnn,
  deep,
  mlp,
  mlpFlop,
  perExample,
  product,
  scalar,
  sorting,
  springs,
  tiny,
  TRACED,
} from "./inputs.mjs";

/** A spread of `k` elements: what a peer shows of a large result. */
export function sample(values, k = 16) {
  return Array.from({ length: k }, (_, i) => values[(i * 7919 + 3) % values.length]);
}

/** What a peer throws for a row that its library cannot do. */
export class Unsupported extends Error {}

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

/**
 * What Slope must reach: so many times as fast as a peer in the same run, or an absolute figure in the row's unit.
 * "libraries" is the fastest of the JavaScript libraries.
 */
const timesLibraries = (times) => ({ times, peer: "libraries" });
const timesJaxJs = (times) => ({ times, peer: "jax-js" });
const at = (value) => ({ at: value });

const square = (N) => ({
  id: `W1.${N}`,
  title: `matmul ${N} x ${N}`,
  unit: "GFLOP/s",
  flop: 2 * N ** 3,
  floor: timesLibraries(1.5),
  data: () => product(N, N, N),
  small: () => product(...Array(3).fill(Math.ceil(Math.min(N / 16, 19)))),
});

/** Products that are not square; with `batch`, so many of them in one call. */
const odd = (M, K, N, batch = null, floor = timesJaxJs(10)) => ({
  id: `W1.${batch === null ? "" : `${batch}x`}${M}x${K}x${N}`,
  title: batch === null ? `matmul ${M} x ${K} by ${K} x ${N}` : `${batch} matmuls of ${M} x ${K} x ${N}`,
  unit: "GFLOP/s",
  flop: 2 * (batch ?? 1) * M * K * N,
  floor,
  data: () => product(M, K, N, batch),
  small: () => product(...[M, K, N].map((n) => Math.min(n, 7)), batch === null ? null : 3),
});

const LAYERS = [784, 256, 128, 10];
const network = (variant, title, floor) => ({
  id: `W2.${variant}`,
  title,
  unit: "steps/s",
  flop: mlpFlop(LAYERS, 128),
  floor,
  data: () => mlp(LAYERS, 128),
  small: () => mlp([7, 6, 5, 3], 9),
});
const convolutions = {
  id: "W5",
  title: "convolutional step, SGD",
  unit: "steps/s",
  flop: 2 * 32 * (2 * 676 * 72 + 3 * 121 * 16 * 72 + 3 * 19360),
  floor: at(170),
  data: () => cnn(32),
  small: () => cnn(2),
};

/** `make` of a size; a time is divided by `per`. */
const timed =
  (unit) =>
  (id, title, [make, size, small], { floor = null, per = 1 } = {}) => ({
    id,
    title,
    unit,
    floor,
    per,
    data: () => make(size),
    small: () => make(small),
  });
const [micro, milli] = [timed("us"), timed("ms")];

/** `data` is measured, `small` is the same at a size for tests. */
export const workloads = [
  ...[64, 128, 255, 256, 510, 512, 1023, 1024].map(square),
  { ...square(256), id: "W1e.256", title: "matmul 256 x 256, eager", floor: null },
  ...[odd(64, 784, 10), odd(784, 64, 10), odd(100, 1000, 3), odd(50, 32, 50, 16), odd(197, 64, 197, 8)],
  // Sizes that fall into whole tiles: the same shapes where every library is at its best.
  ...[odd(1024, 8, 1024, null, null), odd(8, 1024, 8, null, null), odd(64, 64, 64, 32, null)],
  network("sgd", "network step, SGD", timesJaxJs(1.8)),
  network("adam", "network step, Adam", timesJaxJs(2.2)),
  micro("W3.eager", "30 scalar operations, grad", [scalar], { floor: at(40) }),
  micro("W3.jit", "30 scalar operations, grad, jit", [scalar], { floor: at(3) }),
  milli("W4.eager", "elementwise chain of 1M, grad", [chain, 1e6, 50]),
  milli("W4.jit", "elementwise chain of 1M, grad, jit", [chain, 1e6, 50], { floor: at(6) }),
  convolutions,
  milli("W6.eager", "200 spring steps, grad", [springs, 200, 10]),
  milli("W6.jit", "200 spring steps, grad, jit", [springs, 200, 10], { floor: at(0.2) }),
  milli("W6.scan", "200 spring steps by scan, grad, jit", [springs, 200, 10], { floor: at(0.2) }),
  milli("W7.eager", "256 per-example gradients", [perExample, 256, 5]),
  milli("W7.jit", "256 per-example gradients, jit", [perExample, 256, 5], { floor: at(0.07) }),
  micro("tiny.add", "x + y of [3]", [tiny]),
  micro("tiny.mul", "x * y of [3]", [tiny]),
  micro("tiny.exp", "exp(x) of [3]", [tiny]),
  micro("tiny.jit", "x + y of [3], jit", [tiny], { floor: at(5) }),
  micro("traced.add", "x + y of [3] inside grad", [tiny], { per: TRACED }),
  micro("traced.mul", "x * y of [3] inside grad", [tiny], { per: TRACED }),
  micro("traced.exp", "exp(x) of [3] inside grad", [tiny], { per: TRACED }),
  micro("tiny.grad", "grad of sum(exp(x * y)) of [3]", [tiny]),
  milli("compile.200", "jit(grad) of 200 operations, first run", [deep, 200, 12], { floor: at(20) }),
  milli("sort.1M", "sort 1M floats", [sorting, 1e6, 40], { floor: at(60) }),
];

/** From nothing to the first step of `runs` done, in a context of its own. */
export const firstStep = {
  id: "W8",
  title: "import to first network step",
  unit: "ms",
  floor: at(60),
  runs: "W2.sgd",
};

/** A size between each two powers of two, and odd: what fits no tile. */
const sizes = (low, high) =>
  Array.from({ length: 2 * Math.log2(high / low) + 1 }, (_, i) =>
    i % 2 === 0 ? low * 2 ** (i / 2) : 2 * Math.floor((low * 2 ** (i / 2)) / 2) + 1,
  ).filter((size, i, all) => all.indexOf(size) === i);

const grown = (axis, dimsOf, batchOf) => (size) => ({
  id: `growth.${axis}.${size}`,
  title: `network step, ${axis} ${size}`,
  unit: "ms",
  size,
  flop: mlpFlop(dimsOf(size), batchOf(size)),
  data: () => mlp(dimsOf(size), batchOf(size), 2),
});

/** The same SGD step at growing sizes: the time is drawn against them, and must have no cliff. */
export const growth = {
  batch: sizes(1, 4096).map(
    grown(
      "batch",
      () => LAYERS,
      (batch) => batch,
    ),
  ),
  width: sizes(8, 2048).map(
    grown(
      "width",
      (width) => [width, width, width, 10],
      () => 128,
    ),
  ),
};

export const byId = Object.fromEntries(
  [...workloads, ...growth.batch, ...growth.width].map((workload) => [workload.id, workload]),
);

export const higherIsBetter = ({ unit }) => unit.endsWith("/s");

/** Milliseconds an iteration, in the workload's unit. */
export function toUnit({ unit, flop, per = 1 }, ms) {
  if (unit === "GFLOP/s") return flop / ms / 1e6;
  if (unit === "steps/s") return 1000 / ms;
  return (unit === "us" ? ms * 1000 : ms) / per;
}
