// The dense network, its gradients derived by hand, and SGD or Adam over them.
import {
  addBias,
  crossEntropyInPlace,
  descend,
  multiply,
  sumOfRows,
  training,
  transpose,
} from "./matmul.mjs";

const like = (arrays) => arrays.map((a) => new Float32Array(a.length));

export function mlp(d, optimizer) {
  const { dims, batch } = d;
  const layers = [0, 1, 2];
  const W = d.W.map((w) => w.slice());
  const b = d.b.map((v) => v.slice());
  const [gW, gb, WT] = [like(W), like(b), like(W)];
  const activations = [d.x, ...[1, 2, 3].map((l) => new Float32Array(batch * dims[l]))];
  const transposed = layers.map((l) => new Float32Array(batch * dims[l]));
  const backward = [null, new Float32Array(batch * dims[1]), new Float32Array(batch * dims[2])];
  const params = [...W, ...b];
  const gradients = [...gW, ...gb];
  const update = optimizer === "adam" ? adam(d.adam, params, gradients) : sgd(d.sgd, params, gradients);

  function reset() {
    W.forEach((w, i) => w.set(d.W[i]));
    b.forEach((v, i) => v.set(d.b[i]));
    update.reset();
  }

  function step() {
    for (const l of layers) {
      multiply(activations[l + 1], activations[l], W[l], batch, dims[l], dims[l + 1]);
      addBias(activations[l + 1], b[l], batch, dims[l + 1], l < 2);
    }
    const loss = crossEntropyInPlace(activations[3], d.labels, batch, dims[3]);
    let g = activations[3];
    for (let l = 2; l >= 0; l--) {
      transpose(transposed[l], activations[l], batch, dims[l]);
      multiply(gW[l], transposed[l], g, dims[l], batch, dims[l + 1]);
      sumOfRows(gb[l], g, batch, dims[l + 1]);
      if (l === 0) continue;
      transpose(WT[l], W[l], dims[l], dims[l + 1]);
      multiply(backward[l], g, WT[l], batch, dims[l + 1], dims[l]);
      g = backward[l];
      for (let i = 0; i < g.length; i++) if (activations[l][i] <= 0) g[i] = 0;
    }
    update.step();
    return loss;
  }
  return training(d, reset, step);
}

function sgd({ lr }, params, gradients) {
  return { reset() {}, step: () => params.forEach((p, i) => descend(p, gradients[i], lr)) };
}

function adam({ lr, b1, b2, eps }, params, gradients) {
  const [mean, square] = [like(params), like(params)];
  let t = 0;
  return {
    reset() {
      [...mean, ...square].forEach((a) => a.fill(0));
      t = 0;
    },
    step() {
      t++;
      params.forEach((p, q) => move(p, gradients[q], mean[q], square[q], 1 - b1 ** t, 1 - b2 ** t));
    },
  };
  function move(p, g, m, v, c1, c2) {
    for (let i = 0; i < p.length; i++) {
      m[i] = b1 * m[i] + (1 - b1) * g[i];
      v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
      p[i] -= (lr * (m[i] / c1)) / (Math.sqrt(v[i] / c2) + eps);
    }
  }
}
