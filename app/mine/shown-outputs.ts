/** What the cells of the page show, in the forms that Jupyter keeps: words, and a picture where one is drawn. */
import type { Keep } from "#outputs/keep.ts";
import { keepOf, parse } from "#outputs/views.ts";
import type { MimeBundle, Outputs } from "../document/jupyter.ts";
import type { Notebook } from "../notebook/notebook.svelte.ts";

export async function shownOutputs(notebook: Notebook): Promise<Outputs> {
  const outputs = new Map<string, readonly MimeBundle[]>();
  for (const cell of notebook.cells) {
    const drawn = document.querySelectorAll<HTMLElement>(
      `[data-cell="${CSS.escape(cell.id)}"] [data-testid="outputs"] > *`,
    );
    const bundles: MimeBundle[] = [];
    for (const [at, { kind, payload }] of cell.outputs.entries()) {
      const parsed = parse(kind, payload);
      const load = keepOf(kind);
      // A control asks; it has nothing to show in a file.
      if (!parsed.ok || load === null) continue;
      const keep = await load();
      const element = drawn[at] as HTMLElement | undefined;
      const bundle = await bundleOf(keep, parsed.payload, element ?? document.createElement("div"));
      if (Object.keys(bundle).length > 0) bundles.push(bundle);
    }
    outputs.set(cell.id, bundles);
  }
  return outputs;
}

async function bundleOf(keep: Keep, payload: unknown, element: HTMLElement): Promise<MimeBundle> {
  const bundle: Record<string, string> = {};
  try {
    const taken = keep.copy(payload, element);
    if ("text" in taken) bundle["text/plain"] = taken.text;
    const picture = keep.files(payload, element).find(({ format }) => format === "PNG");
    if (picture) bundle["image/png"] = await base64Of(await picture.make());
  } catch {
    // Not drawn yet, as below the fold: the words are there.
  }
  return bundle;
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}
