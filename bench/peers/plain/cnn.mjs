// The convolutional network by hand: patches to columns, products, and the way back.
import {
  addBias,
  crossEntropyInPlace,
  descend,
  multiply,
  sumOfRows,
  training,
  transpose,
} from "./matmul.mjs";

const floats = (n) => new Float32Array(n);
const names = ["K1", "c1", "K2", "c2", "Wd", "bd"];

export function cnn(d) {
  const { batch } = d;
  const P = Object.fromEntries(names.map((k) => [k, d[k].slice()]));
  const G = Object.fromEntries(names.map((k) => [k, floats(d[k].length)]));
  const [z1, z2, z] = [floats(8 * 676), floats(1936), floats(batch * 10)];
  const [A1, A2, A2T] = [floats(batch * 1352), floats(batch * 1936), floats(batch * 1936)];
  const winners = new Int32Array(batch * 1352);
  const [columns1, columns1T] = [floats(9 * 676), floats(9 * 676)];
  const [columns2, columns2T, dColumns2] = [floats(72 * 121), floats(72 * 121), floats(72 * 121)];
  const [dA2, dA1, dz1, dz2] = [floats(batch * 1936), floats(1352), floats(8 * 676), floats(1936)];
  const [WdT, K2T, dK1, dK2] = [floats(19360), floats(1152), floats(72), floats(1152)];

  const reset = () => names.forEach((k) => P[k].set(d[k]));

  function step() {
    for (let n = 0; n < batch; n++) forward(n);
    multiply(z, A2, P.Wd, batch, 1936, 10);
    addBias(z, P.bd, batch, 10, false);
    const loss = crossEntropyInPlace(z, d.labels, batch, 10);
    transpose(A2T, A2, batch, 1936);
    multiply(G.Wd, A2T, z, 1936, batch, 10);
    sumOfRows(G.bd, z, batch, 10);
    transpose(WdT, P.Wd, 1936, 10);
    multiply(dA2, z, WdT, batch, 10, 1936);
    for (const k of ["K1", "c1", "K2", "c2"]) G[k].fill(0);
    transpose(K2T, P.K2, 16, 72);
    for (let n = 0; n < batch; n++) backward(n);
    names.forEach((k) => descend(P[k], G[k], d.lr));
    return loss;
  }

  function forward(n) {
    toColumns(columns1, d.x, n * 784, 1, 28, 28);
    multiply(z1, P.K1, columns1, 8, 9, 676);
    for (let c = 0; c < 8; c++) {
      for (let i = 0; i < 13; i++) for (let j = 0; j < 13; j++) pool(n, c, i, j);
    }
    toColumns(columns2, A1, n * 1352, 8, 13, 13);
    multiply(z2, P.K2, columns2, 16, 72, 121);
    for (let c = 0, p = 0; c < 16; c++) {
      for (let i = 0; i < 121; i++, p++) A2[n * 1936 + p] = Math.max(0, z2[p] + P.c2[c]);
    }
  }

  function pool(n, c, i, j) {
    let [best, at] = [-Infinity, 0];
    for (let u = 0; u < 2; u++) {
      for (let v = 0; v < 2; v++) {
        const q = c * 676 + (2 * i + u) * 26 + 2 * j + v;
        if (z1[q] > best) [best, at] = [z1[q], q];
      }
    }
    const o = n * 1352 + c * 169 + i * 13 + j;
    A1[o] = Math.max(0, best + P.c1[c]);
    winners[o] = at;
  }

  function backward(n) {
    for (let c = 0, p = 0; c < 16; c++) {
      for (let i = 0; i < 121; i++, p++) {
        dz2[p] = A2[n * 1936 + p] > 0 ? dA2[n * 1936 + p] : 0;
        G.c2[c] += dz2[p];
      }
    }
    toColumns(columns2, A1, n * 1352, 8, 13, 13);
    transpose(columns2T, columns2, 72, 121);
    multiply(dK2, dz2, columns2T, 16, 121, 72);
    descend(G.K2, dK2, -1);
    multiply(dColumns2, K2T, dz2, 72, 16, 121);
    fromColumns(dA1, dColumns2);
    dz1.fill(0);
    for (let c = 0, p = 0; c < 8; c++) {
      for (let i = 0; i < 169; i++, p++) {
        if (A1[n * 1352 + p] <= 0) continue;
        dz1[winners[n * 1352 + p]] = dA1[p];
        G.c1[c] += dA1[p];
      }
    }
    toColumns(columns1, d.x, n * 784, 1, 28, 28);
    transpose(columns1T, columns1, 9, 676);
    multiply(dK1, dz1, columns1T, 8, 676, 9);
    descend(G.K1, dK1, -1);
  }
  return training(d, reset, step);
}

/** The 3 x 3 patches of [C, H, W] as [9 C, (H - 2) (W - 2)]. */
function toColumns(columns, x, offset, C, H, W) {
  let p = 0;
  for (let c = 0; c < C; c++) {
    for (let u = 0; u < 3; u++) {
      for (let v = 0; v < 3; v++) {
        for (let i = 0; i < H - 2; i++) {
          let q = offset + (c * H + i + u) * W + v;
          for (let j = 0; j < W - 2; j++) columns[p++] = x[q++];
        }
      }
    }
  }
}

/** Its transpose, for the eight planes of 13 x 13. */
function fromColumns(planes, columns) {
  planes.fill(0);
  let p = 0;
  for (let c = 0; c < 8; c++) {
    for (let u = 0; u < 3; u++) {
      for (let v = 0; v < 3; v++) {
        for (let i = 0; i < 11; i++) {
          for (let j = 0; j < 11; j++) planes[c * 169 + (i + u) * 13 + j + v] += columns[p++];
        }
      }
    }
  }
}
