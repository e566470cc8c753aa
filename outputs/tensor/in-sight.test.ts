import fc from "fast-check";
import { expect, it } from "vitest";
import { indicesOf, inSight } from "./in-sight.ts";

it("holds every row that a window shows and few others, wherever it is scrolled to", () => {
  const whole = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(
      whole,
      fc.integer({ min: 0, max: 800 }),
      fc.integer({ min: 5, max: 60 }),
      whole,
      (top, height, row, rows) => {
        const seen = indicesOf(inSight(top, height, row, rows));
        expect(seen.length).toBeLessThanOrEqual(height / row + 10);
        for (let at = Math.floor(top / row); at * row < top + height && at < rows; at += 1)
          expect(seen).toContain(at);
        expect(seen.every((at) => at >= 0 && at < rows)).toBe(true);
      },
    ),
  );
});

it("holds nothing where the list has shrunk away under the window", () => {
  expect(indicesOf(inSight(5000, 200, 20, 3))).toEqual([]);
});
