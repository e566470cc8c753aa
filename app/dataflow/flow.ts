/** Who reads whom in a whole notebook, as nodes and edges to draw, with what is wrong about it: cycles, and names made twice. */
import { linksOf } from "../cell/links.ts";
import type { CellStatus } from "#worker/protocol.ts";

/** What is asked of a cell. */
interface Known {
  readonly id: string;
  readonly declares: readonly string[];
  readonly reads: readonly string[];
  readonly shown: CellStatus;
  readonly isOff: boolean;
}

export interface FlowNode {
  readonly id: string;
  /** How it is, in a word. */
  readonly state: string;
  readonly isWrong: boolean;
}
export interface FlowEdge {
  /** Places among the nodes. */
  readonly from: number;
  readonly to: number;
  readonly names: readonly string[];
  /** It is a part of a cycle. */
  readonly isWrong: boolean;
}
export interface Flow {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  /** What is wrong with the whole, in sentences. */
  readonly faults: readonly string[];
}

/** @param cells in the order of the document */
export function flowOf(cells: readonly Known[]): Flow {
  // A cell that is switched off lends no names.
  const live = cells.filter(({ isOff }) => !isOff);
  const links = cells.flatMap((cell, to) =>
    cell.isOff
      ? []
      : linksOf(cell, live).from.map(({ id, names }) => ({
          from: cells.findIndex((other) => other.id === id),
          to,
          names,
        })),
  );
  const reached = cells.map((_, at) => reachedFrom(at, links));
  const inCycle = cells.map((_, at) => reached[at].has(at));
  const clashes = namesMadeTwice(live);
  return {
    nodes: cells.map(({ id, shown, isOff }, at) => ({
      id,
      state: isOff ? words.off : words[shown],
      isWrong: shown === "failed" || inCycle[at] || clashes.some(({ makers }) => makers.includes(id)),
    })),
    edges: links.map((link) => ({ ...link, isWrong: reached[link.to].has(link.from) })),
    faults: [
      ...cyclesIn(cells, reached).map((ids) => `${ids.join(", ")} read one another in a circle.`),
      ...clashes.map(({ name, makers }) => `\`${name}\` is made by ${makers.join(" and ")}.`),
    ],
  };
}

const words: Readonly<Record<CellStatus, string>> = {
  idle: "not run",
  queued: "waiting",
  running: "running",
  done: "up to date",
  stale: "stale",
  failed: "failed",
  blocked: "blocked",
  stopped: "stopped",
  off: "off",
};

function reachedFrom(start: number, links: readonly { from: number; to: number }[]): ReadonlySet<number> {
  const reached = new Set<number>();
  const open = [start];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const { from, to } of links) {
      if (from !== at || reached.has(to)) continue;
      reached.add(to);
      open.push(to);
    }
  }
  return reached;
}

/** Each circle once, by its cells in the order of the document. */
function cyclesIn(cells: readonly Known[], reached: readonly ReadonlySet<number>[]): string[][] {
  const seen = new Set<number>();
  return cells.flatMap((_, at) => {
    if (seen.has(at) || !reached[at].has(at)) return [];
    const circle = [...cells.keys()].filter((other) => reached[at].has(other) && reached[other].has(at));
    for (const each of circle) seen.add(each);
    return [circle.map((each) => cells[each].id)];
  });
}

function namesMadeTwice(cells: readonly Known[]): { name: string; makers: string[] }[] {
  const names = new Set(cells.flatMap(({ declares }) => declares));
  return [...names]
    .map((name) => ({
      name,
      makers: cells.filter(({ declares }) => declares.includes(name)).map(({ id }) => id),
    }))
    .filter(({ makers }) => makers.length > 1);
}
