import { np, tensor, type Tensor } from "#engine";
import { describe, expect, it } from "vitest";
import { encode } from "../kinds.ts";
import { parse } from "../views.ts";
import { folded, openAtFirst, opened } from "./fold.ts";
import { graphIn } from "./make.ts";
import type { GraphPayload } from "./payload.ts";

/** The name `graph` in a cell, where the learner has given some controls a value. */
const inCell = (given: Readonly<Record<string, unknown>> = {}) =>
  graphIn({
    cell: "net",
    display: () => undefined,
    control: <T>(label: string, initial: T) => (label in given ? (given[label] as T) : initial),
    code: () => null,
    dataset: () => Promise.reject(new Error("unused")),
  });
const graph = inCell();

function drawn(figure: unknown): GraphPayload {
  const { kind, payload } = encode(figure);
  expect(parse(kind, structuredClone(payload))).toMatchObject({ ok: true, kind: "graph" });
  return payload as GraphPayload; // parsed above
}

const text = ({ nodes, edges }: GraphPayload) => ({
  nodes: nodes.map(({ op, label, value, cotangent }) => [
    label ?? op,
    [...(value.values ?? [])],
    cotangent?.values ? [...cotangent.values] : null,
  ]),
  edges: edges.map(({ from, to, local, contribution }) => [
    `${nodes[from].label ?? nodes[from].op} > ${nodes[to].op}`,
    local?.values ? [...local.values] : null,
    contribution?.values ? [...contribution.values] : null,
  ]),
});

describe("graph(f)(x)", () => {
  it("keeps every value, local derivative and gradient of a run", () => {
    const f = (a: Tensor, b: Tensor) => a.mul(b).add(a);
    expect(text(drawn(graph(f)(tensor(2), tensor(3))))).toEqual({
      nodes: [
        ["a", [2], [4]],
        ["b", [3], [2]],
        ["mul", [6], [1]],
        ["add", [8], [1]],
      ],
      edges: [
        ["a > mul", [3], [3]],
        ["b > mul", [2], [2]],
        ["mul > add", [1], [1]],
        ["a > add", [1], [1]],
      ],
    });
  });

  it("shows no bookkeeping of shapes: a bias goes straight into its sum", () => {
    const f = (x: Tensor, b: Tensor) => x.add(b).sum();
    const { nodes, edges } = drawn(
      graph(f)(
        tensor([
          [1, 2],
          [3, 4],
        ]),
        tensor([10, 20]),
      ),
    );
    expect(nodes.map(({ label, op }) => label ?? op)).toEqual(
      expect.arrayContaining(["x", "b", "add", "sum"]),
    );
    expect(nodes).toHaveLength(4);
    const bias = edges.find(({ from, to }) => nodes[from].label === "b" && nodes[to].op === "add");
    expect(bias?.contribution).toMatchObject({ shape: [2], values: new Float32Array([2, 2]) });
  });

  it("asks no gradient of a constant", () => {
    const { nodes, edges } = drawn(graph((x: Tensor) => x.mul(10))(tensor(3)));
    const constant = nodes.find(({ kind }) => kind === "constant");
    expect(constant).toMatchObject({ label: "10", cotangent: null });
    expect(edges.find(({ from }) => from === constant?.id)?.contribution).toBeNull();
  });

  it("names the leaves of a tree", () => {
    const f = (params: { w: Tensor; b: Tensor }, x: Tensor) => np.matmul(x, params.w).add(params.b).sum();
    const { nodes } = drawn(graph(f)({ w: tensor([[1], [2]]), b: tensor([0]) }, tensor([[1, 1]])));
    expect(nodes.flatMap(({ kind, label }) => (kind === "input" ? [label] : [])).toSorted()).toEqual([
      "params.b",
      "params.w",
      "x",
    ]);
  });

  it("says that a graph is too large to be read", () => {
    const f = (x: Tensor) => Array.from({ length: 8100 }).reduce((sum: Tensor) => sum.sin(), x);
    expect(() => graph(f)(tensor(1))).toThrow("graph: it has 8101 nodes; up to 8000 can be shown.");
  });
});

describe("the inputs of a graph", () => {
  const f = (p: { w: Tensor }, x: number) => p.w.mul(x).sum();

  it("are what the learner wrote over them", () => {
    const { nodes, edited, id } = drawn(
      inCell({ "graph 1": '{"0":[5,6],"1":[10]}' })(f)({ w: tensor([1, 2]) }, 3),
    );
    expect(id).toBe("net/graph 1");
    expect(edited).toEqual({ 0: [5, 6], 1: [10] });
    expect(nodes.map(({ leaf, value }) => [leaf, [...(value.values ?? [])]])).toEqual([
      [0, [5, 6]],
      [1, [10]],
      [null, [50, 60]],
      [null, [110]],
    ]);
  });
  it.each(["", "not JSON", "[1]", '{"0":"x"}', '{"0":[1,2,3]}', "{}", 7])(
    "stay as they are for %j",
    (sent) => {
      const { nodes } = drawn(inCell({ "graph 1": sent })(f)({ w: tensor([1, 2]) }, 3));
      expect([...(nodes[0].value.values ?? [])]).toEqual([1, 2]);
    },
  );
});

describe("the programs beside a graph", () => {
  it("are three, each line with its text", () => {
    const { programs } = drawn(graph((x: Tensor) => x.mul(x).sum())(tensor([1, 2])));
    expect(
      typeof programs === "string" ? programs : programs.map(({ title, lines }) => [title, lines.length > 0]),
    ).toEqual(["forward", "jvp", "backward"].map((title) => [title, true]));
  });
  it("say why there are none", () => {
    const { programs } = drawn(
      graph((x: Tensor) => (x.sum().item() > 0 ? x.sum() : x.neg().sum()))(tensor([1])),
    );
    expect(programs).toMatch(/^This function has no one program: .*item/);
  });
});

describe("a folded graph", () => {
  const layer = (x: Tensor, w: number) => x.mul(w).tanh();
  const two = drawn(graph((x: Tensor) => layer(layer(x, 2), 3).sum())(tensor([1, 2])));
  const names = (open: Iterable<number>) =>
    folded(two, new Set(open)).nodes.map(({ label, op }) => label ?? op);

  it("draws a closed call as one node that shows what it gives", () => {
    const shown = folded(two, new Set());
    expect(names([])).toEqual(["x", "layer", "layer", "sum"]);
    expect(shown.nodes.map(({ held }) => held)).toEqual([null, 2, 2, null]);
    expect([...(shown.nodes[1].value.values ?? [])]).toEqual([2, 4].map((z) => Math.fround(Math.tanh(z))));
    expect(shown.edges.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
  });
  it("keeps gradients: what flows into a closed call is what its inside sends back", () => {
    const shown = folded(two, new Set());
    expect(shown.edges[0].contribution).toEqual(two.nodes[0].cotangent);
    expect(shown.nodes[1].cotangent).toEqual(two.nodes.find(({ op }) => op === "tanh")?.cotangent);
  });
  it("opens one call and leaves the other", () => {
    expect(names([1])).toEqual(["x", "layer", "3", "mul", "tanh", "sum"]);
    expect(folded(two, new Set([1])).frames).toMatchObject([
      { group: { label: "layer" }, members: [2, 3, 4] },
    ]);
  });
  it("begins open where all is seen at a glance, and closed where it is not", () => {
    expect(openAtFirst(two).size).toBe(2);
    const deep = drawn(
      graph((x: Tensor) => {
        let h = x;
        for (let i = 0; i < 60; i++) h = layer(h, 2);
        return h.sum();
      })(tensor([1])),
    );
    const shown = folded(deep, openAtFirst(deep));
    expect(shown.nodes.map(({ label }) => label)).toEqual([
      "x",
      ...[1, 11, 21, 31, 41, 51].map((from) => `turns ${from} to ${from + 9}`),
      null,
    ]);
    const second = deep.groups.findIndex(({ label }) => label === "turns 11 to 20");
    const more = folded(deep, opened(deep, openAtFirst(deep), second) ?? new Set());
    expect(more.nodes.filter(({ label }) => label === "layer")).toHaveLength(10);
  });
  it("refuses to open more than can be drawn", () => {
    const long = drawn(
      graph((x: Tensor) => {
        let h = x;
        for (let i = 0; i < 900; i++) h = h.sin();
        return h.sum();
      })(tensor([1])),
    );
    const hundreds = long.groups.filter(({ parent }) => parent === 0).map(({ id }) => id);
    expect(hundreds).toHaveLength(9);
    const tens = long.groups.filter(({ parent }) => parent !== null && hundreds.includes(parent));
    const most = new Set([0, ...hundreds, ...tens.slice(0, 35).map(({ id }) => id)]);
    expect(folded(long, most).nodes.length).toBeLessThan(410);
    expect(opened(long, most, tens[36].id)).toBeNull();
  });
});
