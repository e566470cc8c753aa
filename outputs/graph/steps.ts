/** The walk through a graph: forward node by node, then backward edge by edge, each edge once all that comes after it has flowed. */
import type { Shown, ShownNode } from "./fold.ts";
import type { GraphEdge } from "./payload.ts";
import type { TensorSummary } from "../tensor/payload.ts";

export type Step =
  /** Only what was given is known. */
  | { readonly type: "start" }
  | { readonly type: "forward"; readonly node: number }
  /** The output's own derivative, 1. */
  | { readonly type: "seed" }
  | { readonly type: "backward"; readonly edge: number }
  /** The whole picture. */
  | { readonly type: "all" };

export function stepsOf({ nodes, edges, output }: Shown): Step[] {
  const forward = nodes.filter(isComputed).map((node): Step => ({ type: "forward", node: node.id }));
  const flows = nodes[output].cotangent !== null;
  return [
    { type: "start" },
    ...forward,
    ...(flows ? [{ type: "seed" } as const, ...backward(nodes, edges)] : []),
    { type: "all" },
  ];
}

/** What is computed rather than given. */
const isComputed = ({ kind }: ShownNode) => kind === "op" || kind === "group";

function backward(nodes: readonly ShownNode[], edges: readonly GraphEdge[]): Step[] {
  const into = nodes.map((): number[] => []);
  edges.forEach((edge, at) => edge.contribution !== null && into[edge.to].push(at));
  // Forward order read backward: a node is left only when every edge out of it has brought its share.
  return into
    .toReversed()
    .flatMap((list) =>
      list
        .toSorted((a, b) => edges[a].argument - edges[b].argument)
        .map((edge): Step => ({ type: "backward", edge })),
    );
}

/** What is on the page after some steps. */
export interface Moment {
  /** Nodes whose value is known. */
  readonly known: ReadonlySet<number>;
  /** Edges along which a gradient has flowed. */
  readonly flowed: ReadonlySet<number>;
  /** Whether the output has its 1. */
  readonly seeded: boolean;
  readonly step: Step;
}

export function momentAt(graph: Shown, steps: readonly Step[], at: number): Moment {
  const step = steps[Math.min(at, steps.length - 1)];
  const done = step.type === "all" ? steps : steps.slice(0, at + 1);
  const known = new Set(graph.nodes.filter((node) => !isComputed(node)).map((node) => node.id));
  const flowed = new Set<number>();
  let seeded = false;
  for (const each of done) {
    if (each.type === "forward") known.add(each.node);
    if (each.type === "backward") flowed.add(each.edge);
    if (each.type === "seed") seeded = true;
  }
  return { known, flowed, seeded, step };
}

/** The gradient gathered by a node so far: its contributions added up; null before the first. */
export function gathered(graph: Shown, moment: Moment, node: number): TensorSummary | null {
  if (node === graph.output) return moment.seeded ? graph.nodes[node].cotangent : null;
  const shares = sharesOf(graph, node);
  const arrived = shares.filter((edge) => moment.flowed.has(edge));
  if (arrived.length === 0) return null;
  if (arrived.length === shares.length) return graph.nodes[node].cotangent;
  return added(arrived.flatMap((edge) => graph.edges[edge].contribution ?? []));
}

const shares = new WeakMap<Shown, number[][]>();

/** The edges that bring a gradient to a node: more than one where its value is used more than once. */
export function sharesOf(graph: Shown, node: number): readonly number[] {
  const known = shares.get(graph) ?? graph.nodes.map((): number[] => []);
  if (!shares.has(graph)) {
    graph.edges.forEach(({ from, contribution }, at) => contribution !== null && known[from].push(at));
    shares.set(graph, known);
  }
  return known[node];
}

/** @returns the first one's form with the sum of all; without numbers where any has too many to carry */
export function added(parts: readonly TensorSummary[]): TensorSummary {
  const [first] = parts;
  if (parts.length === 1) return first;
  const values = Float64Array.from({ length: first.values?.length ?? 0 }, (_, at) =>
    parts.reduce((sum, part) => sum + (part.values?.[at] ?? NaN), 0),
  );
  const whole = parts.every((part) => part.values?.length === values.length);
  return { ...first, values: whole ? values : null, corner: null, picture: null, histogram: null };
}
