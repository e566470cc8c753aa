import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as v from "valibot";
import { tensorSummary } from "./payload.ts";
import { summarise } from "./summary.ts";

const grid = (shape: number[], fill: (at: number) => number) => ({
  shape,
  values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => fill(at)),
});

describe("the summary of a tensor", () => {
  it("holds every number of a small one, not a number included", () => {
    const summary = summarise(
      "float32",
      grid([2, 2], (at) => [1, NaN, Infinity, 3][at]),
    );
    expect(summary).toMatchObject({ min: 1, max: 3, mean: 2, nonFinite: 2, picture: null });
    expect(summary.values).toEqual(new Float32Array([1, NaN, Infinity, 3]));
  });

  it("says that nothing is finite rather than make up a range", () => {
    expect(
      summarise(
        "float32",
        grid([3], () => NaN),
      ),
    ).toMatchObject({ min: NaN, max: NaN, mean: NaN, nonFinite: 3 });
    expect(
      summarise(
        "float32",
        grid([0, 4], () => 1),
      ),
    ).toMatchObject({ min: NaN, nonFinite: 0, picture: null });
  });

  it("folds leading axes into rows and averages blocks of what is too large", () => {
    const { picture } = summarise(
      "float32",
      grid([2, 300, 10], (at) => Math.floor(at / 10)),
    );
    expect(picture).toMatchObject({ rows: 200, columns: 10, block: [3, 1] });
    expect(picture?.values[0]).toBe(1);
    expect(picture?.values.at(-1)).toBe(598);
  });

  it("leaves a block not a number only where all of it is", () => {
    const half = summarise(
      "float32",
      grid([512, 1], (at) => (at % 2 === 0 ? NaN : at)),
    );
    expect(half.picture?.values[0]).toBe(1);
  });

  it("counts every finite entry in the histogram, is bounded, and is what the page accepts", () => {
    const number = fc.oneof(fc.float(), fc.constantFrom(NaN, Infinity, -Infinity, 0, 3e38, -3e38));
    fc.assert(
      fc.property(fc.array(number, { minLength: 101, maxLength: 300 }), (list) => {
        const summary = summarise("float32", { shape: [list.length], values: Float32Array.from(list) });
        const bins = [...(summary.histogram?.counts ?? [])];
        expect(bins.reduce((a, b) => a + b, 0)).toBe(list.length - summary.nonFinite);
        expect(v.is(tensorSummary, summary)).toBe(true);
      }),
    );
  });
});
