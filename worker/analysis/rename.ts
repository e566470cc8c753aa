/** Edits of one cell's text that a quick fix is made of: giving a name another name at each of its places, and declaring one. */
import type { Range } from "../protocol.ts";
import { parse } from "./parse.ts";
import { findNames } from "./scope.ts";
import { asNode, children, nameOf, nodeAt, nodesAt, type Node } from "./tree.ts";

export interface TextEdit {
  readonly range: Range;
  readonly text: string;
}

/**
 * Gives a name another one throughout a cell: the cell's own where it declares or imports it, else each place where it reads or
 * assigns to another's. Inner names that happen to be the same stay.
 * @returns in the order of the text; none where the cell cannot be read
 */
export function renameIn(code: string, from: string, to: string): readonly TextEdit[] {
  const parsed = parse(code);
  if (!("program" in parsed)) return [];
  const program = asNode(parsed.program);
  const names = findNames(program);
  const places = new Map<number, TextEdit>();
  const add = (start: number, text: string) =>
    places.set(start, { range: { start, end: start + from.length }, text });

  for (const uses of [names.own, names.read, names.written]) {
    for (const { start } of uses.get(from) ?? []) add(start, to);
  }
  const imported = names.imported.get(from);
  if (imported?.name === from) add(imported.range.start, to);
  if (names.own.has(from)) for (const start of namedInTypes(program, from)) add(start, to);
  // `{ x }` names a key as well, which stays.
  for (const start of shorthands(program, from)) if (places.has(start)) add(start, `${from}: ${to}`);
  return [...places.values()].sort((a, b) => a.range.start - b.range.start);
}

/**
 * Has a name declared where it first gets its value. Where that is inside a block or a function it is declared above all else.
 */
export function declareIn(code: string, name: string): readonly TextEdit[] {
  const parsed = parse(code);
  if (!("program" in parsed)) return [];
  const program = asNode(parsed.program);
  const { read, written } = findNames(program);
  const uses = [...(read.get(name) ?? []), ...(written.get(name) ?? [])];
  const first = Math.min(...uses.map(({ start }) => start));
  const begins = nodesAt(program, "body").some((statement) => isPlainAssignment(statement, name, first));
  const start = begins ? first : 0;
  return [{ range: { start, end: start }, text: begins ? "let " : `let ${name};\n` }];
}

/** `name = ...` as a statement of its own, at this place. */
function isPlainAssignment(statement: Node, name: string, at: number): boolean {
  const expression = nodeAt(statement, "expression");
  const left = expression && nodeAt(expression, "left");
  return (
    expression?.type === "AssignmentExpression" &&
    expression["operator"] === "=" &&
    left?.type === "Identifier" &&
    nameOf(left) === name &&
    statement.start === at &&
    !mentions(nodeAt(expression, "right")!, name)
  );
}

/** `x = x + 1` needs an `x` before. */
function mentions(node: Node, name: string): boolean {
  if (node.type === "Identifier" && nameOf(node) === name) return true;
  return [...children(node)].some((child) => mentions(child, name));
}

/** A class is a type too, and a type may ask for a value's own (`typeof x`). */
function* namedInTypes(node: Node, name: string): Generator<number> {
  const key = node.type === "TSTypeReference" ? "typeName" : node.type === "TSTypeQuery" ? "exprName" : null;
  const named = key === null ? null : nodeAt(node, key);
  if (named?.type === "Identifier" && nameOf(named) === name) yield named.start;
  for (const child of children(node)) yield* namedInTypes(child, name);
}

function* shorthands(node: Node, name: string): Generator<number> {
  const key = node.type === "Property" && node["shorthand"] === true ? nodeAt(node, "key") : null;
  if (key && nameOf(key) === name) yield key.start;
  for (const child of children(node)) yield* shorthands(child, name);
}
