/** Of a large drawing only what the window shows is in the page. */
import type { GraphEdge } from "./payload.ts";
import type { Layout } from "./layout.ts";

/** A part of the drawing, in its own units. */
export interface Sight {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Up to here everything is drawn. */
const FEW = 120;
/** Drawn around the window, so that nothing pops up while one scrolls. */
const MARGIN = 400;

export function inSight(
  { nodes, edges }: Layout,
  ends: readonly Pick<GraphEdge, "from" | "to">[],
  sight: Sight | null,
): { nodes: number[]; edges: number[] } {
  if (nodes.length <= FEW || sight === null) return { nodes: [...nodes.keys()], edges: [...edges.keys()] };
  const isNear = ({ x, y }: { readonly x: number; readonly y: number }) =>
    x > sight.left - MARGIN &&
    x < sight.right + MARGIN &&
    y > sight.top - MARGIN &&
    y < sight.bottom + MARGIN;
  const near = nodes.map(isNear);
  return {
    nodes: [...nodes.keys()].filter((at) => near[at]),
    edges: [...edges.keys()].filter(
      (at) => near[ends[at].from] || near[ends[at].to] || edges[at].points.some(isNear),
    ),
  };
}
