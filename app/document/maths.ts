/**
 * TeX to HTML and MathML, at build. The same KaTeX as the page's stylesheet: other versions name their classes otherwise.
 * `\sym{w1}{W_1}` sets W₁ in the hue that the lesson gives `w1`.
 */
import katex from "katex";
import { hues, type Symbols } from "./lesson.ts";

/** Maths that cannot be set, or that a lesson may not use. */
export class MathError extends Error {
  override readonly name = "MathError";
  /** Where the formula starts in the Markdown. */
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** The names that `\sym` is given in a formula. */
export function symbolsIn(tex: string): string[] {
  return [...tex.matchAll(symbol)].map(([, name]) => name);
}

const symbol = /\\sym\s*\{([^}]*)\}/g;

/** `\huevalue{name}{maths}` and so on: what `\sym` becomes once its hue is known. */
const macros = Object.fromEntries(
  hues.map((hue) => [`\\hue${hue}`, `\\htmlClass{hue-${hue}}{\\htmlData{symbol=#1}{#2}}`]),
);

/**
 * @param offset where the formula starts, for the error
 * @throws MathError
 */
export function mathToHtml(tex: string, displayMode: boolean, symbols: Symbols, offset: number): string {
  const coloured = tex.replace(symbol, (_, name: string) => `\\hue${symbols[name]}{${name}}`);
  try {
    const html = katex.renderToString(coloured, {
      displayMode,
      macros: { ...macros },
      throwOnError: true,
      trust: onlySymbols,
      strict: (code) => (code === "htmlExtension" ? "ignore" : "error"),
    });
    // The TeX that goes with the MathML, for copying, reads as it was written.
    return html.replace(/\\hue[a-z]+(?=\{)/g, "\\sym");
  } catch (error) {
    throw new MathError(offset, error instanceof Error ? error.message : String(error));
  }
}

/** A formula can neither link nor load nor style, but as `\sym` does. */
function onlySymbols(context: {
  command: string;
  class?: string;
  attributes?: Record<string, string>;
}): boolean {
  const { command, attributes = {} } = context;
  if (command === "\\htmlData" && Object.keys(attributes).join() === "data-symbol") return true;
  if (command === "\\htmlClass" && hues.some((hue) => context.class === `hue-${hue}`)) return true;
  throw new Error(`a formula may not use ${command}.`);
}
