/** Format a cell: TypeScript's formatter with the house's settings. It moves spaces and adds semicolons; the lines stay where they are. */
import { getTypeScriptWorker } from "monaco-editor/languages/features/typescript/register";
import type { editor, languages } from "monaco-editor/editor";
import { monaco } from "./monaco.ts";

/** TypeScript's FormatCodeSettings: what is left out would be its default. */
const house = {
  indentSize: 2,
  tabSize: 2,
  convertTabsToSpaces: true,
  indentStyle: 2,
  newLineCharacter: "\n",
  trimTrailingWhitespace: true,
  semicolons: "insert",
  insertSpaceAfterCommaDelimiter: true,
  insertSpaceAfterSemicolonInForStatements: true,
  insertSpaceBeforeAndAfterBinaryOperators: true,
  insertSpaceAfterKeywordsInControlFlowStatements: true,
  insertSpaceAfterFunctionKeywordForAnonymousFunctions: true,
  insertSpaceAfterOpeningAndBeforeClosingNonemptyBraces: true,
  insertSpaceBeforeFunctionParenthesis: false,
};

/** What TypeScript answers; the worker's own declarations say `any`. */
interface TextChange {
  readonly span: { readonly start: number; readonly length: number };
  readonly newText: string;
}

export const format: languages.DocumentRangeFormattingEditProvider = {
  displayName: "Slope",
  async provideDocumentRangeFormattingEdits(model, range) {
    const workerFor = await getTypeScriptWorker();
    const worker = await workerFor(model.uri);
    const start = model.getOffsetAt({ lineNumber: range.startLineNumber, column: range.startColumn });
    const end = model.getOffsetAt({ lineNumber: range.endLineNumber, column: range.endColumn });
    const version = model.getVersionId();
    const changes: readonly TextChange[] = await worker.getFormattingEditsForRange(
      model.uri.toString(),
      start,
      end,
      house,
    );
    if (model.isDisposed() || model.getVersionId() !== version) return [];
    return changes.map(({ span, newText }) => ({ range: spanIn(model, span), text: newText }));
  },
};

function spanIn(model: editor.ITextModel, { start, length }: TextChange["span"]): monaco.IRange {
  return monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(start + length));
}
