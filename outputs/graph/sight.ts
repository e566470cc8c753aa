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

/** Where a drawing wider than its window begins to be looked at: what stands in the first window's height, in its middle where it fits. */
export function startOf({ nodes }: Layout, width: number, height: number): number {
  const first = nodes.filter(({ y }) => y < height).map(({ x }) => x);
  if (first.length === 0) return 0;
  const [left, right] = [Math.min(...first), Math.max(...first)];
  const middle = (left + right) / 2 - width / 2;
  return Math.max(0, right - left < width - 2 * BOX ? middle : left - BOX);
}

/** About half a node, with air. */
const BOX = 80;
