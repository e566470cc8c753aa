/** Programs replayed: what is traced anew, and that numbers stay as weak as they came. */
import { describe, expect, it } from "vitest";
import { grad, jit, makeProgram, np, tensor, vmap, type Tensor } from "../index.ts";

describe("numbers among the arguments of jit", () => {
  const scaled = (x: Tensor, rate: number | Tensor) => x.mul(np.mul(rate, 2));
  it("keep all their digits beside float64", () => {
    const x = tensor([3], { dtype: "float64" });
    expect(jit(scaled)(x, 0.1).tolist()).toEqual([3 * (0.1 * 2)]);
  });
  it("take the dtype of what they meet, as without jit", () => {
    for (const dtype of ["float32", "float64", "int32", "uint32"] as const) {
      for (const rate of [3, 0.5]) {
        const x = tensor([1, 2], { dtype });
        const scaled = (x: Tensor, rate: number) => x.mul(rate);
        const [traced, eager] = [jit(scaled)(x, rate), scaled(x, rate)];
        expect([dtype, rate, traced.dtype, traced.tolist()]).toEqual([
          dtype,
          rate,
          eager.dtype,
          eager.tolist(),
        ]);
      }
    }
  });
  it("stay weak through functions of numbers, and leave as float32", () => {
    const f = jit((x: Tensor, t: number) => {
      const decayed = np.exp(np.neg(np.sqrt(t)));
      return { y: x.mul(decayed), rate: decayed, chosen: x.mul(np.where(np.gt(t, 1), t, decayed)) };
    });
    const { y, rate, chosen } = f(tensor([1, 2]), 4);
    expect([y.dtype, rate.dtype, chosen.dtype, chosen.tolist()]).toEqual([
      "float32",
      "float32",
      "float32",
      [4, 8],
    ]);
  });
  it("are not traced anew for another number of their kind", () => {
    let traces = 0;
    const f = jit((x: Tensor, n: number) => {
      traces++;
      return x.mul(n);
    });
    for (const n of [1, 2, 3, 0.5, 0.25]) f(tensor([1]), n);
    expect(traces).toBe(2);
  });
  it("stay weak inside grad and vmap", () => {
    const f = jit((x: Tensor, rate: number) => grad((x: Tensor) => x.mul(rate).sum())(x));
    expect(f(tensor([1, 2]), 0.1).dtype).toBe("float32");
    const g = jit((x: Tensor, rate: number) => vmap((x: Tensor) => x.mul(rate))(x));
    expect(g(tensor([1, 2]), 0.1).dtype).toBe("float32");
  });
});

describe("plain numbers chosen by what is traced", () => {
  it("become what they become outside", () => {
    const sign = (x: Tensor) => np.where(x.gt(0), 1, -1);
    const x = tensor([-2, 3]);
    for (const f of [jit(sign), vmap(sign), jit(vmap(sign)), vmap(jit(sign))]) {
      expect([f(x).dtype, f(x).tolist()]).toEqual([sign(x).dtype, [-1, 1]]);
    }
  });
});

describe("a program", () => {
  it("prints what loops and branches hold inside them", () => {
    const f = (x: Tensor) => x.mul(2).sum();
    expect(String(makeProgram(f)(tensor([1, 2])))).toMatchInlineSnapshot(`
      "program (a: float32[2]) with b: float32[2] {
        c: float32[2] = mul a b
        d: float32[] = sum[axes=[0]] c
        return d
      }"
    `);
  });
});
