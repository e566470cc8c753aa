/** Differential equations with known solutions, and both gradients against them. */
import { describe, expect, it } from "vitest";
import { grad, jacfwd, jit, jvp, np, odeint, tensor, vmap, type Tensor } from "../index.ts";
import type { OdeOptions } from "./ode.ts";

const f64 = (values: number | number[]) => tensor(values, { dtype: "float64" });
const ts = f64([0, 0.3, 1, 2]);
const precise = { rtol: 1e-10, atol: 1e-12 };
const ways: Record<string, OdeOptions> = {
  "rk4, unrolled": { method: "rk4", substeps: 200 },
  "rk4, adjoint": { method: "rk4", substeps: 200, gradient: "adjoint" },
  "dopri5, unrolled": { gradient: "unrolled", ...precise },
  "dopri5, adjoint": { gradient: "adjoint", ...precise },
};

/** A damped spring with its rate as a parameter: q'' = -k q - c q'. */
const spring = (k: Tensor) => (s: { q: Tensor; p: Tensor }) => ({
  q: s.p,
  p: s.q.mul(k).neg().sub(s.p.mul(0.2)),
});
function known(k: number, t: number): number {
  const w = Math.sqrt(k - 0.01);
  return Math.exp(-0.1 * t) * (Math.cos(w * t) + (0.1 / w) * Math.sin(w * t));
}

for (const [name, options] of Object.entries(ways)) {
  const adaptiveTape = name === "dopri5, unrolled";
  const at = (k: Tensor, times: Tensor = ts) => odeint(spring(k), { q: f64(1), p: f64(0) }, times, options).q;
  describe(name, () => {
    it("follows a damped spring", () => {
      (at(f64(3)).tolist() as number[]).forEach((q, i) =>
        expect(q).toBeCloseTo(known(3, [0, 0.3, 1, 2][i]), 8),
      );
    });
    it("has the derivative of the solution by a parameter", () => {
      const h = 1e-5;
      const wanted = (known(3 + h, 2) - known(3 - h, 2)) / (2 * h);
      const last = (k: Tensor) => at(k).slice(3).sum();
      expect(grad(last)(f64(3)).item()).toBeCloseTo(wanted, 7);
      expect(jvp(last, [f64(3)], [f64(1)])[1].item()).toBeCloseTo(wanted, 7);
    });
    it("has derivatives by the first state and by every time", () => {
      const run = (y0: Tensor, times: Tensor) =>
        odeint((y: Tensor) => y.mul(-0.7), y0, times, options)
          .mul(f64([3, 1, 2, 5]))
          .sum();
      const [byState, byTimes] = grad(run, { argnums: [0, 1] })(f64(1.5), ts);
      const e = (t: number) => Math.exp(-0.7 * t);
      expect(byState.item()).toBeCloseTo(3 + e(0.3) + 2 * e(1) + 5 * e(2), 7);
      const rates = [0, 1, 2, 5].map((w, i) => -0.7 * 1.5 * w * e([0, 0.3, 1, 2][i]));
      const first = -rates.reduce((a, b) => a + b, 0);
      (byTimes.tolist() as number[]).forEach((v, i) =>
        expect(v).toBeCloseTo([first, ...rates.slice(1)][i], 6),
      );
    });
    it("is differentiated twice", () => {
      const last = (k: Tensor) =>
        odeint((y: Tensor) => y.mul(k), f64(1), f64([0, 1]), options)
          .slice(1)
          .sum();
      expect(grad(grad(last))(f64(0.5)).item()).toBeCloseTo(Math.exp(0.5), 5);
      expect(jacfwd(grad(last))(f64(0.5)).item()).toBeCloseTo(Math.exp(0.5), 5);
    });
    it("runs backwards in time", () => {
      const y = odeint((y: Tensor, t: Tensor) => y.mul(t), f64(Math.exp(0.5)), f64([1, 0]), options);
      expect((y.tolist() as number[])[1]).toBeCloseTo(1, 8);
    });
    it(adaptiveTape ? "says what to use under vmap and jit" : "maps and compiles", () => {
      const last = (k: Tensor) => at(k).slice(3).sum();
      if (adaptiveTape) {
        expect(() => jit(last)(f64(3))).toThrow(
          'odeint: dopri5 with the unrolled gradient chooses its steps by numbers, which jit and vmap do not have. Use { gradient: "adjoint" } or { method: "rk4" }.',
        );
        return;
      }
      const ks = f64([1, 3]);
      const wanted = [grad(last)(f64(1)).item(), grad(last)(f64(3)).item()];
      (jit(vmap(grad(last)))(ks).tolist() as number[]).forEach((v, i) => expect(v).toBeCloseTo(wanted[i], 7));
    });
  });
}

describe("odeint", () => {
  it("takes larger steps where little happens", () => {
    let calls = 0;
    const decay = (y: Tensor) => {
      calls++;
      return y.mul(-50);
    };
    odeint(decay, f64(1), f64([0, 10]), { gradient: "unrolled" });
    const adaptive = calls;
    expect(adaptive).toBeLessThan(6000);
    calls = 0;
    odeint(decay, f64(1), f64([0, 10]), { gradient: "unrolled", ...precise });
    expect(calls).toBeGreaterThan(adaptive);
  });
  it("gives up in words, or with NaN where there are no words", () => {
    const explode = (y: Tensor) => y.square();
    expect(() => odeint(explode, f64(1), f64([0, 2]), { gradient: "unrolled", maxSteps: 50 })).toThrow(
      /^odeint: 50 steps did not lead from t = 0 to 2; it stands at [01]\./,
    );
    const y = jit((y0: Tensor) => odeint(explode, y0, f64([0, 2]), { maxSteps: 50 }))(f64(1));
    expect(y.tolist()).toEqual([1, NaN]);
  });
  it("names a rate that does not fit its state", () => {
    expect(() => odeint(() => np.zeros([2], "float64"), np.zeros([3], "float64"), [0, 1])).toThrow(
      "odeint: the rate of change beside y changes from [3] to [2]; it must keep its shape.",
    );
    expect(() => odeint((y: Tensor) => y, tensor([1], { dtype: "int32" }), [0, 1])).toThrow(
      "odeint: a state of dtype int32; a rate of change needs floating numbers.",
    );
  });
  it("solves in float32 to its own tolerance", () => {
    const y = odeint((y: Tensor) => y.neg(), tensor(1), [0, 1]);
    expect([y.dtype, Math.abs((y.tolist() as number[])[1] - Math.exp(-1)) < 1e-4]).toEqual(["float32", true]);
  });
});
