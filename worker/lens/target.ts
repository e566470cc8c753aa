/** Which expression stands under a caret, and how a run's graph would know it again: by the place of a call, or by the name of an input. */
import { parse } from "../analysis/parse.ts";
import { asNode, children, nameOf, nodeAt, nodesAt, type Node } from "../analysis/tree.ts";
import type { Range } from "../protocol.ts";

export interface Target {
  readonly range: Range;
  /** Where an engine says that the call stands: somewhere in the called name. Null for an input. */
  readonly call: Range | null;
  /** `w`, `params.w1`: how an input is called. */
  readonly path: string;
}

/** @returns null where there is no expression, or the text cannot be read */
export function targetAt(code: string, offset: number): Target | null {
  const parsed = parse(code);
  if (!("program" in parsed)) return null;
  const program = asNode(parsed.program);
  const chain = chainAt(program, offset);
  for (let depth = chain.length - 1; depth >= 0; depth -= 1) {
    const found = targetOf(chain[depth], chain.slice(0, depth), program);
    if (found) return found;
  }
  return null;
}

/** From the outermost node to the innermost that the offset is in or at the end of. */
function chainAt(node: Node, offset: number): readonly Node[] {
  const within = [...children(node)].filter(({ start, end }) => start <= offset && offset <= end);
  // Between two that touch, what begins here is meant.
  const next = within.at(-1);
  return next ? [node, ...chainAt(next, offset)] : [node];
}

function targetOf(node: Node, above: readonly Node[], program: Node): Target | null {
  const parent = above.at(-1) ?? null;
  if (node.type === "CallExpression") return callTarget(node);
  if (node.type === "Identifier") {
    const holder = parent?.type === "MemberExpression" && nodeAt(parent, "property") === node ? parent : null;
    if (holder !== null && parent?.["computed"] !== true) return null; // The member itself, or the call of it, comes next.
    if (parent?.type === "CallExpression" && nodeAt(parent, "callee") === node) return null;
    const name = nameOf(node);
    const range = { start: node.start, end: node.start + name.length };
    const made = madeBy(name, node.start, program);
    return { range, call: made && callTarget(made)?.call ? callTarget(made)!.call : null, path: name };
  }
  if (node.type === "MemberExpression") {
    if (parent?.type === "CallExpression" && nodeAt(parent, "callee") === node) return null;
    const path = pathOf(node);
    return path === null ? null : { range: { start: node.start, end: node.end }, call: null, path };
  }
  return null;
}

function callTarget(node: Node): Target | null {
  const callee = nodeAt(node, "callee");
  if (callee === null) return null;
  const named = callee.type === "MemberExpression" ? nodeAt(callee, "property") : callee;
  if (named === null) return null;
  const call = { start: named.start, end: callee.end };
  return { range: { start: node.start, end: node.end }, call, path: "" };
}

/** `a.b`, `a[0].b`; null where something else than a name is looked into. */
function pathOf(node: Node): string | null {
  if (node.type === "Identifier") return nameOf(node);
  if (node.type !== "MemberExpression") return null;
  const [object, property] = [nodeAt(node, "object"), nodeAt(node, "property")];
  const before = object && pathOf(object);
  if (before === null || property === null) return null;
  if (node["computed"] !== true) return `${before}.${nameOf(property)}`;
  return typeof property["value"] === "number" ? `${before}[${property["value"]}]` : null;
}

/** The call that a name was declared with: of those that the place can see, the nearest before it. */
function madeBy(name: string, at: number, program: Node): Node | null {
  let found: Node | null = null;
  const visit = (node: Node): void => {
    const isFunction = /Function/.test(node.type);
    if (isFunction && !(node.start <= at && at <= node.end)) return;
    // A parameter hides what has its name outside.
    if (isFunction && nodesAt(node, "params").some((parameter) => nameOf(parameter) === name)) found = null;
    if (node.type === "VariableDeclarator" && node.start <= at) {
      const id = nodeAt(node, "id");
      if (id !== null && id.type === "Identifier" && nameOf(id) === name) found = nodeAt(node, "init");
    }
    for (const child of children(node)) visit(child);
  };
  visit(program);
  const init = found as Node | null; // assigned in `visit`, which the compiler does not follow
  return init?.type === "CallExpression" ? init : null;
}
