/**
 * A notebook as Jupyter's nbformat 4.5 and back. What Jupyter has no place for (the exact fences, the blank lines between) travels in
 * each cell's metadata, so that a file that was not changed there comes back byte for byte.
 */
import type { Range } from "#worker/protocol.ts";
import {
  fileCells,
  FORMAT,
  freeName,
  NewerFormatError,
  readNotebook,
  type Trouble,
} from "./notebook-file.ts";
import { salvageCells } from "./salvage.ts";
import { lineEndOf, spliceCell } from "./splice.ts";

/** One output in the forms that Jupyter shows, `{ "text/plain": "3", "image/png": "iVBO..." }`. */
export type MimeBundle = Readonly<Record<string, string>>;

/** By the id of their cell. */
export type Outputs = ReadonlyMap<string, readonly MimeBundle[]>;

/** @returns the file's text. Valid by the official schema whatever the Markdown holds. */
export function toJupyter(markdown: string, outputs: Outputs = new Map()): string {
  const { title, parts, cells } = readNotebook(markdown);
  const ids = new Set<string>();
  const named = (wanted: string) => {
    const id = /^[\w-]{1,64}$/.test(wanted) && !ids.has(wanted) ? wanted : freeName(ids);
    ids.add(id);
    return id;
  };
  let lead = "";
  const written: object[] = [];
  for (const { type, range } of parts) {
    const source = markdown.slice(range.start, range.end);
    if (type === "cell") {
      const cell = cells.find(({ fence }) => fence.start === range.start)!;
      written.push({
        cell_type: "code",
        id: named(cell.id),
        metadata: { slope: { lead, ...fenceOf(markdown, cell) } },
        execution_count: null,
        source: linesOf(cell.code),
        outputs: (outputs.get(cell.id) ?? []).map(outputOf),
      });
      lead = "";
      continue;
    }
    const [, before, body, after] = /^([\r\n]*)([^]*?)([\r\n]*)$/.exec(source)!;
    lead += before;
    if (body === "") {
      lead += after;
      continue;
    }
    const kind = type === "front" ? "raw" : "markdown";
    written.push({
      cell_type: kind,
      id: named(freeName(ids, "text")),
      metadata: { slope: { lead } },
      source: linesOf(body),
    });
    lead = after;
  }
  const file = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      title,
      kernelspec: { name: "deno", display_name: "Deno", language: "typescript" },
      language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/x-typescript" },
      slope: { format: FORMAT, end: lead },
    },
    cells: written,
  };
  return `${JSON.stringify(file, null, 1)}\n`;
}

interface Fence {
  readonly opener: string;
  readonly closer: string;
  /** The code as the file has it, where it is more than its lines. */
  readonly body?: string;
}

function fenceOf(markdown: string, cell: { fence: Range; source: Range; code: string }): Fence {
  const { fence, source, code } = cell;
  const [opener, body, closer] = [
    markdown.slice(fence.start, source.start),
    markdown.slice(source.start, source.end),
    markdown.slice(source.end, fence.end),
  ];
  const plain = code === "" ? "" : `${code}\n`;
  return { opener, closer, ...(body === plain ? {} : { body }) };
}

/** As Jupyter writes text: a list of lines, each with its end. */
function linesOf(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

function outputOf(data: MimeBundle): object {
  const bundle = Object.fromEntries(
    Object.entries(data).map(([mime, text]) => [mime, mime.startsWith("text/") ? linesOf(text) : text]),
  );
  return { output_type: "display_data", metadata: {}, data: bundle };
}

interface Opened {
  readonly markdown: string;
  readonly troubles: readonly Trouble[];
}

/** A file that is nothing like a notebook. */
export class NotANotebookError extends Error {
  override readonly name = "NotANotebookError";
}

/**
 * @param text a Jupyter notebook, whole or damaged: of a damaged one the cells that can be read
 * @throws NewerFormatError, NotANotebookError
 */
export function fromJupyter(text: string): Opened {
  const troubles: Trouble[] = [];
  const file = parse(text, troubles);
  const { nbformat, metadata, cells } = file;
  if (typeof nbformat === "number" && nbformat > 4) {
    throw new NotANotebookError(
      `This is a Jupyter notebook of format ${nbformat}; this page reads format 4. Save it as format 4 in Jupyter, then open that.`,
    );
  }
  if (!Array.isArray(cells)) {
    const old = Array.isArray(file["worksheets"]);
    throw new NotANotebookError(
      old
        ? "This is a Jupyter notebook of format 3 or older. Open it in Jupyter once and save it, then open that."
        : "This is no Jupyter notebook: it has no list of cells.",
    );
  }
  const about = recordOf(metadata);
  const ours = recordOf(about["slope"]);
  if (typeof ours["format"] === "number" && ours["format"] > FORMAT)
    throw new NewerFormatError(ours["format"]);
  const language =
    stringOf(recordOf(about["language_info"])["name"]) ?? stringOf(recordOf(about["kernelspec"])["language"]);
  const runs = language === null || /^(typescript|javascript|ts|js)$/i.test(language);
  if (!runs) {
    troubles.push({
      line: 1,
      message: `The notebook is written in ${language}: its code is shown and cannot run here.`,
    });
  }

  const ids = new Set<string>();
  let markdown = "";
  for (const [index, cell] of cells.entries()) {
    const read = recordOf(cell);
    const source = sourceOf(read["source"]);
    if (source === null || typeof read["cell_type"] !== "string") {
      troubles.push({
        line: 1,
        message: `Cell ${index + 1} of the file has no text that can be read and is left out.`,
      });
      continue;
    }
    if (Object.keys(recordOf(read["attachments"])).length > 0) {
      troubles.push({
        line: 1,
        message: `Cell ${index + 1} of the file carries pictures, which are left out.`,
      });
    }
    const kept = recordOf(recordOf(read["metadata"])["slope"]);
    const piece = pieceOf(read["cell_type"], source, {
      kept,
      id: stringOf(read["id"]),
      ids,
      language: runs ? "ts" : language,
    });
    const lead = stringOf(kept["lead"]);
    markdown += (isBlank(lead) ? lead : gapAfter(markdown)) + piece;
  }
  const end = stringOf(ours["end"]);
  markdown += isBlank(end) ? end : markdown === "" || markdown.endsWith("\n") ? "" : "\n";
  return { markdown, troubles };
}

function parse(text: string, troubles: Trouble[]): Record<string, unknown> {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    const { cells, line } = salvageCells(text);
    if (cells.length === 0)
      throw new NotANotebookError("This file is no Jupyter notebook, or nothing in it can be read.");
    troubles.push({
      line,
      message: `The file is damaged from line ${line} on. ${cells.length} ${cells.length === 1 ? "cell" : "cells"} could be read.`,
    });
    return { nbformat: 4, cells };
  }
}

interface Way {
  readonly kept: Record<string, unknown>;
  readonly id: string | null;
  readonly ids: Set<string>;
  readonly language: string;
}

function pieceOf(type: string, source: string, { kept, id, ids, language }: Way): string {
  if (type === "markdown") return source;
  if (type === "raw") {
    const isFront = typeof kept["lead"] === "string" || /^---\r?\n[^]*\n---[ \t]*$/.test(source);
    return isFront ? source : fenced("text", source);
  }
  if (language !== "ts") return fenced(language, source);
  const opener = stringOf(kept["opener"]);
  const closer = stringOf(kept["closer"]);
  if (opener !== null && closer !== null) {
    const body = stringOf(kept["body"]);
    const whole = opener + (body ?? (source === "" ? "" : `${source}\n`)) + closer;
    // Jupyter may have renamed nothing and changed the code, or somebody the metadata: the code is what counts.
    const cell = fileCells(whole).at(0);
    if (cell !== undefined && cell.fence.end - cell.fence.start === whole.length) {
      ids.add(cell.id);
      return cell.code === source ? whole : spliceCell(whole, cell.id, source);
    }
  }
  const slug = id !== null && /^[a-z][a-z0-9-]*$/.test(id) && !ids.has(id) ? id : freeName(ids);
  ids.add(slug);
  return spliceCell(`\`\`\`ts {#${slug}}\n\`\`\``, slug, source);
}

function fenced(language: string, source: string): string {
  const runs = source.match(/`{3,}/g) ?? [];
  const mark = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${mark}${language}\n${source}\n${mark}`;
}

/** What stands between two blocks where nobody has said. */
function gapAfter(markdown: string): string {
  const eol = lineEndOf(markdown);
  if (markdown === "") return "";
  return markdown.endsWith("\n") ? eol : eol + eol;
}

const isBlank = (text: string | null): text is string => text !== null && /^[\r\n]*$/.test(text);

function sourceOf(source: unknown): string | null {
  if (typeof source === "string") return source;
  return Array.isArray(source) && source.every((line) => typeof line === "string") ? source.join("") : null;
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function stringOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
