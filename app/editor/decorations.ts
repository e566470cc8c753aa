/** What the page knows of a cell's text, laid over it in the editor: hues of meaning, and problems on their exact token. */
import type { editor } from "monaco-editor/editor";
import type { Problem, Range } from "#worker/protocol.ts";
import { symbolRanges } from "../document/highlight.ts";
import type { Symbols } from "../document/lesson.ts";
import { monaco } from "./monaco.ts";

export function hueDecorations(model: editor.ITextModel, symbols: Symbols): editor.IModelDeltaDecoration[] {
  return symbolRanges(model.getValue(), symbols).map(({ start, end, hue }) => ({
    range: rangeIn(model, { start, end }),
    options: { inlineClassName: `hue-${hue}` },
  }));
}

export function toMarkers(model: editor.ITextModel, problems: readonly Problem[]): editor.IMarkerData[] {
  return problems.map(({ severity, message, range }) => ({
    severity: severity === "error" ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
    message,
    ...rangeIn(model, range),
  }));
}

function rangeIn(model: editor.ITextModel, { start, end }: Range): monaco.IRange {
  return monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));
}
