/** Names to go on with: the cell's own, the other cells', the engine's with what stands behind their dots, and those of outputs and controls. */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { javascriptLanguage, localCompletionSource } from "@codemirror/lang-javascript";
import type { Extension } from "@codemirror/state";

const declarations = import.meta.glob<string>(["/outputs/*/names.d.ts", "/worker/names/names.d.ts"], {
  eager: true,
  query: "?raw",
  import: "default",
});

/** @param others what the cells of the notebook declare */
export function completionFor(others: () => readonly string[]): Extension {
  return [
    autocompletion({ icons: false, maxRenderedOptions: 30, defaultKeymap: true }),
    javascriptLanguage.data.of({ autocomplete: localCompletionSource }),
    javascriptLanguage.data.of({
      autocomplete: (context: CompletionContext) => complete(context, others()),
    }),
  ];
}

async function complete(
  context: CompletionContext,
  others: readonly string[],
): Promise<CompletionResult | null> {
  const member = context.matchBefore(/\b[\p{ID_Start}$_][\p{ID_Continue}$]*\.[\p{ID_Continue}$]*/u);
  const word = context.matchBefore(/[\p{ID_Start}$_][\p{ID_Continue}$]*/u);
  // Loaded with the first word that is typed.
  const { engineNames: engine } = await import("./engine-names.ts");
  if (member) {
    const [object, typed] = member.text.split(".");
    const names = engine.get(object);
    return names
      ? { from: member.to - typed.length, options: options(names, 0), validFor: /^[\w$]*$/ }
      : null;
  }
  if (!word || context.state.sliceDoc(word.from - 1, word.from) === ".") return null;
  return {
    from: word.from,
    options: [...options(others, 2), ...options(notebookNames(), 1), ...options([...engine.keys()], 0)],
    validFor: /^[\w$]*$/,
  };
}

const options = (names: readonly string[], boost: number): Completion[] =>
  [...new Set(names)].map((label) => ({ label, boost }));

function notebookNames(): string[] {
  return Object.values(declarations).flatMap((text) =>
    [...text.matchAll(/^declare (?:const|function) (\w+)/gm)].map(([, name]) => name),
  );
}
