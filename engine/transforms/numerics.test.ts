/** Numerics at the edges: finite and right where JavaScript's formula, or its derivative, would not be. */
import { describe, expect, it } from "vitest";
import { grad, jit, jvp, np, tensor, vmap, type Tensor } from "../index.ts";
import { edges } from "../testing/edges.ts";

const f64 = (x: number) => tensor(x, { dtype: "float64" });

describe("at the edge", () => {
  for (const { what, f, at, value, derivative, within = 1e-12 } of edges) {
    it(`${what}: value ${value}, derivative ${derivative}`, () => {
      const one = f64(1);
      const slopes: Record<string, number> = {
        grad: grad(f)(f64(at)).item(),
        jvp: jvp(f, [f64(at)], [one])[1].item(),
        "vmap of grad": vmap(grad(f))(f64(at).reshape(1)).sum().item(),
        "jit of grad": jit(grad(f))(f64(at)).item(),
      };
      const close = (found: number, wanted: number) =>
        Object.is(found, wanted) ||
        Math.abs(found - wanted) <= within * (wanted === 0 ? 1 : Math.abs(wanted));
      expect(close(f(f64(at)).item(), value), `value ${f(f64(at)).item()}`).toBe(true);
      for (const [mode, slope] of Object.entries(slopes))
        expect(close(slope, derivative), `${mode} ${slope}`).toBe(true);
    });
  }

  it("logaddexp bends where its arguments meet: its second derivative there is 1/4", () => {
    const f = (x: Tensor) => np.logaddexp(x, 2);
    expect([grad(f)(f64(2)).item(), grad(grad(f))(f64(2)).item()]).toEqual([0.5, 0.25]);
  });
  it("x / x is 1 for every whole number to 1000, in float32 too", () => {
    const x = np.arange(1, 1001).astype("float32");
    expect(x.div(x).tolist()).toEqual(Array(1000).fill(1));
  });
  it("nothing is folded that infinity would tell apart: x * 0 is NaN there, under jit as without", () => {
    const f = (x: Tensor) => x.mul(0);
    expect([f(tensor(Infinity)).item(), jit(f)(tensor(Infinity)).item()]).toEqual([NaN, NaN]);
    expect(Object.is(jit((x: Tensor) => x.add(0))(tensor(-0)).item(), 0)).toBe(true);
  });
  it("whole numbers plus 0.5 are float32, not cut off", () => {
    const y = tensor([1, 2], { dtype: "int32" }).add(0.5);
    expect([y.dtype, y.tolist()]).toEqual(["float32", [1.5, 2.5]]);
  });
  it("a variance near 10000 keeps its digits in float32", () => {
    const x = np.arange(0, 100).astype("float32").div(100);
    const wanted = np.variance(x).item();
    expect(Math.abs(np.variance(x.add(10000)).item() - wanted)).toBeLessThan(2e-3 * wanted);
  });
  it("ties of max share the gradient", () => {
    expect(grad((x: Tensor) => x.max())(tensor([1, 3, 3, 2])).tolist()).toEqual([0, 0.5, 0.5, 0]);
  });
  it("a product with two zeros has no gradient, with one only there", () => {
    const gradient = grad((x: Tensor) => np.prod(x));
    expect(gradient(tensor([2, 0, 5])).tolist()).toEqual([0, 10, 0]);
    expect(gradient(tensor([0, 0, 5])).tolist()).toEqual([0, 0, 0]);
  });
  it("a million times 0.1 in float32 is 100000 within a float32's last digits", () => {
    expect(Math.abs(np.full([1_000_000], 0.1).sum().item() - 100_000)).toBeLessThan(0.02);
  });
  it("the variance of numbers with a large offset is that without it", () => {
    const x = tensor([1e6 + 1, 1e6 + 2, 1e6 + 3]);
    expect(np.variance(x).item()).toBeCloseTo(2 / 3, 5);
  });
  it("NaN goes through max, relu and argmax as in NumPy", () => {
    const x = tensor([1, NaN, 3]);
    expect(x.max().item()).toBeNaN();
    expect(x.argmax().item()).toBe(1);
    expect(x.relu().tolist()).toEqual([1, NaN, 3]);
  });
  it("halves round to the even neighbour", () => {
    expect(tensor([0.5, 1.5, 2.5, -0.5, -1.5]).round().tolist()).toEqual([0, 2, 2, -0, -2]);
  });
  it("integer products wrap in 32 bits instead of losing their low bits", () => {
    const x = tensor([123_456_789], { dtype: "int32" });
    expect(x.mul(x).tolist()).toEqual([Math.imul(123_456_789, 123_456_789)]);
  });
  it("float64 never passes through float32", () => {
    expect(tensor([0.1], { dtype: "float64" }).add(0.2).mul(3).tolist()).toEqual([(0.1 + 0.2) * 3]);
  });
});
