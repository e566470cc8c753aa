/** Sums over a named batch axis: their values, both derivatives, and what is said where the axis is missing. */
import { describe, expect, it } from "vitest";
import { grad, jit, jvp, lax, tensor, vmap, type Tensor } from "../index.ts";

const f64 = (values: number[]) => tensor(values, { dtype: "float64" });
const share = (x: Tensor) => x.div(lax.psum(x, "batch"));

describe("psum and pmean", () => {
  it("see all examples of the vmap with their name", () => {
    expect(vmap(share, { axisName: "batch" })(f64([1, 2, 5])).tolist()).toEqual([1 / 8, 2 / 8, 5 / 8]);
    const centred = (x: Tensor) => x.sub(lax.pmean(x, "batch"));
    expect(vmap(centred, { axisName: "batch" })(f64([1, 2, 6])).tolist()).toEqual([-2, -1, 3]);
    expect(
      vmap((x: Tensor) => x.mul(0).add(lax.axisIndex("batch")), { axisName: "batch" })(f64([7, 8])).tolist(),
    ).toEqual([0, 1]);
  });
  it("count what no example changes once for each", () => {
    expect(
      vmap((x: Tensor) => x.add(lax.psum(1, "batch")), { axisName: "batch" })(f64([0, 0, 0])).tolist(),
    ).toEqual([3, 3, 3]);
  });
  it("reach through an inner vmap, and an outer name from within", () => {
    const f = (x: Tensor) =>
      vmap((y: Tensor) => lax.psum(y, "outer").add(lax.psum(y, "inner").mul(10)), { axisName: "inner" })(x);
    expect(
      vmap(f, { axisName: "outer" })(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ).tolist(),
    ).toEqual([
      [34, 36],
      [74, 76],
    ]);
  });
  it("have the derivatives of the sum, inside and outside of the vmap", () => {
    const total = (x: Tensor) =>
      vmap((y: Tensor) => lax.psum(y.square(), "batch"), { axisName: "batch" })(x).sum();
    expect(grad(total)(f64([1, 2])).tolist()).toEqual([4, 8]);
    // Each example's loss counts: what one sends, all receive.
    const each = vmap(
      grad((y: Tensor) => lax.psum(y.square(), "batch")),
      { axisName: "batch" },
    );
    expect(each(f64([1, 2])).tolist()).toEqual([4, 8]);
    const pushed = vmap((y: Tensor) => jvp((y: Tensor) => lax.psum(y.square(), "batch"), [y], [y])[1], {
      axisName: "batch",
    });
    expect(pushed(f64([1, 2])).tolist()).toEqual([10, 10]);
  });
  it("are traced anew for another batch size", () => {
    const mean = jit((x: Tensor) => lax.pmean(x, "batch"));
    expect(vmap(mean, { axisName: "batch" })(f64([1, 3])).tolist()).toEqual([2, 2]);
    expect(vmap(mean, { axisName: "batch" })(f64([1, 3, 8])).tolist()).toEqual([4, 4, 4]);
    expect(jit(vmap(share, { axisName: "batch" }))(f64([1, 3])).tolist()).toEqual([0.25, 0.75]);
  });
  it("name the axes that there are where theirs is missing", () => {
    expect(() => lax.psum(tensor(1), "batch")).toThrow(
      'psum: no vmap around this call has an axis named "batch"; name it: vmap(f, { axisName: "batch" }).',
    );
    expect(() => vmap((x: Tensor) => lax.pmean(x, "rows"), { axisName: "batch" })(f64([1]))).toThrow(
      'pmean: no vmap around this call has an axis named "rows", only "batch"; name it: vmap(f, { axisName: "rows" }).',
    );
  });
});
