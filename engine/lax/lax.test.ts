/** Loops, branches and implicit solutions under every transform, against the same computation written out. */
import { describe, expect, it } from "vitest";
import {
  checkpoint,
  grad,
  hessian,
  jacfwd,
  jacrev,
  jit,
  jvp,
  lax,
  makeProgram,
  np,
  tensor,
  valueAndGrad,
  vjp,
  vmap,
  type Tensor,
} from "../index.ts";

const f64 = (values: number | number[] | number[][]) => tensor(values, { dtype: "float64" });
const flat = (x: Tensor) => [...x.toTypedArray()];
function expectSame(found: Tensor, wanted: Tensor, digits = 12) {
  expect(found.shape).toEqual(wanted.shape);
  flat(found).forEach((v, i) => expect(v).toBeCloseTo(flat(wanted)[i], digits));
}

/** A function of a vector [3], and the same with its loop written out. */
interface Pair {
  readonly looped: (x: Tensor) => Tensor;
  readonly plain: (x: Tensor) => Tensor;
}
const rows = f64([
  [0.1, -0.4, 0.3],
  [0.7, 0.2, -0.5],
  [-0.2, 0.9, 0.4],
  [0.3, 0.3, -0.8],
]);
const row = (t: number) => rows.slice(t, t + 1).reshape(3);

const pairs: Record<string, Pair> = {
  "scan with a captured weight, a carry and outputs": {
    looped: (w) => {
      const [h, ys] = lax.scan(
        (h: Tensor, x: Tensor) => {
          const next = h.mul(w).add(x).tanh();
          return [next, next.mul(x).sum()];
        },
        w.mul(0.5),
        rows,
      );
      return h.sum().add(ys.square().sum());
    },
    plain: (w) => {
      let h = w.mul(0.5);
      let total = tensor(0, { dtype: "float64" });
      for (let t = 0; t < 4; t++) {
        h = h.mul(w).add(row(t)).tanh();
        total = total.add(h.mul(row(t)).sum().square());
      }
      return h.sum().add(total);
    },
  },
  "scan in reverse over what is differentiated": {
    looped: (x) => {
      const [c, ys] = lax.scan((c: Tensor, x: Tensor) => [c.mul(x).sin(), c.add(x)], f64(0.3), x, {
        reverse: true,
      });
      return c.add(ys.mul(f64([1, 2, 3])).sum());
    },
    plain: (x) => {
      let c = f64(0.3);
      let total = f64(0);
      for (let t = 2; t >= 0; t--) {
        const each = x.slice(t, t + 1).reshape([]);
        total = total.add(c.add(each).mul(t + 1));
        c = c.mul(each).sin();
      }
      return c.add(total);
    },
  },
  "foriLoop with a counter that is used": {
    looped: (x) => lax.foriLoop(1, 5, (i, s) => s.mul(x).add(i.astype("float64").mul(x.square())), x).sum(),
    plain: (x) => {
      let s = x;
      for (let i = 1; i < 5; i++) s = s.mul(x).add(x.square().mul(i));
      return s.sum();
    },
  },
  "a scan within a scan": {
    looped: (x) =>
      lax
        .scan(
          (c: Tensor, x: Tensor) => [lax.foriLoop(0, 3, (_i, s) => s.mul(x).cos(), c), c.square()],
          f64(0.4),
          x,
        )[1]
        .sum(),
    plain: (x) => {
      let c = f64(0.4);
      let total = f64(0);
      for (let t = 0; t < 3; t++) {
        total = total.add(c.square());
        const each = x.slice(t, t + 1).reshape([]);
        for (let i = 0; i < 3; i++) c = c.mul(each).cos();
      }
      return total;
    },
  },
  "cond on the data": {
    looped: (x) =>
      lax.cond(
        x.sum().gt(0),
        (x: Tensor) => x.pow(3).sum(),
        (x: Tensor) => x.exp().sum(),
        x.mul(2),
      ),
    plain: (x) => np.where(x.sum().gt(0), x.mul(2).pow(3).sum(), x.mul(2).exp().sum()),
  },
  "switch with captured values": {
    looped: (x) =>
      lax.switch(x.argmax(), [() => x.sum(), (y: Tensor) => x.mul(y).sum(), () => x.sin().prod()], x.cos()),
    plain: (x) => {
      const i = x.argmax();
      const [a, b, c] = [x.sum(), x.mul(x.cos()).sum(), x.sin().prod()];
      return np.where(i.eq(0), a, np.where(i.eq(1), b, c));
    },
  },
  map: {
    looped: (x) => lax.map((y: Tensor) => y.sin().mul(x.sum()), x).sum(),
    plain: (x) => x.sin().mul(x.sum()).sum(),
  },
  associativeScan: {
    looped: (x) =>
      lax
        .associativeScan((a: Tensor, b: Tensor) => a.mul(b), x.add(1))
        .square()
        .sum(),
    plain: (x) => {
      const y = x.add(1);
      const at = (i: number) => y.slice(i, i + 1).reshape([]);
      const [a, b] = [at(0), at(0).mul(at(1))];
      return a
        .square()
        .add(b.square())
        .add(b.mul(at(2)).square());
    },
  },
  checkpoint: {
    looped: (x) => checkpoint((y: Tensor) => y.sin().mul(x).exp())(x.square()).sum(),
    plain: (x) => x.square().sin().mul(x).exp().sum(),
  },
  customRoot: {
    // y with y^3 + x y = 1, by Newton's steps.
    looped: (x) =>
      lax
        .customRoot(
          (y: Tensor) => y.pow(3).add(x.mul(y)).sub(1),
          np.ones([3], "float64"),
          (f, guess) => lax.foriLoop(0, 40, (_i, y) => y.sub(jvpStep(f, y)), guess),
          (linear, b) => b.div(linear(np.ones([3], "float64"))),
        )
        .sum(),
    plain: (x) => {
      let y = np.ones([3], "float64");
      for (let i = 0; i < 40; i++) y = y.sub(jvpStep((y) => y.pow(3).add(x.mul(y)).sub(1), y));
      return y.sum();
    },
  },
  customLinearSolve: {
    looped: (x) => {
      const diagonal = x.square().add(2);
      const matvec = (v: Tensor) => v.mul(diagonal).add(v.sum());
      return lax.customLinearSolve(matvec, x.sin(), conjugateGradients).square().sum();
    },
    // Sherman and Morrison: (D + 1 1^T)^-1 b
    plain: (x) => {
      const d = x.square().add(2);
      const b = x.sin();
      const s = b.div(d).sum().div(np.div(1, d).sum().add(1));
      return b.sub(s).div(d).square().sum();
    },
  },
};

function jvpStep(f: (y: Tensor) => Tensor, y: Tensor): Tensor {
  const [value, slope] = jvp(f, [y], [np.onesLike(y)]);
  return value.div(slope);
}

function conjugateGradients(matvec: (v: Tensor) => Tensor, b: Tensor): Tensor {
  const start = { x: np.zerosLike(b), r: b, p: b };
  return lax.foriLoop(
    0,
    3,
    (_i, { x, r, p }) => {
      const ap = matvec(p);
      const alpha = r.square().sum().div(p.mul(ap).sum().add(1e-300));
      const next = r.sub(ap.mul(alpha));
      const beta = next.square().sum().div(r.square().sum().add(1e-300));
      return { x: x.add(p.mul(alpha)), r: next, p: next.add(p.mul(beta)) };
    },
    start,
  ).x;
}

const x = f64([0.3, -0.2, 0.6]);
const xs = f64([
  [0.3, -0.2, 0.6],
  [-0.5, -0.3, 0.1],
]);
const v = f64([0.2, 1, -0.7]);

for (const [name, { looped, plain }] of Object.entries(pairs)) {
  describe(name, () => {
    const views: Record<string, (f: (x: Tensor) => Tensor) => Tensor> = {
      value: (f) => f(x),
      jit: (f) => jit(f)(x),
      jvp: (f) => jvp(f, [x], [v])[1],
      grad: (f) => grad(f)(x),
      "jit of grad": (f) => jit(grad(f))(x),
      "grad of jit": (f) => grad(jit(f))(x),
      vmap: (f) => vmap(f)(xs),
      "vmap of grad": (f) => vmap(grad(f))(xs),
      "grad of vmap": (f) => grad((xs: Tensor) => vmap(f)(xs).sum())(xs),
      "jit of vmap of grad": (f) => jit(vmap(grad(f)))(xs),
      "vmap of jit of jvp": (f) => vmap(jit((x: Tensor) => jvp(f, [x], [v])[1]))(xs),
      "forward over reverse": (f) => jacfwd(grad(f))(x),
      "reverse over reverse": (f) => jacrev(grad(f))(x),
      "reverse over forward": (f) => jacrev(jacfwd(f))(x),
      "vmap of hessian": (f) => vmap(hessian(f))(xs),
    };
    for (const [view, apply] of Object.entries(views)) {
      it(`${view} is as written out`, () => expectSame(apply(looped), apply(plain), 9));
    }
    it("feeds a tape", () => {
      const w = tensor([0.3, -0.2, 0.6], { dtype: "float64", requiresGrad: true });
      looped(w).backward();
      expectSame(w.grad!, grad(plain)(x), 9);
    });
  });
}

describe("scan", () => {
  it("carries trees and stacks trees", () => {
    const [{ a, n }, ys] = lax.scan(
      ({ a, n }: { a: Tensor; n: Tensor }, x: { u: Tensor }) => [
        { a: a.add(x.u), n: n.add(1) },
        { sum: a, twice: [x.u.mul(2)] },
      ],
      { a: f64(0), n: tensor(0, { dtype: "int32" }) },
      { u: f64([1, 2, 3]) },
    );
    expect([a.item(), n.item(), n.dtype]).toEqual([6, 3, "int32"]);
    expect([ys.sum.tolist(), ys.twice[0].tolist()]).toEqual([
      [0, 1, 3],
      [2, 4, 6],
    ]);
  });
  it("is one equation of a program, whatever its length", () => {
    const f = (x: Tensor) => lax.scan((c: Tensor) => [c.mul(2), null], x, null, { length: 1000 })[0];
    expect(makeProgram(f)(tensor(1)).equations.length).toBe(1);
    expect(String(makeProgram(f)(tensor(1)))).toMatchInlineSnapshot(`
      "program (a: float32[]) {
        b: float32[] = scan[program=program (a: float32[]) with b = 2 {
          c: float32[] = mul a b
          return c
        } captured=0 carry=1 length=1000 reverse=false] a
        return b
      }"
    `);
  });
  it("runs no step at all over nothing", () => {
    const [c, ys] = lax.scan((c: Tensor, x: Tensor) => [c.add(x), x], f64(5), np.zeros([0], "float64"));
    expect([c.item(), ys.shape]).toEqual([5, [0]]);
    expect(
      grad((c: Tensor) => lax.scan((c: Tensor) => [c.mul(2), null], c, null, { length: 0 })[0])(
        f64(1),
      ).item(),
    ).toBe(1);
  });
});

describe("whileLoop", () => {
  const halvings = (x: Tensor) =>
    lax.whileLoop<[Tensor, Tensor]>(
      ([y]) => y.gt(1),
      ([y, n]) => [y.div(2), n.add(1)],
      [x, tensor(0, { dtype: "int32" })],
    );
  it("stops each example when it has finished", () => {
    const [ys, n] = vmap(halvings)(f64([1, 5, 100]));
    expect([ys.tolist(), n.tolist()]).toEqual([
      [1, 5 / 8, 100 / 128],
      [0, 3, 7],
    ]);
    expect(jit(vmap(halvings))(f64([1, 5, 100]))[1].tolist()).toEqual([0, 3, 7]);
  });
  it("shares one condition among examples that need no more", () => {
    const powers = (x: Tensor) =>
      lax.whileLoop<[Tensor, Tensor]>(
        ([, n]) => n.lt(3),
        ([y, n]) => [y.mul(x), n.add(1)],
        [x, tensor(0, { dtype: "int32" })],
      )[0];
    expect(vmap(powers)(f64([2, 3])).tolist()).toEqual([16, 81]);
  });
  it("has tangents, in any mixture", () => {
    const f = (x: Tensor) => halvings(x.square())[0];
    expect(jvp(f, [f64(3)], [f64(1)])[1].item()).toBe(6 / 16);
    expect(jit(vmap((x: Tensor) => jvp(f, [x], [f64(1)])[1]))(f64([3, 0.5])).tolist()).toEqual([6 / 16, 1]);
    expect(jacfwd(jacfwd(f))(f64(3)).item()).toBe(2 / 16);
  });
  it("says what to use where reverse mode is asked", () => {
    expect(() => grad((x: Tensor) => halvings(x)[0])(f64(3))).toThrow(
      "whileLoop: reverse mode needs the steps that were taken, and their number depends on the data. Use lax.scan, lax.foriLoop with numbers as bounds, forward mode (jvp, jacfwd), or customVjp.",
    );
  });
  it("serves foriLoop where a bound is a tensor", () => {
    const f = (n: Tensor) => lax.foriLoop(0, n, (_i, x) => x.mul(2), tensor(1));
    expect(vmap(f)(tensor([0, 3, 5], { dtype: "int32" })).tolist()).toEqual([1, 8, 32]);
  });
});

describe("associativeScan", () => {
  it("is cumsum of an addition, for every length, forwards and backwards", () => {
    for (const n of [0, 1, 2, 3, 7, 8, 13]) {
      const x = np.arange(n).astype("float64").sin();
      expectSame(lax.associativeScan(np.add, x), np.cumsum(x));
      expectSame(lax.associativeScan(np.add, x, { reverse: true }), np.flip(np.cumsum(np.flip(x))));
    }
  });
  it("solves a linear recurrence", () => {
    const [a, b] = [f64([0.5, 0.2, 0.9]), f64([1, 2, 3])];
    const [, h] = lax.associativeScan(
      ([a1, b1]: Tensor[], [a2, b2]: Tensor[]) => [a1.mul(a2), b1.mul(a2).add(b2)],
      [a, b],
    );
    expectSame(h, f64([1, 2.2, 4.98]));
  });
});

describe("implicit derivatives", () => {
  it("do not differentiate the iterations", () => {
    const root = (a: Tensor) =>
      lax.customRoot(
        (y: Tensor) => y.square().sub(a),
        f64(1),
        (f, guess) => {
          // Numbers decide: under grad they are known.
          let y = guess;
          while (Math.abs(f(y).item()) > 1e-13) y = y.sub(f(y).div(y.mul(2)));
          return y;
        },
        (g, y) => y.div(g(f64(1))),
      );
    expect(valueAndGrad(root)(f64(9)).map((t) => t.item())).toEqual([3, 1 / 6]);
    expect(grad(grad(root))(f64(9)).item()).toBeCloseTo(-1 / 108, 14);
  });
  it("solve the transposed system on the way back", () => {
    const a = f64([
      [4, 1],
      [0, 3],
    ]);
    const upper = (m: Tensor, b: Tensor) => {
      const [b0, b1] = [b.slice(0, 1), b.slice(1, 2)];
      const entry = (i: number, j: number) =>
        m
          .slice(i, i + 1, 0)
          .slice(j, j + 1, 1)
          .reshape(1);
      const y = b1.div(entry(1, 1));
      return np.concatenate([b0.sub(entry(0, 1).mul(y)).div(entry(0, 0)), y]);
    };
    const lower = (m: Tensor, b: Tensor) => np.flip(upper(np.flip(m), np.flip(b)));
    const solve = (m: Tensor, b: Tensor) => {
      const known = m.detach();
      return lax.customLinearSolve(
        (x) => m.matmul(x),
        b,
        (_mv, b) => upper(known, b),
        {
          transposeSolve: (_vm, b) => lower(known.transpose(), b),
        },
      );
    };
    const [x, pull] = vjp(solve, a, f64([6, 3]));
    expectSame(x, f64([1.25, 1]));
    expectSame(pull(f64([1, 0]))[1], f64([0.25, -1 / 12]));
  });
});
