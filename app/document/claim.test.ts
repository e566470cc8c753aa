import { describe, expect, it } from "vitest";
import { claimHolds, ClaimError, readClaim, wantText } from "./claim.ts";

const claim = (text: string, attributes: Record<string, string> = {}) =>
  readClaim("claim:1", text, { of: "x", ...attributes });

describe("the number a claim prints", () => {
  it.each([
    ["0.97", 0.97],
    ["1,297", 1297],
    ["-3.5", -3.5],
    ["−3.5", -3.5],
    ["6.7e-3", 6.7e-3],
    ["97%", 0.97],
    ["97.5 %", 0.975],
    ["[2, 4, 6]", [2, 4, 6]],
    [
      "[[1, 2], [3, 1,000]]",
      [
        [1, 2],
        [3, 1000],
      ],
    ],
    ["[]", []],
  ])("reads %s", (text, want) => expect(claim(text).want).toEqual(want));

  it.each(["about 0.97", "", "1,29", "0.97.1", "NaN", "[1, two]", "1/2"])("refuses `%s`", (text) =>
    expect(() => claim(text)).toThrow(ClaimError),
  );
});

describe("a claim without a bound holds to the printed digits", () => {
  it.each([
    ["0.97", 0.9749, true],
    ["0.97", 0.976, false],
    ["0.970", 0.9704, true],
    ["0.970", 0.9706, false],
    ["97%", 0.9749, true],
    ["97%", 0.976, false],
    ["7.5e-11", 7.54e-11, true],
    ["7.5e-11", 7.6e-11, false],
    ["500", 500, true],
    ["500", 500.4, false],
    ["2.7", Math.fround(2.7), true],
    ["[2, 4, 6]", [2, 4, 6], true],
    ["[2, 4, 6]", [2, 4, 6.4], false],
    ["[2, 4, 6]", [2, 4], false],
    ["[2, 4, 6]", 2, false],
    ["2", [2], false],
    ["2", NaN, false],
    ["2", Infinity, false],
    ["2", "2", false],
    ["2", undefined, false],
  ])("%s of %s: %s", (text, value, holds) => expect(claimHolds(claim(text), value)).toBe(holds));
});

describe("a claim with a bound", () => {
  it("holds within the stated distance, both ends included", () => {
    const near = claim("0.97", { within: "0.02" });
    expect([0.949, 0.95, 0.99, 0.991].map((value) => claimHolds(near, value))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(wantText(near)).toBe("0.97 within 0.02");
  });

  it("holds on one side", () => {
    expect([0.94, 0.95, 1].map((value) => claimHolds(claim("0.95", { atLeast: "" }), value))).toEqual([
      false,
      true,
      true,
    ]);
    expect([0.94, 0.95, 1].map((value) => claimHolds(claim("0.95", { atMost: "" }), value))).toEqual([
      true,
      true,
      false,
    ]);
    expect(wantText(claim("0.95", { atLeast: "" }))).toBe("at least 0.95");
  });

  it.each([
    [{ of: " " }, "names nothing to measure"],
    [{ within: "a bit" }, "`a bit` is not a number"],
    [{ within: "" }, "`` is not a number"],
    [{ atLeast: "0.9" }, "`atLeast` stands alone"],
    [{ about: "1" }, "`about` is no part of a claim"],
    [{ within: "1", atLeast: "" }, "one bound"],
  ])("is refused when written as %j", (attributes, message) =>
    expect(() => claim("1", attributes)).toThrow(message),
  );
});
