import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDelimited } from "./delimited.ts";

const rowsOf = (text: string) => readDelimited("data.csv", text).rows;

describe("a table from a text file", () => {
  it("has numbers, words, and null where something is missing", () => {
    expect(readDelimited("data.csv", "a,b\n1,x\n-2.5e3,\nNA,?\n")).toEqual({
      columns: ["a", "b"],
      rows: [
        { a: 1, b: "x" },
        { a: -2500, b: null },
        { a: null, b: null },
      ],
    });
  });

  it.each([",", ";", "\t"])("may be apart by %j", (mark) => {
    expect(rowsOf(`a${mark}b\r\n1${mark}2\r\n`)).toEqual([{ a: 1, b: 2 }]);
  });

  it("may open with a byte order mark and end with an empty field", () => {
    expect(rowsOf("\uFEFFa,b\n1,")).toEqual([{ a: 1, b: null }]);
    expect(rowsOf("a,b\n1,\n2,\n")).toEqual([
      { a: 1, b: null },
      { a: 2, b: null },
    ]);
  });

  it.each([
    ["a,b\n1,2,3\n", "data.csv, row 2, column 3: there are 3 fields here and 2 columns"],
    ["a,b\n1\n", "data.csv, row 2, column 2: there are 1 fields here"],
    ['a,b\n1,"open\n', "data.csv, row 2, column 2: a quote is opened here and never closed"],
    ['a,b\n"x"y,2', "data.csv, row 2, column 1: text follows a closing quote"],
    ["a,a\n1,2", 'data.csv, row 1, column 2: there are two columns named "a"'],
    ["", "data.csv is empty"],
  ])("says where %j breaks off", (text, says) => {
    expect(() => rowsOf(text)).toThrow(says);
  });

  it("gives back every field that was quoted, whatever stands in it", () => {
    const word = fc.string().map((text) => `~${text}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word)), (pairs) => {
        const lines = pairs.map((pair) => pair.map((field) => `"${field.replaceAll('"', '""')}"`).join(","));
        const expected = pairs.map(([a, b]) => ({ a, b }));
        expect(rowsOf(["a,b", ...lines].join("\n"))).toEqual(expected);
      }),
    );
  });
});
