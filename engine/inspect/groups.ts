/**
 * What belongs together in a graph: the operations of one call, the turns of a loop. Found from the calls that were under way when
 * each operation was made, so that nobody has to name anything.
 */
import type { Frame, SourcePlace, Trail } from "./source.ts";

export interface Group {
  readonly id: number;
  /** The group it stands in; null for one that stands in the function itself. */
  readonly parent: number | null;
  /** `library`: one call of the engine's that makes several operations. */
  readonly kind: "call" | "library" | "loop" | "turn";
  /** Of the function that was called; empty where it has none, and for loops. */
  readonly name: string;
  /** Turns of a loop; which turn this is, from 1. */
  readonly count: number | null;
  /** Where the call, or the loop's first one, stands. */
  readonly source: SourcePlace | null;
}

/** An operation: its place in the list, and what led to it. */
interface Op {
  readonly at: number;
  readonly trail: Trail;
}
/** Neighbouring operations that came from one call. */
interface Call {
  readonly site: string;
  readonly ops: readonly Op[];
}

/**
 * @param trails of operations in the order of their making; null for what no operation made
 * @returns the groups, each before what it holds, and the innermost one of each entry
 */
export function grouped(trails: readonly (Trail | null)[]): {
  groups: Group[];
  groupOf: (number | null)[];
} {
  const groups: Group[] = [];
  const groupOf = trails.map((): number | null => null);
  const ops = trails.flatMap((trail, at): Op[] => (trail === null ? [] : [{ at, trail }]));
  arrange(callsOf(ops, 0), 0, null);
  return { groups, groupOf };

  function open(parent: number | null, group: Omit<Group, "id" | "parent">): number {
    return groups.push({ ...group, id: groups.length, parent }) - 1;
  }

  /** Loops first, then what is left. */
  function arrange(calls: readonly Call[], depth: number, parent: number | null): void {
    const loop = firstLoop(calls);
    if (loop === null) {
      for (const call of calls) enter(call, depth, parent);
      return;
    }
    for (const call of calls.slice(0, loop.start)) enter(call, depth, parent);
    const source = calls[loop.start].ops[0].trail.calls.at(depth) ?? null;
    const id = open(parent, { kind: "loop", name: "", count: loop.turns.length, source });
    loop.turns.forEach((turn, index) => {
      // A turn of one call is that call.
      const inside = turn.length === 1 ? id : open(id, { kind: "turn", name: "", count: index + 1, source });
      arrange(turn, depth, inside);
    });
    arrange(calls.slice(loop.end), depth, parent);
  }

  function enter({ ops }: Call, depth: number, parent: number | null): void {
    const frame = ops[0].trail.calls.at(depth) ?? null;
    const callee = ops.map(({ trail }) => trail.calls.at(depth + 1)).find((each) => each !== undefined);
    if (callee !== undefined) {
      const id = open(parent, { kind: "call", name: nameOf(callee), count: null, source: frame });
      arrange(callsOf(ops, depth + 1), depth + 1, id);
      return;
    }
    const id =
      ops.length === 1 ? parent : open(parent, { kind: "library", name: "", count: null, source: frame });
    for (const { at } of ops) groupOf[at] = id;
  }
}

/** `Object.layer` is `layer`. */
const nameOf = ({ name }: Frame) => name.split(".").at(-1) ?? "";

const key = (frame: SourcePlace | undefined) =>
  frame === undefined ? "" : `${frame.file}:${frame.line}:${frame.column}`;

/** What happened below a call, as far as it can be told from outside. */
const tail = ({ calls, part }: Trail, depth: number) =>
  `${calls
    .slice(depth + 1)
    .map(key)
    .join(" ")} ${part}`;

/** Neighbours with the same call at this depth; a call that begins as the one before it did is another one. */
function callsOf(ops: readonly Op[], depth: number): Call[] {
  const calls: { site: string; ops: Op[]; first: string }[] = [];
  for (const op of ops) {
    const site = key(op.trail.calls.at(depth));
    const below = tail(op.trail, depth);
    const current = calls.at(-1);
    if (current?.site === site && current.first !== below) current.ops.push(op);
    else calls.push({ site, ops: [op], first: below });
  }
  return calls;
}

interface Loop {
  readonly start: number;
  readonly end: number;
  readonly turns: readonly (readonly Call[])[];
}

/** A place in the code that is reached again is in a loop: a turn lasts from one time to the next. */
function firstLoop(calls: readonly Call[]): Loop | null {
  const times = new Map<string, number[]>();
  calls.forEach(({ site }, at) => times.set(site, [...(times.get(site) ?? []), at]));
  const start = calls.findIndex(({ site }) => times.get(site)!.length > 1);
  if (start < 0) return null;
  const starts = times.get(calls[start].site)!;
  const last = starts[starts.length - 1];
  const inside = new Set(calls.slice(start, last).map(({ site }) => site));
  let end = last + 1;
  while (end < calls.length && inside.has(calls[end].site)) end += 1;
  return { start, end, turns: starts.map((from, turn) => calls.slice(from, starts.at(turn + 1) ?? end)) };
}
