/** Creation, running results and analysis of sequences against NumPy, and their derivatives. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { grad, inspect, jit, np, tensor, vmap, type Tensor } from "../index.ts";

interface Row {
  readonly op: string;
  readonly args: unknown[];
  readonly wanted: unknown;
  readonly integer: boolean;
}
// Safe: golden-analysis.py writes this shape.
const { rows } = JSON.parse(
  readFileSync(new URL("../testing/golden-analysis.json", import.meta.url), "utf8"),
) as {
  rows: Row[];
};
const numbers = (x: unknown): unknown => (Array.isArray(x) ? x.map(numbers) : x === "nan" ? NaN : x);
const f64 = (x: unknown) => tensor(numbers(x) as number[], { dtype: "float64" });
function argument(x: unknown): unknown {
  if (typeof x !== "object" || x === null) return x;
  if ("tensor" in x) return f64(x.tensor);
  return "int" in x ? tensor(x.int as number[], { dtype: "int32" }) : x;
}

describe("as NumPy", () => {
  rows.forEach(({ op, args, wanted, integer }, i) => {
    it(`${op} (row ${i})`, () => {
      const [name] = op.split(".");
      const part = op.split(".").at(1);
      const f = np[name as "add"] as unknown as (...args: unknown[]) => Tensor & Record<string, Tensor>;
      const given = f(...args.map(argument));
      const found: Tensor = part === undefined ? given : given[part];
      const right = f64(wanted);
      expect(found.shape).toEqual(right.shape);
      if (integer) expect(found.dtype).toBe("int32");
      found.toTypedArray().forEach((value, at) => {
        const wished = right.toTypedArray()[at];
        expect(Math.abs(value - wished), `element ${at}: ${value}, wanted ${wished}`).toBeLessThanOrEqual(
          2e-14 * Math.max(1, Math.abs(wished)),
        );
      });
    });
  });
});

describe("derivatives", () => {
  const x = f64([0.3, -1.2, 0.8, 2.1, -0.4]);
  const ws = f64([1, -2, 3, 0.5, 4]);
  const cases: Record<string, (x: Tensor) => Tensor> = {
    cumprod: (x) => np.cumprod(x).mul(ws).sum(),
    cummax: (x) => np.cummax(x).mul(ws).sum(),
    gradient: (x) =>
      np
        .gradient(x, f64([0, 1, 1.5, 3, 4]))
        .square()
        .sum(),
    "interp in all three": (x) =>
      np
        .interp(x.mul(0.5), np.cumsum(np.exp(x)).sub(2), x.square())
        .mul(ws)
        .sum(),
    convolve: (x) => np.convolve(x, x.slice(0, 3), "same").square().sum(),
    correlate: (x) => np.correlate(x, x.slice(1, 3)).square().sum(),
    unwrap: (x) => np.unwrap(x.mul(4)).mul(ws).sum(),
    nanquantile: (x) => np.nanquantile(x, 0.4),
    quantile: (x) => np.quantile(x, 0.4),
    average: (x) => np.average(x, 0, np.exp(x)),
    cov: (x) =>
      np
        .cov(np.stack([x, x.square()]))
        .square()
        .sum(),
    corrcoef: (x) => np.corrcoef(np.stack([x, x.pow(3)])).sum(),
    trapezoid: (x) => np.trapezoid(x.square(), np.cumsum(np.exp(x))),
    einsum: (x) => np.einsum("i,j,ij->", x, x.sin(), np.outer(x, x)),
  };
  for (const [name, f] of Object.entries(cases)) {
    it(`of ${name} are those of differences, and the same mapped and compiled`, () => {
      expect(inspect.gradcheck(f)(x)).toMatchObject({ ok: true });
      const both = jit(vmap(grad(f)))(np.stack([x, x.mul(1.1)]));
      expect(both.slice(0, 1).sub(grad(f)(x)).abs().max().item()).toBeLessThan(1e-12);
    });
  }
  it("of a running product hold where an entry is 0", () => {
    const gradient = grad((x: Tensor) => np.cumprod(x).sum())(f64([2, 0, 3]));
    expect(gradient.tolist()).toEqual([1, 8, 0]);
  });
  it("of histogram counts by weights go to their bins", () => {
    const f = (w: Tensor) =>
      np
        .histogram(f64([0.1, 0.9, 0.2]), { bins: 2, range: [0, 1], weights: w })
        .counts.mul(f64([1, 5]))
        .sum();
    expect(grad(f)(f64([1, 1, 1])).tolist()).toEqual([1, 5, 1]);
  });
});

describe("what cannot be", () => {
  it.each([
    [() => np.arange(0, 1, 0), "arange: a step of 0 leads nowhere."],
    [() => np.geomspace(-1, 1), "geomspace: from -1 to 1 leads through 0, which no multiple reaches."],
    [() => np.gradient([1]), "gradient: at least two samples along axis -1, found [1]."],
    [() => np.gradient([1, 2, 3], [0, 1]), "gradient: 3 samples have 3 places, found [2]."],
    [() => np.interp(0, [1, 2], [1]), "interp: samples are two vectors of one length, found [2] and [1]."],
    [() => np.convolve([], [1]), "convolve: of two vectors, found [0] and [1]."],
    [() => np.histogram([1], { bins: 0 }), "histogram: at least one bin."],
    [() => np.quantile([1], 2), "quantile: q is 2; it lies between 0 and 1."],
    [
      () => np.quantile([1], 0.5, null, { method: "best" as "linear" }),
      'quantile: there is no method "best"; use linear, lower, higher, midpoint, nearest.',
    ],
    [() => np.neg([true]), 'neg: of bool; use np.logicalNot(x), or convert it: x.astype("int32").'],
    [() => np.cumulativeSum(np.ones([2, 2])), "cumulativeSum: of 2 axes; name the one that is run along."],
  ])("is said in words", (act, message) => {
    expect(act).toThrow(message);
  });
  it("does not spoil what is infinite beside it", () => {
    expect(np.average(f64([1, Infinity]), 0, f64([1, 1])).item()).toBe(Infinity);
    expect(np.polyval([2, 0], f64(Infinity)).item()).toBe(Infinity);
    expect(np.polyval([2], f64([Infinity])).tolist()).toEqual([2]);
    expect(np.quantile(f64([1, 2, 4]), [0, 0.5, 1]).tolist()).toEqual([1, 2, 4]);
    expect(np.nanvar(f64([1, NaN, 3]), null, { ddof: 1 }).item()).toBe(2);
  });
  it("or is cut off as whole numbers are", () => {
    const two = tensor([2, 1, -1, 3], { dtype: "int32" });
    expect(np.pow(two, tensor([-1, -2, -3, 21], { dtype: "int32" })).tolist()).toEqual(
      [0, 1, -1, (3 ** 21) | 0].map((v) => v),
    );
    expect(np.resultType(two, 0.5)).toBe("float32");
    expect(np.resultType("float64", two, 1)).toBe("float64");
  });
});
