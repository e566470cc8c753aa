import { describe, expect, it } from "vitest";
import { formatNumber, printNumber } from "./format.ts";

describe("formatNumber", () => {
  it.each([
    [0, "0"],
    [6, "6"],
    [1797, "1797"],
    [0.1 + 0.2, "0.3"],
    [Math.fround(0.1), "0.1"],
    [0.03125, "0.03125"],
    [2 / 3, "0.6667"],
    [-2.5, "−2.5"],
    [12345.678, "12346"],
    [3.6e-14, "3.6e−14"],
    [6.02214e23, "6.022e23"],
    [0.0001, "0.0001"],
    [NaN, "NaN"],
    [Infinity, "∞"],
    [-Infinity, "−∞"],
  ])("writes %s as %s", (x, text) => {
    expect(formatNumber(x)).toBe(text);
  });

  it("keeps more digits where asked", () => {
    expect(formatNumber(Math.PI, 7)).toBe("3.141593");
  });
});

describe("printNumber", () => {
  it("can be pasted back into code", () => {
    for (const x of [-2.5, 1e-7, 1.5e12, -0, NaN, -Infinity]) expect(Number(printNumber(x))).toBe(x);
  });
});
