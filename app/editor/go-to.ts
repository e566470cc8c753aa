/** Go to definition: into another cell, whose editor opens at the name; of what Slope brings, its words are shown where one stands. */
import type { editor } from "monaco-editor/editor";
import { ownerOf } from "./workspace.svelte.ts";
import { monaco } from "./monaco.ts";

export const opener: editor.ICodeEditorOpener = {
  openCodeEditor(source, resource, selectionOrPosition) {
    if (source.getModel()?.uri.toString() === resource.toString()) return false;
    const owner = ownerOf(resource);
    if (!owner) {
      source.trigger("slope", "editor.action.showHover", { focus: "noAutoFocus" });
      return true;
    }
    const model = monaco.editor.getModel(resource);
    const position =
      selectionOrPosition && monaco.Range.isIRange(selectionOrPosition)
        ? monaco.Range.getStartPosition(selectionOrPosition)
        : selectionOrPosition;
    const at = model && position ? model.getOffsetAt(position) : 0;
    owner.workspace.notebook.entered = { cell: owner.cell.id, at };
    return true;
  },
};
