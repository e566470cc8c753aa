import { describe, expect, it } from "vitest";
import type { TensorSummary } from "../tensor/payload.ts";
import type { Shown, ShownNode } from "./fold.ts";
import type { GraphEdge } from "./payload.ts";
import { gathered, momentAt, stepsOf } from "./steps.ts";
import { sentence, tex, withNames, wordsOf } from "./words.ts";

const number = (x: number): TensorSummary => ({
  dtype: "float32",
  shape: [],
  min: x,
  max: x,
  mean: x,
  odd: { nan: 0, plus: 0, minus: 0 },
  corner: null,
  values: new Float32Array([x]),
  picture: null,
  histogram: null,
});

function node(
  id: number,
  kind: ShownNode["kind"],
  op: string,
  label: string | null,
  value: number,
  grad: number | null,
): ShownNode {
  return {
    id,
    kind,
    op,
    label,
    maths: null,
    value: number(value),
    cotangent: grad === null ? null : number(grad),
    place: null,
    group: null,
    leaf: null,
    held: null,
  };
}

function edge(
  from: number,
  to: number,
  argument: number,
  local: number,
  maths: string,
  share: number | null,
): GraphEdge {
  return {
    from,
    to,
    argument,
    local: number(local),
    localMaths: maths,
    contribution: share === null ? null : number(share),
  };
}

/** (a * b + a) * 10 at a = 2, b = -3: `a` is used twice, the constant gets no gradient. */
const graph: Shown = {
  nodes: [
    node(0, "input", "input", "a", 2, -20),
    node(1, "input", "input", "b", -3, 20),
    node(2, "op", "mul", null, -6, 10),
    node(3, "op", "add", null, -4, 10),
    node(4, "constant", "constant", "10", 10, null),
    node(5, "op", "mul", null, -40, 1),
  ],
  edges: [
    edge(0, 2, 0, -3, "y", -30),
    edge(1, 2, 1, 2, "x", 20),
    edge(2, 3, 0, 1, "1", 10),
    edge(0, 3, 1, 1, "1", 10),
    edge(3, 5, 0, 10, "y", 10),
    edge(4, 5, 1, -4, "x", null),
  ],
  output: 5,
  name: "f",
};
const steps = stepsOf(graph);
const at = (type: string, nth = 0) => steps.map((step) => step.type).indexOf(type as "seed") + nth;

describe("the walk through a graph", () => {
  it("goes forward over operations, then back over every edge that carries a gradient", () => {
    expect(steps).toEqual([
      { type: "start" },
      { type: "forward", node: 2 },
      { type: "forward", node: 3 },
      { type: "forward", node: 5 },
      { type: "seed" },
      { type: "backward", edge: 4 },
      { type: "backward", edge: 2 },
      { type: "backward", edge: 3 },
      { type: "backward", edge: 0 },
      { type: "backward", edge: 1 },
      { type: "all" },
    ]);
  });

  it("leaves a node only when every edge out of it has brought its share", () => {
    const order = steps.flatMap((step) => (step.type === "backward" ? [graph.edges[step.edge]] : []));
    order.forEach((each, index) => {
      const later = order.slice(index + 1).filter(({ from }) => from === each.to);
      expect(later).toEqual([]);
    });
  });

  it("knows at the start only what was given", () => {
    const { known, flowed, seeded } = momentAt(graph, steps, 0);
    expect([...known]).toEqual([0, 1, 4]);
    expect(flowed.size).toBe(0);
    expect(seeded).toBe(false);
  });

  it("gathers a gradient share by share where a value is used twice", () => {
    const grad = (step: number) => gathered(graph, momentAt(graph, steps, step), 0)?.values?.[0] ?? null;
    const first = at("backward", 2);
    expect([grad(first - 1), grad(first), grad(first + 1)]).toEqual([null, 10, -20]);
    expect(grad(steps.length - 1)).toBe(-20);
  });

  it("has no way back where nothing can be differentiated", () => {
    const still = { ...graph, nodes: graph.nodes.map((each) => ({ ...each, cotangent: null })) };
    expect(stepsOf(still).map((step) => step.type)).toEqual([
      "start",
      "forward",
      "forward",
      "forward",
      "all",
    ]);
  });
});

describe("a step in words", () => {
  it("says upstream, local derivative and what flows on", () => {
    expect(sentence(wordsOf(graph, steps, at("backward")))).toBe(
      "Back from mul₂ to add. upstream 1 × local 10 = to add 10.",
    );
  });

  it("says at a fork how gradients add", () => {
    const words = wordsOf(graph, steps, at("backward", 3));
    expect(words.note).toBe("a is used twice, so its gradients add: 10 + (−30) = −20.");
    expect(words.maths).toBe(String.raw`\frac{\partial\,\text{mul}_{1}}{\partial\,a} = b = -3`);
  });

  it("ends with what the function is asked for, by its name", () => {
    expect(sentence(wordsOf(graph, steps, steps.length - 1))).toBe(
      "How f changes with each input. a −20 b 20.",
    );
  });

  it("does not repeat a formula that is the number", () => {
    expect(wordsOf(graph, steps, at("backward", 1)).maths).toMatch(/ = 1$/);
  });

  it("puts the operands' names into the formula, and nothing else", () => {
    expect(withNames(graph, 2, String.raw`\exp(x) y + \max x`)).toBe(String.raw`\exp(a) b + \max a`);
  });

  it("writes a name that is no formula as text", () => {
    expect(tex(String.raw`params.w_1\href{evil}`)).toBe(String.raw`\text{params.w\_1hrefevil}`);
  });
});
