/** TypeScript to coloured HTML, at build and in the page after an edit. Every character of the code is escaped. */
import { classHighlighter, highlightTree } from "@lezer/highlight";
import { parser } from "@lezer/javascript";
import type { Hue, Symbols } from "./lesson.ts";

/** A stretch of the code that carries a class of its own, such as the underline of an error. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly className: string;
}

export interface HighlightOptions {
  /** Names that get their hue and `data-symbol`. */
  readonly symbols?: Symbols;
  readonly marks?: readonly Mark[];
}

interface Token {
  readonly from: number;
  readonly to: number;
  readonly classes: string;
}

const typescript = parser.configure({ dialect: "ts" });

/** @returns spans with the classes `tok-*`, `hue-*` and those of the marks; text content equal to `code` */
export function highlight(code: string, { symbols = {}, marks = [] }: HighlightOptions = {}): string {
  let html = "";
  for (const token of withGaps(code)) {
    for (const [from, to] of cutAtMarks(token, marks)) {
      const classes = [
        token.classes,
        ...marks.filter((m) => m.start <= from && to <= m.end).map((m) => m.className),
      ];
      html += span(code.slice(from, to), classes, symbolOf(code, token, symbols), symbols);
    }
  }
  return html;
}

/** Where the lesson's symbols stand in the code, for an editor that does its own colouring. */
export function symbolRanges(code: string, symbols: Symbols): { start: number; end: number; hue: Hue }[] {
  return withGaps(code).flatMap((token) => {
    const symbol = symbolOf(code, token, symbols);
    return symbol === null ? [] : [{ start: token.from, end: token.to, hue: symbols[symbol] }];
  });
}

/** Whether a variable could be called this. */
export function isName(text: string): boolean {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text)) return false;
  const found = typescript.parse(`let ${text}`).resolveInner(4, 1);
  return found.name === "VariableDefinition" && found.to === 4 + text.length;
}

/** The tokens in order, with the plain text between them. */
function withGaps(code: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  highlightTree(typescript.parse(code), classHighlighter, (from, to, classes) => {
    if (at < from) tokens.push({ from: at, to: from, classes: "" });
    tokens.push({ from, to, classes });
    at = to;
  });
  if (at < code.length) tokens.push({ from: at, to: code.length, classes: "" });
  return tokens;
}

function cutAtMarks(token: Token, marks: readonly Mark[]): [number, number][] {
  const cuts = marks.flatMap((m) => [m.start, m.end]).filter((at) => token.from < at && at < token.to);
  const edges = [...new Set([token.from, ...cuts, token.to])].sort((a, b) => a - b);
  return edges.slice(1).map((end, index) => [edges[index], end]);
}

/** Names of variables and of properties carry a hue; the same letters in a comment or a string do not. */
function symbolOf(code: string, token: Token, symbols: Symbols): string | null {
  const name = code.slice(token.from, token.to);
  return /variable|property/i.test(token.classes) && Object.hasOwn(symbols, name) ? name : null;
}

function span(text: string, classes: readonly string[], symbol: string | null, symbols: Symbols): string {
  const names = [...classes, symbol === null ? "" : `hue-${symbols[symbol]}`].filter((name) => name !== "");
  if (names.length === 0) return escapeHtml(text);
  const data = symbol === null ? "" : ` data-symbol="${escapeHtml(symbol)}"`;
  return `<span class="${escapeHtml(names.join(" "))}"${data}>${escapeHtml(text)}</span>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
