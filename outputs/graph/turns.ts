/** A loop of a thousand turns is opened by tens and hundreds: its turns are bundled until each bundle can be seen at a glance. */
import type { GraphGroup } from "./payload.ts";

/** As many turns as stand side by side. */
const MOST = 30;

interface Grouping {
  readonly groups: readonly GraphGroup[];
  /** The innermost group of each node. */
  readonly groupOf: readonly (number | null)[];
}
/** A turn of a loop: a group, or a node where a turn is one operation. */
interface Item {
  readonly group: number | null;
  readonly node: number;
}

export function bundled({ groups, groupOf }: Grouping): { groups: GraphGroup[]; groupOf: (number | null)[] } {
  const made: GraphGroup[] = [];
  const moved = [...groupOf];
  const children = new Map<number | null, Item[]>();
  const hold = (parent: number | null, item: Item) =>
    children.set(parent, [...(children.get(parent) ?? []), item]);
  const first = groups.map(() => Infinity);
  groupOf.forEach((group, node) => {
    for (let at = group; at !== null; at = groups[at].parent) first[at] = Math.min(first[at], node);
    hold(group, { group: null, node });
  });
  for (const { id, parent } of groups) hold(parent, { group: id, node: first[id] });
  place(children.get(null) ?? [], null);
  return { groups: made, groupOf: moved };

  function open(group: Omit<GraphGroup, "id">): number {
    return made.push({ ...group, id: made.length }) - 1;
  }

  function place(items: readonly Item[], parent: number | null): void {
    for (const { group, node } of items) {
      if (group === null) moved[node] = parent;
      else {
        const id = open({ ...groups[group], parent });
        const inside = (children.get(group) ?? []).toSorted((a, b) => a.node - b.node);
        if (groups[group].kind === "loop") bundle(inside, id, 1);
        else place(inside, id);
      }
    }
  }

  /** @param from the number of the first turn */
  function bundle(turns: readonly Item[], parent: number, from: number): void {
    if (turns.length <= MOST) {
      place(turns, parent);
      return;
    }
    const size = 10 ** (Math.ceil(Math.log10(turns.length)) - 1);
    for (let at = 0; at < turns.length; at += size) {
      const some = turns.slice(at, at + size);
      const label = `turns ${from + at} to ${from + at + some.length - 1}`;
      bundle(some, open({ parent, kind: "turn", label, place: made[parent].place }), from + at);
    }
  }
}
