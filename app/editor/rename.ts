/** Rename in all cells at once: Monaco's own, with what the notebook knows, and one undo for all. */
import { getTypeScriptWorker } from "monaco-editor/languages/features/typescript/register";
import type { editor, languages, Position } from "monaco-editor/editor";
import { isName } from "../document/highlight.ts";
import { monaco } from "./monaco.ts";
import { ownerOf, undoTogether } from "./workspace.svelte.ts";

/** What TypeScript answers, as far as it is read here. Its own declarations say `any`. */
interface Place {
  readonly fileName: string;
  readonly textSpan: { readonly start: number; readonly length: number };
  /** `{ rate }` becomes `{ rate: speed }`. */
  readonly prefixText?: string;
  readonly suffixText?: string;
}

export const rename: languages.RenameProvider = {
  async resolveRenameLocation(model, position) {
    const word = model.getWordAtPosition(position);
    const places = word === null ? null : await placesOf(model, position);
    const at = { lineNumber: position.lineNumber, column: position.column };
    if (!word || !places || places.length === 0) {
      return { ...nowhere(at), rejectReason: "There is no name here that could be another." };
    }
    if (!places.every(({ fileName }) => modelAt(fileName))) {
      return { ...nowhere(at), rejectReason: `\`${word.word}\` is Slope's own, so it keeps its name.` };
    }
    const range = new monaco.Range(at.lineNumber, word.startColumn, at.lineNumber, word.endColumn);
    return { range, text: word.word };
  },

  async provideRenameEdits(model, position, newName) {
    const reason = whyNot(newName, model);
    if (reason !== null) {
      tell(model, position, reason);
      return { edits: [], rejectReason: reason };
    }
    const places = (await placesOf(model, position)) ?? [];
    const edits = places.flatMap(({ fileName, textSpan, prefixText = "", suffixText = "" }) => {
      const target = modelAt(fileName);
      if (!target) return [];
      const range = monaco.Range.fromPositions(
        target.getPositionAt(textSpan.start),
        target.getPositionAt(textSpan.start + textSpan.length),
      );
      const textEdit = { range, text: prefixText + newName + suffixText };
      return [{ resource: target.uri, versionId: target.getVersionId(), textEdit }];
    });
    const changed = new Set(edits.map(({ resource }) => resource.toString()));
    undoTogether(monaco.editor.getModels().filter(({ uri }) => changed.has(uri.toString())));
    return { edits };
  },
};

function whyNot(name: string, model: editor.ITextModel): string | null {
  if (!isName(name))
    return `\`${name}\` cannot be a name: letters, digits, _ and $, no digit first, no keyword.`;
  const cells = ownerOf(model.uri)?.workspace.notebook.cells ?? [];
  const taken = cells.find(({ declares }) => declares.includes(name));
  return taken ? `\`${name}\` is made by cell ${taken.id}. Choose a name that is free.` : null;
}

/** Monaco's own way for this refusal is a notification, which a page without its workbench does not show. */
function tell(model: editor.ITextModel, position: Position, reason: string): void {
  const code = monaco.editor.getEditors().find((one) => one.getModel() === model);
  // The contribution of this name, as far as it is used here; its class is not exported.
  const messages: Messages | null | undefined = code?.getContribution("editor.contrib.messageController");
  messages?.showMessage(reason, position);
}

interface Messages extends editor.IEditorContribution {
  showMessage(message: string, position: Position): void;
}

/** The cell's model; null for what is declared elsewhere. */
function modelAt(fileName: string): editor.ITextModel | null {
  const uri = monaco.Uri.parse(fileName);
  return ownerOf(uri) ? monaco.editor.getModel(uri) : null;
}

async function placesOf(model: editor.ITextModel, position: Position): Promise<readonly Place[] | null> {
  const workerFor = await getTypeScriptWorker();
  const worker = await workerFor(model.uri);
  // The worker's declarations leave the elements open; they are TypeScript's RenameLocation.
  const places: readonly Place[] | undefined = await worker.findRenameLocations(
    model.uri.toString(),
    model.getOffsetAt(position),
    false,
    false,
    true,
  );
  return places ?? null;
}

const nowhere = ({ lineNumber, column }: { lineNumber: number; column: number }) => ({
  range: new monaco.Range(lineNumber, column, lineNumber, column),
  text: "",
});
