import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as v from "valibot";
import { MINUS_INFINITY, NAN, PLUS_INFINITY, tensorSummary } from "./payload.ts";
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
    expect(summary).toMatchObject({
      min: 1,
      max: 3,
      mean: 2,
      odd: { nan: 1, plus: 1, minus: 0 },
      picture: null,
    });
    expect(summary.values).toEqual(new Float32Array([1, NaN, Infinity, 3]));
  });

  it("says that nothing is finite rather than make up a range", () => {
    expect(
      summarise(
        "float32",
        grid([3], () => NaN),
      ),
    ).toMatchObject({ min: NaN, max: NaN, mean: NaN, odd: { nan: 3 } });
    expect(
      summarise(
        "float32",
        grid([0, 4], () => 1),
      ),
    ).toMatchObject({ min: NaN, odd: { nan: 0 }, picture: null });
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

  it("marks a block that hides what is no number behind its mean", () => {
    const { picture } = summarise(
      "float32",
      grid([512, 2], (at) => [NaN, Infinity, -Infinity][at - 2] ?? at),
    );
    // Pixels are blocks of two rows: entry 2 stands in the first left one, 3 in the first right one.
    expect([...(picture?.marks?.slice(0, 4) ?? [])]).toEqual([NAN, PLUS_INFINITY, MINUS_INFINITY, 0]);
  });

  it("does not make an infinity of a number that only float64 holds", () => {
    const values = Float64Array.from({ length: 101 }, () => 1e300);
    const { picture, odd } = summarise("float64", { shape: [101], values });
    expect([picture?.values[0], odd]).toEqual([1e300, { nan: 0, plus: 0, minus: 0 }]);
  });

  it("sends a table and a picture of the same entries as one array", () => {
    const { picture, corner } = summarise(
      "float32",
      grid([30, 30], (at) => at),
    );
    expect(picture?.values).toBe(corner?.values);
  });

  it("counts every finite entry in the histogram, is bounded, and is what the page accepts", () => {
    const number = fc.oneof(fc.float(), fc.constantFrom(NaN, Infinity, -Infinity, 0, 3e38, -3e38));
    fc.assert(
      fc.property(fc.array(number, { minLength: 101, maxLength: 300 }), (list) => {
        const summary = summarise("float32", { shape: [list.length], values: Float32Array.from(list) });
        const bins = [...(summary.histogram?.counts ?? [])];
        expect(bins.reduce((a, b) => a + b, 0)).toBe(
          list.filter((x) => Number.isFinite(Math.fround(x))).length,
        );
        expect(v.is(tensorSummary, summary)).toBe(true);
      }),
    );
  });
});
