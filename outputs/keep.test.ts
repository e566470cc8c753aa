import { tensor } from "#engine";
import { describe, expect, it } from "vitest";
import graphKeep from "./graph/keep.ts";
import errorKeep from "./error/keep.ts";
import { csvOf, type Keep, type KeptFile } from "./keep.ts";
import { encode, provide } from "./kinds.ts";
import { lines } from "./plot/forms.ts";
import { pointTable } from "./plot/describe.ts";
import tableKeep from "./table/keep.ts";
import { table } from "./table/make.ts";
import tensorKeep from "./tensor/keep.ts";
import textKeep from "./text/keep.ts";
import valueKeep from "./value/keep.ts";

/** A page that has drawn nothing: what is kept of the payload alone. */
const undrawn = { querySelectorAll: () => [], querySelector: () => null } as unknown as HTMLElement;

const payloadOf = (value: unknown) => encode(value).payload as never;
const copied = (keep: Keep<never>, value: unknown) => keep.copy(payloadOf(value), undrawn);
const filesOf = (keep: Keep<never>, value: unknown) => keep.files(payloadOf(value), undrawn);

async function textOf(files: readonly KeptFile[], format: KeptFile["format"]): Promise<string> {
  const file = files.find((each) => each.format === format);
  return file === undefined ? "" : (await file.make()).text();
}

describe("CSV", () => {
  it("quotes what would fall apart and writes nothing for nothing", () => {
    const rows = [["a,b", 'say "x"', null, NaN, true, "two\nlines"]];
    expect(csvOf(rows, ",")).toBe('"a,b","say ""x""",,NaN,true,"two\nlines"\r\n');
  });
});

describe("a tensor that is taken away", () => {
  const matrix = tensor([
    [1, 2.5],
    [NaN, -Infinity],
  ]);

  it("is the list that makes it again", () => {
    expect(copied(tensorKeep, matrix)).toEqual({ text: "[[1, 2.5], [NaN, -Infinity]]", part: null });
  });

  it("has its rows as CSV, and as JSON with words for what is no number", async () => {
    const files = filesOf(tensorKeep, matrix);
    expect(await textOf(files, "CSV")).toBe("1,2.5\r\nNaN,-Infinity\r\n");
    expect(JSON.parse(await textOf(files, "JSON"))).toEqual({
      dtype: "float32",
      shape: [2, 2],
      values: [1, 2.5, "NaN", "-Infinity"],
    });
  });

  it("says which part of a large one it is", async () => {
    const large = tensor(new Float32Array(1000 * 100)).reshape([1000, 100]);
    expect(copied(tensorKeep, large)).toMatchObject({ part: "the first 655 rows" });
    const files = filesOf(tensorKeep, large);
    expect(files.map(({ part }) => part)).toEqual(["the first 655 rows", "the first 655 rows"]);
    expect((await textOf(files, "CSV")).split("\r\n")).toHaveLength(655 + 1);
  });
});

describe("a table that is taken away", () => {
  it("has its names, for a sheet and as records", async () => {
    const figure = table([[1, "x"]], { columns: ["a", "b"], rows: ["first"] });
    expect(copied(tableKeep, figure)).toEqual({ text: "\ta\tb\r\nfirst\t1\tx\r\n", part: null });
    expect(JSON.parse(await textOf(filesOf(tableKeep, figure), "JSON"))).toEqual([
      { row: "first", a: 1, b: "x" },
    ]);
  });

  it("says how many rows are left out", () => {
    const figure = table(Array.from({ length: 1500 }, (_, i) => ({ i })));
    expect(copied(tableKeep, figure)).toMatchObject({ part: "the first 1,000 rows" });
  });
});

describe("a value that is taken away", () => {
  it("is code on the clipboard and JSON in a file", async () => {
    const value = { loss: [0.5, NaN], name: "run", step: undefined };
    expect(copied(valueKeep, value)).toEqual({
      text: '{ loss: [0.5, NaN], name: "run", step: undefined }',
      part: null,
    });
    expect(JSON.parse(await textOf(filesOf(valueKeep, value), "JSON"))).toEqual({
      loss: [0.5, "NaN"],
      name: "run",
      step: "undefined",
    });
  });

  it("is rows of CSV where it is a long list of numbers", async () => {
    const files = filesOf(valueKeep, new Float32Array(100));
    expect(await textOf(files, "CSV")).toBe("0\r\n".repeat(100));
  });

  it("owns that it is not all of it", () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({ i }));
    expect(copied(valueKeep, many)).toMatchObject({ part: "what is shown, not all of it" });
  });
});

describe("what is taken away of the rest", () => {
  it("is a text with its gap, an error with its way out, a graph as its steps", () => {
    expect(copied(textKeep, Array.from({ length: 500 }, (_, i) => `line ${i}`).join("\n"))).toMatchObject({
      text: expect.stringContaining("line 199\n… 100 lines left out\nline 300") as string,
      part: "all but 100 lines in the middle",
    });
    const frames = [{ cell: "train", name: null, line: 2, column: 5, text: "  x.matmul(w)", range: null }];
    const error = { name: "ShapeError", message: "no", help: "Try this.", cell: null, range: null, frames };
    expect(errorKeep.copy(error, undrawn)).toEqual({
      text: "ShapeError: no\nTry this.\n  at train:2:5  x.matmul(w)",
      part: null,
    });
    const names = provide({
      cell: "a",
      display: () => undefined,
      control: (_label, initial) => initial,
      code: () => null,
      dataset: () => Promise.reject(new Error("unused")),
    });
    const graph = names.graph as (
      f: (x: { mul: (y: number) => unknown }) => unknown,
    ) => (x: unknown) => unknown;
    expect(copied(graphKeep, graph((x) => x.mul(3))(tensor(2)))).toMatchObject({
      text: expect.stringMatching(/^0\. .*\n1\. .*\n2\. /) as string,
    });
  });

  it("is every point of a plot, not only those its table shows", () => {
    const { payload } = lines({ loss: new Float32Array(5000) });
    expect(pointTable(payload).rows).toHaveLength(1000);
    expect(pointTable(payload, Infinity).rows).toHaveLength(5000);
  });
});
