import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "#worker/analysis/parse.ts";
import { literalAt, literals, stepped, withLiteral } from "./literals.ts";

const texts = (code: string) => literals(code).map(({ text }) => text);
const by = (text: string, steps: number) => stepped({ text, maySign: true }, steps * 10);

const plain = fc
  .tuple(fc.boolean(), fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 6 }))
  .map(([isNegative, digits, places]) => (isNegative ? "-" : "") + (digits / 10 ** places).toFixed(places))
  .filter((text) => Number(text) !== 0);
const scientific = fc
  .tuple(fc.integer({ min: 10, max: 99 }), fc.integer({ min: -200, max: 200 }))
  .map(([digits, exponent]) => `${(digits / 10).toFixed(1)}e${exponent}`);

describe("the numbers in the code", () => {
  it("are found with their minus, and not in strings, comments, types and other notations", () => {
    expect(texts('const a = -0.5 + f(3, .25); // 7\nlet b: 4 = "5"; x1 - 6; 0xff; 10n; 1_000; 1e-3')).toEqual(
      ["-0.5", "3", ".25", "6", "1_000", "1e-3"],
    );
  });

  it("are found from any place in them", () => {
    expect(literalAt("x = -12.5;", 4)?.text).toBe("-12.5");
    expect(literalAt("x = -12.5;", 9)?.text).toBe("-12.5");
    expect(literalAt("x = -12.5;", 1)).toBeNull();
  });

  it("are whole: each stands in the code where it says", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (code) => {
        for (const { start, end, text } of literals(code)) {
          expect(code.slice(start, end)).toBe(text);
          expect(Number.isFinite(Number(text.replaceAll("_", "")))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("a step", () => {
  it.each([
    ["3", 1, "4"],
    ["0.05", 1, "0.06"],
    ["0.05", -7, "-0.02"],
    ["0.10", -1, "0.09"],
    ["-0.01", 1, "0.00"],
    [".5", 1, ".6"],
    [".9", 1, "1.0"],
    ["3.", 1, "4."],
    ["1_000", -1, "999"],
    ["999_999", 1, "1_000_000"],
    ["9e-4", 1, "1e-3"],
    ["1e-3", -1, "9e-4"],
    ["1e-3", 9, "1e-2"],
    ["-1e-3", 1, "-9e-4"],
    ["2.5E+3", 1, "2.6E+3"],
    ["9e-1", 1, "1e0"],
    ["12e3", 1, "13e3"],
  ])("of %s by %d makes %s", (text, steps, expected) => {
    expect(by(text, steps)).toBe(expected);
  });

  it("can be a tenth, with one digit more", () => {
    expect(stepped({ text: "3", maySign: true }, 1)).toBe("3.1");
    expect(stepped({ text: "1e-3", maySign: true }, -1)).toBe("9.9e-4");
    expect(stepped({ text: "0.05", maySign: true }, 11)).toBe("0.061");
  });

  it("adds exactly as many of the last digit, without the rounding of doubles", () => {
    fc.assert(
      fc.property(plain, fc.integer({ min: -5000, max: 5000 }), (text, steps) => {
        const places = text.split(".")[1]?.length ?? 0;
        const unit = 10 ** -places;
        expect(Number(by(text, steps))).toBeCloseTo(Number(text) + steps * unit, 9);
        expect(by(text, steps).split(".")[1]?.length ?? 0).toBe(places);
      }),
    );
  });

  it("back is where it began", () => {
    fc.assert(
      fc.property(fc.oneof(plain, scientific), fc.integer({ min: -900, max: 900 }), (text, steps) => {
        expect(by(by(text, steps), -steps)).toBe(text);
      }),
    );
  });

  it("in scientific notation grows with every step and keeps its sign", () => {
    fc.assert(
      fc.property(scientific, fc.integer({ min: -500, max: 500 }), (text, steps) => {
        expect(Number(by(text, steps + 1))).toBeGreaterThan(Number(by(text, steps)));
        expect(Number(by(text, steps))).toBeGreaterThan(0);
      }),
    );
  });
});

describe("code with another number", () => {
  it("stays code that can be read, wherever the number stands and whatever it becomes", () => {
    const places = [
      "x-3",
      "x - -3",
      "x--3 > 1",
      "x+3",
      "(3) ** 2",
      "3 ** 2",
      "x ** 3",
      "2.5.toFixed(3)",
      "xs[3]",
      "({ 3: x })",
      "!3",
      "- 3",
      "+3",
      "const f = () => { return-3 }",
      "`${3}`",
      "[3,-3]",
      "x=3",
      "x<3",
      "3..toFixed()",
      "typeof-3",
      "class A { 3 = 4 }",
      "x ? 3 : -3",
      "1e3-1e3",
    ].filter((code) => "program" in parse(code));
    expect(places.length).toBeGreaterThan(18);
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.nat(3),
        fc.integer({ min: -200, max: 200 }),
        (code, which, tenths) => {
          const all = literals(code);
          const literal = all[which % all.length];
          const changed = withLiteral(code, literal, stepped(literal, tenths));
          expect("program" in parse(changed), changed).toBe(true);
          expect(literals(changed)).toHaveLength(all.length);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("is the same outside the number", () => {
    const code = "const rate = 0.05; // a step";
    const literal = literalAt(code, 14)!;
    expect(withLiteral(code, literal, "0.06")).toBe("const rate = 0.06; // a step");
  });
});
