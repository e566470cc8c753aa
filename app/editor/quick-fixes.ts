/** The kernel's quick fixes where an editor looks for them: at the lightbulb and behind Ctrl+. on what is marked wrong. */
import type { editor, IRange, languages } from "monaco-editor/editor";
import type { Fix, Problem } from "#worker/protocol.ts";
import type { Notebook } from "../notebook/notebook.svelte.ts";
import { monaco } from "./monaco.ts";
import { ownerOf } from "./workspace.svelte.ts";

const APPLY = "slope.applyFix";

monaco.editor.registerCommand(APPLY, (_services, notebook: Notebook, fix: Fix) => void notebook.fix(fix));

export const quickFixes: languages.CodeActionProvider = {
  provideCodeActions(model, range) {
    const owner = ownerOf(model.uri);
    const { notebook } = owner?.workspace ?? {};
    const actions = (owner?.cell.markers ?? [])
      .filter((problem) => touches(model, problem, range))
      .flatMap(({ fixes = [] }) => fixes)
      .map((fix, at): languages.CodeAction => ({
        title: fix.title,
        kind: "quickfix",
        isPreferred: at === 0,
        // Not as an edit of this model: it may reach into other cells, and what it mends is run at once.
        command: { id: APPLY, title: fix.title, arguments: [notebook, fix] },
      }));
    return { actions, dispose: () => undefined };
  },
};

function touches(model: editor.ITextModel, { range }: Problem, asked: IRange): boolean {
  const [start, end] = [model.getPositionAt(range.start), model.getPositionAt(range.end)];
  return monaco.Range.areIntersectingOrTouching(monaco.Range.fromPositions(start, end), asked);
}
