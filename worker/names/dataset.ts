/** `await dataset("digits")`: a table of numbers that the site carries, its last column the label. */
import { nearestName } from "../analysis/nearest.ts";

/** What lies in lessons/data; names.d.ts lists the same, for the editor. */
const datasetNames: readonly string[] = ["breast_cancer", "digits", "iris", "wine"];

/** @throws TypeError with the names there are */
export function checkDatasetName(name: unknown): asserts name is string {
  if (typeof name === "string" && datasetNames.includes(name)) return;
  const list = datasetNames.map((known) => `"${known}"`).join(", ");
  const nearest = typeof name === "string" ? nearestName(name, datasetNames) : null;
  const hint = nearest === null ? "" : ` Did you mean "${nearest}"?`;
  throw new TypeError(
    `dataset(${JSON.stringify(name)}): there is no such data set. There is ${list}.${hint}`,
  );
}

export interface Table {
  /** Row by row, without the label. */
  readonly values: Float32Array;
  readonly labels: Int32Array;
  readonly rows: number;
  readonly columns: readonly string[] | null;
  /** What each label stands for: `classes[labels[row]]`. */
  readonly classes: readonly string[] | null;
  readonly source: string;
  readonly licence: string;
}

/**
 * @param bytes a CSV, gzipped or not; lines such as `# source: ...` and `# classes: a,b` may stand first, then one line of column names
 * @throws TypeError with the line at which the table breaks off
 */
export async function readTable(name: string, bytes: ArrayBuffer): Promise<Table> {
  const stream = new Blob([bytes]).stream();
  // Some hosts send a .gz file as an encoding, and the browser has unzipped it by now.
  const isZipped = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength)).join() === "31,139";
  const plain = isZipped ? stream.pipeThrough(new DecompressionStream("gzip")) : stream;
  return parseTable(name, await new Response(plain).text());
}

export function parseTable(name: string, text: string): Table {
  const notes = new Map<string, string>();
  const lines = text.split(/\r?\n/);
  let at = 0;
  for (; lines[at]?.startsWith("#"); at += 1) {
    const note = /^#\s*(\w+):\s*(.*)$/.exec(lines[at]);
    if (note) notes.set(note[1], note[2].trim());
  }
  const head = lines[at]?.split(",") ?? [];
  const columns = head.some((cell) => Number.isNaN(Number(cell))) ? head.map((cell) => cell.trim()) : null;
  if (columns) at += 1;

  const body = lines.slice(at).filter((line) => line.trim() !== "");
  const width = (body[0]?.split(",").length ?? 1) - 1;
  const values = new Float32Array(body.length * width);
  const labels = new Int32Array(body.length);
  body.forEach((line, row) => {
    const cells = line.split(",").map(Number);
    if (cells.length !== width + 1 || cells.some(Number.isNaN)) {
      throw new TypeError(
        `dataset("${name}"): row ${row + 1} should hold ${width + 1} numbers and reads "${line.slice(0, 60)}".`,
      );
    }
    values.set(cells.slice(0, width), row * width);
    labels[row] = cells[width]!;
  });
  return {
    values,
    labels,
    rows: body.length,
    columns,
    classes: notes.get("classes")?.split(",") ?? null,
    source: notes.get("source") ?? "",
    licence: notes.get("licence") ?? "",
  };
}
