/**
 * What a learner can take away of an output. A kind that has something to give says so in `keep.ts`, as default export; the
 * page loads it when somebody first reaches for it.
 */

/** A part that is not the whole is named in words: `the first 83 rows`. */
export interface KeptText {
  readonly text: string;
  readonly part: string | null;
}

/** A picture for the clipboard. */
export interface KeptPicture {
  readonly picture: () => Promise<Blob>;
  readonly part: string | null;
}

export interface KeptFile {
  readonly format: "CSV" | "JSON" | "PNG" | "SVG" | "TXT" | "MD" | "WAV";
  readonly part?: string | null;
  readonly make: () => Blob | Promise<Blob>;
}

export interface Keep<Payload = unknown> {
  /** For the clipboard: what one would paste into code, a sheet or a letter. */
  copy(payload: Payload, element: HTMLElement): KeptText | KeptPicture;
  /**
   * In the order in which they are offered.
   * @param element where the view has drawn it, for what is kept as it is seen
   */
  files(payload: Payload, element: HTMLElement): readonly KeptFile[];
}

export const textFile = (format: "TXT" | "MD", text: string): KeptFile => ({
  format,
  make: () => new Blob([text], { type: "text/plain" }),
});

export const jsonFile = (value: unknown, part: string | null = null): KeptFile => ({
  format: "JSON",
  part,
  make: () => new Blob([JSON.stringify(value, plain, 1)], { type: "application/json" }),
});

type CsvCell = string | number | boolean | null;

export const csvFile = (rows: Iterable<readonly CsvCell[]>, part: string | null = null): KeptFile => ({
  format: "CSV",
  part,
  make: () => new Blob([csvOf(rows, ",")], { type: "text/csv" }),
});

/** RFC 4180: quotes where a cell holds what separates, and CRLF. Tabs instead of commas are what sheets take from a clipboard. */
export function csvOf(rows: Iterable<readonly CsvCell[]>, separator: "," | "\t"): string {
  const cell = (value: CsvCell) => {
    const text = value === null ? "" : String(value);
    return /["\r\n\t,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return Array.from(rows, (row) => `${row.map(cell).join(separator)}\r\n`).join("");
}

/** Numbers as lists; what JSON has no number for as the text that names it, never as null or 0. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Uint8Array) : value;
}
