/** Rules that the author states, under every transform and in both modes. */
import { describe, expect, it } from "vitest";
import {
  customJvp,
  customVjp,
  grad,
  hessian,
  jacfwd,
  jacrev,
  jit,
  jvp,
  linearize,
  np,
  tensor,
  vjp,
  vmap,
  type Tensor,
} from "../index.ts";

const f64 = (values: number | number[]) => tensor(values, { dtype: "float64" });

/** ln(1 + e^x), whose own derivative by the chain rule is NaN for large x. */
const log1pexp = customJvp(
  (x: Tensor) => x.exp().add(1).log(),
  ([x], [dx]) => [x.exp().add(1).log(), dx.mul(np.sub(1, np.div(1, x.exp().add(1))))],
);

/** The identity, whose gradient is clipped to [-1, 1]. */
const clipped = customVjp(
  (x: Tensor) => x,
  (x) => [x, null],
  (_kept, ct: Tensor) => [ct.clip(-1, 1)],
);

describe("customJvp", () => {
  it("replaces the derivative in both modes", () => {
    expect(grad(log1pexp)(f64(100)).item()).toBe(1);
    expect(jvp(log1pexp, [f64(100)], [f64(1)])[1].item()).toBe(1);
    expect(grad((x: Tensor) => x.exp().add(1).log())(tensor(100)).item()).toBeNaN();
  });
  it("is differentiated again through its rule", () => {
    const s = 1 / (1 + Math.exp(-0.3));
    expect(grad(grad(log1pexp))(f64(0.3)).item()).toBeCloseTo(s * (1 - s), 12);
    expect(grad(grad(grad(log1pexp)))(f64(0.3)).item()).toBeCloseTo(s * (1 - s) * (1 - 2 * s), 12);
  });
  it("works under vmap, jit and their mixtures", () => {
    const xs = f64([-1, 0, 100]);
    const wanted = xs.sigmoid().tolist();
    for (const f of [
      vmap(grad(log1pexp)),
      jit(vmap(grad(log1pexp))),
      vmap(jit(grad(log1pexp))),
      vmap(grad(jit(log1pexp))),
      (x: Tensor) => grad((x: Tensor) => vmap(log1pexp)(x).sum())(x),
    ]) {
      (f(xs).tolist() as number[]).forEach((v, i) => expect(v).toBeCloseTo((wanted as number[])[i], 14));
    }
  });
  it("takes trees and returns them", () => {
    const f = customJvp(
      (p: { a: Tensor; b: Tensor }) => ({ y: p.a.mul(p.b) }),
      ([p], [d]) => [{ y: p.a.mul(p.b) }, { y: d.a.mul(p.b).mul(10) }],
    );
    const gradient = grad((p: { a: Tensor; b: Tensor }) => f(p).y)({ a: f64(2), b: f64(3) });
    expect([gradient.a.item(), gradient.b.item()]).toEqual([30, 0]);
  });
  it("refuses a value from outside that is being differentiated", () => {
    const run = (w: Tensor) =>
      customJvp(
        (x: Tensor) => x.mul(w),
        ([x], [dx]) => [x.mul(w), dx.mul(w)],
      )(w.mul(2));
    expect(() => grad(run)(f64(1))).toThrow(
      "customJvp: the function reads a value from outside that a transform follows; its derivative would be lost. Pass it as an argument.",
    );
  });
});

describe("customVjp", () => {
  it("pulls back by its own rule", () => {
    expect(grad((x: Tensor) => clipped(x.mul(5)).mul(3))(f64(1)).item()).toBe(5);
    expect(vjp(clipped, f64(1))[1](f64(-7))[0].item()).toBe(-1);
  });
  it("keeps residuals of the forward run", () => {
    const sine = customVjp(
      (x: Tensor) => x.sin(),
      (x) => [x.sin(), { cos: x.cos() }],
      ({ cos }, ct: Tensor) => [ct.mul(cos).mul(2)],
    );
    expect(grad(sine)(f64(0.5)).item()).toBeCloseTo(2 * Math.cos(0.5), 14);
    expect(grad(grad(sine))(f64(0.5)).item()).toBeCloseTo(-2 * Math.sin(0.5), 14);
    expect(jacfwd(sine)(f64(0.5)).item()).toBeCloseTo(2 * Math.cos(0.5), 14);
    expect(jit(vmap(grad(sine)))(f64([0, 0.5])).tolist()).toEqual([2, 2 * Math.cos(0.5)]);
    expect(vmap(grad(jit(sine)))(f64([0, 0.5])).tolist()).toEqual([2, 2 * Math.cos(0.5)]);
  });
  it("sums what examples send to what they share", () => {
    const product = customVjp(
      (w: Tensor, x: Tensor) => w.mul(x),
      (w, x) => [w.mul(x), [w, x] as const],
      ([w, x], ct: Tensor) => [ct.mul(x), ct.mul(w)],
    );
    const loss = (w: Tensor) => vmap(product, { in: [null, 0] })(w, f64([1, 2, 3])).sum();
    expect(grad(loss)(f64(2)).item()).toBe(6);
  });
  it("names what the backward function got wrong", () => {
    const few = customVjp(
      (x: Tensor, y: Tensor) => x.mul(y),
      (x, y) => [x.mul(y), null],
      () => [],
    );
    expect(() => grad(few)(f64(1), f64(2))).toThrow(
      "customVjp: backward returned 0 cotangents for 2 arguments; return one each, null for none.",
    );
    const wide = customVjp(
      (x: Tensor) => x.sum(),
      (x) => [x.sum(), null],
      (_r, ct: Tensor) => [ct],
    );
    expect(() => grad(wide)(f64([1, 2]))).toThrow(
      "customVjp: backward's cotangent has shape []; it must have that of its primal, [2].",
    );
  });
});

describe("linearize", () => {
  it("gives the value and a linear map that the function is not run for again", () => {
    let runs = 0;
    const f = (x: Tensor) => {
      runs++;
      return x.sin().mul(x).sum();
    };
    const x = f64([0.3, 2]);
    const [y, along] = linearize(f, x);
    for (const v of [f64([1, 0]), f64([0, 1]), f64([2, -3])]) {
      expect(along(v).item()).toBeCloseTo(jvp(f, [x], [v])[1].item(), 14);
    }
    expect([runs, y.item()]).toEqual([4, f(x).item()]);
  });
  it("lets the function branch on its values, and nests", () => {
    const f = (x: Tensor) => (x.item() > 0 ? x.square() : x.neg());
    expect(linearize(f, f64(3))[1](f64(1)).item()).toBe(6);
    const slope = (x: Tensor) => linearize((x: Tensor) => x.pow(3), x)[1](f64(1));
    expect(grad(slope)(f64(2)).item()).toBe(12);
    expect(vmap(jit(slope))(f64([1, 2])).tolist()).toEqual([3, 12]);
  });
});

describe("a Hessian through custom rules", () => {
  it("is one, whichever way it is made", () => {
    const f = (x: Tensor) => log1pexp(x).mul(clipped(x.sin())).sum();
    const x = f64([0.2, -0.4]);
    const wanted = (hessian(f)(x).tolist() as number[][]).flat();
    for (const other of [jacrev(grad(f)), jacfwd(jacrev(f)), jit(jacrev(grad(f)))]) {
      (other(x).tolist() as number[][]).flat().forEach((v, i) => expect(v).toBeCloseTo(wanted[i], 12));
    }
  });
});
