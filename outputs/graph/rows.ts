/** The lines of the graph's tree, as far as its groups are open. */
import { counted } from "../format.ts";
import type { CodePlace } from "../kind.ts";
import type { GraphNode, GraphPayload } from "./payload.ts";
import { short } from "./words.ts";

interface Row {
  readonly depth: number;
  readonly title: string;
  readonly value: string | null;
  readonly gradient: string | null;
  /** `of x and w` */
  readonly reads: string | null;
  readonly place: CodePlace | null;
  /** The group that the line opens; null for a node. */
  readonly group: number | null;
}

/** @param titles of all nodes */
export function rowsOf(payload: GraphPayload, open: ReadonlySet<number>, titles: readonly string[]): Row[] {
  const { nodes, edges, groups } = payload;
  const operands = nodes.map((): number[] => []);
  for (const { from, to } of edges) operands[to].push(from);
  const held = groups.map(() => 0);
  for (const { group } of nodes) {
    for (let at = group; at !== null; at = groups[at].parent) held[at] += 1;
  }
  const rows: Row[] = [];
  const told = new Set<number>();
  for (const node of nodes) {
    const chain = chainOf(payload, node);
    const closed = chain.findIndex((group) => !open.has(group));
    const visible = closed < 0 ? chain : chain.slice(0, closed + 1);
    visible.forEach((group, depth) => {
      if (told.has(group)) return;
      told.add(group);
      const { label, place } = groups[group];
      const [value, gradient] = [null, null];
      rows.push({ depth, title: label, value, gradient, reads: counted(held[group], "node"), place, group });
    });
    if (closed >= 0) continue;
    const reads = operands[node.id].map((id) => titles[id]);
    rows.push({
      depth: chain.length,
      title: titles[node.id],
      value: short(node.value),
      gradient: node.cotangent && short(node.cotangent),
      reads: reads.length === 0 ? null : `of ${reads.join(" and ")}`,
      place: node.place,
      group: null,
    });
  }
  return rows;
}

/** The groups around a node, the outermost first. */
function chainOf({ groups }: GraphPayload, node: GraphNode): number[] {
  const chain: number[] = [];
  for (let at = node.group; at !== null; at = groups[at].parent) chain.unshift(at);
  return chain;
}
