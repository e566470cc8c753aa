/** The tape face, and that it and the functional one read the same tape. */
import { describe, expect, it } from "vitest";
import { grad, hessian, lax, noGrad, tensor, vmap, zeroGrad, np, type Tensor } from "../index.ts";

const parameter = (values: number[]) => tensor(values, { requiresGrad: true });

describe("backward", () => {
  it("fills the gradient of the sum of squares: [2, 4, 6]", () => {
    const x = parameter([1, 2, 3]);
    x.pow(2).sum().backward();
    expect(x.grad?.tolist()).toEqual([2, 4, 6]);
  });
  it("adds to what is there until it is zeroed", () => {
    const x = parameter([1]);
    x.mul(3).sum().backward();
    x.mul(3).sum().backward();
    expect(x.grad?.tolist()).toEqual([6]);
    x.zeroGrad();
    expect(x.grad).toBeNull();
  });
  it("adds up where paths fork and meet again", () => {
    const x = parameter([2]);
    const y = x.mul(3);
    y.mul(y).add(y).sum().backward();
    expect(x.grad?.tolist()).toEqual([2 * 9 * 2 + 3]);
  });
  it("reaches no leaf through detach or inside noGrad", () => {
    const [x, w] = [parameter([2]), parameter([5])];
    const cut = noGrad(() => w.mul(2));
    x.mul(x.detach()).mul(cut).sum().backward();
    expect(x.grad?.tolist()).toEqual([20]);
    expect(w.grad).toBeNull();
    expect(cut.requiresGrad).toBe(false);
  });
  it("leaves the gradient of what it does not depend on alone", () => {
    const [x, other] = [parameter([1]), parameter([1])];
    x.sum().backward();
    expect(other.grad).toBeNull();
  });
  it("starts a new history where a parameter is made from another", () => {
    const x = parameter([1, 2]);
    const moved = tensor(x.sub(0.5), { requiresGrad: true });
    moved.pow(2).sum().backward();
    expect(moved.grad?.tolist()).toEqual([1, 3]);
    expect(x.grad).toBeNull();
  });
  it("zeroes whole trees", () => {
    const params = { w: parameter([1]), layers: [{ b: parameter([2]) }] };
    params.w.mul(params.layers[0].b).sum().backward();
    expect(params.w.grad?.tolist()).toEqual([2]);
    zeroGrad(params);
    expect([params.w.grad, params.layers[0].b.grad]).toEqual([null, null]);
  });
  it("goes through grad and vmap, which are younger than the tape", () => {
    const w = parameter([3]);
    // d/dx of w x^2 is 2 w x; summed over x = 1, 2 its derivative by w is 2 (1 + 2).
    const slope = grad((x: Tensor) => w.mul(x).mul(x).sum());
    vmap(slope)(tensor([[1], [2]]))
      .sum()
      .backward();
    expect(w.grad?.tolist()).toEqual([6]);
  });
  it("trains: a line through points, by hand", () => {
    const xs = np.linspace(-1, 1, 20);
    const ys = xs.mul(2).add(0.5);
    let [w, b] = [parameter([0]), parameter([0])];
    for (let step = 0; step < 200; step++) {
      xs.mul(w).add(b).sub(ys).square().mean().backward();
      [w, b] = [w, b].map((p) => tensor(p.detach().sub(p.grad!.mul(0.3)), { requiresGrad: true }));
    }
    expect(w.tolist()).toEqual([expect.closeTo(2, 4)]);
    expect(b.tolist()).toEqual([expect.closeTo(0.5, 4)]);
  });
});

describe("backward({ createGraph })", () => {
  it("records the way back, so that a gradient has a gradient", () => {
    const x = parameter([2]);
    x.pow(3).sum().backward({ createGraph: true });
    const slope = x.grad!;
    expect([slope.tolist(), slope.requiresGrad]).toEqual([[12], true]);
    x.zeroGrad();
    slope.sum().backward();
    expect(x.grad?.tolist()).toEqual([12]);
  });
  it("goes back through loops that kept values for the way", () => {
    const f = (x: Tensor) =>
      lax
        .scan((c: Tensor, x: Tensor) => [c.mul(x).sin(), c], np.ones([], "float64"), x)[1]
        .square()
        .sum();
    const values = [0.3, -0.7, 1.1];
    const x = tensor(values, { dtype: "float64", requiresGrad: true });
    f(x).backward({ createGraph: true });
    const penalty = x.grad!.square().sum();
    x.zeroGrad();
    penalty.backward();
    const point = tensor(values, { dtype: "float64" });
    const wanted = hessian(f)(point).matmul(grad(f)(point)).mul(2);
    x.grad!.toTypedArray().forEach((v, i) => expect(v).toBeCloseTo(wanted.toTypedArray()[i], 12));
  });
  it("is off where it is not asked for", () => {
    const x = parameter([2]);
    x.pow(3).sum().backward();
    expect(x.grad?.requiresGrad).toBe(false);
  });
});

describe("backward({ retainGraph, gradient })", () => {
  it("goes back as often as it is asked, unless the graph was given up", () => {
    const x = parameter([3]);
    const y = x.square().sum();
    y.backward();
    y.backward({ retainGraph: false });
    expect(x.grad?.tolist()).toEqual([12]);
    expect(() => {
      y.backward();
    }).toThrow(
      "backward: an earlier backward({ retainGraph: false }) gave this graph up; leave the option out to go back through it again.",
    );
  });
  it("starts from a cotangent of the result's shape", () => {
    const x = parameter([1, 2]);
    x.square().backward({ gradient: tensor([1, 10]) });
    expect(x.grad?.tolist()).toEqual([2, 40]);
    expect(() => {
      x.square().backward({ gradient: tensor(1) });
    }).toThrow("backward: the gradient has the shape of the result: [2], found [].");
  });
});

describe("hooks and results on the way", () => {
  it("see a gradient whole, and may replace it", () => {
    const x = parameter([2]);
    const y = x.mul(3);
    const seen: unknown[] = [];
    const remove = y.registerHook((gradient) => {
      seen.push(gradient.tolist());
      return gradient.clip(-1, 1);
    });
    y.mul(y).sum().backward();
    expect([seen, x.grad?.tolist()]).toEqual([[[12]], [3]]);
    remove();
    x.zeroGrad();
    y.mul(y).sum().backward();
    expect(x.grad?.tolist()).toEqual([36]);
  });
  it("hold a leaf's gradient too, and only look where they return nothing", () => {
    const x = parameter([1]);
    let norm = 0;
    x.registerHook((gradient) => {
      norm = gradient.abs().sum().item();
      return undefined;
    });
    x.mul(-4).sum().backward();
    expect([norm, x.grad?.tolist()]).toEqual([4, [-4]]);
  });
  it("keep the gradient of a result where it is asked for", () => {
    const x = parameter([2]);
    const y = x.mul(3);
    y.retainGrad();
    y.square().sum().backward();
    expect(y.grad?.tolist()).toEqual([12]);
    expect(() => {
      tensor(1).retainGrad();
    }).toThrow("retainGrad: no gradient ever reaches this tensor: nothing with requiresGrad leads to it.");
  });
});
