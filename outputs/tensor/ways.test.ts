import { render } from "svelte/server";
import { describe, expect, it } from "vitest";
import { summarise } from "./summary.ts";
import TensorFigure from "./TensorFigure.svelte";
import { entriesOf, firstWay, imageOf, leadingIndex, oddWords, pictureOf, tableOf, waysOf } from "./ways.ts";

const summaryOf = (shape: number[], fill: (at: number) => number = (at) => at, dtype = "float32") =>
  summarise(dtype, {
    shape,
    values: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => fill(at)),
  });

describe("the ways to look at a tensor", () => {
  it.each([
    ["a scalar has one", [], []],
    ["an empty one has none", [0, 3], []],
    ["a vector is numbers first", [3], ["numbers", "heat-map", "histogram", "table"]],
    ["a matrix may be a picture", [4, 5], ["numbers", "heat-map", "histogram", "image", "table"]],
    ["a large one is no longer written out", [64, 32], ["heat-map", "histogram", "image", "table"]],
    ["a huge one is no picture the page has all pixels of", [2000, 100], ["heat-map", "histogram", "table"]],
  ])("%s", (_name, shape, ways) => {
    expect(waysOf(summaryOf(shape))).toEqual(ways);
  });

  it("offers no histogram where nothing is finite", () => {
    expect(waysOf(summaryOf([3], () => NaN))).toEqual(["numbers", "heat-map", "table"]);
  });

  it("begins with what says it best", () => {
    expect([[3], [64, 32], [16, 16, 3]].map((shape) => firstWay(summaryOf(shape)))).toEqual([
      "numbers",
      "heat-map",
      "image",
    ]);
  });

  it("counts what is no number by what it is", () => {
    const summary = summaryOf([4], (at) => [NaN, Infinity, -Infinity, NaN][at]);
    expect(oddWords(summary)).toBe("2 NaN, 1 ∞, 1 −∞");
  });

  it("makes a small tensor's heat-map, table and picture from its numbers", () => {
    const summary = summaryOf([2, 2, 3]);
    expect(pictureOf(summary)).toMatchObject({ rows: 4, columns: 3, block: [1, 1] });
    expect(tableOf(summary)).toMatchObject({ rows: 4, columns: 3 });
    expect(imageOf(summary)).toMatchObject({ count: 2, height: 2, width: 3, channels: 1 });
  });

  it("has every entry up to what a table carries, and the first rows and columns beyond", () => {
    expect(entriesOf(summaryOf([256, 256]))).toHaveLength(65_536);
    expect(entriesOf(summaryOf([257, 256]))).toBeNull();
    const wide = tableOf(summaryOf([200, 5000]));
    expect(wide).toMatchObject({ rows: 64, columns: 1024 });
    expect(wide?.values[1024]).toBe(5000);
  });

  it("names a row by its leading indices", () => {
    expect(leadingIndex([2, 3, 4], 4)).toBe("[1, 1]");
    expect(leadingIndex([6, 4], 4)).toBe("4");
  });
});

describe("a tensor's figure", () => {
  const html = (summary: ReturnType<typeof summaryOf>) =>
    render(TensorFigure, { props: { summary } }).body.replace(/<!--.*?-->/g, "");

  it("writes what is no number as what it is, apart from the numbers", () => {
    const body = html(summaryOf([3], (at) => [1, NaN, -Infinity][at]));
    expect(body.match(/<td[^>]*odd[^>]*>[^<]+/g)?.map((cell) => cell.replace(/.*>/, ""))).toEqual([
      "NaN",
      "−∞",
    ]);
    expect(body).toContain("1 NaN, 1 −∞");
  });

  it("offers its ways as radio buttons with the first one chosen", () => {
    const body = html(summaryOf([64, 32]));
    expect(body).toContain('role="radiogroup"');
    expect(body.match(/<input[^>]*checked[^>]*>/)?.[0]).toContain('value="heat-map"');
  });

  it("says of a picture how many entries it hides that are no number", () => {
    const body = html(summaryOf([300, 300], (at) => (at === 7 ? NaN : at)));
    expect(body).toMatch(/a pixel is the mean of 2 × 2 entries/);
    expect(body).toMatch(/<b[^>]*>×<\/b> 1 NaN/);
  });
});
