// The products and the loss that the hand-written peers share.
import { sample } from "../../workloads.mjs";

/** C[M,N] = A[M,K] B[K,N], in tiles of 4 x 4 that stay in registers. */
export function multiply(C, A, B, M, K, N) {
  const M4 = M & ~3;
  const N4 = N & ~3;
  for (let i = 0; i < M4; i += 4) for (let j = 0; j < N4; j += 4) tile(C, A, B, i, j, K, N);
  for (let i = 0; i < M; i++) {
    for (let j = i < M4 ? N4 : 0; j < N; j++) {
      let s = 0;
      for (let k = 0; k < K; k++) s += A[i * K + k] * B[k * N + j];
      C[i * N + j] = s;
    }
  }
}

function tile(C, A, B, i, j, K, N) {
  const a0 = i * K;
  const [a1, a2, a3] = [a0 + K, a0 + 2 * K, a0 + 3 * K];
  let [c00, c01, c02, c03, c10, c11, c12, c13] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [c20, c21, c22, c23, c30, c31, c32, c33] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let k = 0, p = j; k < K; k++, p += N) {
    const b0 = B[p];
    const b1 = B[p + 1];
    const b2 = B[p + 2];
    const b3 = B[p + 3];
    let a = A[a0 + k];
    c00 += a * b0;
    c01 += a * b1;
    c02 += a * b2;
    c03 += a * b3;
    a = A[a1 + k];
    c10 += a * b0;
    c11 += a * b1;
    c12 += a * b2;
    c13 += a * b3;
    a = A[a2 + k];
    c20 += a * b0;
    c21 += a * b1;
    c22 += a * b2;
    c23 += a * b3;
    a = A[a3 + k];
    c30 += a * b0;
    c31 += a * b1;
    c32 += a * b2;
    c33 += a * b3;
  }
  let q = i * N + j;
  C[q] = c00;
  C[q + 1] = c01;
  C[q + 2] = c02;
  C[q + 3] = c03;
  q += N;
  C[q] = c10;
  C[q + 1] = c11;
  C[q + 2] = c12;
  C[q + 3] = c13;
  q += N;
  C[q] = c20;
  C[q + 1] = c21;
  C[q + 2] = c22;
  C[q + 3] = c23;
  q += N;
  C[q] = c30;
  C[q + 1] = c31;
  C[q + 2] = c32;
  C[q + 3] = c33;
}

export function transpose(T, A, M, N) {
  for (let i = 0; i < M; i++) for (let j = 0; j < N; j++) T[j * M + i] = A[i * N + j];
}

/** Logits become their gradient of the mean cross-entropy, which is returned. */
export function crossEntropyInPlace(z, labels, batch, count) {
  let loss = 0;
  for (let i = 0; i < batch; i++) {
    const o = i * count;
    let [m, s] = [-Infinity, 0];
    for (let j = 0; j < count; j++) if (z[o + j] > m) m = z[o + j];
    for (let j = 0; j < count; j++) s += Math.exp(z[o + j] - m);
    loss += Math.log(s) + m - z[o + labels[i]];
    for (let j = 0; j < count; j++) {
      z[o + j] = (Math.exp(z[o + j] - m) / s - (j === labels[i] ? 1 : 0)) / batch;
    }
  }
  return loss / batch;
}

export function addBias(z, b, M, N, relu) {
  for (let i = 0, p = 0; i < M; i++) {
    for (let j = 0; j < N; j++, p++) {
      const v = z[p] + b[j];
      z[p] = relu && v < 0 ? 0 : v;
    }
  }
}

export function sumOfRows(out, g, M, N) {
  out.fill(0);
  for (let i = 0, p = 0; i < M; i++) for (let j = 0; j < N; j++, p++) out[j] += g[p];
}

export function descend(p, g, lr) {
  for (let i = 0; i < p.length; i++) p[i] -= lr * g[i];
}

/** `once()` again and again. */
export const repeat = (once) => (n) => {
  while (n--) once();
};

/** A training workload: from the start, the losses of the first steps. */
export const training = (d, reset, step) => ({
  reset,
  run: repeat(step),
  check() {
    reset();
    return Array.from({ length: d.checkSteps }, step);
  },
});

export function product({ M, K, N, batch, A, B }) {
  const pairs = Array.from({ length: batch ?? 1 }, (_, i) => [
    A.subarray(i * M * K, (i + 1) * M * K),
    B.subarray(i * K * N, (i + 1) * K * N),
  ]);
  const C = new Float32Array(pairs.length * M * N);
  const parts = pairs.map((_, i) => C.subarray(i * M * N, (i + 1) * M * N));
  const once = () => pairs.forEach(([a, b], i) => multiply(parts[i], a, b, M, K, N));
  return {
    run: repeat(once),
    check() {
      once();
      return sample(C, 32);
    },
  };
}
