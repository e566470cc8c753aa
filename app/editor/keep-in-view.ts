/** Scrolls the page so that the caret is seen: below the header, above the end of the window. */
import type { editor, IPosition } from "monaco-editor/editor";

/** Room for the header and its messages, and for a line or two after the caret. */
const MARGIN = { above: 110, below: 60 };

export function keepInView(code: editor.IStandaloneCodeEditor, caret: IPosition): void {
  // After the editor has grown to hold a new line.
  requestAnimationFrame(() => {
    const place = code.getScrolledVisiblePosition(caret);
    const element = code.getDomNode();
    if (!place || !element || !code.hasTextFocus()) return;
    const top = element.getBoundingClientRect().top + place.top;
    const above = top - MARGIN.above;
    const below = top + place.height + MARGIN.below - innerHeight;
    if (above < 0) scrollBy({ top: above });
    else if (below > 0) scrollBy({ top: below });
  });
}
