/** Where the boxes of a graph stand: dagre, from left to right where that fits the page, else from top to bottom. */
import { Graph, layout } from "@dagrejs/dagre";

export interface Box {
  readonly width: number;
  readonly height: number;
}
export interface LayoutRequest {
  readonly id: number;
  readonly nodes: readonly Box[];
  readonly edges: readonly { readonly from: number; readonly to: number; readonly label: Box | null }[];
  /** Nodes that lie in one frame; a frame may lie in one before it. */
  readonly frames?: readonly { readonly members: readonly number[]; readonly parent: number | null }[];
  /** Width of the page's column. */
  readonly available: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Layout {
  readonly id: number;
  readonly direction: "LR" | "TB";
  readonly width: number;
  readonly height: number;
  /** Centres. */
  readonly nodes: readonly Point[];
  readonly edges: readonly { readonly points: readonly Point[]; readonly label: Point | null }[];
  readonly frames: readonly (Point & Box)[];
}

/** Beyond this a graph is not squeezed but scrolled. */
const SQUEEZE = 1.12;

export function layOut(request: LayoutRequest): Layout {
  const across = place(request, "LR");
  if (across.width <= request.available * SQUEEZE) return across;
  const down = place(request, "TB");
  return down.width < across.width ? down : across;
}

function place({ id, nodes, edges, frames = [] }: LayoutRequest, direction: "LR" | "TB"): Layout {
  const graph = new Graph({ multigraph: true, compound: frames.length > 0 });
  graph.setGraph({
    rankdir: direction,
    nodesep: 22,
    edgesep: 14,
    ranksep: direction === "LR" ? 34 : 30,
    marginx: 6,
    marginy: 6,
  });
  nodes.forEach(({ width, height }, at) => graph.setNode(String(at), { width, height }));
  edges.forEach(({ from, to, label }, at) => {
    graph.setEdge(
      String(from),
      String(to),
      { width: label?.width ?? 0, height: label?.height ?? 0, labelpos: "c" },
      String(at),
    );
  });
  frames.forEach(({ parent }, at) => {
    graph.setNode(frameName(at), {});
    if (parent !== null) graph.setParent(frameName(at), frameName(parent));
  });
  // The innermost frame that holds a node has it: those come last.
  frames.forEach(({ members }, at) => {
    for (const member of members) graph.setParent(String(member), frameName(at));
  });
  layout(graph);
  const size = graph.graph() as Box; // laid out: it has its size
  return {
    id,
    direction,
    width: size.width,
    height: size.height,
    nodes: nodes.map((_, at) => pointOf(graph.node(String(at)) as Point)),
    edges: edges.map(({ from, to, label }, at) => {
      const edge = graph.edge(String(from), String(to), String(at)) as Point & { points: Point[] }; // laid out
      return { points: edge.points.map(pointOf), label: label && pointOf(edge) };
    }),
    frames: frames.map((_, at) => {
      const { x, y, width, height } = graph.node(frameName(at)) as Point & Box; // laid out
      return { x, y, width, height };
    }),
  };
}

const frameName = (at: number) => `frame ${at}`;

/** Without dagre's other fields. */
const pointOf = ({ x, y }: Point): Point => ({ x, y });
