/** `` md`...` `` and `` tex`...` ``: templates whose backslashes stay as they are, so that `\frac` is written once. */
import { Figure, OutputError } from "../figure.ts";
import { printNumber } from "../format.ts";
import { isTensor, readTensor } from "../tensor/read.ts";
import { lineOf } from "../value/line.ts";
import { treeOf } from "../value/tree.ts";
import { type MarkdownPayload, MOST_CHARACTERS } from "./payload.ts";

/** As a tag, or as a call with a text that was made elsewhere. */
type Written = TemplateStringsArray | string;

/** @throws OutputError */
export function md(text: Written, ...values: readonly unknown[]): Figure<MarkdownPayload> {
  return new Figure("markdown", { type: "text", source: sourceOf("md", text, values, wordOf) });
}

/** @throws OutputError */
export function tex(text: Written, ...values: readonly unknown[]): Figure<MarkdownPayload> {
  return new Figure("markdown", { type: "maths", source: sourceOf("tex", text, values, texOf) });
}

function sourceOf(
  call: string,
  text: Written,
  values: readonly unknown[],
  write: (value: unknown) => string,
) {
  // Cells are not type-checked before they run.
  if (typeof text !== "string" && !Array.isArray((text as Partial<TemplateStringsArray> | null)?.raw)) {
    throw new OutputError(`${call} takes a text: ${call}\`x^2\`, or ${call}("x^2").`);
  }
  const parts = typeof text === "string" ? [text] : text.raw.map((part) => part.replace(/\\(?=[`$])/g, ""));
  const source = undented(
    parts.map((part, at) => part + (at < values.length ? write(values[at]) : "")).join(""),
  );
  if (source.length <= MOST_CHARACTERS) return source;
  throw new OutputError(
    `${call}: ${source.length} characters are more than the ${MOST_CHARACTERS} that are set.`,
  );
}

/** Without the indentation that the lines share: a template within code stands further in than its text is meant to. */
function undented(text: string): string {
  const lines = text.split("\n");
  const indents = lines
    .slice(1)
    .flatMap((line) => (line.trim() === "" ? [] : [/^[ \t]*/.exec(line)?.[0].length ?? 0]));
  const shared = Math.min(...indents, Infinity);
  if (shared === Infinity) return text.trim();
  return lines
    .map((line, at) => (at === 0 ? line.trimStart() : line.slice(shared)))
    .join("\n")
    .trim();
}

/** A number and a text as they are, anything else as code. */
function wordOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return printNumber(value);
  if (isTensor(value) && value.shape.length === 0) return printNumber(value.item());
  if (value instanceof Figure && value.kind === "markdown") return embedded(value.payload as MarkdownPayload);
  return `\`${lineOf(treeOf(value)).replaceAll("`", "'")}\``;
}

/** One template within another: a formula keeps its dollars. */
const embedded = ({ type, source }: MarkdownPayload) => (type === "maths" ? `$${source}$` : source);

/** Rows and columns of a matrix that can still be read. */
const MOST_IN_MATRIX = 12;

function texOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return texNumber(value);
  if (value instanceof Figure && value.kind === "markdown") return (value.payload as MarkdownPayload).source;
  if (!isTensor(value)) return String.raw`\text{${lineOf(treeOf(value)).replace(/[\\{}$%&#_^~]/g, " ")}}`;
  const { shape, values } = readTensor(value);
  if (shape.length === 0) return texNumber(values[0]);
  if (shape.length > 2 || Math.max(...shape) > MOST_IN_MATRIX)
    return String.raw`\text{[${shape.join(", ")}]}`;
  // A vector stands upright, as mathematics has it.
  const [rows, columns] = shape.length === 1 ? [shape[0], 1] : shape;
  const lines = Array.from({ length: rows }, (_, row) =>
    Array.from(values.subarray(row * columns, (row + 1) * columns), texNumber).join(" & "),
  );
  return String.raw`\begin{bmatrix}${lines.join(String.raw` \\ `)}\end{bmatrix}`;
}

function texNumber(x: number): string {
  if (Number.isNaN(x)) return String.raw`\mathrm{NaN}`;
  if (!Number.isFinite(x)) return x > 0 ? String.raw`\infty` : String.raw`-\infty`;
  return printNumber(x).replace(/e(.*)$/, String.raw` \times 10^{$1}`);
}
