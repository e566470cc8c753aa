/**
 * The part of a graph that is in sight: a closed group is one node, with what flows into it and out of it. The rest of the view knows only
 * the graph that is left.
 */
import type { TensorSummary } from "../tensor/payload.ts";
import type { GraphEdge, GraphGroup, GraphNode, GraphPayload } from "./payload.ts";
import { added } from "./steps.ts";

/** A node as it is drawn: one of the graph, or a closed group. */
export interface ShownNode extends Omit<GraphNode, "kind"> {
  readonly kind: GraphNode["kind"] | "group";
  /** How many operations a closed group holds. */
  readonly held: number | null;
}

/** What of a graph is drawn; `id` is the index. */
export interface Shown {
  readonly nodes: readonly ShownNode[];
  readonly edges: readonly GraphEdge[];
  readonly output: number;
  readonly name: string | null;
}

/** Where the nodes of the whole graph went. */
export interface Folded extends Shown {
  /** By node of the whole graph, the drawn node that stands for it. */
  readonly place: readonly number[];
  /** The open groups and the drawn nodes in each, the outermost first. */
  readonly frames: readonly { readonly group: GraphGroup; readonly members: readonly number[] }[];
}

/** As many nodes as are drawn at once. */
export const MOST_DRAWN = 400;
/** As many as are seen at a glance: beyond that groups begin closed. */
const GLANCE = 36;

export function folded(graph: GraphPayload, open: ReadonlySet<number>): Folded {
  const closed = closedGroups(graph, open);
  const around = graph.nodes.map(({ group }) => (group === null ? null : closed[group]));

  // A group stands where its last operation did: everything that it reads comes before.
  const last = new Map<number, number>();
  around.forEach((group, node) => group !== null && last.set(group, node));
  const kept = graph.nodes.filter(({ id }) => around[id] === null || last.get(around[id]) === id);
  const index = new Map(kept.map(({ id }, at) => [id, at]));
  const place = around.map((group, node) => index.get(group === null ? node : last.get(group)!)!);

  const members = new Map<number, number[]>();
  around.forEach(
    (group, node) => group !== null && members.set(group, [...(members.get(group) ?? []), node]),
  );
  const speakers = new Map([...members].map(([group, nodes]) => [group, speakerOf(graph, nodes, place)]));

  const nodes = kept.map((node, id): ShownNode => {
    const group = around[node.id];
    if (group === null) return { ...node, id, held: null };
    const speaker = graph.nodes[speakers.get(group)!];
    const { label, place: called } = graph.groups[group];
    const held = members.get(group)!.filter((at) => graph.nodes[at].kind === "op").length;
    return {
      ...speaker,
      id,
      kind: "group",
      op: "group",
      label,
      maths: null,
      place: called,
      leaf: null,
      held,
    };
  });
  return {
    nodes,
    edges: edgesBetween(graph, place, around, speakers),
    output: place[graph.output],
    name: graph.name,
    place,
    frames: framesOf(graph, open, closed, place, around),
  };
}

/** With every group open. */
export const unfolded = (graph: GraphPayload): Folded =>
  folded(graph, new Set(graph.groups.map(({ id }) => id)));

/** For each group the outermost closed one that holds it, itself included; null where all are open. */
function closedGroups({ groups }: GraphPayload, open: ReadonlySet<number>): (number | null)[] {
  const closed: (number | null)[] = [];
  for (const { id, parent } of groups) {
    const outer = parent === null ? null : closed[parent];
    closed.push(outer ?? (open.has(id) ? null : id));
  }
  return closed;
}

/** The node whose value a closed group shows: the one that others read; the last one where several are read. */
function speakerOf(
  { edges, output }: GraphPayload,
  nodes: readonly number[],
  place: readonly number[],
): number {
  const inside = new Set(nodes);
  const read = edges
    .filter(({ from, to }) => inside.has(from) && place[from] !== place[to])
    .map(({ from }) => from);
  return Math.max(...(inside.has(output) ? [output] : read.length > 0 ? read : nodes));
}

function edgesBetween(
  graph: GraphPayload,
  place: readonly number[],
  around: readonly (number | null)[],
  speakers: ReadonlyMap<number, number>,
): GraphEdge[] {
  const bundles = new Map<string, GraphEdge[]>();
  for (const edge of graph.edges) {
    const [from, to] = [place[edge.from], place[edge.to]];
    if (from === to) continue;
    // Between two nodes each edge is drawn: a square reads its operand twice.
    const isBundled = around[edge.from] !== null || around[edge.to] !== null;
    const key = isBundled ? `${from} ${to}` : `${from} ${to} ${edge.argument}`;
    bundles.set(key, [...(bundles.get(key) ?? []), edge]);
  }
  return [...bundles.values()].map((bundle): GraphEdge => {
    const [{ from, to, argument, ...alone }] = bundle;
    const ends = { from: place[from], to: place[to], argument };
    if (around[from] === null && around[to] === null) return { ...alone, ...ends };
    // Of a group with several results the one that it shows says what flows.
    const group = around[from];
    const speaking = group === null ? bundle : bundle.filter((edge) => edge.from === speakers.get(group));
    const shares = (speaking.length > 0 ? speaking : bundle.slice(0, 1)).flatMap(
      ({ contribution }): TensorSummary[] => (contribution === null ? [] : [contribution]),
    );
    return {
      ...ends,
      local: null,
      localMaths: null,
      contribution: shares.length === 0 ? null : added(shares),
    };
  });
}

function framesOf(
  { groups, nodes }: GraphPayload,
  open: ReadonlySet<number>,
  closed: readonly (number | null)[],
  place: readonly number[],
  around: readonly (number | null)[],
): Folded["frames"] {
  const members = new Map<number, Set<number>>();
  nodes.forEach(({ id, group }) => {
    for (
      let at = around[id] === null ? group : groups[around[id]].parent;
      at !== null;
      at = groups[at].parent
    ) {
      members.set(at, (members.get(at) ?? new Set()).add(place[id]));
    }
  });
  return groups
    .filter(({ id }) => open.has(id) && closed[id] === null && members.has(id))
    .map((group) => ({ group, members: [...members.get(group.id)!] }));
}

/**
 * The groups that begin open: from the outside in, the smallest first, for as long as all is seen at a glance. What one call of the library
 * does inside is nobody's first question.
 */
export function openAtFirst(graph: GraphPayload, most = GLANCE): Set<number> {
  const open = new Set<number>();
  const own = graph.groups.filter(({ kind }) => kind !== "library");
  if (graph.nodes.length <= most) return new Set(own.map(({ id }) => id));
  const sizes = graph.groups.map(() => 0);
  for (const { group } of graph.nodes) if (group !== null) sizes[group] += 1;
  // What opening one brings into sight: its own nodes and the groups in it, less itself.
  for (const { parent } of graph.groups) if (parent !== null) sizes[parent] += 1;
  let shown = folded(graph, open).nodes.length;
  const inside = (parent: number | null) => own.filter((group) => group.parent === parent);
  // Those that stand side by side open together: one that is closed among open ones would look like another kind of thing.
  for (let rows = [inside(null)]; rows.length > 0;) {
    const more = (row: readonly GraphGroup[]) => row.reduce((sum, { id }) => sum + sizes[id] - 1, 0);
    const fits = rows
      .toSorted((a, b) => more(a) - more(b))
      .filter((row) => {
        if (row.length === 0 || shown + more(row) > most) return false;
        shown += more(row);
        for (const { id } of row) open.add(id);
        return true;
      });
    rows = fits.flatMap((row) => row.map(({ id }) => inside(id)));
  }
  return open;
}

/** @returns the groups that are open once this one is; null where more would be in sight than can be drawn */
export function opened(graph: GraphPayload, open: ReadonlySet<number>, group: number): Set<number> | null {
  const next = new Set([...open, group]);
  return folded(graph, next).nodes.length > MOST_DRAWN ? null : next;
}

/** The outermost closed group that a drawn node stands for. */
export function groupAt(
  graph: GraphPayload,
  shown: Folded,
  open: ReadonlySet<number>,
  drawn: number,
): number | null {
  const inside = shown.place.indexOf(drawn);
  const closed = closedGroups(graph, open);
  const group = graph.nodes[inside].group;
  return group === null ? null : closed[group];
}
