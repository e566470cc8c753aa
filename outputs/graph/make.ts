/** `graph(f)(...args)` runs f once, forward and backward, and keeps what stood on every node and edge. */
import { inspect, type Tensor } from "#engine";
import { Figure, OutputError } from "../figure.ts";
import { summariseTensor } from "../tensor/kind.ts";
import type { TensorSummary } from "../tensor/payload.ts";
import { placeOf } from "../place.ts";
import { type GraphEdge, type GraphNode, type GraphPayload, MOST_NODES } from "./payload.ts";

type Graphed = typeof inspect.graph;
export type ComputationGraph = ReturnType<ReturnType<Graphed>>;
type Edge = ComputationGraph["edges"][number];

/** A function becomes one with the same arguments that gives its graph. */
export function graph<Args extends unknown[]>(
  f: (...args: Args) => Tensor,
): (...args: Args) => Figure<GraphPayload> {
  // Cells are not type-checked before they run.
  if (typeof (f as unknown) !== "function") {
    throw new OutputError("graph takes a function, then its arguments: graph((x) => x.pow(2))(tensor(3)).");
  }
  return (...args) => new Figure("graph", payloadOf(inspect.graph(f)(...args), f.name || null));
}

export function payloadOf(given: ComputationGraph, name: string | null): GraphPayload {
  const { nodes, edges, output } = tidied(given);
  if (nodes.length > MOST_NODES) {
    throw new OutputError(
      `graph: it has ${nodes.length} nodes; up to ${MOST_NODES} can be read. Draw one step of the loop, or one layer.`,
    );
  }
  // The engine numbers nodes as it likes; the page counts them in forward order.
  const order = new Map(nodes.map(({ id }, index) => [id, index]));
  const at = (id: number) => order.get(id) ?? 0;
  const constants = new Set(nodes.flatMap(({ kind, id }) => (kind === "constant" ? [id] : [])));
  return {
    nodes: nodes.map((node): GraphNode => ({
      id: at(node.id),
      kind: node.kind,
      op: node.op,
      label: node.label,
      maths: node.maths,
      value: summariseTensor(node.value),
      // Nobody asks how the result changes with a constant.
      cotangent: summariseOr(constants.has(node.id) ? null : node.cotangent),
      place: placeOf(node.source),
    })),
    edges: edges.map((edge): GraphEdge => ({
      from: at(edge.from),
      to: at(edge.to),
      argument: edge.argument,
      local: summariseOr(edge.local),
      localMaths: edge.localMaths,
      contribution: summariseOr(constants.has(edge.from) ? null : edge.contribution),
    })),
    output: at(output),
    name,
  };
}

/** Changes of shape or dtype alone that a single operation reads: the edge into it says all that they do. */
const bookkeeping = new Set(["broadcast", "convert"]);

function tidied({ nodes, edges, groups, output }: ComputationGraph): ComputationGraph {
  const into = (id: number) => edges.filter(({ to }) => to === id);
  const outOf = (id: number) => edges.filter(({ from }) => from === id);
  const dropped = new Set(
    nodes.flatMap(({ id, op }) =>
      bookkeeping.has(op) && id !== output && into(id).length === 1 && outOf(id).length === 1 ? [id] : [],
    ),
  );
  const through = (edge: Edge): Edge => {
    const before = dropped.has(edge.from) ? into(edge.from).at(0) : undefined;
    // What reaches the source is what left the bookkeeping: summed back to the source's shape.
    return before ? through({ ...edge, from: before.from, contribution: before.contribution }) : edge;
  };
  return {
    nodes: nodes.filter(({ id }) => !dropped.has(id)),
    edges: edges.filter(({ to }) => !dropped.has(to)).map(through),
    groups,
    output,
  };
}

const summariseOr = (tensor: Tensor | null): TensorSummary | null =>
  tensor === null ? null : summariseTensor(tensor);
