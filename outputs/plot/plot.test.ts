import { tensor } from "#engine";
import { describe, expect, it } from "vitest";
import { encode, provide } from "../kinds.ts";
import { parse } from "../views.ts";
import { describe as inWords, pointTable } from "./describe.ts";
import { figure, type PlotFigure } from "./figure.ts";
import { bars, heatmap, histogram, lines, scatter } from "./forms.ts";
import { looksOf } from "./hues.ts";
import { themed } from "./theme.ts";

const believed = (plot: PlotFigure) => {
  const { kind, payload } = encode(plot);
  const parsed = parse(kind, structuredClone(payload));
  expect(parsed).toMatchObject({ ok: true, kind: "plot" });
  return plot.payload;
};

describe("plot", () => {
  it("takes a Plotly figure and tensors wherever arrays are", () => {
    const { data } = believed(
      figure({
        data: [
          { x: [0, 1], y: tensor([1, 4]) },
          {
            type: "heatmap",
            z: tensor([
              [1, 2],
              [3, 4],
            ]),
          },
        ],
      }),
    );
    expect(data[0]).toMatchObject({ type: "scatter", y: new Float32Array([1, 4]) });
    expect(data[1].z).toEqual([new Float32Array([1, 2]), new Float32Array([3, 4])]);
  });

  it("copies: what the learner changes later does not change what was shown", () => {
    const y = new Float32Array([1, 2]);
    const { data } = figure({ data: [{ y }] }).payload;
    y[0] = 9;
    expect(data[0].y).toEqual(new Float32Array([1, 2]));
  });

  it.each([
    [
      "no figure",
      () => figure([1, 2]),
      "plot takes a Plotly figure: plot({ data: [{ y: [1, 4, 9] }], layout: { } }).",
    ],
    [
      "a trace our bundle lacks",
      () => figure({ data: [{ type: "pie" }] }),
      'data[0].type "pie" is not drawn here. There are scatter, bar, histogram, heatmap, contour, surface, scatter3d.',
    ],
    [
      "a function",
      () => figure({ data: [{ y: [1, () => 1] }] }),
      "data[0].y[1] is a function: a figure holds data only.",
    ],
    [
      "a link",
      () => figure({ data: [], layout: { title: "<a href='x'>" } }),
      "layout.title: links and addresses are not drawn",
    ],
    [
      "too many axes",
      () => figure({ data: [{ z: tensor([[[1]]]) }] }),
      "data[0].z: a figure takes tensors of 1 or 2 axes, not [1, 1, 1].",
    ],
    [
      "uneven points",
      () => scatter([1, 2], [1]),
      "plot.scatter: x has 2 numbers and y 1. They must be one a point.",
    ],
    [
      "words for numbers",
      () => lines({ loss: "high" }),
      "loss must be a tensor or an array of numbers, not a string",
    ],
  ])("refuses %s by name", (_name, make, message) => {
    expect(make).toThrow(message);
  });
});

describe("the short forms", () => {
  it("draw named lines, the last on its own axis", () => {
    const { data, layout } = believed(
      lines({ loss: [2, 1], accuracy: tensor([0.1, 0.9]) }, { twoAxes: true, xLabel: "step", log: true }),
    );
    expect(data.map(({ name, yaxis }) => [name, yaxis])).toEqual([
      ["loss", undefined],
      ["accuracy", "y2"],
    ]);
    expect(layout).toMatchObject({
      yaxis: { title: { text: "loss" }, type: "log" },
      yaxis2: { side: "right" },
    });
  });

  it("draw one unnamed series, scalars of tensors among numbers", () => {
    expect(believed(lines([1, tensor(2)])).data[0].y).toEqual(new Float64Array([1, 2]));
  });

  it("draw bars by name, groups of points, histograms and matrices", () => {
    expect(believed(bars({ rules: 0.5, learned: 0.97 })).data[0]).toMatchObject({
      type: "bar",
      x: ["rules", "learned"],
    });
    expect(believed(scatter([1, 2, 3], [4, 5, 6], { groups: ["a", "b", "a"] })).data[0].x).toEqual(
      new Float64Array([1, 3]),
    );
    expect(believed(histogram({ w: tensor([1, 2]) }, { bins: 4 })).data[0]).toMatchObject({
      type: "histogram",
      nbinsx: 4,
    });
    expect(
      believed(
        heatmap(
          [
            [1, 2],
            [3, 4],
          ],
          { diverging: true },
        ),
      ).data[0].zmid,
    ).toBe(0);
    const fixed = believed(heatmap([[0.2, 0.4]], { range: [0, 1] })).data[0];
    expect([fixed.zmin, fixed.zmax]).toEqual([0, 1]);
  });

  it("draw pictures from flat or square rows", () => {
    const { plot } = provide({
      cell: "",
      display: () => undefined,
      control: (_label, initial) => initial,
      code: () => null,
      dataset: () => Promise.reject(new Error("unused")),
    }) as { plot: { images: (data: unknown, options?: object) => unknown } };
    const { kind, payload } = encode(
      plot.images(
        tensor([
          [0, 1, 2, 3],
          [4, 5, 6, NaN],
        ]),
        { labels: [7, 8] },
      ),
    );
    expect(kind).toBe("images");
    expect(payload).toMatchObject({ count: 2, height: 2, width: 2, min: 0, max: 6, labels: ["7", "8"] });
    expect(() => plot.images([1, 2, 3])).toThrow("plot.images takes [pictures, height, width]");
  });
});

describe("a plot for those who do not see it", () => {
  it("says what is drawn, from where to where", () => {
    const { payload } = lines({ loss: [2.3, 0.5, NaN], "gradient norm": [1, 3, 2] }, { xLabel: "step" });
    expect(inWords(payload)).toBe(
      "Plot of loss and gradient norm against step. " +
        "loss: 3 points, first 2.3, last NaN, between 0.5 and 2.3, 1 not finite. " +
        "gradient norm: 3 points, first 1, last 2, between 1 and 3.",
    );
    expect(inWords(lines({ loss: [] }).payload)).toBe("Plot of loss. no points yet.");
  });

  it("is a table with one column of x for all series that share it", () => {
    const { columns, rows } = pointTable(
      lines({ loss: [2, 1], accuracy: [0.1, 0.9] }, { xLabel: "step" }).payload,
    );
    expect(columns.map(({ name }) => name)).toEqual(["step", "loss", "accuracy"]);
    expect(rows).toEqual([
      [0, 2, 0.1],
      [1, 1, 0.9],
    ]);
  });
});

const huesOf = (names: readonly string[]) => looksOf(names).map(({ hue }) => hue);

describe("the hue of a series", () => {
  it("follows what its name means, wherever it stands", () => {
    expect(huesOf(["gradient norm", "loss"])).toEqual(["backward", "loss"]);
    expect(huesOf(["train loss", "test loss", "x"])).toEqual(["loss", "forward", "prediction"]);
  });

  it("comes with a line and a mark that tell eighteen series apart", () => {
    const looks = looksOf(Array.from({ length: 18 }, (_, i) => String(i)));
    expect(new Set(looks.map(({ hue, dash }) => `${hue} ${dash}`)).size).toBe(18);
    expect(new Set(looks.map(({ hue, symbol }) => `${hue} ${symbol}`)).size).toBe(18);
  });

  it("is never the learner's loss: what he has coloured stays", () => {
    const colour = "rgb(0 0 0)";
    const theme = {
      hues: { forward: "f", backward: "b", parameter: "p", loss: "l", prediction: "a", data: "d" },
      ink: colour,
      soft: colour,
      rule: colour,
      ground: colour,
      font: "sans-serif",
      size: 12,
    };
    const mine = figure({
      data: [
        { name: "loss", y: [1], line: { color: "hotpink" } },
        { name: "gradient", y: [1] },
      ],
    });
    const { data } = themed(mine.payload, theme, { width: 600, height: 280 });
    expect(data[0].line).toMatchObject({ color: "hotpink", width: 2 });
    expect(data[1].line).toMatchObject({ color: "b", dash: "dash" });
  });
});
