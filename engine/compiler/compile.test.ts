/** Compiled programs give what their equations give one by one: fuzzed graphs of primitives, and the shapes that loops stumble over. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  grad,
  jit,
  lax,
  makeProgram,
  nn,
  np,
  random,
  tensor,
  tree,
  valueAndGrad,
  vmap,
  type Tensor,
} from "../index.ts";
import { machine, useMachine } from "../wasm/machine.ts";
import { compileProgram } from "./compile.ts";

/** Sums in another order, and functions within 2 ulp where the interpreter rounds once. */
const TOLERANCE = { float32: 3e-6, float64: 1e-13, int32: 0, uint32: 0, bool: 0 };

/** Without a machine there is nothing to compile for. */
const describeCompiled = describe.skipIf(machine() === null);

function expectSame(found: Tensor, wanted: Tensor): void {
  expect([found.dtype, found.shape]).toEqual([wanted.dtype, wanted.shape]);
  const finite = [...wanted.data].filter(Number.isFinite).map(Math.abs);
  const allowed = TOLERANCE[wanted.dtype] * Math.max(1, ...finite);
  wanted.data.forEach((value, i) => {
    const same = Object.is(found.data[i], value) || Math.abs(found.data[i] - value) <= allowed;
    if (!same) expect.fail(`element ${i} is ${found.data[i]}, wanted ${value}`);
  });
}

function expectCompiled<Args extends unknown[]>(f: (...args: Args) => unknown, ...args: Args): void {
  const program = makeProgram(f)(...args);
  const inputs = args.flatMap((arg) => tree.leaves(arg)) as Tensor[];
  const executable = compileProgram(program, machine()!);
  expect(executable, "compiled").not.toBeNull();
  const wanted = program.run(inputs);
  // Twice: nothing of one run may show in the next.
  for (let i = 0; i < 2; i++) executable!.run(inputs).forEach((y, j) => expectSame(y, wanted[j]));
  executable!.release();
}

const normal = (shape: number[], seed = 1) => random.normal(random.key(seed), shape);

describeCompiled("a compiled program", () => {
  const layer = { w: normal([12, 20]), b: normal([20], 2) };
  const cases: Record<string, () => void> = {
    "of one number": () =>
      expectCompiled(
        grad((x: Tensor) => x.sin().mul(x).exp().tanh()),
        tensor(0.7),
      ),
    "with rows repeated": () => expectCompiled((x, y) => x.add(y).mul(2), normal([5, 7]), normal([7], 2)),
    "with columns repeated": () => expectCompiled((x, y) => x.mul(y), normal([5, 1]), normal([7], 2)),
    "that sums rows, columns and all": () =>
      expectCompiled(
        (x) => [x.sum(0), x.mul(x).sum(1), x.sum(), np.max(x, 0), np.min(x, 1)],
        normal([33, 130]),
      ),
    "that sums axes around one": () => expectCompiled((x) => x.square().sum([0, 2]), normal([5, 7, 6])),
    "that turns": () => expectCompiled((x) => x.transpose().mul(2).reshape(7, 5).exp(), normal([5, 7])),
    "of a softmax and its gradient": () =>
      expectCompiled(
        valueAndGrad((x: Tensor) => nn.logSoftmax(x).pow(2).sum()),
        normal([5, 10]),
      ),
    "of products, turned and batched": () =>
      expectCompiled(
        (x, y) => [x.matmul(y), y.transpose().matmul(x.transpose(0, 2, 1)), x.transpose(0, 2, 1).matmul(x)],
        normal([3, 20, 30]),
        normal([30, 40], 2),
      ),
    "of small products": () => expectCompiled((x, y) => x.matmul(y), normal([3, 2, 3]), normal([3, 3, 4], 2)),
    "of a layer and its gradient": () =>
      expectCompiled(
        valueAndGrad((p: typeof layer, x: Tensor) =>
          nn
            .relu(nn.linear(x, p.w, p.b))
            .pow(2)
            .mean(),
        ),
        layer,
        normal([9, 12]),
      ),
    "that pads, slices, flips and joins": () =>
      expectCompiled(
        (x) => [
          np.pad(x, [1, 2]).mul(2),
          np.slice(x, 1, 5).sub(np.slice(x, 0, 4)),
          np.flip(x).exp(),
          np.concatenate([x, x.mul(2)]),
        ],
        normal([8]),
      ),
    "of a convolution, pooled, with both gradients": () =>
      expectCompiled(
        grad(
          (w: Tensor, x: Tensor) =>
            nn
              .maxPool2d(nn.relu(nn.conv2d(x, w)), 2)
              .pow(2)
              .sum(),
          { argnums: [0, 1] },
        ),
        normal([4, 3, 3, 3]),
        normal([2, 3, 8, 8]),
      ),
    "of conditions and counts": () =>
      expectCompiled(
        (x) => [x.gt(0), np.sum(x.gt(0)), np.any(x.gt(1)), np.where(x.lt(0), x, x.neg())],
        normal([9]),
      ),
    "of whole numbers": () =>
      expectCompiled(
        (x) => [x.mul(3e9).astype("int32"), x.mul(5).astype("uint32"), x.astype("int32").mul(1 << 30)],
        normal([9]),
      ),
    "in doubles": () =>
      expectCompiled(
        (x) => [x.sin().mul(2).sum(), x.astype("float32").exp(), x.sum(0), np.max(x, 1)],
        normal([9, 13]).astype("float64"),
      ),
    "of each example's gradient": () =>
      expectCompiled(
        vmap(
          grad((p: typeof layer, x: Tensor) => nn.linear(x, p.w, p.b).tanh().sum()),
          { in: [null, 0] },
        ),
        layer,
        normal([50, 12]),
      ),
    "with primitives that keep their kernels": () =>
      expectCompiled(
        (x) => [
          np.sort(x.mul(2)).add(1),
          np.cumsum(x),
          lax.scan((c: Tensor, r: Tensor) => [c.add(r).sin(), c], tensor(0), x)[1],
        ],
        normal([9]),
      ),
    "that hands its inputs on": () => expectCompiled((x) => [x, x.reshape(3, 3), x.mul(2)], normal([9])),
  };
  for (const [name, run] of Object.entries(cases)) it(name, run);

  it("reads long arrays of every length to their end", () => {
    for (const n of [1, 2, 3, 4, 5, 7, 8, 255, 1023]) {
      expectCompiled((x) => [x.mul(x).add(1), x.sum(), np.max(x)], normal([n]));
      expectCompiled((x) => [x.mul(x), x.sum()], normal([n]).astype("float64"));
    }
  });
});

/** One step of a fuzzed program: which function, and which earlier values it takes. */
const steps = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 14 });

const unary: ((x: Tensor) => Tensor)[] = [
  (x) => x.sin(),
  (x) => x.tanh(),
  (x) => x.neg(),
  (x) => x.abs().add(0.5).log(),
  (x) => nn.relu(x),
  (x) => nn.sigmoid(x),
  (x) => np.sum(x, 0, { keepDims: true }),
  (x) => np.mean(x, -1, { keepDims: true }),
  (x) => np.max(x, -1, { keepDims: true }),
  (x) => (x.ndim === 2 ? x.transpose() : x),
  (x) => np.flip(x, 0),
  (x) => np.broadcastTo(x, [3, ...x.shape]).sum(0),
  (x) => (x.size < 500 ? np.concatenate([x, x.mul(2)], 0) : x),
  (x) => np.slice(x, 0, Math.max(1, x.shape[0] - 1)),
  (x) => x.reshape(-1),
  (x) => np.cumsum(x, 0).tanh(),
  (x) => np.where(x.gt(0), x, x.mul(0.5)),
  (x) => x.astype("float64").mul(0.5).astype("float32"),
];
const binary: ((x: Tensor, y: Tensor) => Tensor)[] = [
  (x, y) => x.add(y),
  (x, y) => x.mul(y),
  (x, y) => np.maximum(x, y),
  (x, y) => x.sub(y.mean()),
  (x, y) => x.div(y.square().add(1)),
];

function broadcast(x: Tensor, y: Tensor): boolean {
  const [a, b] = [[...x.shape].reverse(), [...y.shape].reverse()];
  const size = a.reduce((n, _, i) => n * Math.max(a[i], b[i] ?? 1), 1);
  return size < 5000 && a.every((n, i) => i >= b.length || n === b[i] || n === 1 || b[i] === 1);
}

/** Falls back to the first operand where shapes do not go together. */
function fuzzed(chosen: readonly (readonly [number, number, number])[]) {
  return (a: Tensor, b: Tensor): Tensor[] => {
    const values = [a, b];
    for (const [f, i, j] of chosen) {
      const [x, y] = [values[i % values.length], values[j % values.length]];
      const at = f % (unary.length + binary.length + 1);
      if (at < unary.length) values.push(unary[x.ndim === 0 ? at % 6 : at](x));
      else if (at === unary.length + binary.length) {
        const fits = x.ndim === 2 && y.ndim === 2 && x.shape[1] === y.shape[0];
        values.push(fits ? x.matmul(y).mul(0.1) : x);
      } else if (broadcast(x, y)) values.push(binary[at - unary.length](x, y));
    }
    return values.slice(2);
  };
}

describeCompiled("fuzzed programs", () => {
  const [a, b] = [normal([6, 9]), normal([9, 6], 2)];
  it("are as their equations, values and gradients", () => {
    fc.assert(
      fc.property(steps, (chosen) => {
        const f = fuzzed(chosen);
        expectCompiled((x: Tensor, y: Tensor) => [x.add(0), ...f(x, y)], a, b);
        const loss = (x: Tensor, y: Tensor) => f(x, y).reduce((sum, z) => sum.add(z.tanh().mean()), x.mean());
        expectCompiled(valueAndGrad(loss), a, b);
      }),
      { numRuns: 60, seed: 20 },
    );
  });
  it("are so without fused instructions", () => {
    useMachine({ fused: false });
    fc.assert(
      fc.property(steps, (chosen) =>
        expectCompiled((x: Tensor, y: Tensor) => [x.add(0), ...fuzzed(chosen)(x, y)], a, b),
      ),
      { numRuns: 20, seed: 21 },
    );
    useMachine({});
  });
});

describeCompiled("elements by index, running sums and draws", () => {
  const index = tensor([2, -1, 0, 2], { dtype: "int32" });
  it("are taken and added up", () => {
    for (const axis of [0, 1]) {
      const f = (x: Tensor, i: Tensor) => np.take(x.mul(2), i, axis);
      expectCompiled(f, normal([4, 5]), index);
      expectCompiled(
        grad((x: Tensor, i: Tensor) => f(x, i).square().sum()),
        normal([4, 5]),
        index,
      );
      expectCompiled((x: Tensor) => np.cumsum(x.mul(2), axis), normal([4, 5]));
      expectCompiled(
        grad((x: Tensor) => np.cumsum(x, axis).square().sum()),
        normal([4, 5]),
      );
    }
    expectCompiled((x, i) => [np.take(x.gt(0), i), np.cumsum(x.astype("int32"))], normal([9]), index);
    expectCompiled((x, i) => np.take(np.cumsum(x), i), normal([9]).astype("float64"), index);
  });
  it("say what is out of range as they do outside", () => {
    const f = jit((x: Tensor, i: Tensor) => np.take(x, i).mul(2));
    expect(f(tensor([1, 2, 3]), tensor([1], { dtype: "int32" })).tolist()).toEqual([4]);
    expect(() => f(tensor([1, 2, 3]), tensor([3], { dtype: "int32" }))).toThrow(
      "index 3 is out of range for axis 0",
    );
  });
  it("are the same bits", () => {
    const key = random.key(3);
    expectCompiled(
      (k: Tensor) => [random.bits(k, [7, 3]), random.uniform(k, [5]), random.normal(k, [9])],
      key,
    );
    expectCompiled(
      vmap((k: Tensor) => random.uniform(k, [3])),
      np.stack(random.split(key, 5)),
    );
  });
});

describeCompiled("loops and branches", () => {
  const rows = normal([7, 3]);
  it("are real ones, forwards and backwards, with what they carry and stack", () => {
    const walk = (start: Tensor, xs: Tensor, w: Tensor) =>
      lax.scan((c: Tensor, x: Tensor) => [c.mul(w).add(x).sin(), { y: c.mul(x), c, x }], start, xs);
    expectCompiled(walk, normal([3], 2), rows, normal([3], 3));
    const loss = (start: Tensor, xs: Tensor, w: Tensor) => {
      const [last, { y }] = walk(start, xs, w);
      return last.sum().add(y.square().mean());
    };
    expectCompiled(valueAndGrad(loss, { argnums: [0, 1, 2] }), normal([3], 2), rows, normal([3], 3));
    expectCompiled(vmap(grad(loss), { in: [0, null, null] }), normal([5, 3], 2), rows, normal([3], 3));
  });
  it("run within each other, backwards too, and with kernels of their own", () => {
    const inner = (c: Tensor, x: Tensor) =>
      lax.scan((s: Tensor, v: Tensor) => [np.sort(s.add(v).tanh()), s], c, np.stack([x, x.mul(2)]))[0];
    expectCompiled(
      (c, xs) => lax.scan((s: Tensor, x: Tensor) => [inner(s, x), s.sum()], c, xs, { reverse: true }),
      normal([3], 2),
      rows,
    );
  });
  it("swap what they carry", () => {
    expectCompiled(
      (a, b) => lax.foriLoop(0, 5, (_i: Tensor, [x, y]: Tensor[]) => [y, x], [a, b]),
      normal([3]),
      normal([3], 2),
    );
  });
  it("end when data say so", () => {
    expectCompiled(
      (x) =>
        lax.whileLoop(
          (c: Tensor) => np.sum(c).lt(100),
          (c: Tensor) => c.mul(1.5).add(1),
          x,
        ),
      tensor([1, 2, 3]),
    );
    expectCompiled(
      (x) =>
        lax.whileLoop(
          (c: Tensor) => np.sum(c).lt(0),
          (c: Tensor) => c.mul(1.5),
          x,
        ),
      tensor([1, 2, 3]),
    );
  });
  it("take the branch that data choose, the nearest where there is none", () => {
    for (const index of [-1, 0, 1, 2, 9]) {
      const branches = [(x: Tensor) => x.sin(), (x: Tensor) => x, (x: Tensor) => x.mul(2)];
      const chosen = (x: Tensor) => lax.switch(tensor(index, { dtype: "int32" }), branches, x);
      expectCompiled((x) => chosen(x).add(1), normal([5]));
      expectCompiled(
        grad((x: Tensor) => chosen(x).square().sum()),
        normal([5]),
      );
    }
  });
});
