// The function of one number: by a small tape of objects (what a minimal eager engine costs), and derived by hand.
import { w3f } from "../../workloads.mjs";

let tape = [];

class Value {
  constructor(v, a, da, b, db) {
    this.v = v;
    this.g = 0;
    this.a = a;
    this.da = da;
    this.b = b;
    this.db = db;
    tape.push(this);
  }
}

const unary = (f, d) => (x) => {
  const y = f(x.v);
  return new Value(y, x, d(x.v, y), null, 0);
};
const binary = (f, da, db) => (a, b) => new Value(f(a.v, b.v), a, da(a.v, b.v), b, db(a.v, b.v));
const operations = {
  sin: unary(Math.sin, Math.cos),
  cos: unary(Math.cos, (x) => -Math.sin(x)),
  exp: unary(Math.exp, (_, y) => y),
  log: unary(Math.log, (x) => 1 / x),
  tanh: unary(Math.tanh, (_, y) => 1 - y * y),
  sqrt: unary(Math.sqrt, (_, y) => 0.5 / y),
  neg: (x) => new Value(-x.v, x, -1, null, 0),
  add: (a, b) => new Value(a.v + b.v, a, 1, b, 1),
  sub: (a, b) => new Value(a.v - b.v, a, 1, b, -1),
  mul: (a, b) => new Value(a.v * b.v, a, b.v, b, a.v),
  div: binary(
    (a, b) => a / b,
    (_, b) => 1 / b,
    (a, b) => -a / (b * b),
  ),
  c: (v) => new Value(v, null, 0, null, 0),
};

export function byTape(at) {
  tape = [];
  const x = operations.c(at);
  const y = w3f(x, operations);
  y.g = 1;
  for (let i = tape.length - 1; i >= 0; i--) {
    const { g, a, da, b, db } = tape[i];
    if (a) a.g += g * da;
    if (b) b.g += g * db;
  }
  return [y.v, x.g];
}

export function byHand(x) {
  const sx = Math.sin(x);
  const cx = Math.cos(x);
  const a = sx * x;
  const b = a + cx;
  const c = Math.exp(-(b * b));
  const d = Math.tanh(a + c);
  const d1 = d * d + 1;
  const e = Math.log(d1);
  const f = Math.sqrt(e + 1);
  const g = f * b - c / f;
  const [sg, cg, cd, sd] = [Math.sin(g), Math.cos(g), Math.cos(d), Math.sin(d)];
  const h = sg * cd;
  const i = h + (a * c - e * 0.5);
  const ti = Math.tanh(i);
  const eh = Math.exp(h * 0.1);
  const j = ti + eh;
  // Each dv is the derivative of the result by v.
  const di = 1 + x * (1 - ti * ti);
  const dh = x * eh * 0.1 + di;
  const dg = dh * cg * cd;
  const df = dg * (b + c / (f * f));
  const de = (df * 0.5) / f - 0.5 * di;
  const dd = ((de / d1) * 2 * d - dh * sg * sd) * (1 - d * d);
  const dc = di * a - dg / f + dd;
  const db = dg * f - dc * c * 2 * b;
  const da = di * c + dd + db;
  return [j * x + i, j + da * (x * cx + sx) - db * sx];
}

/** Moves x a little each time, so that nothing can be kept from the last. */
export const atPoint = (gradient) => (d) => {
  let kept = 0;
  return {
    run(n) {
      for (let i = 0; i < n; i++) kept += gradient(d.x + (i & 1) * 1e-9)[1];
      return kept;
    },
    check: () => gradient(d.x),
  };
};
