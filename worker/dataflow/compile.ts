/**
 * A cell becomes an ES module whose default export runs it once. The wrapper shares the first line with the cell's own text,
 * so that every line number is the editor's; the two stretches that shift columns are undone by `SourceText`.
 */
import type { CellAnalysis } from "../analysis/cell.ts";
import type { CellId, Range } from "../protocol.ts";

/** What a run lends to the module, and what the module leaves there for the kernel. */
export interface CellScope {
  /** The values of the names that the cell reads, at the start. */
  readonly names: Readonly<Record<string, unknown>>;
  /** Left by the module: setting one of these gives the running cell a newer value. */
  inputs: Record<string, unknown>;
  /** Left by the module: getters of what the cell declares, live. */
  exports: Readonly<Record<string, unknown>>;
}

/** Answers with the value of the cell's last expression. */
export type CellProgram = (scope: CellScope) => Promise<unknown>;

/** Makes the program of a module's text. The name is what stack frames show. */
export type ImportModule = (javascript: string, name: string) => Promise<CellProgram>;

export interface CompiledCell {
  readonly javascript: string;
  readonly text: SourceText;
}

const sourcePrefix = "slope:///";
const scopeName = "_$scope";
const returning = "return(";

/** @param inputs the names that the kernel gives the cell: other cells' and built-in ones */
export function compileCell(
  id: CellId,
  code: string,
  analysis: CellAnalysis,
  inputs: readonly string[],
): CompiledCell {
  const setters = inputs.map((name) => `set ${name}(v){${name}=v}`);
  const getters = [...analysis.declares.keys()].map((name) => `get ${name}(){return ${name}}`);
  const wrapper =
    `export default async(${scopeName})=>{` +
    (inputs.length > 0 ? `let{${inputs.join(",")}}=${scopeName}.names;` : "") +
    `${scopeName}.inputs={${setters.join(",")}};${scopeName}.exports={${getters.join(",")}};`;
  const javascript = `${wrapper}${withReturn(analysis)}\n}\n//# sourceURL=${sourceName(id)}\n`;
  return { javascript, text: new SourceText(id, code, wrapper.length, analysis.result) };
}

function withReturn({ javascript, result }: CellAnalysis): string {
  if (!result) return javascript;
  const { start, end } = result;
  return `${javascript.slice(0, start)}${returning}${javascript.slice(start, end)})${javascript.slice(end)}`;
}

/** The name that a stack trace shows for a cell. */
export const sourceName = (id: CellId) => `${sourcePrefix}${encodeURIComponent(id)}.ts`;

/** A cell's text as its stack frames see it. */
export class SourceText {
  readonly id: CellId;
  readonly code: string;
  readonly #lines: readonly number[];
  readonly #wrapper: number;
  readonly #result: Range | null;

  constructor(id: CellId, code: string, wrapper: number, result: Range | null) {
    this.id = id;
    this.code = code;
    this.#wrapper = wrapper;
    this.#result = result;
    const lines = [0];
    for (const { index, 0: newline } of code.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) {
      lines.push(index + newline.length);
    }
    this.#lines = lines;
  }

  /** @returns the offset in the cell's text, or null for a place in the wrapper */
  offsetOf(line: number, column: number): number | null {
    if (line < 1 || line > this.#lines.length) return null;
    const start = this.#lines[line - 1];
    let offset = start + column - 1 - (line === 1 ? this.#wrapper : 0);
    if (this.#result) {
      const { start: from, end } = this.#result;
      if (this.lineOf(from) === line && offset > from) offset = Math.max(from, offset - returning.length);
      if (this.lineOf(end) === line && offset > end) offset -= 1; // The bracket behind the result.
    }
    return offset < start || offset > this.code.length ? null : offset;
  }

  /** Counts from 1. */
  lineOf(offset: number): number {
    let line = 1;
    while (line < this.#lines.length && this.#lines[line] <= offset) line += 1;
    return line;
  }

  columnOf(offset: number): number {
    return offset - this.#lines[this.lineOf(offset) - 1] + 1;
  }

  lineText(line: number): string {
    const next = this.#lines[line] ?? this.code.length;
    return this.code.slice(this.#lines[line - 1], next).trimEnd();
  }

  /** The token that stands at an offset: a name, a number, or one sign. `new Thing` is marked as a whole. */
  tokenAt(offset: number): Range {
    const token = /new\s+[\p{ID_Continue}$.]+|[\p{ID_Continue}$#]+|[^]/uy;
    token.lastIndex = offset;
    const end = token.exec(this.code) ? token.lastIndex : offset;
    return { start: offset, end };
  }
}
