/** The two ways a text becomes a module without `eval`, which the sandbox forbids. */
import type { CellProgram, ImportModule } from "./compile.ts";

interface CellModule {
  readonly default: CellProgram;
}

export const importFromBlob: ImportModule = async (javascript) => {
  const url = URL.createObjectURL(new Blob([javascript], { type: "text/javascript" }));
  try {
    // The text is `compileCell`'s: its default export is a CellProgram.
    return (await import(/* @vite-ignore */ url)) as CellModule;
  } finally {
    URL.revokeObjectURL(url);
  }
};

/** Node imports no blobs. */
export const importFromData: ImportModule = async (javascript) => {
  const url = `data:text/javascript;charset=utf-8,${encodeURIComponent(javascript)}`;
  return (await import(/* @vite-ignore */ url)) as CellModule;
};
