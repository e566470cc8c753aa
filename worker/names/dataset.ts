/** `await dataset("digits")`: a table of numbers that the site carries, its last column the label. */

export interface Table {
  /** Row by row, without the label. */
  readonly values: Float32Array;
  readonly labels: Int32Array;
  readonly rows: number;
  readonly columns: readonly string[] | null;
  readonly source: string;
  readonly licence: string;
}

/**
 * @param bytes a CSV, gzipped or not; lines `# source: ...` and `# licence: ...` may stand first, then one line of column names
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
    source: notes.get("source") ?? "",
    licence: notes.get("licence") ?? "",
  };
}
