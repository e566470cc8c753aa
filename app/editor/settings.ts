/** How Monaco looks in a cell: no furniture, and the font of the text around it to the pixel, so that opening it moves nothing. */
import type { editor } from "monaco-editor/editor";

/** @param element where the editor will be: its font is the cell's */
export function settings(element: HTMLElement): editor.IStandaloneEditorConstructionOptions {
  const { fontFamily, fontSize, lineHeight } = getComputedStyle(element);
  return {
    theme: "slope",
    fontFamily,
    fontSize: parseFloat(fontSize),
    lineHeight: parseFloat(lineHeight),
    fontLigatures: false,
    padding: { top: 12, bottom: 12 },
    minimap: { enabled: false },
    lineNumbers: "off",
    lineNumbersMinChars: 0,
    lineDecorationsWidth: 0,
    glyphMargin: false,
    folding: false,
    overviewRulerLanes: 0,
    overviewRulerBorder: false,
    hideCursorInOverviewRuler: true,
    renderLineHighlight: "none",
    guides: { indentation: false },
    scrollBeyondLastLine: false,
    scrollBeyondLastColumn: 2,
    scrollbar: { vertical: "hidden", horizontalScrollbarSize: 8, alwaysConsumeMouseWheel: false },
    stickyScroll: { enabled: false },
    wordWrap: "off",
    // Suggestions reach out of the cell as they are; fixed, their words would be placed as if the page had not scrolled.
    fixedOverflowWidgets: false,
    automaticLayout: true,
    occurrencesHighlight: "off",
    // TypeScript knows every name; words out of other cells' comments would only stand beside it.
    wordBasedSuggestions: "off",
    // As the same shapes stand beside code that is only read.
    inlayHints: { fontSize: 0.86 * parseFloat(fontSize), padding: false },
    contextmenu: false,
    accessibilitySupport: "auto",
  };
}
