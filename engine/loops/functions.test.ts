/** The SIMD functions of float32 against doubles, over the whole range of floats: values within 2 ulp, ends exactly. */
import { describe, expect, it } from "vitest";
import { jit, np, nn, special, tensor, type Tensor } from "../index.ts";
import { useMachine } from "../wasm/machine.ts";

type Case = readonly [
  name: string,
  f: (x: Tensor) => Tensor,
  plain: (x: number) => number,
  low: number,
  high: number,
];
const cases: Case[] = [
  ["exp", np.exp, Math.exp, -110, 92],
  ["exp2", np.exp2, (x) => 2 ** x, -155, 130],
  ["expm1", np.expm1, Math.expm1, -25, 92],
  ["log", np.log, Math.log, 0, 1e38],
  ["log2", np.log2, Math.log2, 0, 1e38],
  ["log1p", np.log1p, Math.log1p, -1, 1e38],
  ["sin", np.sin, Math.sin, -2e6, 2e6],
  ["cos", np.cos, Math.cos, -2e6, 2e6],
  ["tanh", np.tanh, Math.tanh, -12, 12],
  [
    "logistic",
    nn.sigmoid,
    (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
    -110,
    30,
  ],
];

const bits = new Uint32Array(1);
const asFloat = new Float32Array(bits.buffer);
/** Floats in the order of integers, so that a difference counts what lies between. */
function rank(value: number): number {
  asFloat[0] = value;
  return bits[0] > 0x7fffffff ? 0x80000000 - bits[0] : bits[0];
}
const ulps = (found: number, wanted: number) =>
  Object.is(found, wanted) || (Number.isNaN(found) && Number.isNaN(wanted))
    ? 0
    : Math.abs(rank(found) - rank(wanted));

/** Of every size: evenly over the range, over the exponents, and where functions have their seams. */
function points(low: number, high: number): Float32Array {
  const found: number[] = [];
  for (let i = 0; i <= 20_000; i++) found.push(low + ((high - low) * i) / 20_000);
  for (let e = -149; e < 128; e++)
    for (const s of [1, 1.1, 1.33, 1.4142136, 1.5, 1.7, 1.9999]) found.push(s * 2 ** e, -s * 2 ** e);
  for (let i = -400; i <= 400; i++) found.push((i * Math.PI) / 4, i * Math.LN2, i / 16, 1 + i * 2 ** -23);
  return Float32Array.from(found.filter((x) => x >= low && x <= high));
}

for (const fused of [true, false]) {
  describe(fused ? "with fused instructions, where there are some" : "without fused instructions", () => {
    it.each(cases)("%s is within 2 ulp", (_name, f, plain, low, high) => {
      useMachine({ fused });
      const xs = points(low, high);
      const found = jit(f)(tensor(xs)).data;
      useMachine({});
      let worst = { x: 0, off: 0 };
      xs.forEach((x, i) => {
        const off = ulps(found[i], Math.fround(plain(x)));
        if (off > worst.off) worst = { x, off };
      });
      expect(worst.off, `at ${worst.x}`).toBeLessThanOrEqual(2);
    });
  });
}

it("the ends are as in doubles", () => {
  const ends = [0, -0, Infinity, -Infinity, NaN, 1e-45, -1e-45, 3.4e38, -3.4e38, -1, 1];
  for (const [name, f, plain] of cases) {
    const found = jit(f)(tensor(ends, { dtype: "float32" })).data;
    ends.forEach((x, i) => {
      const wanted = Math.fround(plain(Math.fround(x)));
      if (ulps(found[i], wanted) > 2 || (wanted === 0 && !Object.is(found[i], wanted)))
        expect.fail(`${name}(${x}) is ${found[i]}, wanted ${wanted}`);
    });
  }
});

it("what has no SIMD form is called", () => {
  const x = tensor([0.1, 0.5, 0.9]);
  expect([...jit((v: Tensor) => special.erf(v))(x).data]).toEqual([...special.erf(x).data]);
});
