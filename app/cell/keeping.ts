/** To the clipboard and to a file. Both answer with what to tell the learner. */
import type { KeptFile, KeptPicture, KeptText } from "#outputs/keep.ts";

/** @throws Error saying why it could not */
export async function copyKept(kept: KeptText | KeptPicture): Promise<string> {
  if ("text" in kept) await copyText(kept.text);
  else await navigator.clipboard.write([new ClipboardItem({ "image/png": kept.picture() })]);
  return kept.part === null ? "Copied" : `Copied ${kept.part}`;
}

async function copyText(text: string): Promise<void> {
  // A page from a plain http server has no clipboard of its own.
  if ("clipboard" in navigator) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else copies there
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("this browser keeps its clipboard to itself");
}

/** @throws Error saying why it could not */
export async function saveKept(file: KeptFile, name: string): Promise<string> {
  const url = URL.createObjectURL(await file.make());
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name}.${file.format.toLowerCase()}`;
  link.click();
  // The download has begun by then; the bytes need not be kept for longer.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return file.part ? `Saved ${file.part}` : `Saved ${link.download}`;
}
