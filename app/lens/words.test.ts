import { expect, it } from "vitest";
import { checkWords, spoken } from "./words.ts";

it("says how far a gradient is from the slope, and that a kink has none", () => {
  expect(checkWords({ verdict: "differs", byGradient: 1, byDifference: 2 }, true)).toMatch(
    /^Differs from finite differences, 50 % off: 1 by the gradient, 2 by differences\./,
  );
  // Half of nothing is no share.
  expect(checkWords({ verdict: "differs", byGradient: 1, byDifference: 0 }, true)).not.toMatch(/off:/);
  expect(checkWords({ verdict: "kink", byGradient: 0, byDifference: 0.5 }, true)).toMatch(
    /^Not differentiable here/,
  );
});

it("tells in one line what the panel draws", () => {
  const odd = { nan: 0, plus: 0, minus: 0 };
  const one = (x: number) => ({
    dtype: "float32",
    shape: [],
    min: x,
    max: x,
    mean: x,
    odd,
    values: new Float32Array([x]),
    corner: null,
    picture: null,
    histogram: null,
  });
  const check = { verdict: "agrees" as const, byGradient: 3, byDifference: 3 };
  const range = { start: 0, end: 1 };
  expect(
    spoken({
      text: "w",
      range,
      loss: "f",
      losses: ["f"],
      value: one(2),
      cotangent: one(3),
      check,
      note: null,
    }),
  ).toBe("w. 2. gradient of f: 3. Agrees with finite differences: 3 by the gradient, 3 by differences.");
});
