/** The little that the passes over acorn's tree share. acorn's own types know no TypeScript, so a node here is looked into by key. */
import type { AnyNode } from "acorn";

/** A node as the TypeScript plug-in leaves it: ESTree plus keys of its own. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** acorn's nodes are plain objects; only their declared type lacks the index signature. */
export const asNode = (node: AnyNode) => node as unknown as Node;

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

export const nodeAt = (node: Node, key: string): Node | null => {
  const value = node[key];
  return isNode(value) ? value : null;
};

/** Holes of array patterns are left out. */
export const nodesAt = (node: Node, key: string): readonly Node[] => {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
};

/** In the order of their keys, which is nearly the order of the text. */
export function* children(node: Node): Generator<Node> {
  for (const key in node) {
    if (key === "loc") continue;
    const value = node[key];
    if (isNode(value)) yield value;
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) yield item;
  }
}

/** An Identifier's text; its range also covers its type annotation. */
export const nameOf = (node: Node): string => (typeof node["name"] === "string" ? node["name"] : "");
