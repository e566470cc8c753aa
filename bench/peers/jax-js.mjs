// jax-js on its WebAssembly backend. An array is consumed by its use: `.ref` keeps it for another.
import { sample, Unsupported, w3f } from "../workloads.mjs";

export async function load() {
  const start = performance.now();
  const jax = await import("@jax-js/jax");
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  return { ...jaxJs(jax), info: { importMs: performance.now() - start } };
}

function jaxJs({ blockUntilReady, numpy: np, nn, lax, tree, jit, grad, valueAndGrad, vmap }) {
  const of = (data, shape = [data.length]) => np.array(data).reshape(shape);
  const dispose = (t) => tree.leaves(t).forEach((a) => a.dispose());
  const number = async (a) => (await a.data())[0];

  /** `once` may return before its result is there. */
  function calling(once, read) {
    return {
      async run(n) {
        while (n--) {
          const result = once();
          await blockUntilReady(result);
          dispose(result);
        }
      },
      check: async () => read(once()),
    };
  }

  function matmul({ M, K, N, batch, A, B }, compiled) {
    const stack = batch === null ? [] : [batch];
    const [a, b] = [of(A, [...stack, M, K]), of(B, [...stack, K, N])];
    // Three times faster than without jit at N = 64.
    const go = compiled((x, y) => np.matmul(x, y));
    return calling(
      () => go(a.ref, b.ref),
      async (c) => sample(await c.data(), 32),
    );
  }

  /** step(state, x, y) -> [loss, state], compiled. */
  function training(init, x, y, step, steps) {
    let state = null;
    async function reset() {
      if (state) dispose(state);
      state = init();
      await blockUntilReady(state);
    }
    async function once() {
      const [loss, next] = step(state, x.ref, y.ref);
      state = next;
      await blockUntilReady([loss, next]);
      return loss;
    }
    return {
      reset,
      async run(n) {
        while (n--) (await once()).dispose();
      },
      async check() {
        await reset();
        const losses = [];
        for (let i = 0; i < steps; i++) losses.push(await number(await once()));
        return losses;
      },
    };
  }
  const crossEntropy = (logits, y, batch) =>
    nn
      .logSoftmax(logits, -1)
      .mul(y)
      .sum()
      .mul(-1 / batch);

  function mlp(d, variant) {
    const { dims, batch, sgd } = d;
    const layers = (make) =>
      [0, 1, 2].map((l) => ({ W: make(d.W[l], [dims[l], dims[l + 1]]), b: make(d.b[l]) }));
    const zeros = (data, shape) => of(new Float32Array(data.length), shape);
    const gradients = valueAndGrad((p, x, y) => {
      let h = x;
      p.forEach(({ W, b }, l) => {
        h = np.matmul(h, W).add(b);
        if (l < 2) h = nn.relu(h);
      });
      return crossEntropy(h, y, batch);
    });
    const descend = ({ p }, x, y) => {
      const [loss, g] = gradients(tree.ref(p), x, y);
      return [loss, { p: tree.map((a, da) => a.sub(da.mul(sgd.lr)), p, g) }];
    };
    const init = () =>
      variant !== "adam"
        ? { p: layers(of) }
        : { p: layers(of), m: layers(zeros), v: layers(zeros), c: np.array(new Float32Array([1, 1])) };
    const step = jit(variant === "adam" ? adamStep(d.adam, gradients) : descend);
    return training(init, of(d.x, [batch, dims[0]]), of(d.y, [batch, dims[3]]), step, d.checkSteps);
  }

  function adamStep({ lr, b1, b2, eps }, gradients) {
    return ({ p, m, v, c }, x, y) => {
      const [loss, g] = gradients(tree.ref(p), x, y);
      // The powers of both betas so far.
      const powers = c.mul(np.array(new Float32Array([b1, b2])));
      const [c1, c2] = [powers.ref.slice(0), powers.ref.slice(1)];
      const mean = tree.map((a, da) => a.mul(b1).add(da.mul(1 - b1)), m, tree.ref(g));
      const square = tree.map((a, da) => a.mul(b2).add(da.ref.mul(da).mul(1 - b2)), v, g);
      const moved = (a, ma, va) => {
        const root = np.sqrt(va.div(np.subtract(1, c2.ref))).add(eps);
        return a.sub(ma.div(np.subtract(1, c1.ref)).mul(lr).div(root));
      };
      const next = tree.map(moved, p, tree.ref(mean), tree.ref(square));
      dispose([c1, c2]);
      return [loss, { p: next, m: mean, v: square, c: powers }];
    };
  }

  function cnn(d) {
    const init = () => ({
      K1: of(d.K1, [8, 1, 3, 3]),
      c1: of(d.c1),
      K2: of(d.K2, [16, 8, 3, 3]),
      c2: of(d.c2),
      W: of(d.Wd, [1936, 10]),
      b: of(d.bd),
    });
    const gradients = valueAndGrad(({ K1, c1, K2, c2, W, b }, x, y) => {
      let h = nn.relu(lax.conv(x, K1, [1, 1], "VALID").add(c1.reshape([8, 1, 1])));
      h = np.max(h.reshape([d.batch, 8, 13, 2, 13, 2]), [3, 5]);
      h = nn.relu(lax.conv(h, K2, [1, 1], "VALID").add(c2.reshape([16, 1, 1])));
      return crossEntropy(np.matmul(h.reshape([d.batch, 1936]), W).add(b), y, d.batch);
    });
    const step = jit((p, x, y) => {
      const [loss, g] = gradients(tree.ref(p), x, y);
      return [loss, tree.map((a, da) => a.sub(da.mul(d.lr)), p, g)];
    });
    return training(init, of(d.x, [d.batch, 1, 28, 28]), of(d.y, [d.batch, 10]), step, d.checkSteps);
  }

  function scalar(d, compiled) {
    const uses = usesOf(w3f);
    const go = compiled(
      valueAndGrad((x) => {
        const operations = consuming(np, uses);
        return w3f(operations.input(x), operations).array;
      }),
    );
    // A slice of a large buffer: a small constant would be folded symbolically, which is slower.
    const x = np.array(new Float32Array(2048).fill(d.x)).slice(0);
    return calling(
      () => go(x.ref),
      async ([y, dx]) => [await number(y), await number(dx)],
    );
  }

  function chain(d, compiled) {
    const f = (a, b, c) => np.mean(np.tanh(a.ref.mul(b).add(c)).mul(np.exp(a.ref.neg().mul(a))));
    const go = compiled(valueAndGrad(f, { argnums: [0, 1, 2] }));
    const [a, b, c] = [of(d.a), of(d.b), of(d.c)];
    return calling(
      () => go(a.ref, b.ref, c.ref),
      async ([y, gradients]) => {
        const all = await Promise.all(gradients.map((g) => g.data()));
        return [await number(y), ...all.flatMap((g) => sample(g, 8).map((v) => v * d.n))];
      },
    );
  }

  /** The step is compiled in both rows: without it the tape of 200 steps overflows the call stack when it is released. */
  function springs(d, compiled) {
    const step = jit((k, u, v) => {
      const e = np.pad(u.ref, [[0, 1]]).sub(np.pad(u.ref, [[1, 0]]));
      const force = k.mul(e.ref.add(e.ref.mul(e.ref).mul(e).mul(d.beta)));
      const next = v.add(
        force.ref
          .slice([1, 9])
          .sub(force.slice([0, 8]))
          .mul(d.dt),
      );
      return [u.add(next.ref.mul(d.dt)), next];
    });
    const loss = (k, u0, target) => {
      let [u, v] = [u0, np.zeros([8])];
      for (let s = 0; s < d.steps; s++) [u, v] = step(k.ref, u, v);
      dispose([v, k]);
      const r = u.sub(target);
      return r.ref.mul(r).sum();
    };
    const go = compiled(valueAndGrad(loss));
    const [k, u0, target] = [of(d.k), of(d.u0), of(d.target)];
    return calling(
      () => go(k.ref, u0.ref, target.ref),
      async ([y, g]) => [await number(y), ...(await g.data())],
    );
  }

  function perExample(d, compiled) {
    const loss = (p, x, t) => {
      const h = np.tanh(np.matmul(x, p.W1).add(p.b1));
      const e = np.sum(h.mul(p.W2)).add(p.b2).sub(t);
      return e.ref.mul(e);
    };
    const go = compiled(vmap(grad(loss), [{ W1: null, b1: null, W2: null, b2: null }, 0, 0]));
    const p = { W1: of(d.W1, [2, 16]), b1: of(d.b1), W2: of(d.W2), b2: of(d.b2).reshape([]) };
    const [X, t] = [of(d.X, [d.n, 2]), of(d.t)];
    return calling(
      () => go(tree.ref(p), X.ref, t.ref),
      async (g) => {
        const all = await Promise.all(["W1", "b1", "W2", "b2"].map((name) => g[name].data()));
        return all.flatMap((values) => sample(values));
      },
    );
  }

  const small = { add: (x, y) => x.add(y), mul: (x, y) => x.mul(y), exp: (x, y) => (y.dispose(), np.exp(x)) };
  const numbers = async (z) => [...(await z.data())];
  function tiny(d, name) {
    const [x, y] = [of(d.x), of(d.y)];
    const gradient = grad((v) => np.sum(np.exp(v.mul(y.ref))));
    const added = jit(small.add);
    const forms = { grad: gradient, jit: (v) => added(v, y.ref) };
    const go = forms[name] ?? ((v) => small[name](v, y.ref));
    return calling(() => go(x.ref), numbers);
  }

  function traced(d, name) {
    const [x, y] = [of(d.x), of(d.y)];
    const go = grad((v) => {
      for (let i = 0; i < d.times; i++) small[name](v.ref, y.ref).dispose();
      return v.sum();
    });
    const check = async () => numbers(small[name](x.ref, y.ref));
    return { run: calling(() => go(x.ref), numbers).run, check };
  }

  /** A constant that no program had before: what is compiled is kept by its text. */
  function deep({ rounds, x }) {
    const start = of(x);
    const f = (c) => (v) => {
      let h = v.ref;
      for (let i = 0; i < rounds; i++) h = np.tanh(h.mul(v.ref).add(c));
      v.dispose();
      return h.sum();
    };
    let c = 1;
    const { run } = calling(() => jit(grad(f((c += 2 ** -20))))(start.ref), numbers);
    return { run, check: () => numbers(jit(grad(f(1)))(start.ref)) };
  }

  function sorting({ values }) {
    const x = of(values);
    return calling(
      () => np.sort(x.ref),
      async (sorted) => sample(await sorted.data(), 32),
    );
  }

  return {
    version: "jax-js",
    prepare(id, workload) {
      const d = workload.data();
      const [name, variant] = id.split(".");
      const eager = (f) => f;
      const compiled = variant === "jit" ? jit : eager;
      if (variant === "scan") throw new Unsupported("no scan");
      switch (name) {
        case "W1":
          return matmul(d, jit);
        case "W1e":
          return matmul(d, eager);
        case "W2":
        case "growth":
          return mlp(d, variant);
        case "W3":
          return scalar(d, compiled);
        case "W4":
          return chain(d, compiled);
        case "W5":
          return cnn(d);
        case "W6":
          return springs(d, compiled);
        case "W7":
          return perExample(d, compiled);
        case "tiny":
          return tiny(d, variant);
        case "traced":
          return traced(d, variant);
        case "compile":
          return deep(d);
        case "sort":
          return sorting(d);
      }
      throw new Unsupported(id);
    },
    /** Consumed values are freed at once: flat by construction, where nothing was forgotten. */
    memory() {
      const y = of(new Float32Array([0.3, 0.2, 0.1]));
      const slope = grad((v) => {
        const r = v.sub(y.ref);
        return r.ref.mul(r).sum();
      });
      let w = of(new Float32Array([1, 2, 3]));
      return {
        async consumed() {
          w = w.ref.sub(slope(w).mul(0.01));
          await blockUntilReady(w);
        },
      };
    },
  };
}

const names = ["sin", "cos", "exp", "log", "tanh", "sqrt", "neg", "add", "sub", "mul", "div"];

/** How often a function uses each of its values, in the order in which they are made. */
function usesOf(f) {
  const uses = [];
  const made = () => ({ at: uses.push(0) - 1 });
  const counting = (...operands) => {
    for (const { at } of operands) if (at !== undefined) uses[at]++;
    return made();
  };
  const operations = Object.fromEntries(names.map((name) => [name, counting]));
  f(made(), { ...operations, c: () => ({}) });
  return uses;
}

/** Operations that keep a value until its last use. */
function consuming(np, uses) {
  const left = uses.slice();
  let count = 0;
  const made = (array) => ({ at: count++, array });
  const taken = (x) => (typeof x === "number" ? x : --left[x.at] > 0 ? x.array.ref : x.array);
  const unary = (name) => (x) => made(name === "neg" ? taken(x).neg() : np[name](taken(x)));
  const binary = (name) => (x, y) => made(taken(x)[name](taken(y)));
  return {
    ...Object.fromEntries(names.map((name, i) => [name, i < 7 ? unary(name) : binary(name)])),
    input: made,
    c: (v) => v,
  };
}
