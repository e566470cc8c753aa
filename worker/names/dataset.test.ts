import { readdir, readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { checkDatasetName, parseTable, readTable } from "./dataset.ts";

describe("a data set", () => {
  it("is rows of numbers with a label, its source and its licence", async () => {
    const csv =
      "# source: somewhere\n# licence: CC0\n# classes: oak,elm\nwidth,height,kind\n1,2.5,0\r\n3,4,1\n\n";
    const zipped = new Uint8Array(gzipSync(csv));
    expect(await readTable("tiny", zipped.buffer)).toEqual({
      values: new Float32Array([1, 2.5, 3, 4]),
      labels: new Int32Array([0, 1]),
      rows: 2,
      columns: ["width", "height", "kind"],
      classes: ["oak", "elm"],
      source: "somewhere",
      licence: "CC0",
    });
  });

  it("needs no head", () => {
    expect(parseTable("bare", "1,2\n3,4\n")).toMatchObject({
      rows: 2,
      columns: null,
      classes: null,
      source: "",
    });
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

  it.each([
    ["iris", 150, 4, [50, 50, 50]],
    ["wine", 178, 13, [59, 71, 48]],
    ["breast_cancer", 569, 30, [212, 357]],
  ])("reads %s, with a name for each column and each class", async (name, rows, width, counts) => {
    const file = await readFile(`lessons/data/${name}.csv.gz`);
    const table = await readTable(name, new Uint8Array(file).buffer);
    expect([table.rows, table.values.length]).toEqual([rows, rows * width]);
    expect(table.columns).toHaveLength(width + 1);
    expect(table.classes?.map((_, label) => table.labels.filter((at) => at === label).length)).toEqual(
      counts,
    );
    expect(table.licence).toContain("CC BY 4.0");
  });
});

describe("the name of a data set", () => {
  it("is one of those that lie in lessons/data, and the editor lists the same", async () => {
    const files = await readdir("lessons/data");
    const names = files.filter((file) => file.endsWith(".csv.gz")).map((file) => file.replace(".csv.gz", ""));
    for (const name of names) expect(() => checkDatasetName(name)).not.toThrow();
    const declared = /type DatasetName = (.*);/.exec(await readFile("worker/names/names.d.ts", "utf8"));
    expect(declared?.[1]).toBe(names.map((name) => `"${name}"`).join(" | "));
  });

  it("is corrected where it is nearly right", () => {
    expect(() => checkDatasetName("digit")).toThrow(
      'dataset("digit"): there is no such data set. There is "breast_cancer", "digits", "iris", "wine". Did you mean "digits"?',
    );
  });

  it("is refused with the list where it is nothing like one", () => {
    expect(() => checkDatasetName("mnist-of-fashion")).toThrow(/There is "breast_cancer", .*"wine"\.$/);
    expect(() => checkDatasetName(undefined)).toThrow("dataset(undefined)");
  });
});
