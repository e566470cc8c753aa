/** The tape face, and that it and the functional one read the same tape. */
import { describe, expect, it } from "vitest";
import { grad, noGrad, tensor, vmap, zeroGrad, np, type Tensor } from "../index.ts";

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
