import { np, tensor, type Tensor } from "#engine";
import { describe, expect, it } from "vitest";
import { encode } from "../kinds.ts";
import { parse } from "../views.ts";
import { graph } from "./make.ts";
import type { GraphPayload } from "./payload.ts";

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
    const f = (x: Tensor) => Array.from({ length: 500 }).reduce((sum: Tensor) => sum.sin(), x);
    expect(() => graph(f)(tensor(1))).toThrow("graph: it has 501 nodes; up to 400 can be read.");
  });
});
