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
// These are ours: see offers.ts.
typescriptDefaults.setModeConfiguration({
  ...typescriptDefaults.modeConfiguration,
  definitions: false,
  rename: false,
  documentRangeFormattingEdits: false,
  inlayHints: false,
});
typescriptDefaults.setExtraLibs([...ambientLibraries()]);
followTheme(monaco);
