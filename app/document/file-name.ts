/** What a notebook is called where it becomes a file. */

/** A name for the file, from the notebook's title. */
export function fileNameOf(title: string): string {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.join("-").slice(0, 60) || "notebook";
}
