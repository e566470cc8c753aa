/** A curve of times says where a step becomes dearer than its size explains. */
import { describe, expect, it } from "vitest";
import { cliffs, describeCurve, type Point } from "./growth.mjs";
import { growthChart } from "./harness/chart.mjs";

/** 0.1 ms of fixed cost, then 1 ms a million FLOP, and `extra` times that at one size. */
function curve(extra: Record<number, number> = {}): Point[] {
  return [1, 2, 4, 8, 16, 32].map((size) => {
    const flop = size * 1e6;
    const ms = 0.1 + (flop / 1e6) * (extra[size] ?? 1);
    return { size, flop, ms, low: ms * 0.99, high: ms * 1.02 };
  });
}

describe("a cliff", () => {
  it("is not in a curve that grows with its arithmetic", () => {
    expect(cliffs(curve())).toEqual([]);
    expect(describeCurve("Slope", "batch", curve())).toBe(
      "Slope: no cliff; a FLOP never takes longer at the next batch.",
    );
  });

  it("is the size at which a FLOP takes half as long again as at the one before", () => {
    const found = cliffs(curve({ 8: 2 }));
    expect(found.map(({ size }) => size)).toEqual([8]);
    expect(found[0].times).toBeCloseTo(2, 1);
    expect(describeCurve("jax-js", "width", curve({ 8: 2 }))).toBe(
      "jax-js: a cliff; from one width to the next, a FLOP takes 2.0 times at 8.",
    );
  });

  it("is not a burst of the machine that only the slower rounds met", () => {
    const burst = curve().map((point) => (point.size === 8 ? { ...point, ms: point.ms * 3 } : point));
    expect(cliffs(burst)).toEqual([]);
  });
});

it("is drawn with a line for each peer and a ring at the cliff", () => {
  const growth = [{ axis: "batch", curves: { slope: curve(), "jax-js": curve({ 16: 2 }), torch: [] } }];
  const svg = growthChart({ growth, host: "Node", date: "2026-01-01" });
  expect(svg.match(/<g class="curve [\w-]+">/g)).toEqual([
    '<g class="curve slope">',
    '<g class="curve jax-js">',
  ]);
  expect(svg.match(/<circle class="cliff"/g)).toHaveLength(1);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});
