/**
 * What a fresh kernel has to be told: the cells as they stand, what the controls are set to, and which cells ended a kernel before.
 */
import type { CellId, CellSource, ControlId, ControlValue, KernelApi } from "../protocol.ts";

export class KnownNotebook {
  #cells: CellSource[] = [];
  readonly #controls = new Map<ControlId, ControlValue>();
  /**
   * The cells that ended their kernel, and how, in words. A fresh kernel takes them as manual ones, until the learner edits or runs them,
   * and calls them idle; the page must still say why they stopped.
   */
  readonly #held = new Map<CellId, string>();

  replace(cells: readonly CellSource[]): void {
    this.#cells = [...cells];
    this.#held.clear();
  }

  edit(cell: CellSource, after: CellId | null): void {
    this.#held.delete(cell.id);
    const at = this.#cells.findIndex(({ id }) => id === cell.id);
    if (at >= 0) this.#cells[at] = cell;
    else this.#cells.splice(this.#cells.findIndex(({ id }) => id === after) + 1, 0, cell);
  }

  remove(cell: CellId): void {
    this.#cells = this.#cells.filter(({ id }) => id !== cell);
    this.#held.delete(cell);
  }

  set(control: ControlId, value: ControlValue): void {
    this.#controls.set(control, value);
  }

  hold(cell: CellId, why: string): void {
    this.#held.set(cell, why);
  }

  whyHeld(cell: CellId): string | null {
    return this.#held.get(cell) ?? null;
  }

  get held(): readonly CellId[] {
    return [...this.#held.keys()];
  }

  /** The learner runs them on purpose: those among them that were held are again what their cells say. */
  release(kernel: KernelApi, cells: readonly CellId[]): Promise<void>[] {
    return this.#cells
      .filter(({ id }) => cells.includes(id) && this.#held.delete(id))
      .map((cell) => kernel.edit(cell, null));
  }

  /** Opens the notebook in a fresh kernel. A held cell does not run by itself, and what reads it waits with it. */
  openIn(kernel: KernelApi): Promise<void>[] {
    const cells = this.#cells.map((cell) =>
      this.#held.has(cell.id) && cell.run !== "off" ? { ...cell, run: "manual" as const } : cell,
    );
    return [
      kernel.open(cells),
      ...[...this.#controls].map(([control, value]) => kernel.setControl(control, value)),
    ];
  }

  get cells(): readonly CellSource[] {
    return this.#cells;
  }
}
