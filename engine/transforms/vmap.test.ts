/** vmap maps over the given axes, leaves the others, and puts the result's batch axis where it is asked to. */
import { describe, expect, it } from "vitest";
import { grad, np, tensor, vmap, type Tensor } from "../index.ts";

const x = np.arange(24).reshape(2, 3, 4).astype("float32");

describe("vmap", () => {
  it.each([0, 1, 2, -1])("maps over axis %d and leaves the others", (axis) => {
    const mapped = vmap((row: Tensor) => row.sum(0), { in: axis })(x);
    const moved = axis === -1 ? 2 : axis;
    const rows = Array.from({ length: x.shape[moved] }, (_, i) => x.take(i, moved).sum(0));
    expect(mapped.tolist()).toEqual(np.stack(rows).tolist());
  });
  it("puts the batch axis of the result where `out` says", () => {
    const mapped = vmap((row: Tensor) => row.mul(2), { in: 1, out: 1 })(x);
    expect(mapped.tolist()).toEqual(x.mul(2).tolist());
    expect(vmap((row: Tensor) => row, { out: -1 })(x).shape).toEqual([3, 4, 2]);
  });
  it("repeats a result that does not depend on the example", () => {
    expect(vmap(() => tensor([7]))(...([x] as unknown as [])).tolist()).toEqual([[7], [7]]);
  });
  it("shares what has null, maps whole trees, and keeps what is no tensor", () => {
    const f = (p: { w: Tensor }, row: Tensor) => ({ y: row.matmul(p.w), note: "kept" });
    const w = np.ones([4, 2]);
    const { y, note } = vmap(f, { in: [null, 0] })({ w }, x);
    expect(y.tolist()).toEqual(x.matmul(w).tolist());
    expect(note).toBe("kept");
  });
  it("gives per-example gradients equal to a loop", () => {
    const loss = (w: Tensor, row: Tensor) => row.matmul(w).tanh().sum();
    const w = tensor([0.1, -0.2, 0.3, 0.05]);
    const rows = x.div(24);
    const each = vmap(grad(loss), { in: [null, 0] })(w, rows);
    const loop = [0, 1].map((i) => grad(loss)(w, rows.take(i)));
    expect(each.shape).toEqual([2, 4]);
    expect(each.sub(np.stack(loop)).abs().max().item()).toBeLessThan(1e-6);
  });
  it("nests: a table of products of all pairs", () => {
    const table = vmap(
      (a: Tensor, b: Tensor) => vmap((p: Tensor, q: Tensor) => p.mul(q), { in: [null, 0] })(a, b),
      { in: [0, null] },
    );
    expect(table(tensor([1, 2]), tensor([3, 4, 5])).tolist()).toEqual([
      [3, 4, 5],
      [6, 8, 10],
    ]);
  });
});

describe("axes of trees", () => {
  const params = { w: np.arange(6).reshape(3, 2).astype("float32"), b: tensor(10) };
  const f = (p: typeof params, x: Tensor) => ({ y: p.w.mul(x).sum().add(p.b), b: p.b });
  it("name an axis for each part", () => {
    const { y } = vmap(f, { in: [{ w: 0, b: null }, null] })(params, tensor([1, 2]));
    expect(y.tolist()).toEqual([12, 18, 24]);
  });
  it("place each result, or promise that it is shared", () => {
    const { y, b } = vmap(f, { in: [{ w: 0, b: null }, null], out: { y: 0, b: null } })(
      params,
      tensor([1, 2]),
    );
    expect([y.shape, b.shape]).toEqual([[3], []]);
    expect(() => vmap(f, { in: [{ w: 0, b: null }, null], out: null })(params, tensor([1, 2]))).toThrow(
      "vmap: out is null for y, which differs between examples; give it an axis, or sum over the batch with lax.psum.",
    );
  });
  it("must follow the tree", () => {
    expect(() => vmap(f, { in: [{ w: 0 }, null] })(params, tensor([1, 2]))).toThrow(
      "vmap: the axes do not follow the tree at b: name an axis or null for each part, or one for all.",
    );
    expect(() => vmap(f, { in: [0] })(params, tensor([1, 2]))).toThrow(
      "vmap: in has no entry for argument 1; give one for each, null for what all examples share.",
    );
  });
});
