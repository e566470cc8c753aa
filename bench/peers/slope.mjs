// Slope, as a user writes it: the public face and nothing else.
import { sample, Unsupported, w3f } from "../workloads.mjs";

export async function load() {
  const start = performance.now();
  const engine = await import("../../engine/dist/index.js");
  return { ...slope(engine), info: { importMs: performance.now() - start } };
}

/** The peer over any build of the engine. */
export function slope(engine) {
  const { np, nn, optim, tensor, grad, jit, valueAndGrad, vmap } = engine;
  const of = (data, shape = [data.length]) => tensor(data).reshape(shape);

  function matmul({ N, A, B }) {
    const [a, b] = [of(A, [N, N]), of(B, [N, N])];
    return calling(
      () => np.matmul(a, b),
      (c) => sample(c.data, 32),
    );
  }

  function calling(once, read) {
    return {
      run(n) {
        while (n--) once();
      },
      check: () => read(once()),
    };
  }

  /** A training step as the lessons write it: eager gradients and an optimizer. */
  function training(start, lossOf, optimizer, steps) {
    const step = valueAndGrad(lossOf);
    let params;
    let state;
    function reset() {
      params = start;
      state = optimizer.init(params);
    }
    function once() {
      const [loss, gradients] = step(params);
      ({ params, state } = optimizer.update(gradients, state, params));
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
    const x = of(d.x, [batch, dims[0]]);
    const labels = of(d.labels);
    const start = [0, 1, 2].map((l) => ({ w: of(d.W[l], [dims[l], dims[l + 1]]), b: of(d.b[l]) }));
    const loss = (p) => {
      const h1 = nn.relu(nn.linear(x, p[0].w, p[0].b));
      const h2 = nn.relu(nn.linear(h1, p[1].w, p[1].b));
      return nn.crossEntropy(nn.linear(h2, p[2].w, p[2].b), labels);
    };
    const options = { beta1: adam.b1, beta2: adam.b2, epsilon: adam.eps };
    const optimizer = variant === "sgd" ? optim.sgd(sgd.lr) : optim.adam(adam.lr, options);
    return training(start, loss, optimizer, d.checkSteps);
  }

  function cnn(d) {
    const { batch } = d;
    const x = of(d.x, [batch, 1, 28, 28]);
    const labels = of(d.labels);
    const start = {
      K1: of(d.K1, [8, 1, 3, 3]),
      c1: of(d.c1, [8, 1, 1]),
      K2: of(d.K2, [16, 8, 3, 3]),
      c2: of(d.c2, [16, 1, 1]),
      W: of(d.Wd, [1936, 10]),
      b: of(d.bd),
    };
    const loss = (p) => {
      const h1 = nn.maxPool2d(nn.relu(nn.conv2d(x, p.K1).add(p.c1)), 2);
      const h2 = nn.relu(nn.conv2d(h1, p.K2).add(p.c2));
      return nn.crossEntropy(nn.linear(h2.reshape(batch, 1936), p.W, p.b), labels);
    };
    return training(start, loss, optim.sgd(d.lr), d.checkSteps);
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

  function springs(d, compiled) {
    const [u0, target] = [of(d.u0), of(d.target)];
    const loss = (k) => {
      let [u, v] = [u0, np.zeros([8])];
      for (let step = 0; step < d.steps; step++) {
        const e = np.pad(u, [0, 1]).sub(np.pad(u, [1, 0]));
        const force = k.mul(e.add(e.mul(e).mul(e).mul(d.beta)));
        v = v.add(
          np
            .slice(force, 1, 9)
            .sub(np.slice(force, 0, 8))
            .mul(d.dt),
        );
        u = u.add(v.mul(d.dt));
      }
      return np.sum(np.square(u.sub(target)));
    };
    const go = compiled(valueAndGrad(loss));
    const k = of(d.k);
    return calling(
      () => go(k),
      ([y, gradient]) => [y.item(), ...gradient.data],
    );
  }

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
    const f = small[name];
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

  function deep({ rounds, x }) {
    const start = of(x);
    const f = (v) => {
      let h = v;
      for (let i = 0; i < rounds; i++) h = h.mul(v).add(v).tanh();
      return h;
    };
    return calling(
      () => jit(f)(start),
      (h) => [...h.data],
    );
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
      const compiled = variant === "jit" ? jit : (f) => f;
      switch (name) {
        case "W1":
          return matmul(d);
        case "W2":
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
    /** For the memory table: one eager step on a small tensor, by the functional face and on the tape. */
    memory() {
      const y = tensor([0.3, 0.2, 0.1]);
      const slope = grad((v) => v.sub(y).square().sum());
      let w = tensor([1, 2, 3]);
      const leaf = tensor([1, 2, 3], { requiresGrad: true });
      const opt = optim.inPlace(optim.sgd(0.01), [leaf]);
      return {
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
