/** A cell's text becomes a module without `eval`, which the sandbox forbids. */
import type { CellProgram, ImportModule } from "./compile.ts";

export const importInWorker: ImportModule = async (javascript) => {
  const url = URL.createObjectURL(new Blob([javascript], { type: "text/javascript" }));
  try {
    // The text is `compileCell`'s: its default export is a CellProgram.
    const module = (await import(/* @vite-ignore */ url)) as { readonly default: CellProgram };
    return module.default;
  } finally {
    URL.revokeObjectURL(url);
  }
};
