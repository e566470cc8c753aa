/** What one cell's text says about itself: the JavaScript it becomes, the names it makes and needs, and the value it shows. */
import type { Problem, Range } from "../protocol.ts";
import { blankTypes } from "./blank.ts";
import { parse } from "./parse.ts";
import { findNames, type ImportedName } from "./scope.ts";
import { asNode, nodeAt, nodesAt, type Node } from "./tree.ts";

export interface CellAnalysis {
  readonly code: string;
  /** As long as the cell's text, without types, imports and `export`. */
  readonly javascript: string;
  /** The names that other cells may read, and where each is declared. Those beginning with `_` are not among them. */
  readonly declares: ReadonlyMap<string, Range>;
  /** Declared with a `_` in front: this cell's own. */
  readonly keeps: ReadonlySet<string>;
  /** Names that come from outside the cell: each place. */
  readonly reads: ReadonlyMap<string, readonly Range[]>;
  /** Names of others that the cell assigns to: each place. */
  readonly writes: ReadonlyMap<string, readonly Range[]>;
  readonly imports: ReadonlyMap<string, ImportedName>;
  /** The last statement, where it is an expression: the cell's result. Without its `;`. */
  readonly result: Range | null;
  readonly problems: readonly Problem[];
}

export function analyseCell(code: string): CellAnalysis {
  const parsed = parse(code);
  if (!("program" in parsed)) return unreadable(code, parsed);

  const program = asNode(parsed.program);
  const { javascript, problems } = blankTypes(code, program, parsed.comments);
  const names = findNames(program);
  const declares = new Map<string, Range>();
  const keeps = new Set<string>();
  for (const [name, range] of names.declared) {
    if (name.startsWith("_")) keeps.add(name);
    else declares.set(name, range);
  }
  const modules = blankModuleSyntax(javascript, program);
  return {
    code,
    javascript: modules.javascript,
    declares,
    keeps,
    reads: names.read,
    writes: names.written,
    imports: names.imported,
    result: resultOf(program, modules.javascript),
    problems: [...problems, ...modules.problems],
  };
}

function unreadable(code: string, problem: Problem): CellAnalysis {
  return {
    code,
    javascript: code,
    declares: new Map(),
    keeps: new Set(),
    reads: new Map(),
    writes: new Map(),
    imports: new Map(),
    result: null,
    problems: [problem],
  };
}

/** A cell is a function's body in the end: its imports become inputs, and all its names are shared without `export`. */
function blankModuleSyntax(
  javascript: string,
  program: Node,
): { javascript: string; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  let text = javascript;
  const blank = ({ start, end }: Range) => {
    text = text.slice(0, start) + text.slice(start, end).replace(/\S/g, " ") + text.slice(end);
  };
  for (const statement of nodesAt(program, "body")) {
    switch (statement.type) {
      case "ImportDeclaration": {
        const source = nodeAt(statement, "source");
        if (statement["importKind"] !== "type" && source && source["value"] !== "slope") {
          problems.push({
            severity: "error",
            message: `A notebook cannot import ${String(source["raw"])}: it runs in a sandbox without network.`,
            help: 'All of Slope is in scope without an import; `import { grad } from "slope"` works too.',
            range: source,
          });
        }
        blank(statement);
        break;
      }
      case "ExportNamedDeclaration": {
        const declaration = nodeAt(statement, "declaration");
        blank(declaration ? { start: statement.start, end: declaration.start } : statement);
        break;
      }
      case "ExportDefaultDeclaration":
      case "ExportAllDeclaration":
        problems.push({
          severity: "error",
          message: "A cell has no exports of this kind.",
          help: "Give the value a name: every name at the top of a cell can be read by the others.",
          range: { start: statement.start, end: statement.start + "export".length },
        });
    }
  }
  return { javascript: text, problems };
}

function resultOf(program: Node, javascript: string): Range | null {
  const last = nodesAt(program, "body").findLast(({ type }) => type !== "EmptyStatement");
  if (last?.type !== "ExpressionStatement") return null;
  const end = javascript[last.end - 1] === ";" ? last.end - 1 : last.end;
  return { start: last.start, end };
}
