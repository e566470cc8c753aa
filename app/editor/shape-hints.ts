/** The shapes of the last run as Monaco's inlay hints: laid by the editor of the cell, asked for by Monaco. */
import type { editor, languages } from "monaco-editor/editor";
import type { ShapeMark } from "../notebook/shape-marks.svelte.ts";
import { monaco } from "./monaco.ts";

const laid = new WeakMap<editor.ITextModel, readonly ShapeMark[]>();
const changed = new monaco.Emitter<void>();

export function layShapes(model: editor.ITextModel, marks: readonly ShapeMark[]): void {
  laid.set(model, marks);
  changed.fire();
}

export const shapeHints: languages.InlayHintsProvider = {
  displayName: "Shapes",
  onDidChangeInlayHints: changed.event,
  provideInlayHints(model, range) {
    const hints = (laid.get(model) ?? [])
      .filter(({ line }) => range.startLineNumber <= line && line <= range.endLineNumber)
      .map(({ line, column, text }) => ({
        label: ` ${text}`,
        position: { lineNumber: line, column: column + 1 },
        kind: monaco.languages.InlayHintKind.Type,
      }));
    return { hints, dispose: () => undefined };
  },
};
