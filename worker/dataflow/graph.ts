/** Questions the scheduler asks of the notebook's graph, beyond what `linkNotebook` states. */
import type { Graph } from "../analysis/notebook.ts";
import type { CellId } from "../protocol.ts";

/** Everything a cell needs, directly or through others. */
export function ancestorsOf(graph: Graph, id: CellId): ReadonlySet<CellId> {
  return reach(id, (at) => graph.needs.get(at)?.values() ?? []);
}

/** Everything that reads a cell, directly or through others. */
export function descendantsOf(graph: Graph, id: CellId): ReadonlySet<CellId> {
  return reach(id, (at) => graph.readers.get(at) ?? []);
}

/** Whether a cell reads the same names of the same owners in both graphs. */
export function sameNeeds(before: Graph, after: Graph, id: CellId): boolean {
  const [old, now] = [before.needs.get(id)!, after.needs.get(id)!];
  return old.size === now.size && [...old].every(([name, owner]) => now.get(name) === owner);
}

function reach(id: CellId, next: (at: CellId) => Iterable<CellId>): ReadonlySet<CellId> {
  const found = new Set<CellId>();
  const queue = [id];
  for (const at of queue) {
    for (const other of next(at)) {
      if (other === id || found.has(other)) continue;
      found.add(other);
      queue.push(other);
    }
  }
  return found;
}
