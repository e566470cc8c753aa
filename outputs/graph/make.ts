/** `graph(f)(...args)` runs f once, forward and backward, and keeps what stood on every node and edge. */
import { inspect, type Tensor } from "#engine";
import { summariseTensor } from "../tensor/kind.ts";
import type { TensorSummary } from "../tensor/payload.ts";
import { type GraphEdge, type GraphNode, type GraphPayload, MOST_NODES, type Place } from "./payload.ts";

type Graphed = typeof inspect.graph;
export type ComputationGraph = ReturnType<ReturnType<Graphed>>;

/** The graph is larger than anyone can read. */
export class GraphError extends Error {
  override readonly name = "GraphError";
}

export class GraphFigure {
  readonly #graph: ComputationGraph;

  constructor(graph: ComputationGraph) {
    this.#graph = graph;
  }

  /** @throws GraphError */
  encode(): GraphPayload {
    return payloadOf(this.#graph);
  }
}

/** A function becomes one with the same arguments that gives its graph. */
export const graph = ((f) =>
  (...args) =>
    new GraphFigure(inspect.graph(f)(...args))) as <Args extends unknown[]>(
  f: (...args: Args) => Tensor,
) => (...args: Args) => GraphFigure;

export function payloadOf({ nodes, edges, output }: ComputationGraph): GraphPayload {
  if (nodes.length > MOST_NODES) {
    throw new GraphError(
      `this graph has ${nodes.length} nodes; up to ${MOST_NODES} can be read. Draw one step of the loop, or one layer.`,
    );
  }
  // The engine numbers nodes as it likes; the page counts them in forward order.
  const order = new Map(nodes.map(({ id }, index) => [id, index]));
  const at = (id: number) => order.get(id) ?? 0;
  return {
    nodes: nodes.map((node): GraphNode => ({
      id: at(node.id),
      kind: node.kind,
      op: node.op,
      label: node.label,
      maths: node.maths,
      value: summariseTensor(node.value),
      cotangent: summariseOr(node.cotangent),
      place: placeOf(node.source),
    })),
    edges: edges.map((edge): GraphEdge => ({
      from: at(edge.from),
      to: at(edge.to),
      argument: edge.argument,
      local: summariseOr(edge.local),
      localMaths: edge.localMaths,
      contribution: summariseOr(edge.contribution),
    })),
    output: at(output),
  };
}

const summariseOr = (tensor: Tensor | null): TensorSummary | null =>
  tensor === null ? null : summariseTensor(tensor);

/** The kernel keeps a cell's own line numbers in its module, and names the module after it. */
function placeOf(source: ComputationGraph["nodes"][number]["source"]): Place | null {
  const cell = source && /^slope:\/\/\/(.+)\.ts$/.exec(source.file)?.[1];
  return source && cell !== undefined && cell !== null && source.line > 0
    ? { cell: decodeURIComponent(cell), line: source.line, column: source.column }
    : null;
}
