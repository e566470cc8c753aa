import { describe, expect, it } from "vitest";
import { bars, heatmap, histogram, lines, scatter } from "./forms.ts";
import { figure } from "./figure.ts";
import { notesOf } from "./notes.ts";

const of = (plot: ReturnType<typeof lines>) => notesOf(plot.payload);

describe("what a plot says it cannot show", () => {
  it("is nothing while all is well", () => {
    for (const plot of [
      lines({ loss: [3, 2, 1] }, { log: true }),
      bars({ rules: 0, learned: 1 }),
      scatter([1, 2], [3, 4]),
      histogram([1, 1, 2]),
      lines(new Int16Array([1, 2])),
      figure({ data: [{ y: new Uint16Array([1, 2]) }] }),
      heatmap([[1, 0]]),
      figure({ data: [{ type: "bar", x: [3, 4], y: ["a", "b"] }] }),
    ])
      expect(of(plot)).toEqual({ instead: null, besides: [] });
  });

  it("stands in place of a plot of nothing", () => {
    expect(of(lines([])).instead).toBe("The series is empty.");
    expect(of(lines({ loss: [] })).instead).toBe("loss is empty.");
    expect(of(lines({ loss: [], norm: [] })).instead).toBe("Nothing to draw yet: no series has a point.");
    expect(of(figure({ data: [] })).instead).toBe("Nothing to draw yet: no series has a point.");
    expect(of(histogram([])).instead).toBe("The series is empty.");
  });

  it("says of a series of NaN that it is one", () => {
    expect(of(lines({ loss: [NaN, NaN, Infinity] }))).toEqual({
      instead: "loss holds no finite number: 2 NaN, 1 ∞.",
      besides: [],
    });
    expect(of(lines({ loss: [NaN], norm: [1] }))).toEqual({
      instead: null,
      besides: ["loss holds no finite number: 1 NaN."],
    });
    expect(of(heatmap([[NaN, NaN]])).instead).toBe("The series holds no finite number: 2 NaN.");
  });

  it("counts the points among others that are no number", () => {
    expect(of(lines({ loss: [1, NaN, 3, -Infinity] })).besides).toEqual(["loss: 1 NaN, 1 −∞ left out."]);
  });

  it("names lengths that do not fit", () => {
    expect(of(lines({ loss: [1, 2, 3] }, { x: [0, 1] })).besides).toEqual([
      "loss has 3 numbers and x 2: the first 2 are drawn.",
    ]);
    expect(of(lines({ loss: [1, 2, 3], norm: [1, 2] })).besides).toEqual([
      "Different lengths: loss 3, norm 2. Each counts from 0.",
    ]);
  });

  it("counts what a log axis has no place for", () => {
    expect(of(lines({ loss: [1, 0, -2] }, { log: true })).besides).toEqual([
      "loss: 2 points at 0 or below, where a log axis has no place.",
    ]);
  });
});
