/** What the compiler knows: the type of a tree survives every transform. Checked by `npm run types`; run here for its values. */
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  checkpoint,
  customVjp,
  grad,
  jit,
  lax,
  linearize,
  np,
  optim,
  random,
  tensor,
  tree,
  valueAndGrad,
  vmap,
  type Tensor,
} from "./index.ts";

interface Params {
  w: Tensor;
  layers: { b: Tensor }[];
}
const params: Params = { w: tensor([1, 2]), layers: [{ b: tensor(0) }] };
const loss = (p: Params, x: Tensor) => p.w.mul(x).sum().add(p.layers[0].b);
const x = tensor([3, 4]);

describe("the type of the parameters", () => {
  it("is kept by grad, valueAndGrad and jit", () => {
    const gradient = grad(loss)(params, x);
    expectTypeOf(gradient.w).toEqualTypeOf<Tensor>();
    expectTypeOf(gradient.layers[0].b).toEqualTypeOf<Tensor>();
    const [value, same] = jit(valueAndGrad(loss))(params, x);
    expectTypeOf(value).toEqualTypeOf<Tensor>();
    expectTypeOf(same.layers).toEqualTypeOf<{ b: Tensor }[]>();
  });
  it("is kept by the optimizers and by tree.map", () => {
    const opt = optim.adam(0.1);
    const next = opt.update(grad(loss)(params, x), opt.init(params), params);
    expectTypeOf(next.params).toExtend<Params>();
    expectTypeOf(tree.map((w) => w.size, params).layers[0].b).toEqualTypeOf<number>();
  });
  it("is kept by scan, cond and checkpoint: the carry in, the carry out", () => {
    const [carry, ys] = lax.scan((p: Params, x: Tensor) => [p, { y: x }], params, np.ones([3, 2]));
    expectTypeOf(carry).toEqualTypeOf<Params>();
    expectTypeOf(ys.y).toEqualTypeOf<Tensor>();
    const chosen = lax.cond(
      true,
      (p: Params) => p.layers,
      (p: Params) => p.layers,
      params,
    );
    expectTypeOf(chosen).toEqualTypeOf<{ b: Tensor }[]>();
    expectTypeOf(checkpoint(loss)).toEqualTypeOf<(p: Params, x: Tensor) => Tensor>();
  });
  it("is kept by custom rules and linearize", () => {
    const ruled = customVjp(
      (p: Params) => p.w.sum(),
      (p) => [p.w.sum(), p],
      (p, ct: Tensor) => {
        expectTypeOf(p).toEqualTypeOf<Params>();
        return [{ w: ct.mul(p.w), layers: [{ b: ct }] }];
      },
    );
    expectTypeOf(ruled).toEqualTypeOf<(p: Params) => Tensor>();
    expectTypeOf(grad(ruled)(params).layers[0].b).toEqualTypeOf<Tensor>();
    expectTypeOf(linearize(loss, params, x)[1]).toEqualTypeOf<(p: Params, x: Tensor) => Tensor>();
  });
  it("is kept by vmap, arguments and result", () => {
    const perExample = vmap(grad(loss), { in: [null, 0] });
    expectTypeOf(perExample).parameters.toEqualTypeOf<[Params, Tensor]>();
    expectTypeOf(perExample(params, np.ones([5, 2])).w).toEqualTypeOf<Tensor>();
  });
  it("comes beside what the loss also returns", () => {
    const withAux = valueAndGrad((p: Params) => [loss(p, x), { seen: 3 }] as const, { hasAux: true });
    const [[, aux]] = withAux(params);
    expectTypeOf(aux.seen).toEqualTypeOf<3>();
  });
});

describe("a wrong call does not compile", () => {
  it("of a transform or a function", () => {
    const wrong = [
      // @ts-expect-error -- the loss takes parameters and inputs
      () => grad(loss)(params),
      // @ts-expect-error -- a gradient needs a scalar tensor, not a number
      () => grad((p: Params) => p.w.item())(params),
      // @ts-expect-error -- strings are no tensors
      () => x.add("1"),
      // @ts-expect-error -- a seed is no key
      () => random.normal(3),
      // @ts-expect-error -- there is no such dtype
      () => tensor([1], { dtype: "float16" }),
    ];
    for (const call of wrong) expect(call).toThrow();
  });
});
