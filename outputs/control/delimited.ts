/** A table from a text file: fields apart by commas, semicolons or tabs, quoted where they hold one (RFC 4180). */
import { OutputError } from "../figure.ts";

/** A number where the field reads as one, null where it is empty or says that it is missing. */
type Field = number | string | null;

export interface TextTable {
  readonly columns: readonly string[];
  /** One record a line, by column. */
  readonly rows: readonly Readonly<Record<string, Field>>[];
}

const missing = new Set(["", "NA", "N/A", "NaN", "nan", "null", "?"]);

/**
 * @param name of the file, for errors
 * @throws OutputError with the row and the column at which it breaks off
 */
export function readDelimited(name: string, text: string): TextTable {
  const all = split(name, text.replace(/^\uFEFF/, ""));
  if (all.length === 0) throw new OutputError(`${name} is empty.`);
  const [head, ...lines] = all;
  const columns = head.map((column, at) => column.trim() || `column ${at + 1}`);
  const twice = columns.findIndex((column, at) => columns.indexOf(column) < at);
  if (twice !== -1) {
    throw new OutputError(
      `${name}, row 1, column ${twice + 1}: there are two columns named "${columns[twice]}".`,
    );
  }
  const rows = lines.map((fields, at) => {
    if (fields.length !== columns.length) {
      const column = Math.min(fields.length, columns.length) + 1;
      throw new OutputError(
        `${name}, row ${at + 2}, column ${column}: there are ${fields.length} fields here and ${columns.length} columns in the first row.`,
      );
    }
    return Object.fromEntries(columns.map((column, index) => [column, valueOf(fields[index])]));
  });
  return { columns, rows };
}

function valueOf(field: string): Field {
  const text = field.trim();
  if (missing.has(text)) return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : field;
}

/** Rows of fields; lines without any are left out. */
function split(name: string, text: string): string[][] {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const { field, end } = text[at] === '"' ? quoted(at) : plain(at);
    row.push(field);
    at = end;
    if (text[at] === separator) {
      at += 1;
      // A separator at the very end stands before one more field, which is empty.
      if (at === text.length) row.push("");
      else if (!isLineEnd(at)) continue;
      else row.push("");
    }
    endRow();
    if (text[at] === "\r" && text[at + 1] === "\n") at += 1;
    at += 1;
  }
  return rows;

  function endRow(): void {
    if (row.length > 1 || row[0]?.trim() !== "") rows.push(row);
    row = [];
  }

  function isLineEnd(place: number): boolean {
    return place >= text.length || text[place] === "\n" || text[place] === "\r";
  }

  function plain(from: number): { field: string; end: number } {
    let end = from;
    while (!isLineEnd(end) && text[end] !== separator) end += 1;
    return { field: text.slice(from, end), end };
  }

  function quoted(from: number): { field: string; end: number } {
    const where = `${name}, row ${rows.length + 1}, column ${row.length + 1}`;
    let field = "";
    let start = from + 1;
    for (;;) {
      const quote = text.indexOf('"', start);
      if (quote === -1) throw new OutputError(`${where}: a quote is opened here and never closed.`);
      field += text.slice(start, quote);
      if (text[quote + 1] !== '"') {
        if (isLineEnd(quote + 1) || text[quote + 1] === separator) return { field, end: quote + 1 };
        throw new OutputError(
          `${where}: text follows a closing quote. Write two quotes for one inside of a field.`,
        );
      }
      field += '"';
      start = quote + 2;
    }
  }
}

/** The one that the first line has most of. */
function separatorOf(text: string): string {
  const line = text.slice(0, text.search(/[\r\n]|$/)).replace(/"[^"]*"/g, "");
  const counts = [",", ";", "\t"].map((mark) => ({ mark, count: line.split(mark).length }));
  return counts.reduce((most, one) => (one.count > most.count ? one : most)).mark;
}
