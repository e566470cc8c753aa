/** In which order the nodes of a nest are computed, within how many loops, and which need no local of their own. */
import type { Access, Node } from "./lanes.ts";
import type { Nest } from "./nest.ts";

interface NodePlan {
  /** Loops entered before the node is computed. */
  readonly level: number;
  /** Written where its one user wants it. */
  readonly inline: boolean;
}

export interface NodeOrder {
  /** Arguments before what uses them. */
  readonly nodes: readonly Node[];
  readonly plans: ReadonlyMap<Node, NodePlan>;
}

/** Beyond this depth an expression goes to a local: neither compiler likes deep stacks. */
const DEEPEST = 40;

export function orderNodes({ roots, extents }: Nest): NodeOrder {
  const { nodes, levels } = depthFirst(roots.map(({ value }) => value));
  const users = new Map<Node, { count: number; level: number }>();
  const use = (node: Node, level: number) => {
    const known = users.get(node);
    if (known === undefined) users.set(node, { count: 1, level });
    else users.set(node, { count: known.count + 1, level: known.level === level ? level : -1 });
  };
  for (const node of nodes) for (const arg of node.args) use(arg, levels.get(node)!);
  for (const { value } of roots) use(value, extents.length);
  const plans = new Map<Node, NodePlan>();
  const depths = new Map<Node, number>();
  for (const node of nodes) {
    const level = levels.get(node)!;
    const { count, level: usedAt } = users.get(node)!;
    const below = node.args.reduce(
      (most, arg) => Math.max(most, plans.get(arg)!.inline ? depths.get(arg)! : 0),
      0,
    );
    const simple = node.kind !== "call" && node.kind !== "rare";
    // A constant of a loop is loaded once before it.
    const near = usedAt === level || (node.kind === "constant" && extents.length === 0);
    const inline = simple && count === 1 && near && below < DEEPEST;
    depths.set(node, below + 1);
    plans.set(node, { level, inline });
  }
  return { nodes, plans };
}

function depthFirst(ends: readonly Node[]): { nodes: Node[]; levels: Map<Node, number> } {
  const nodes: Node[] = [];
  const levels = new Map<Node, number>();
  const stack = [...ends].reverse();
  while (stack.length > 0) {
    const node = stack[stack.length - 1];
    if (levels.has(node)) {
      stack.pop();
      continue;
    }
    const missing = node.args.filter((arg) => !levels.has(arg));
    if (missing.length > 0) {
      stack.push(...missing.reverse());
      continue;
    }
    stack.pop();
    const own = node.kind === "load" ? levelOf(node.access) : node.kind === "count" ? levelOf(node.at) : 0;
    levels.set(
      node,
      node.args.reduce((most, arg) => Math.max(most, levels.get(arg)!), own),
    );
    nodes.push(node);
  }
  return { nodes, levels };
}

/** Loops that must be entered before an access is fixed. */
function levelOf({ strides }: Access): number {
  for (let loop = strides.length - 1; loop >= 0; loop--) if (strides[loop] !== 0) return loop + 1;
  return 0;
}
