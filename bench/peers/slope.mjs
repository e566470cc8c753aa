// Slope, as a user writes it for speed: the public face, and jit around what is run again.
import { sample, Unsupported, w3f } from "../workloads.mjs";

export async function load() {
  const start = performance.now();
  const engine = await import("../../engine/dist/index.js");
  return { ...slope(engine), info: { importMs: performance.now() - start } };
}

/** The peer over any build of the engine. */
export function slope(engine) {
  const { np, nn, lax, optim, tensor, grad, jit, valueAndGrad, vmap } = engine;
  const of = (data, shape = [data.length]) => tensor(data).reshape(shape);

  function matmul({ M, K, N, batch, A, B }, compiled) {
    const stack = batch === null ? [] : [batch];
    const [a, b] = [of(A, [...stack, M, K]), of(B, [...stack, K, N])];
    const go = compiled((x, y) => np.matmul(x, y));
    return calling(
      () => go(a, b),
      (c) => sample(c.data, 32),
    );
  }

  /** Compiled, and each result given back to the next call, which may compute in its memory: other libraries dispose of theirs. */
  function recycling(f) {
    const go = jit((_spent, ...inputs) => f(...inputs), { donateArgnums: 0 });
    let spent = [];
    return (...inputs) => (spent = go(spent, ...inputs));
  }

  function calling(once, read) {
    return {
      run(n) {
        while (n--) once();
      },
      check: () => read(once()),
    };
  }

  /** One compiled step: gradients and the optimizer inside, the data as arguments. */
  function training(start, lossOf, optimizer, x, labels, steps) {
    const gradients = valueAndGrad(lossOf);
    const step = jit(
      (params, state, xs, ys) => {
        const [loss, g] = gradients(params, xs, ys);
        return { loss, ...optimizer.update(g, state, params) };
      },
      { donateArgnums: [0, 1] },
    );
    let params;
    let state;
    function reset() {
      params = start;
      state = optimizer.init(params);
    }
    function once() {
      let loss;
      ({ loss, params, state } = step(params, state, x, labels));
      return loss;
    }
    reset();
    return {
      reset,
      run(n) {
        while (n--) once();
      },
      check() {
        reset();
        return Array.from({ length: steps }, () => once().item());
      },
    };
  }

  function mlp(d, variant) {
    const { dims, batch, adam, sgd } = d;
    const start = [0, 1, 2].map((l) => ({ w: of(d.W[l], [dims[l], dims[l + 1]]), b: of(d.b[l]) }));
    const loss = (p, x, labels) => {
      const h1 = nn.relu(nn.linear(x, p[0].w, p[0].b));
      const h2 = nn.relu(nn.linear(h1, p[1].w, p[1].b));
      return nn.crossEntropy(nn.linear(h2, p[2].w, p[2].b), labels);
    };
    const options = { beta1: adam.b1, beta2: adam.b2, epsilon: adam.eps };
    const optimizer = variant === "adam" ? optim.adam(adam.lr, options) : optim.sgd(sgd.lr);
    return training(start, loss, optimizer, of(d.x, [batch, dims[0]]), of(d.labels), d.checkSteps);
  }

  function cnn(d) {
    const { batch } = d;
    const start = {
      K1: of(d.K1, [8, 1, 3, 3]),
      c1: of(d.c1, [8, 1, 1]),
      K2: of(d.K2, [16, 8, 3, 3]),
      c2: of(d.c2, [16, 1, 1]),
      W: of(d.Wd, [1936, 10]),
      b: of(d.bd),
    };
    const loss = (p, x, labels) => {
      const h1 = nn.maxPool2d(nn.relu(nn.conv2d(x, p.K1).add(p.c1)), 2);
      const h2 = nn.relu(nn.conv2d(h1, p.K2).add(p.c2));
      return nn.crossEntropy(nn.linear(h2.reshape(batch, 1936), p.W, p.b), labels);
    };
    const x = of(d.x, [batch, 1, 28, 28]);
    return training(start, loss, optim.sgd(d.lr), x, of(d.labels), d.checkSteps);
  }

  const { sin, cos, exp, log, tanh, sqrt, neg, add, sub, mul, div } = np;
  const operations = { sin, cos, exp, log, tanh, sqrt, neg, add, sub, mul, div, c: (v) => v };
  function scalar(d, compiled) {
    const f = compiled(valueAndGrad((x) => w3f(x, operations)));
    const x = tensor(d.x);
    return calling(
      () => f(x),
      ([y, dx]) => [y.item(), dx.item()],
    );
  }

  function chain(d, compiled) {
    const f = (a, b, c) => np.mean(a.mul(b).add(c).tanh().mul(a.neg().mul(a).exp()));
    const go = compiled(valueAndGrad(f, { argnums: [0, 1, 2] }));
    const inputs = [of(d.a), of(d.b), of(d.c)];
    return calling(
      () => go(...inputs),
      ([y, gradients]) => [y.item(), ...gradients.flatMap((g) => sample(g.data, 8).map((v) => v * d.n))],
    );
  }

  /** The rollout as a loop that is unrolled into the program, or as one scan. */
  function springs(d, compiled, rollout) {
    const [u0, target] = [of(d.u0), of(d.target)];
    const step = (k, u, v) => {
      const e = np.pad(u, [0, 1]).sub(np.pad(u, [1, 0]));
      const force = k.mul(e.add(e.mul(e).mul(e).mul(d.beta)));
      const next = v.add(
        np
          .slice(force, 1, 9)
          .sub(np.slice(force, 0, 8))
          .mul(d.dt),
      );
      return [u.add(next.mul(d.dt)), next];
    };
    const go = compiled(
      valueAndGrad((k) => {
        const [u] = rollout((u, v) => step(k, u, v), [u0, np.zeros([8])], d.steps);
        return np.sum(np.square(u.sub(target)));
      }),
    );
    const k = of(d.k);
    return calling(
      () => go(k),
      ([y, gradient]) => [y.item(), ...gradient.data],
    );
  }
  function unrolled(step, state, steps) {
    for (let i = 0; i < steps; i++) state = step(...state);
    return state;
  }
  const scanned = (step, state, length) =>
    lax.scan(([u, v]) => [step(u, v), null], state, null, { length })[0];

  function perExample(d, compiled) {
    const p = { W1: of(d.W1, [2, 16]), b1: of(d.b1), W2: of(d.W2), b2: of(d.b2).reshape([]) };
    const loss = (params, x, t) => {
      const h = np.tanh(np.matmul(x, params.W1).add(params.b1));
      return np.square(np.sum(h.mul(params.W2)).add(params.b2).sub(t));
    };
    const go = compiled(vmap(grad(loss), { in: [null, 0, 0] }));
    const [X, t] = [of(d.X, [d.n, 2]), of(d.t)];
    return calling(
      () => go(p, X, t),
      (g) => ["W1", "b1", "W2", "b2"].flatMap((name) => sample(g[name].data)),
    );
  }

  const small = { add: (x, y) => x.add(y), mul: (x, y) => x.mul(y), exp: (x) => x.exp() };
  function tiny(d, name) {
    const [x, y] = [of(d.x), of(d.y)];
    if (name === "grad") {
      const go = grad((v) => v.mul(y).exp().sum());
      return calling(
        () => go(x),
        (g) => [...g.data],
      );
    }
    const f = name === "jit" ? jit(small.add) : small[name];
    return calling(
      () => f(x, y),
      (z) => [...z.data],
    );
  }

  /** Operations that are recorded and never asked for again: the price of the trace alone. */
  function traced(d, name) {
    const [x, y] = [of(d.x), of(d.y)];
    const f = small[name];
    let last;
    const go = grad((v) => {
      for (let i = 0; i < d.times; i++) last = f(v, y);
      return v.sum();
    });
    return calling(
      () => go(x),
      () => [...last.data],
    );
  }

  /** A constant that no program had before, so that nothing kept from the last one can be used again. */
  function deep({ rounds, x }) {
    const start = of(x);
    const compiling = (c) =>
      jit(
        grad((v) => {
          let h = v;
          for (let i = 0; i < rounds; i++) h = h.mul(v).add(c).tanh();
          return h.sum();
        }),
      )(start);
    let c = 1;
    return {
      run(n) {
        while (n--) compiling((c += 2 ** -20));
      },
      check: () => [...compiling(1).data],
    };
  }

  function sorting({ values }) {
    const x = of(values);
    return calling(
      () => np.sort(x),
      (sorted) => sample(sorted.data, 32),
    );
  }

  return {
    version: "slope",
    info: {},
    prepare(id, workload) {
      const d = workload.data();
      const [name, variant] = id.split(".");
      const eager = (f) => f;
      const compiled = variant === "eager" ? eager : jit;
      switch (name) {
        case "W1":
          return matmul(d, recycling);
        case "W1e":
          return matmul(d, eager);
        case "W2":
        case "growth":
          return mlp(d, variant);
        case "W3":
          return scalar(d, compiled);
        case "W4":
          return chain(d, variant === "eager" ? eager : recycling);
        case "W5":
          return cnn(d);
        case "W6":
          return springs(d, compiled, variant === "scan" ? scanned : unrolled);
        case "W7":
          return perExample(d, variant === "eager" ? eager : recycling);
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
    /** For the memory table: one step on a small tensor, compiled, by the functional face and on the tape. */
    memory() {
      const y = tensor([0.3, 0.2, 0.1]);
      const slope = grad((v) => v.sub(y).square().sum());
      let w = tensor([1, 2, 3]);
      const leaf = tensor([1, 2, 3], { requiresGrad: true });
      const opt = optim.inPlace(optim.sgd(0.01), [leaf]);
      const step = jit((v) => v.sub(slope(v).mul(0.01)));
      let compiled = tensor([1, 2, 3]);
      return {
        jit: () => void (compiled = step(compiled)),
        grad: () => void (w = w.sub(slope(w).mul(0.01))),
        tape() {
          leaf.sub(y).square().sum().backward();
          opt.step();
          opt.zeroGrad();
        },
      };
    },
  };
}
