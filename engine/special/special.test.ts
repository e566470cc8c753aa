/** Special functions against forty digits of mpmath, their derivatives against closed forms and differences. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { grad, inspect, jit, np, special, tensor, vmap, type Tensor } from "../index.ts";

interface Row {
  readonly op: string;
  readonly inputs: number[][];
  readonly wanted: number[];
}
// Safe: golden-special.py writes this shape.
const golden = JSON.parse(
  readFileSync(new URL("../testing/golden-special.json", import.meta.url), "utf8"),
) as {
  rows: Row[];
  slopes: Row[];
};
const f64 = (values: number[] | number) => tensor(values, { dtype: "float64" });

/** Relative; near a zero of the function, absolute. */
const TOLERANCE = 2e-13;
function expectDigits(found: Tensor, { op, inputs, wanted }: Row, tolerance = TOLERANCE) {
  found.toTypedArray().forEach((value, i) => {
    const off =
      Math.abs(value - wanted[i]) /
      Math.max(Math.abs(wanted[i]), op === "digamma" || op === "lgamma" ? 1e-2 : 0);
    expect(
      value === wanted[i] || off <= tolerance,
      `${op}(${inputs.map((x) => x[i]).join(", ")}) = ${value}, wanted ${wanted[i]}`,
    ).toBe(true);
  });
}

describe("as mpmath", () => {
  for (const row of golden.rows) {
    it(`${row.op} at ${row.wanted.length} points`, () => {
      const [first, ...rest] = row.inputs;
      if (row.op === "polygamma") {
        const values = first.map((n, i) => special.polygamma(n, f64(rest[0][i])));
        expectDigits(np.stack(values), row);
        return;
      }
      const f = special[row.op as "betainc"] as (...xs: Tensor[]) => Tensor;
      expectDigits(f(...row.inputs.map(f64)), row);
    });
  }
  for (const row of golden.slopes) {
    it(`the derivative of ${row.op} by its first parameter at ${row.wanted.length} points`, () => {
      const f = special[row.op as "betainc"] as (...xs: Tensor[]) => Tensor;
      const [first, ...rest] = row.inputs.map(f64);
      const slopes = grad((a: Tensor) => f(a, ...rest).sum())(first);
      slopes.toTypedArray().forEach((value, i) => {
        expect(
          Math.abs(value - row.wanted[i]),
          `at ${row.inputs.map((x) => x[i]).join(", ")}`,
        ).toBeLessThanOrEqual(1e-10 * Math.max(1e-2, Math.abs(row.wanted[i])));
      });
    });
  }
});

describe("derivatives", () => {
  const cases: Record<string, [(...xs: Tensor[]) => Tensor, number[][]]> = {
    lgamma: [special.lgamma, [[0.4, 1, 2, 7.3]]],
    digamma: [special.digamma, [[0.4, 1, 2, 7.3]]],
    gamma: [special.gamma, [[0.4, 1, 2, 4.3]]],
    polygamma: [(x) => special.polygamma(2, x), [[0.6, 3]]],
    zeta: [
      special.zeta,
      [
        [2.5, 1.3],
        [0.6, 3],
      ],
    ],
    gammainc: [
      special.gammainc,
      [
        [0.5, 2, 3],
        [0.3, 2.5, 6],
      ],
    ],
    gammaincc: [
      special.gammaincc,
      [
        [0.5, 2, 3],
        [0.3, 2.5, 6],
      ],
    ],
    betainc: [
      special.betainc,
      [
        [0.5, 2],
        [3, 0.7],
        [0.3, 0.8],
      ],
    ],
    beta: [
      special.beta,
      [
        [0.5, 2],
        [3, 0.7],
      ],
    ],
    binom: [
      special.binom,
      [
        [5, 7.5],
        [2, 3.5],
      ],
    ],
    logNdtr: [special.logNdtr, [[-20, -2, 0.5, 4]]],
    ndtr: [special.ndtr, [[-2, 0.5, 4]]],
    ndtri: [special.ndtri, [[0.1, 0.6]]],
    i0: [special.i0, [[-2, 0, 1.5]]],
    i1: [special.i1, [[-2, 0.3, 1.5]]],
    xlogy: [
      special.xlogy,
      [
        [0.5, 2],
        [0.3, 4],
      ],
    ],
    xlog1py: [
      special.xlog1py,
      [
        [0.5, 2],
        [0.3, 4],
      ],
    ],
    relEntr: [
      special.relEntr,
      [
        [0.5, 2],
        [0.3, 4],
      ],
    ],
    klDiv: [
      special.klDiv,
      [
        [0.5, 2],
        [0.3, 4],
      ],
    ],
    entr: [special.entr, [[0.2, 0.7]]],
    logit: [special.logit, [[0.2, 0.7]]],
    sinc: [special.sinc, [[-0.4, 0, 2.2]]],
    multigammaln: [(a) => special.multigammaln(a, 3), [[2.5, 6]]],
    erfcx: [special.erfcx, [[-0.4, 0.2, 3]]],
  };
  for (const [name, [f, at]] of Object.entries(cases)) {
    it(`of ${name} are those of differences, once and twice`, () => {
      const xs = at.map(f64);
      expect(inspect.gradcheck(f)(...xs)).toMatchObject({ ok: true });
      const slope = (...inputs: Tensor[]) =>
        grad((...all: Tensor[]) => f(...all).sum())(inputs[0], ...inputs.slice(1));
      expect(inspect.gradcheck(slope, { tolerance: 1e-4 })(...xs)).toMatchObject({ ok: true });
      const mapped = jit(vmap((...inputs: Tensor[]) => f(...inputs)))(...xs);
      expect(mapped.tolist()).toEqual(f(...xs).tolist());
    });
  }
});

describe("at the edges", () => {
  it("poles and ends are those of SciPy", () => {
    expect(special.lgamma(f64([0, -1, Infinity])).tolist()).toEqual([Infinity, Infinity, Infinity]);
    expect(special.gamma(f64([0, -2, 180])).tolist()).toEqual([Infinity, NaN, Infinity]);
    expect(special.gammainc(f64([1, 2]), f64([0, Infinity])).tolist()).toEqual([0, 1]);
    expect(special.betainc(1, 2, f64([0, 1])).tolist()).toEqual([0, 1]);
    expect(special.betainc(f64([0, 1]), f64([1, 0]), 0.5).tolist()).toEqual([1, 0]);
    expect(special.polygamma(1, f64([0, -1, Infinity])).tolist()).toEqual([Infinity, Infinity, 0]);
    expect(special.i0(f64([800, -Infinity])).tolist()).toEqual([Infinity, Infinity]);
    expect(special.i1(f64([800, -Infinity])).tolist()).toEqual([Infinity, -Infinity]);
    expect(special.xlogy(0, f64([0, Infinity])).tolist()).toEqual([0, 0]);
    expect(grad((x: Tensor) => special.xlogy(x, 2))(f64(0)).item()).toBeCloseTo(Math.LN2, 14);
    expect(special.logit(f64([0, 1])).tolist()).toEqual([-Infinity, Infinity]);
    expect(special.entr(f64([0, -1])).tolist()).toEqual([0, -Infinity]);
  });
  it("whole numbers become floats, numbers take the tensor's dtype", () => {
    expect(special.lgamma(tensor([3], { dtype: "int32" })).dtype).toBe("float32");
    expect(special.gammainc(2, f64([1])).dtype).toBe("float64");
    expect(special.betainc(2, 3, tensor([0.5])).dtype).toBe("float32");
  });
  it("what has no value says so", () => {
    expect(() => special.polygamma(-1, 2)).toThrow(
      "special.polygamma: n is a whole number from 0 on, found -1.",
    );
    expect(() => special.multigammaln(2, 0)).toThrow(
      "special.multigammaln: d is a whole number from 1 on, found 0.",
    );
  });
});
