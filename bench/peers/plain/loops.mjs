// The remaining workloads by hand: one loop each, with its gradient beside it.
import { sample } from "../../workloads.mjs";
import { repeat } from "./matmul.mjs";

// Faster here than Math.tanh, and exact to float32.
function tanh(x) {
  const q = Math.exp(-2 * x);
  return (1 - q) / (1 + q);
}

export function chain({ n, a, b, c }) {
  const [ga, gb, gc] = [a, b, c].map(() => new Float32Array(n));
  function once() {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const ai = a[i];
      const bi = b[i];
      const t = tanh(ai * bi + c[i]);
      const e = Math.exp(-ai * ai);
      sum += t * e;
      const gz = (e * (1 - t * t)) / n;
      ga[i] = gz * bi - (2 * ai * t * e) / n;
      gb[i] = gz * ai;
      gc[i] = gz;
    }
    return sum / n;
  }
  return {
    run: repeat(once),
    check: () => [once(), ...[ga, gb, gc].flatMap((g) => sample(g, 8).map((v) => v * n))],
  };
}

export function springs({ steps, dt, beta, k, u0, target }) {
  const U = new Float64Array((steps + 1) * 8);
  const [gk, e, ge] = [9, 9, 9].map((n) => new Float64Array(n));
  const [gu, gv, v] = [8, 8, 8].map((n) => new Float64Array(n));
  const force = (x, i) => k[i] * (x + beta * x * x * x);

  function stretch(o) {
    let last = 0;
    for (let i = 0; i < 8; i++) {
      e[i] = U[o + i] - last;
      last = U[o + i];
    }
    e[8] = -last;
  }

  function forward() {
    U.set(u0);
    v.fill(0);
    for (let o = 0; o < steps * 8; o += 8) {
      stretch(o);
      for (let i = 0; i < 8; i++) {
        v[i] += dt * (force(e[i + 1], i + 1) - force(e[i], i));
        U[o + 8 + i] = U[o + i] + dt * v[i];
      }
    }
    let loss = 0;
    for (let i = 0; i < 8; i++) {
      const r = U[steps * 8 + i] - target[i];
      loss += r * r;
      gu[i] = 2 * r;
    }
    return loss;
  }

  function once() {
    const loss = forward();
    gk.fill(0);
    gv.fill(0);
    for (let s = steps - 1; s >= 0; s--) {
      stretch(s * 8);
      for (let i = 0; i < 8; i++) gv[i] += dt * gu[i];
      for (let i = 0; i < 9; i++) {
        const gf = dt * ((i > 0 ? gv[i - 1] : 0) - (i < 8 ? gv[i] : 0));
        const x = e[i];
        gk[i] += gf * (x + beta * x * x * x);
        ge[i] = gf * k[i] * (1 + 3 * beta * x * x);
      }
      for (let i = 0; i < 8; i++) gu[i] += ge[i] - ge[i + 1];
    }
    return loss;
  }
  return { run: repeat(once), check: () => [once(), ...gk] };
}

export function perExample({ n, X, t, W1, b1, W2, b2 }) {
  const [gW1, gb1, gW2, gb2] = [n * 32, n * 16, n * 16, n].map((size) => new Float32Array(size));
  const h = new Float32Array(16);
  function once() {
    for (let i = 0; i < n; i++) {
      const [x0, x1] = [X[2 * i], X[2 * i + 1]];
      let y = b2[0];
      for (let j = 0; j < 16; j++) {
        h[j] = tanh(x0 * W1[j] + x1 * W1[16 + j] + b1[j]);
        y += h[j] * W2[j];
      }
      const g = 2 * (y - t[i]);
      gb2[i] = g;
      for (let j = 0; j < 16; j++) {
        gW2[i * 16 + j] = g * h[j];
        const gz = g * W2[j] * (1 - h[j] * h[j]);
        gb1[i * 16 + j] = gz;
        gW1[i * 32 + j] = gz * x0;
        gW1[i * 32 + 16 + j] = gz * x1;
      }
    }
  }
  return {
    run: repeat(once),
    check() {
      once();
      return [gW1, gb1, gW2, gb2].flatMap((g) => sample(g));
    },
  };
}

/** One operation of three numbers, with a new array for the result as every library makes one. */
export function tiny({ x, y }, f) {
  let kept = x;
  function once() {
    const out = new Float32Array(3);
    for (let i = 0; i < 3; i++) out[i] = f(x[i], y[i]);
    kept = out;
  }
  return {
    run: repeat(once),
    check() {
      once();
      return [...kept];
    },
  };
}

export function tinyGrad({ x, y }) {
  return tiny({ x, y }, (a, b) => b * Math.exp(a * b));
}

/** There is nothing to compile: the gradient alone, to check by. */
export function deep({ rounds, x }) {
  const check = () =>
    Array.from(x, (v) => {
      let [h, dh] = [v, 1];
      for (let i = 0; i < rounds; i++) {
        const next = Math.tanh(h * v + 1);
        dh = (1 - next * next) * (dh * v + h);
        h = next;
      }
      return dh;
    });
  return { check };
}

export function sorting({ values }) {
  const once = () => values.slice().sort();
  return { run: repeat(once), check: () => sample(once(), 32) };
}
