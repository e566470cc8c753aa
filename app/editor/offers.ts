/** What the editor offers beyond Monaco's own, registered once: rename, format, go to definition, quick fixes, and their keys. */
import { StandaloneServices } from "monaco-editor/editor/standalone/browser/standaloneServices.js";
import { IStorageService } from "monaco-editor/platform/storage/common/storage.js";
import { definition } from "./definition.ts";
import { format } from "./format.ts";
import { opener } from "./go-to.ts";
import { monaco } from "./monaco.ts";
import { quickFixes } from "./quick-fixes.ts";
import { rename } from "./rename.ts";
import { shapeHints } from "./shape-hints.ts";

const { KeyCode, KeyMod } = monaco;

monaco.languages.registerDefinitionProvider("typescript", definition);
monaco.languages.registerRenameProvider("typescript", rename);
monaco.languages.registerDocumentRangeFormattingEditProvider("typescript", format);
monaco.languages.registerInlayHintsProvider("typescript", shapeHints);
monaco.languages.registerCodeActionProvider("typescript", quickFixes);
monaco.editor.registerEditorOpener(opener);
// Everywhere as on Windows and macOS: on Linux Monaco has only Ctrl+Shift+I, which Chromium keeps for itself.
monaco.editor.addKeybindingRule({
  keybinding: KeyMod.Shift | KeyMod.Alt | KeyCode.KeyF,
  command: "editor.action.formatDocument",
  when: "editorTextFocus && editorHasDocumentFormattingProvider",
});
// What a suggestion means stands beside it from the start, not only after Ctrl+Space; who closes it keeps it closed.
StandaloneServices.get(IStorageService).store("expandSuggestionDocs", true, 0, 0);
