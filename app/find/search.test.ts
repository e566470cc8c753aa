import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placesIn, replaced, type Sought } from "./search.ts";

const sought = (words: string, more: Partial<Sought> = {}): Sought => ({
  words,
  isCased: false,
  isWhole: false,
  ...more,
});
const found = (text: string, what: Sought) =>
  placesIn(text, what).map(({ start, end }) => text.slice(start, end));

describe("finding", () => {
  it("takes letters of either case unless it is told not to", () => {
    expect(found("Loss, loss", sought("loss"))).toEqual(["Loss", "loss"]);
    expect(found("Loss, loss", sought("loss", { isCased: true }))).toEqual(["loss"]);
  });
  it("takes whole words where it is asked to, in any script", () => {
    expect(placesIn("w + weight + w1 + $w + _w + w", sought("w", { isWhole: true }))).toEqual([
      { start: 0, end: 1 },
      { start: 28, end: 29 },
    ]);
    expect(found("값 기울기값", sought("값", { isWhole: true }))).toEqual(["값"]);
  });
  it("takes signs of patterns as they are written", () => {
    for (const words of ["f(x)", "a[0]", "x ** 2", "$w", "a|b", "a\\b", "{a-b}", "x/y", "^"]) {
      expect(found(`before ${words} after`, sought(words))).toEqual([words]);
    }
  });
  it("finds nothing for nothing", () => {
    expect(placesIn("abc", sought(""))).toEqual([]);
  });
  it("finds what is there and nothing else, for any words", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.array(fc.string()), (words, gaps) => {
        const text = gaps.join(words);
        const places = placesIn(text, sought(words, { isCased: true }));
        expect(places.every(({ start, end }) => text.slice(start, end) === words)).toBe(true);
        expect(replaced(text, places, words)).toBe(text);
        expect(replaced(text, places, "").length).toBe(text.length - places.length * words.length);
      }),
    );
  });
});

describe("replacing", () => {
  it("puts the new words in every place, signs and all", () => {
    const text = "w = w + 1";
    expect(replaced(text, placesIn(text, sought("w")), "$&w")).toBe("$&w = $&w + 1");
  });
});
