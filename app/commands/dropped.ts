/** A file dropped on a notebook: data becomes a cell that reads it, in a notebook of one's own. */
import { readPicture } from "#outputs/control/picture-file.ts";
import { toText } from "#outputs/control/pictures.ts";
import type { Board } from "./board.svelte.ts";

/** As the control that reads it has. */
const MOST_BYTES = 10_000_000;

/** What a cell reads a file with, and what its control is given. */
interface Reader {
  readonly code: (name: string, label: string) => string;
  readonly value: string;
}

export async function dropOn(board: Board, file: File): Promise<void> {
  if (board.doc === null) {
    board.say("Keep a copy of this lesson in My notebooks, and drop the file there: a cell reads it then.");
    return;
  }
  const reader = await readerOf(file);
  if (typeof reader === "string") {
    board.say(reader);
    return;
  }
  const id = board.doc.addCell(board.doc.file.parts.length);
  const cell = id === null ? null : board.notebook.cell(id);
  if (cell === null) return;
  const label = file.name;
  board.notebook.write(cell, reader.code(freeNameIn(board), JSON.stringify(label)));
  board.timeline.note(`added cell \`${cell.id}\``, cell.id);
  await board.notebook.run(cell);
  await board.notebook.setControl(`${cell.id}/${label}`, reader.value);
  board.say(`Cell ${cell.id} reads ${label}. The file stays in this browser.`);
  await board.goTo(cell.id);
}

/** @returns a sentence where no cell can read it */
async function readerOf(file: File): Promise<Reader | string> {
  if (file.type.startsWith("image/")) {
    const picture = await readPicture(file);
    if (typeof picture === "string") return picture;
    return { code: (name, label) => `const ${name} = picture(${label});`, value: toText(picture) };
  }
  const kind = /\.(csv|tsv|json|txt)$/i.exec(file.name)?.[1].toLowerCase();
  if (kind === undefined)
    return `A cell can read CSV, TSV, JSON, text and pictures; ${file.name} is none. A notebook is opened in My notebooks.`;
  if (file.size > MOST_BYTES) return `${file.name} is larger than 10 MB.`;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    const reads = kind === "json" ? ".json()" : kind === "txt" ? ".text" : ".table()";
    return {
      code: (name, label) => `const ${name} = fileInput(${label})?${reads};\n${name}`,
      value: `${file.name}\n${text}`,
    };
  } catch {
    return `${file.name} is no text in UTF-8. Save it as UTF-8 first.`;
  }
}

function freeNameIn({ notebook }: Board): string {
  const taken = new Set(notebook.cells.flatMap(({ declares }) => declares));
  let name = "data";
  for (let number = 2; taken.has(name); number += 1) name = `data${number}`;
  return name;
}
