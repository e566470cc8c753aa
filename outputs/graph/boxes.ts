/** How large each node and each edge's formula is drawn, known before layout so that stepping moves nothing. */
import type { Box } from "./layout.ts";
import type { Folded, Shown, ShownNode } from "./fold.ts";
import type { GraphEdge } from "./payload.ts";
import { saysOnly, short, titlesOf, withNames } from "./words.ts";

/** Advance of a character of the code face, 13 px, with room to spare. */
const CHARACTER = 7.9;
export const ROW = 19;
export const PICTURE = { width: 52, height: 28 };

/** Numbers change while a slider moves; the box follows in steps of three characters, so the layout rests. */
const steady = (length: number) => Math.ceil(length / 3) * 3;

/** Shown as a picture rather than as numbers. */
export const isPictured = (node: ShownNode) =>
  node.value.picture !== null || (node.value.values?.length ?? 0) > 4;

export function nodeBox(node: ShownNode, title: string): Box {
  const grad = node.cotangent === null ? 0 : short(node.cotangent, 3).length + 5;
  const text = Math.max(title.length + 1, short(node.value).length, grad);
  const rows = node.cotangent === null ? 1 : 2;
  if (isPictured(node)) {
    const beside = PICTURE.width + 10 + short(node.value).length * CHARACTER;
    return {
      width: Math.max(beside, text * CHARACTER * 0.9) + 20,
      height: ROW + rows * (PICTURE.height + 6) + 10,
    };
  }
  if (node.kind === "group")
    return { width: Math.max(84, steady(text + 4) * CHARACTER + 18), height: ROW * (rows + 1) + 14 };
  // A constant is its number: it needs no name.
  if (node.kind === "constant")
    return { width: Math.max(30, short(node.value).length * CHARACTER + 12), height: ROW + 6 };
  return { width: Math.max(58, steady(text) * CHARACTER + 18), height: ROW * (rows + 1) + 12 };
}

/** The local derivative on an edge: its formula, and its number where it is one. */
export interface Chip {
  readonly maths: string | null;
  readonly text: string | null;
}

export function chipOf(graph: Shown, edge: GraphEdge): Chip | null {
  if (edge.contribution === null) return null;
  const text = edge.local && (edge.local.values?.length ?? 9) <= 4 ? short(edge.local, 3) : null;
  const { localMaths } = edge;
  // What flows back through a matrix product is a long formula with names: the caption writes it out.
  const whole = localMaths === null || localMaths.includes(String.raw`\bar`);
  const formula = whole ? localMaths : withNames(graph, edge.to, localMaths);
  const maths = formula !== null && text !== null && saysOnly(formula, text) ? null : formula;
  return maths === null && text === null ? null : { maths, text };
}

export function chipBox(chip: Chip): Box {
  const width =
    (chip.maths === null ? 0 : mathsLength(chip.maths)) +
    (chip.text?.length ?? 0) +
    (chip.maths && chip.text ? 3 : 0);
  return { width: steady(width) * 7.2 + 10, height: chip.maths?.includes(String.raw`\frac`) ? 34 : 22 };
}

/** About how many characters a formula is wide. */
function mathsLength(maths: string): number {
  const fractions = maths.replace(/\\frac\{([^{}]*)\}\{([^{}]*)\}/g, (_, over: string, under: string) =>
    over.length > under.length ? over : under,
  );
  const words = fractions.replace(/\\(?:text|mathrm|operatorname)\{([^{}]*)\}/g, "$1");
  return words
    .replace(/\\(?:left|right|,|;|!|:)/g, "")
    .replace(/\\[a-zA-Z]+/g, "xx")
    .replace(/[{}^_\s\\]/g, "").length;
}

export function formOf(graph: Folded, available: number) {
  const titles = titlesOf(graph);
  return {
    nodes: graph.nodes.map((node) => nodeBox(node, titles[node.id])),
    edges: graph.edges.map((edge) => {
      const chip = chipOf(graph, edge);
      return { from: edge.from, to: edge.to, label: chip && chipBox(chip) };
    }),
    frames: framesOf(graph),
    available,
  };
}

/** Each open group in the nearest open one around it. */
function framesOf({ frames }: Folded) {
  return frames.map(({ group, members }) => {
    const parent = frames.findIndex((other) => other.group.id === group.parent);
    return { members, parent: parent < 0 ? null : parent };
  });
}
