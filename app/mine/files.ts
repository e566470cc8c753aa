/** Notebooks as files on the learner's own disk: saved from the page, and opened by a click or a drop. */
import type { Trouble } from "../document/notebook-file.ts";

export function saveFile(name: string, text: string, type = "text/plain"): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

interface OpenedFile {
  readonly title: string;
  readonly markdown: string;
  readonly troubles: readonly Trouble[];
}

const atOpening = new Map<string, readonly Trouble[]>();

/** What could not be read of a file, until the page of its notebook says so. */
export function rememberTroubles(id: string, troubles: readonly Trouble[]): void {
  atOpening.set(id, troubles);
}

export function troublesAtOpening(id: string): readonly Trouble[] | null {
  return atOpening.get(id) ?? null;
}

const MOST_BYTES = 32 << 20;

/** @throws Error with a sentence where nothing of it can be opened */
export async function openFile(file: File): Promise<OpenedFile> {
  if (file.size > MOST_BYTES) throw new Error(`${file.name} is larger than a notebook can be (32 MB).`);
  const bytes = await file.arrayBuffer();
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const isBroken = text.includes("\uFFFD");
  const isJupyter = /\.ipynb$/i.test(file.name) || /^\s*\{\s*"/.test(text);
  if (!isJupyter && !/\.(md|markdown|txt)$/i.test(file.name)) {
    throw new Error(`${file.name} is neither Markdown (.md) nor a Jupyter notebook (.ipynb).`);
  }
  const [{ fromJupyter }, { readNotebook }] = await Promise.all([
    import("../document/jupyter.ts"),
    import("../document/notebook-file.ts"),
  ]);
  const { markdown, troubles } = isJupyter ? fromJupyter(text) : { markdown: text, troubles: [] };
  const read = readNotebook(markdown);
  const unreadable = {
    line: 1,
    message: "Some of its characters are not UTF-8 and are shown as �. The file itself is as it was.",
  };
  return {
    title: read.title === "Notebook" ? file.name.replace(/\.\w+$/, "") : read.title,
    markdown,
    troubles: [...(isBroken ? [unreadable] : []), ...troubles, ...read.troubles],
  };
}
