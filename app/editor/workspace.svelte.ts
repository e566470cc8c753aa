/**
 * A notebook's cells as Monaco has them: one model a cell for as long as the cell is there, so that each knows the names of the others
 * and keeps its own undo. What is written into any model, by whatever command, is written into its cell, and the other way round.
 */
/* eslint-disable svelte/prefer-svelte-reactivity -- nothing here is shown: the cells are what the page looks at */
import type { editor, IDisposable, Uri } from "monaco-editor/editor";
import type { Cell } from "../notebook/cell.svelte.ts";
import type { Notebook } from "../notebook/notebook.svelte.ts";
import { monaco } from "./monaco.ts";

export class Workspace {
  readonly notebook: Notebook;
  readonly #models = new Map<string, editor.ITextModel>();
  readonly #stop: () => void;

  constructor(notebook: Notebook) {
    this.notebook = notebook;
    for (const cell of notebook.cells) this.modelOf(cell);
    this.#stop = $effect.root(() => {
      $effect(() => this.#follow(notebook.cells));
    });
  }

  modelOf(cell: Cell): editor.ITextModel {
    return this.#models.get(cell.id) ?? this.#begin(cell);
  }

  /** The cell that this model is the text of; null for the engine's declarations and other notebooks' cells. */
  cellOf(uri: Uri): Cell | null {
    for (const [id, model] of this.#models) {
      if (model.uri.toString() === uri.toString()) return this.notebook.cell(id);
    }
    return null;
  }

  /** A closed notebook's cells must not lend their names to the next one's. */
  close(): void {
    this.#stop();
    for (const model of this.#models.values()) model.dispose();
    this.#models.clear();
  }

  #begin({ id, code }: Cell): editor.ITextModel {
    const uri = monaco.Uri.file(`/${this.notebook.path}/${id}.ts`);
    const model = monaco.editor.createModel(code, "typescript", uri);
    model.updateOptions({
      tabSize: 2,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    model.onDidChangeContent(() => {
      const cell = this.notebook.cell(id);
      if (cell && !holds(model, cell.code)) this.notebook.write(cell, model.getValue());
    });
    this.#models.set(id, model);
    return model;
  }

  #follow(cells: readonly Cell[]): void {
    const ids = new Set(cells.map(({ id }) => id));
    for (const [id, model] of this.#models) {
      if (ids.has(id)) continue;
      this.#models.delete(id);
      model.dispose();
    }
    for (const cell of cells) $effect(() => lay(cell.code, this.modelOf(cell)));
  }
}

const workspaces = new Map<Notebook, Workspace>();

/** Made with the first editor of a notebook, closed with the notebook. */
export function workspaceOf(notebook: Notebook): Workspace {
  const known = workspaces.get(notebook);
  if (known) return known;
  const workspace = new Workspace(notebook);
  workspaces.set(notebook, workspace);
  notebook.atClose("models", () => {
    workspaces.delete(notebook);
    workspace.close();
  });
  return workspace;
}

export function ownerOf(uri: Uri): { workspace: Workspace; cell: Cell } | null {
  for (const workspace of workspaces.values()) {
    const cell = workspace.cellOf(uri);
    if (cell) return { workspace, cell };
  }
  return null;
}

/**
 * From here on, undoing the next change of any of these models undoes it in all of them, and redoing it likewise. A model that has
 * been written in since is left as it is.
 */
export function undoTogether(models: readonly editor.ITextModel[]): void {
  const before = new Map(models.map((model) => [model, model.getAlternativeVersionId()]));
  const after = new Map<editor.ITextModel, number>();
  const at = (model: editor.ITextModel, versions: ReadonlyMap<editor.ITextModel, number>) =>
    !model.isDisposed() && model.getAlternativeVersionId() === versions.get(model);
  for (const model of models) {
    const first: IDisposable = model.onDidChangeContent(() => {
      first.dispose();
      after.set(model, model.getAlternativeVersionId());
    });
    model.onDidChangeContent(({ isUndoing, isRedoing }) => {
      const others = models.filter((other) => other !== model);
      if (isUndoing && at(model, before)) {
        for (const other of others) if (at(other, after)) void other.undo();
      } else if (isRedoing && at(model, after)) {
        for (const other of others) if (at(other, before)) void other.redo();
      }
    });
  }
}

/** A text from outside (a reset, an older version) as a change that can be undone; what is the same at both ends stays untouched. */
function lay(code: string, model: editor.ITextModel): void {
  if (holds(model, code)) return;
  const before = model.getValue();
  const now = withEndsOf(model, code);
  let start = 0;
  while (start < before.length && start < now.length && before[start] === now[start]) start += 1;
  let same = 0;
  const most = Math.min(before.length, now.length) - start;
  while (same < most && before[before.length - 1 - same] === now[now.length - 1 - same]) same += 1;
  const range = monaco.Range.fromPositions(
    model.getPositionAt(start),
    model.getPositionAt(before.length - same),
  );
  model.pushStackElement();
  model.pushEditOperations([], [{ range, text: now.slice(start, now.length - same) }], () => null);
  model.pushStackElement();
}

/** A model has one kind of line ends; a text with several holds the same lines. */
const holds = (model: editor.ITextModel, code: string) => model.getValue() === withEndsOf(model, code);
const withEndsOf = (model: editor.ITextModel, code: string) => code.replace(/\r\n|\r|\n/g, model.getEOL());
