/** The engine's groups as a reader wants them: named after the code that called, and none that holds a single thing. */
import type { inspect } from "#engine";
import { placeOf } from "../place.ts";
import type { GraphGroup } from "./payload.ts";
import { bundled } from "./turns.ts";

type Nodes = inspect.ComputationGraph["nodes"];
type Edges = inspect.ComputationGraph["edges"];
type Group = inspect.ComputationGraph["groups"][number];

interface Settled {
  readonly groups: GraphGroup[];
  /** The innermost group of each node. */
  readonly groupOf: (number | null)[];
}

/** @param code the text of a cell, in which a call has its name */
export function settledGroups(
  nodes: Nodes,
  edges: Edges,
  groups: readonly Group[],
  code: (cell: string) => string | null,
): Settled {
  const holder = new Map(nodes.map(({ id, group }) => [id, group]));
  constantsGoWithTheirReaders(nodes, edges, groups, holder);

  const held = groups.map(() => 0);
  for (const group of holder.values()) if (group !== null) held[group] += 1;
  // From the inside out: what is left of a group counts as one thing in the group around it.
  for (const { id, parent } of groups.toReversed()) {
    if (parent !== null) held[parent] += held[id] > 1 ? 1 : held[id];
  }
  const isKept = ({ id }: Group) => held[id] > 1;
  const kept = groups.filter(isKept);
  const place = new Map(kept.map(({ id }, at) => [id, at]));
  const keptAround = (group: number | null): number | null => {
    for (let at = group; at !== null; at = groups[at].parent) if (isKept(groups[at])) return place.get(at)!;
    return null;
  };
  return bundled({
    groups: kept.map((group, id) => ({
      id,
      parent: keptAround(group.parent),
      kind: group.kind,
      label: labelOf(group, code),
      place: placeOf(group.source),
    })),
    groupOf: nodes.map(({ id }) => keptAround(holder.get(id) ?? null)),
  });
}

/** A number that only one call reads is part of that call, wherever it was made. */
function constantsGoWithTheirReaders(
  nodes: Nodes,
  edges: Edges,
  groups: readonly Group[],
  holder: Map<number, number | null>,
): void {
  const chain = (group: number | null): number[] => {
    const up: number[] = [];
    for (let at = group; at !== null; at = groups[at].parent) up.unshift(at);
    return up;
  };
  const readers = new Map<number, number[]>();
  for (const { from, to } of edges) readers.set(from, [...(readers.get(from) ?? []), to]);
  for (const { id, kind } of nodes) {
    if (kind !== "constant") continue;
    const chains = (readers.get(id) ?? []).map((reader) => chain(holder.get(reader) ?? null));
    const [first = []] = chains;
    const shared = first.filter((group, depth) => chains.every((other) => other[depth] === group));
    holder.set(id, shared.at(-1) ?? null);
  }
}

function labelOf({ kind, name, count, source }: Group, code: (cell: string) => string | null): string {
  if (kind === "loop") return `${count} turns`;
  if (kind === "turn") return `turn ${count}`;
  return name === "" ? (calledAt(source, code) ?? "call") : name;
}

/** What the code calls there: `nn.crossEntropy(` is `crossEntropy`. */
function calledAt(source: Group["source"], code: (cell: string) => string | null): string | null {
  const place = placeOf(source);
  const line =
    place &&
    code(place.cell)
      ?.split("\n")
      .at(place.line - 1);
  if (place === null || typeof line !== "string") return null;
  // Engines point at the name, at the expression before it, or at the bracket behind it.
  const before = /[\w$]*$/.exec(line.slice(0, place.column - 1))?.[0] ?? "";
  const behind = /^[\w$]*(?:\.[\w$]+(?=\())?/.exec(line.slice(place.column - 1))?.[0] ?? "";
  return (before + behind).split(".").at(-1) || null;
}
