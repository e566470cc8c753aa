import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parseTable, readTable } from "./dataset.ts";

describe("a data set", () => {
  it("is rows of numbers with a label, its source and its licence", async () => {
    const csv = "# source: somewhere\n# licence: CC0\nwidth,height,kind\n1,2.5,0\r\n3,4,1\n\n";
    const zipped = new Uint8Array(gzipSync(csv));
    expect(await readTable("tiny", zipped.buffer)).toEqual({
      values: new Float32Array([1, 2.5, 3, 4]),
      labels: new Int32Array([0, 1]),
      rows: 2,
      columns: ["width", "height", "kind"],
      source: "somewhere",
      licence: "CC0",
    });
  });

  it("needs no head", () => {
    expect(parseTable("bare", "1,2\n3,4\n")).toMatchObject({ rows: 2, columns: null, source: "" });
  });

  it("says in which row it breaks off", () => {
    expect(() => parseTable("torn", "1,2,3\n4,5\n")).toThrow(
      'dataset("torn"): row 2 should hold 3 numbers and reads "4,5".',
    );
  });

  it("reads the digits that the site carries", async () => {
    const file = await readFile("lessons/data/digits.csv.gz");
    const table = await readTable("digits", new Uint8Array(file).buffer);
    expect(table.rows).toBe(1797);
    expect(table.values).toHaveLength(1797 * 64);
    expect(Math.max(...table.values.slice(0, 6400))).toBe(16);
    expect(new Set(table.labels).size).toBe(10);
    expect(table.licence).toContain("CC BY 4.0");
  });
});
