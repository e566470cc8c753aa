/** Whether a queued cell may start, must wait, or cannot run at all. */
import type { Graph } from "../analysis/notebook.ts";
import type { CellId } from "../protocol.ts";
import type { Cell } from "./cell.ts";
import { ancestorsOf } from "./graph.ts";

/** The state of the notebook that these questions are asked of. */
export interface Board {
  readonly graph: Graph;
  cell(id: CellId): Cell;
  isQueued(cell: Cell): boolean;
}

/** What the analysis forbids, in its first error's words. */
export function firstError(graph: Graph, id: CellId): string | null {
  return graph.problems.get(id)!.find(({ severity }) => severity === "error")?.message ?? null;
}

/** Something before it is still to run. An automatic cell follows a generator's frames, a manual one awaits its end. */
export function mustWait(board: Board, cell: Cell): boolean {
  if (firstError(board.graph, cell.id) !== null) return false; // It will not run: that can be said at once.
  for (const id of ancestorsOf(board.graph, cell.id)) {
    const ancestor = board.cell(id);
    if (board.isQueued(ancestor)) return true;
    if (!ancestor.isRunning) continue;
    const hasFrame = ancestor.run!.streams.length > 0 && ancestor.values !== null;
    if (!hasFrame || !cell.isAutomatic) return true;
  }
  return false;
}

export interface Obstacle {
  readonly status: "failed" | "blocked";
  readonly note: string;
}

export function obstacleTo(board: Board, cell: Cell): Obstacle | null {
  const error = firstError(board.graph, cell.id);
  if (error !== null) return { status: "failed", note: error };
  for (const [name, owner] of board.graph.needs.get(cell.id)!) {
    const { values, status } = board.cell(owner);
    if (values) continue;
    const why = status === "failed" ? "failed" : status === "blocked" ? "cannot run" : "has not run";
    return { status: "blocked", note: `\`${name}\` is made by cell \`${owner}\`, which ${why}.` };
  }
  return null;
}

/** It reads a manual cell that nobody has run yet: no news from elsewhere can make it run. */
export function awaitsLearner(board: Board, cell: Cell): boolean {
  for (const owner of board.graph.needs.get(cell.id)!.values()) {
    const needed = board.cell(owner);
    if (needed.status === "idle" && !board.isQueued(needed)) return true;
  }
  return false;
}
