/** Random numbers are JAX's: the cipher's published vectors, JAX's documented draws, then the statistics. */
import { describe, expect, it } from "vitest";
import { jit, np, random, vmap, type Tensor } from "../index.ts";
import { threefry2x32 } from "../primitives/threefry.ts";

describe("threefry", () => {
  // Known answers of the authors' Random123 library (kat_vectors).
  it.each([
    [
      [0, 0, 0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ])("encrypts %j to %j", ([k0, k1, x0, x1], wanted) => {
    expect(threefry2x32(k0, k1, x0, x1)).toEqual(wanted);
  });
});

describe("draws are those of JAX's documentation", () => {
  it("split(key(0))", () => {
    expect(random.split(random.key(0)).map((k) => k.tolist())).toEqual([
      [1797259609, 2579123966],
      [928981903, 3453687069],
    ]);
  });
  it("normal(key(42))", () => {
    expect(random.normal(random.key(42)).item()).toBeCloseTo(-0.028304616, 7);
  });
  it("uniform(key(0), [3])", () => {
    expect(random.uniform(random.key(0), [3]).tolist()).toEqual(
      [0.947667, 0.9785799, 0.33229148].map((value): unknown => expect.closeTo(value, 6)),
    );
  });
});

const draws = 20_000;
const mean = (x: Tensor) => x.astype("float64").mean().item();
const spread = (x: Tensor) => np.std(x.astype("float64")).item();
/** Five standard errors of a mean. */
const within = (deviation: number) => (5 * deviation) / Math.sqrt(draws);

describe("statistics", () => {
  const key = random.key(7);
  it.each([
    ["uniform", () => random.uniform(key, [draws]), 0.5, Math.sqrt(1 / 12)],
    ["uniform in [-2, 4)", () => random.uniform(key, [draws], { min: -2, max: 4 }), 1, 6 / Math.sqrt(12)],
    ["normal", () => random.normal(key, [draws]), 0, 1],
    ["gumbel", () => random.gumbel(key, [draws]), 0.5772, Math.PI / Math.sqrt(6)],
    ["randint below 10", () => random.randint(key, [draws], { max: 10 }), 4.5, Math.sqrt(99 / 12)],
    ["bernoulli of 0.3", () => random.bernoulli(key, 0.3, [draws]), 0.3, Math.sqrt(0.21)],
  ])("%s has its mean and spread", (_name, draw, center, deviation) => {
    const x = draw();
    expect(Math.abs(mean(x) - center)).toBeLessThan(within(deviation));
    expect(spread(x) / deviation).toBeCloseTo(1, 1);
  });
  it("categorical follows softmax of the logits", () => {
    const picked = random.categorical(key, np.log([0.2, 0.5, 0.3]), [draws]);
    [0.2, 0.5, 0.3].forEach((p, i) =>
      expect(Math.abs(mean(picked.eq(i)) - p)).toBeLessThan(within(Math.sqrt(p * (1 - p)))),
    );
  });
});

describe("keys", () => {
  it("give the same numbers again, and others for another key", () => {
    const [a, b] = random.split(random.key(3));
    expect(random.normal(a, [4]).tolist()).toEqual(random.normal(a, [4]).tolist());
    expect(random.normal(a, [4]).tolist()).not.toEqual(random.normal(b, [4]).tolist());
    expect(random.foldIn(a, 1).tolist()).not.toEqual(random.foldIn(a, 2).tolist());
  });
  it("begin a long draw with the short one", () => {
    const key = random.key(5);
    const long = random.uniform(key, [8]).tolist() as number[];
    expect(random.uniform(key, [3]).tolist()).toEqual(long.slice(0, 3));
  });
  it("permute: every number once", () => {
    const order = random.permutation(random.key(1), 1797);
    expect(np.sort(order).tolist()).toEqual(np.arange(1797).tolist());
    expect(order.tolist()).not.toEqual(np.arange(1797).tolist());
  });
  it("choose without replacement: each at most once", () => {
    const chosen = random.choice(random.key(2), 10, [10], { replace: false });
    expect(np.sort(chosen).tolist()).toEqual(np.arange(10).tolist());
  });
  it("map: a batch of keys draws what a loop draws, also under jit", () => {
    const keys = random.split(random.key(9), 3);
    const draw = (k: Tensor) => random.normal(random.foldIn(k, 1), [2]).add(random.permutation(k, 2));
    const loop = keys.map((k) => draw(k).tolist());
    expect(vmap(draw)(np.stack(keys)).tolist()).toEqual(loop);
    expect(jit(vmap(draw))(np.stack(keys)).tolist()).toEqual(loop);
  });
});
