import { describe, expect, it } from "vitest";
import type { TapeRun } from "#worker/protocol.ts";
import { chartOf, namesOf, nearestKept, valueAt } from "./curves.ts";

const run = (number: number, loss: readonly number[], kept = loss.map((_, at) => at)): TapeRun => ({
  run: number,
  from: kept[0] ?? 0,
  steps: kept.length,
  isMarked: false,
  kept: Float64Array.from(kept),
  series: { loss: Float64Array.from(loss) },
});

describe("the chart of a tape", () => {
  it("lays runs over each other on one scale, a fork from the step it left", () => {
    const chart = chartOf([run(1, [4, 2, 0]), run(2, [2, 6], [1, 2])], "loss")!;
    expect([chart.low, chart.high, chart.last, chart.isLog]).toEqual([0, 6, 2, false]);
    expect(chart.curves.map(({ path }) => path)).toEqual([
      "M0.0000 0.3333L0.5000 0.6667L1.0000 1.0000",
      "M0.5000 0.6667L1.0000 0.0000",
    ]);
  });
  it("breaks where there is no number and says where", () => {
    const [curve] = chartOf([run(1, [1, NaN, 3, Infinity])], "loss")!.curves;
    expect(curve.path).toBe("M0.0000 1.0000M0.6667 0.0000");
    expect(curve.lost).toEqual([1 / 3, 1]);
  });
  it("takes powers of ten for what falls far", () => {
    const chart = chartOf([run(1, [100, 1, 0.01])], "loss")!;
    expect(chart.isLog).toBe(true);
    expect(chart.down(1)).toBeCloseTo(0.5);
    expect(chart.down(-1)).toBeNull();
  });
  it("is none where nothing is a number", () => {
    expect(chartOf([run(1, [NaN])], "loss")).toBeNull();
    expect(chartOf([run(1, [1])], "accuracy")).toBeNull();
  });
});

it("finds the names, the nearest step and its number", () => {
  const thinned = run(1, [5, 4, 3], [0, 10, 20]);
  expect(namesOf([thinned])).toEqual(["loss"]);
  expect(nearestKept(thinned, 14)).toBe(10);
  expect(valueAt(thinned, "loss", 10)).toBe(4);
  expect(valueAt(thinned, "loss", 11)).toBeNull();
});
