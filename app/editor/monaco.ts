/** Monaco, loaded when the first cell is edited: the editor, TypeScript, the engine's types, and a theme from the page's tokens. */
import * as monaco from "monaco-editor/editor";
import "monaco-editor/features/register.all";
import "monaco-editor/languages/definitions/typescript/register";
import {
  ModuleKind,
  ModuleResolutionKind,
  ScriptTarget,
  typescriptDefaults,
} from "monaco-editor/languages/features/typescript/register";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import TypeScriptWorker from "monaco-editor/languages/features/typescript/ts.worker?worker";
import { ambientLibraries } from "./ambient.ts";
import { followTheme } from "./theme.ts";

export { monaco };

self.MonacoEnvironment = {
  getWorker: (_id, label) => (label === "typescript" ? new TypeScriptWorker() : new EditorWorker()),
};

/**
 * Cells are global scripts: each sees the names of the others. So top-level await, imports into nowhere and a bare return value are
 * no errors here (1108, 1375, 1378, 1431); and a name that shadows a built-in one is the kernel's to judge (2451, 2300).
 */
const notErrors = [1108, 1375, 1378, 1431, 2451, 2300];

typescriptDefaults.setCompilerOptions({
  target: ScriptTarget.ESNext,
  module: ModuleKind.ESNext,
  moduleResolution: ModuleResolutionKind.NodeJs,
  lib: ["esnext"],
  strict: true,
  noEmit: true,
  allowNonTsExtensions: true,
});
typescriptDefaults.setDiagnosticsOptions({ diagnosticCodesToIgnore: notErrors, onlyVisible: true });
typescriptDefaults.setEagerModelSync(true);
typescriptDefaults.setExtraLibs([...ambientLibraries()]);
followTheme(monaco);

/** One model a cell, for as long as the notebook is open: undo and types of the other cells depend on it. */
export function modelOf(notebook: string, cell: string, code: string): monaco.editor.ITextModel {
  const uri = monaco.Uri.parse(`file:///${notebook}/${cell}.ts`);
  const known = monaco.editor.getModel(uri);
  if (known) {
    if (known.getValue() !== code) known.setValue(code);
    return known;
  }
  const model = monaco.editor.createModel(code, "typescript", uri);
  model.updateOptions({
    tabSize: 2,
    bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
  });
  return model;
}

/** A closed notebook's cells must not lend their names to the next one's. */
export function disposeModels(notebook: string): void {
  for (const model of monaco.editor.getModels()) {
    if (model.uri.path.startsWith(`/${notebook}/`)) model.dispose();
  }
}
