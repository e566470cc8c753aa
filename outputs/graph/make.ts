/** `graph(f)(...args)` runs f once, forward and backward, and keeps what stood on every node and edge. */
import { inspect, type Tensor } from "#engine";
import { Figure, OutputError } from "../figure.ts";
import type { CellContext } from "../kind.ts";
import { placeOf } from "../place.ts";
import { summariseTensor } from "../tensor/kind.ts";
import type { TensorSummary } from "../tensor/payload.ts";
import { part, sketch } from "../tensor/summary.ts";
import { settledGroups } from "./groups.ts";
import { changed, readChanges } from "./leaves.ts";
import { type GraphEdge, type GraphNode, type GraphPayload, MOST_NODES } from "./payload.ts";
import { programsOf } from "./programs.ts";

type Graphed = typeof inspect.graph;
export type ComputationGraph = ReturnType<ReturnType<Graphed>>;
type Edge = ComputationGraph["edges"][number];
type Node = ComputationGraph["nodes"][number];

/** Beyond so many nodes each has room for a few numbers only. */
const MANY = 400;

/** The name `graph` of one run of a cell. */
export function graphIn(context: CellContext) {
  let made = 0;

  /** A function becomes one with the same arguments that gives its graph. */
  return function graph<Args extends unknown[]>(
    f: (...args: Args) => Tensor,
  ): (...args: Args) => Figure<GraphPayload> {
    // Cells are not type-checked before they run.
    if (typeof (f as unknown) !== "function") {
      throw new OutputError("graph takes a function, then its arguments: graph((x) => x.pow(2))(tensor(3)).");
    }
    return (...args) => {
      made += 1;
      const label = `graph ${made}`;
      const changes = readChanges(context.control<unknown>(label, ""));
      const given = changed(args, changes);
      const found = inspect.graph(f)(...given);
      return new Figure("graph", {
        ...payloadOf(found, f.name || null, (cell) => context.code(cell)),
        id: `${context.cell}/${label}`,
        edited: Object.fromEntries([...changes].map(([leaf, numbers]) => [leaf, [...numbers]])),
        programs: programsOf(f, given, found.nodes.length),
      });
    };
  };
}

export function payloadOf(
  given: ComputationGraph,
  name: string | null,
  code: (cell: string) => string | null = () => null,
): GraphPayload {
  const { nodes, edges, groups, output } = tidied(given);
  if (nodes.length > MOST_NODES) {
    throw new OutputError(
      `graph: it has ${nodes.length} nodes; up to ${MOST_NODES} can be shown. Draw fewer turns of the loop, or a smaller batch of layers.`,
    );
  }
  const room = nodes.length > MANY ? sketch : part;
  const summary = (tensor: Tensor | null): TensorSummary | null =>
    tensor === null ? null : summariseTensor(tensor, room);
  // The engine numbers nodes as it likes; the page counts them in forward order.
  const order = new Map(nodes.map(({ id }, index) => [id, index]));
  const at = (id: number) => order.get(id) ?? 0;
  const constants = new Set(nodes.flatMap(({ kind, id }) => (kind === "constant" ? [id] : [])));
  const settled = settledGroups(nodes, edges, groups, code);
  return {
    id: null,
    edited: {},
    groups: settled.groups,
    programs: "The programs are made where a cell calls graph itself.",
    nodes: nodes.map((node, index): GraphNode => ({
      id: at(node.id),
      kind: node.kind,
      op: node.op,
      label: node.label,
      maths: node.maths,
      value: summariseTensor(node.value, room),
      // Nobody asks how the result changes with a constant.
      cotangent: summary(constants.has(node.id) ? null : node.cotangent),
      place: placeOf(node.source),
      group: settled.groupOf[index],
      leaf: node.leaf,
    })),
    edges: edges.map((edge): GraphEdge => ({
      from: at(edge.from),
      to: at(edge.to),
      argument: edge.argument,
      local: summary(edge.local),
      localMaths: edge.localMaths,
      contribution: summary(constants.has(edge.from) ? null : edge.contribution),
    })),
    output: at(output),
    name,
  };
}

/** Changes of shape or dtype alone that a single operation reads: the edge into it says all that they do. */
const bookkeeping = new Set(["broadcast", "convert"]);

function tidied({ nodes, edges, groups, output }: ComputationGraph): ComputationGraph {
  const into = new Map<number, Edge[]>(nodes.map(({ id }) => [id, []]));
  const uses = new Map<number, number>();
  for (const edge of edges) {
    into.get(edge.to)!.push(edge);
    uses.set(edge.from, (uses.get(edge.from) ?? 0) + 1);
  }
  const isDropped = ({ id, op }: Node) =>
    bookkeeping.has(op) && id !== output && into.get(id)!.length === 1 && uses.get(id) === 1;
  const dropped = new Set(nodes.filter(isDropped).map(({ id }) => id));
  const through = (edge: Edge): Edge => {
    const before = dropped.has(edge.from) ? into.get(edge.from)!.at(0) : undefined;
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
