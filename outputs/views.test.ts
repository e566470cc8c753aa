import { describe, expect, it } from "vitest";
import { parse } from "./views.ts";

const failure = (kind: string, payload: unknown) => {
  const parsed = parse(kind, payload);
  return parsed.ok ? null : parsed.message;
};
const line = (text: string) => ({ stream: "log", text });
const figure = (trace: object, layout: object = {}) => ({ data: [{ type: "scatter", ...trace }], layout });

describe("what the page believes of a kernel", () => {
  it("hands on a payload that its kind's schema accepts", () => {
    const payload = { first: [line("a")], last: [], dropped: 0 };
    expect(parse("text", payload)).toEqual({ ok: true, kind: "text", payload });
  });

  it("says in a sentence what is wrong with another", () => {
    expect(failure("text", { first: [line("a")], last: [] })).toBe(
      'This text cannot be shown (dropped): Invalid key: Expected "dropped" but received undefined',
    );
    expect(failure("hologram", {})).toBe('There is no output kind named "hologram".');
  });

  it("keeps NaN and infinities in typed arrays", () => {
    const trace = { type: "scatter" as const, y: new Float32Array([1, NaN, Infinity]) };
    expect(parse("plot", { data: [trace], layout: {} })).toMatchObject({
      ok: true,
      payload: { data: [trace] },
    });
  });

  it.each([
    ["a link in a text", figure({ text: ['<a href="https://elsewhere.example">more</a>'] })],
    ["a link in a deep title", figure({}, { title: { text: "< A HREF=x>" } })],
    ["an address in a style", figure({ text: "<span style='background: url(x)'>" })],
    ["pictures from elsewhere", figure({}, { images: [{ source: "https://elsewhere.example/x.png" }] })],
    ["a template that hides a figure", figure({}, { template: {} })],
    ["a function", figure({ y: [() => 1] })],
    ["a trace that our Plotly does not have", figure({ type: "scattermap" })],
  ])("refuses a plot with %s", (_name, payload) => {
    expect(failure("plot", payload)).toMatch(/^This plot cannot be shown/);
  });

  it("refuses what holds itself rather than follow it for ever", () => {
    const list: unknown[] = [];
    list.push({ type: "list", name: "Array", size: 1, items: list });
    expect(failure("value", { root: list[0] })).toBe("This value cannot be shown: it is nested too deeply.");
    const layout: Record<string, unknown> = {};
    layout.self = layout;
    expect(failure("plot", figure({}, layout))).toMatch(/^This plot cannot be shown/);
  });

  it("refuses more than a view is ready to draw", () => {
    const many = { first: Array.from({ length: 5000 }, () => line("again")), last: [], dropped: 0 };
    expect(failure("text", many)).toMatch(/^This text cannot be shown \(first\)/);
  });

  it("refuses sizes that are made up, which would be painted for ever", () => {
    const odd = { nan: 0, plus: 0, minus: 0 };
    const summary = { dtype: "float32", shape: [2], min: 0, max: 1, mean: 0, odd, histogram: null };
    const rest = { requiresGrad: false, grad: null };
    const values = new Float32Array([0, 1]);
    const block: [number, number] = [1, 1];
    const honest = { rows: 1, columns: 2, values, marks: null, block };
    const tensor = (parts: object) => ({
      ...summary,
      values,
      corner: null,
      picture: null,
      ...rest,
      ...parts,
    });
    expect(failure("tensor", tensor({ picture: honest }))).toBeNull();
    expect(failure("tensor", tensor({ shape: [1e9, 1e9] }))).toMatch(/as many numbers as the shape says$/);
    expect(failure("tensor", tensor({ picture: { ...honest, rows: 1e9 } }))).toMatch(
      /rows x columns pixels$/,
    );
    expect(failure("tensor", tensor({ values: null, corner: { rows: 1e9, columns: 1, values } }))).toMatch(
      /rows x columns numbers$/,
    );
  });

  it("refuses a graph whose edges lead nowhere", () => {
    const odd = { nan: 0, plus: 0, minus: 0 };
    const summary = { dtype: "float32", shape: [], min: 1, max: 1, mean: 1, odd, corner: null };
    const value = { ...summary, values: new Float32Array([1]), picture: null, histogram: null };
    const blank = { label: null, maths: null, cotangent: null, place: null };
    const whole = { id: null, edited: {}, groups: [], programs: "", output: 0, name: null };
    const node = { id: 0, kind: "input", op: "input", value, group: null, leaf: 0, ...blank };
    const edge = { from: 0, to: 7, argument: 0, local: null, localMaths: null, contribution: null };
    expect(failure("graph", { ...whole, nodes: [node], edges: [] })).toBeNull();
    expect(failure("graph", { ...whole, nodes: [node], edges: [edge] })).toMatch(
      /each group before what it holds$/,
    );
  });
});
