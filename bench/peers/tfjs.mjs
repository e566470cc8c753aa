// TensorFlow.js, on its JavaScript or its WebAssembly backend. It is eager only: the jit rows are not for it.
import { sample, Unsupported, w3f } from "../workloads.mjs";

export async function load({ options = {}, wasmPath }) {
  const start = performance.now();
  const tf = await import("@tensorflow/tfjs-core");
  // The core alone has no gradients; the layers bring them.
  await import("@tensorflow/tfjs-layers");
  tf.enableProdMode();
  if (options.backend === "wasm") {
    const wasm = await import("@tensorflow/tfjs-backend-wasm");
    if (wasmPath !== undefined) wasm.setWasmPaths(wasmPath);
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  } else await import("@tensorflow/tfjs-backend-cpu");
  if (!(await tf.setBackend(options.backend))) throw new Error(`backend refused: ${options.backend}`);
  await tf.ready();
  const info = { backend: tf.getBackend(), importMs: performance.now() - start };
  return { ...tfjs(tf), info };
}

function tfjs(tf) {
  /** `once` returns tensors; both backends have computed them when it returns. */
  function calling(once, read) {
    return {
      run(n) {
        while (n--) tf.dispose(once());
      },
      check() {
        const result = once();
        const numbers = read(result);
        tf.dispose(result);
        return numbers;
      },
    };
  }

  function matmul({ M, K, N, batch, A, B }) {
    const stack = batch === null ? [] : [batch];
    const [a, b] = [tf.tensor(A, [...stack, M, K]), tf.tensor(B, [...stack, K, N])];
    return calling(
      () => tf.matMul(a, b),
      (c) => sample(c.dataSync(), 32),
    );
  }

  function training(start, lossOf, makeOptimizer, steps) {
    const variables = start.map(([values, shape]) => tf.variable(tf.tensor(values, shape)));
    let optimizer = null;
    function reset() {
      optimizer?.dispose();
      optimizer = makeOptimizer();
      variables.forEach((v, i) => tf.tidy(() => v.assign(tf.tensor(...start[i]))));
    }
    const once = () => optimizer.minimize(() => lossOf(variables), true, variables);
    const step = calling(once, (loss) => loss.dataSync()[0]);
    return {
      reset,
      run: step.run,
      check() {
        reset();
        return Array.from({ length: steps }, step.check);
      },
      dispose() {
        tf.dispose(variables);
        optimizer?.dispose();
      },
    };
  }

  function mlp(d, variant) {
    const { dims, batch, adam, sgd } = d;
    const x = tf.tensor2d(d.x, [batch, dims[0]]);
    const y = tf.tensor2d(d.y, [batch, dims[3]]);
    const start = [0, 1, 2].flatMap((l) => [
      [d.W[l], [dims[l], dims[l + 1]]],
      [d.b[l], [dims[l + 1]]],
    ]);
    const loss = ([W1, b1, W2, b2, W3, b3]) => {
      const h1 = tf.relu(tf.add(tf.matMul(x, W1), b1));
      const h2 = tf.relu(tf.add(tf.matMul(h1, W2), b2));
      return tf.losses.softmaxCrossEntropy(y, tf.add(tf.matMul(h2, W3), b3));
    };
    const optimizer = () =>
      variant === "adam" ? tf.train.adam(adam.lr, adam.b1, adam.b2, adam.eps) : tf.train.sgd(sgd.lr);
    return training(start, loss, optimizer, d.checkSteps);
  }

  /** NHWC: kernels to HWIO, dense rows from C, H, W to H, W, C. */
  function cnn(d) {
    const moved = (values, shape, axes) =>
      tf.tidy(() => tf.transpose(tf.tensor(values, shape), axes).dataSync().slice());
    const start = [
      [moved(d.K1, [8, 1, 3, 3], [2, 3, 1, 0]), [3, 3, 1, 8]],
      [d.c1, [8]],
      [moved(d.K2, [16, 8, 3, 3], [2, 3, 1, 0]), [3, 3, 8, 16]],
      [d.c2, [16]],
      [moved(d.Wd, [16, 11, 11, 10], [1, 2, 0, 3]), [1936, 10]],
      [d.bd, [10]],
    ];
    const x = tf.tensor4d(d.x, [d.batch, 28, 28, 1]);
    const y = tf.tensor2d(d.y, [d.batch, 10]);
    const loss = ([K1, c1, K2, c2, W, b]) => {
      const h1 = tf.maxPool(tf.relu(tf.add(tf.conv2d(x, K1, 1, "valid"), c1)), 2, 2, "valid");
      const h2 = tf.relu(tf.add(tf.conv2d(h1, K2, 1, "valid"), c2));
      const logits = tf.add(tf.matMul(tf.reshape(h2, [d.batch, 1936]), W), b);
      return tf.losses.softmaxCrossEntropy(y, logits);
    };
    return training(start, loss, () => tf.train.sgd(d.lr), d.checkSteps);
  }

  function gradients(f, inputs, read) {
    const go = tf.valueAndGrads(f);
    return calling(
      () => go(inputs),
      ({ value, grads }) => [value.dataSync()[0], ...read(grads.map((g) => g.dataSync()))],
    );
  }

  const constants = new Map();
  function constant(v) {
    if (!constants.has(v)) constants.set(v, tf.keep(tf.scalar(v)));
    return constants.get(v);
  }
  const { sin, cos, exp, log, tanh, sqrt, neg, add, sub, mul, div } = tf;
  const operations = { sin, cos, exp, log, tanh, sqrt, neg, add, sub, mul, div, c: constant };

  const scalar = (d) =>
    gradients(
      (x) => w3f(x, operations),
      [tf.scalar(d.x)],
      ([g]) => [g[0]],
    );

  const chain = (d) =>
    gradients(
      (a, b, c) => tf.mean(mul(tanh(add(mul(a, b), c)), exp(mul(neg(a), a)))),
      [d.a, d.b, d.c].map((v) => tf.tensor1d(v)),
      (all) => all.flatMap((g) => sample(g, 8).map((v) => v * d.n)),
    );

  function springs(d) {
    const [u0, v0, target] = [tf.tensor1d(d.u0), tf.zeros([8]), tf.tensor1d(d.target)];
    const [beta, dt] = [tf.scalar(d.beta), tf.scalar(d.dt)];
    const loss = (k) => {
      let [u, v] = [u0, v0];
      for (let step = 0; step < d.steps; step++) {
        const e = sub(tf.pad(u, [[0, 1]]), tf.pad(u, [[1, 0]]));
        const force = mul(k, add(e, mul(mul(mul(e, e), e), beta)));
        v = add(v, mul(sub(tf.slice(force, [1], [8]), tf.slice(force, [0], [8])), dt));
        u = add(u, mul(v, dt));
      }
      return tf.sum(tf.square(sub(u, target)));
    };
    return gradients(loss, [tf.tensor1d(d.k)], ([g]) => [...g]);
  }

  /** There is no vmap: parameters are tiled over the batch, so that the gradient of the sum is one for each example. */
  function perExample(d) {
    const [X, t] = [tf.tensor3d(d.X, [d.n, 1, 2]), tf.tensor3d(d.t, [d.n, 1, 1])];
    const params = [
      [d.W1, [1, 2, 16]],
      [d.b1, [1, 1, 16]],
      [d.W2, [1, 16, 1]],
      [d.b2, [1, 1, 1]],
    ].map(([values, shape]) => tf.tensor(values, shape));
    const go = tf.grads((W1, b1, W2, b2) => {
      const h = tanh(add(tf.matMul(X, W1), b1));
      return tf.sum(tf.square(sub(add(tf.matMul(h, W2), b2), t)));
    });
    return calling(
      () => tf.tidy(() => go(params.map((p) => tf.tile(p, [d.n, 1, 1])))),
      (all) => all.flatMap((g) => sample(g.dataSync())),
    );
  }

  const small = { add: (x, y) => add(x, y), mul: (x, y) => mul(x, y), exp: (x) => exp(x) };
  function tiny(d, name) {
    const [x, y] = [tf.tensor1d(d.x), tf.tensor1d(d.y)];
    const go = name === "grad" ? tf.grad((v) => tf.sum(exp(mul(v, y)))) : (v) => small[name](v, y);
    return calling(
      () => go(x),
      (z) => [...z.dataSync()],
    );
  }

  function traced(d, name) {
    const [x, y] = [tf.tensor1d(d.x), tf.tensor1d(d.y)];
    let last;
    const go = tf.grad((v) => {
      let z;
      for (let i = 0; i < d.times; i++) z = small[name](v, y);
      last = z.dataSync().slice();
      return tf.sum(v);
    });
    return calling(
      () => go(x),
      () => [...last],
    );
  }

  function sorting({ values }) {
    const x = tf.tensor1d(values);
    return calling(
      () => tf.topk(x, values.length, true),
      ({ values: largestFirst }) => sample(largestFirst.dataSync().slice().reverse(), 32),
    );
  }

  return {
    version: `tfjs ${tf.version_core}`,
    prepare(id, workload) {
      const [name, variant] = id.split(".");
      if (variant === "jit" || variant === "scan") throw new Unsupported(`no ${variant}`);
      const d = workload.data();
      switch (name) {
        case "W1":
        case "W1e":
          return matmul(d);
        case "W2":
        case "growth":
          return mlp(d, variant);
        case "W3":
          return scalar(d);
        case "W4":
          return chain(d);
        case "W5":
          return cnn(d);
        case "W6":
          return springs(d);
        case "W7":
          return perExample(d);
        case "tiny":
          return tiny(d, variant);
        case "traced":
          return traced(d, variant);
        case "sort":
          return sorting(d);
      }
      throw new Unsupported(id);
    },
    /** Its tensors live until they are disposed of: once as a beginner writes it, once tidied. */
    memory() {
      const y = tf.tensor1d([0.3, 0.2, 0.1]);
      const slope = tf.grad((v) => tf.sum(tf.square(sub(v, y))));
      const rate = tf.scalar(0.01);
      let w = tf.tensor1d([1, 2, 3]);
      let tidied = tf.tensor1d([1, 2, 3]);
      return {
        untidied: () => void (w = sub(w, mul(slope(w), rate))),
        tidied() {
          const next = tf.tidy(() => sub(tidied, mul(slope(tidied), rate)));
          tidied.dispose();
          tidied = next;
        },
      };
    },
  };
}
