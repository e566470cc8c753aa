/** The names that a cell is given, and their values for one run: its imports, other cells' names, built-in ones. */
import type { Graph } from "../analysis/notebook.ts";
import type { CellId } from "../protocol.ts";
import type { Cell } from "./cell.ts";
import type { Run } from "./run.ts";

/** The names in scope of every cell without an import. */
export interface Vocabulary {
  readonly names: ReadonlySet<string>;
  /** What may stand behind a dot: methods of tensors, functions of namespaces. */
  readonly members: readonly string[];
  /** Their values for one run. */
  bind(run: Run): Readonly<Record<string, unknown>>;
}

export function inputNames(cell: Cell, graph: Graph, vocabulary: Vocabulary): string[] {
  const needs = graph.needs.get(cell.id)!;
  const { reads, imports } = cell.analysis;
  return [...reads.keys()].filter(
    (name) => needs.has(name) || vocabulary.names.has(name) || imports.has(name),
  );
}

export function inputValues(
  cell: Cell,
  run: Run,
  graph: Graph,
  vocabulary: Vocabulary,
  valuesOf: (id: CellId) => ReadonlyMap<string, unknown> | null,
): Record<string, unknown> {
  const builtIn = vocabulary.bind(run);
  const needs = graph.needs.get(cell.id)!;
  const values: Record<string, unknown> = {};
  for (const name of inputNames(cell, graph, vocabulary)) {
    const imported = cell.analysis.imports.get(name);
    const owner = needs.get(name);
    if (imported) values[name] = imported.name === "*" ? builtIn : builtIn[imported.name];
    else values[name] = owner === undefined ? builtIn[name] : valuesOf(owner)?.get(name);
  }
  return values;
}
