/** Where a name comes from: another cell, or the declarations that Slope brings. */
import {
  getTypeScriptWorker,
  typescriptDefaults,
} from "monaco-editor/languages/features/typescript/register";
import type { editor, languages, Uri } from "monaco-editor/editor";
import { monaco } from "./monaco.ts";

/** What TypeScript answers, as far as it is read here. Its own declarations say `any`. */
interface Definition {
  readonly fileName: string;
  readonly textSpan: { readonly start: number; readonly length: number };
}

interface LibraryReader {
  getLibFiles(): Promise<Libraries>;
}

/** TypeScript's own `lib.*.d.ts`, by name. */
type Libraries = Readonly<Partial<Record<string, string>>>;

/** `declare const grad: typeof import("slope").grad` says nothing that the engine's own declaration does not. */
const isAlias = ({ fileName }: Definition) => fileName.endsWith("/slope-names/engine.d.ts");

export const definition: languages.DefinitionProvider = {
  async provideDefinition(model, position) {
    const workerFor = await getTypeScriptWorker();
    const worker = await workerFor(model.uri);
    const offset = model.getOffsetAt(position);
    const found = (await worker.getDefinitionAtPosition(model.uri.toString(), offset)) as
      // The worker's declarations leave the elements open; they are TypeScript's DefinitionInfo.
      readonly Definition[] | undefined;
    if (!found) return null;
    const own = found.filter((place) => !isAlias(place));
    const libraries: Libraries = found.some(({ fileName }) => isStandard(fileName))
      ? // Left out of its declarations.
        await (worker as typeof worker & LibraryReader).getLibFiles()
      : {};
    return (own.length > 0 ? own : found).flatMap(({ fileName, textSpan: { start, length } }) => {
      const target = modelAt(fileName, libraries);
      if (!target) return [];
      const [from, to] = [target.getPositionAt(start), target.getPositionAt(start + length)];
      return [{ uri: target.uri, range: monaco.Range.fromPositions(from, to) }];
    });
  },
};

const isStandard = (fileName: string) => /\/lib\.[\w.]+\.d\.ts$/.test(fileName);

/** Declarations become a model when they are first looked at: a peek shows them. */
function modelAt(fileName: string, libraries: Libraries): editor.ITextModel | null {
  const uri: Uri = monaco.Uri.parse(fileName);
  const known = monaco.editor.getModel(uri);
  if (known) return known;
  const ours: Readonly<Partial<Record<string, { content: string }>>> = typescriptDefaults.getExtraLibs();
  const text = ours[fileName]?.content ?? libraries[uri.path.slice(1)];
  return text === undefined ? null : monaco.editor.createModel(text, "typescript", uri);
}
