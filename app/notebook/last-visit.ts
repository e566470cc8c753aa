/** Brings back what a notebook showed when it was left, and keeps what it shows now: after a pause, never frame by frame. */
import { keepVisit, readVisit, type Visit } from "../store/visits.ts";
import type { ControlId, ControlValue, Output } from "#worker/protocol.ts";
import type { Cell } from "./cell.svelte.ts";

const PAUSE_MS = 1500;

/** A control asks: without a kernel it would not answer. */
const isKept = ({ kind }: Output) => kind !== "control";

export class LastVisit {
  readonly #key: string;
  readonly #cells: () => readonly Cell[];
  /** What came from this tab since it was last kept. */
  readonly #changed = new Map<string, number>();
  #controls: Visit["controls"] = {};
  #timer: ReturnType<typeof setTimeout> | null = null;
  #writing: Promise<void> = Promise.resolve();

  /** @param key of the notebook: a lesson and its version, or one of mine */
  constructor(key: string, cells: () => readonly Cell[]) {
    this.#key = key;
    this.#cells = cells;
  }

  /**
   * Shows each cell's outputs until it runs.
   * @returns where the controls stood, of cells whose text is still the same
   */
  async restore(): Promise<ReadonlyMap<ControlId, ControlValue>> {
    try {
      const { cells, controls } = await readVisit(this.#key);
      for (const cell of this.#cells()) {
        if (Object.hasOwn(cells, cell.id)) cell.recall(cells[cell.id].outputs);
      }
      return new Map(
        Object.entries(controls).flatMap(([id, { code, value }]) =>
          this.#maker(id)?.code === code ? [[id, value] as const] : [],
        ),
      );
    } catch {
      // The store is closed, and says so where text is to be kept.
      return new Map();
    }
  }

  /** A cell has shown something new. */
  showed(cell: Cell): void {
    this.#changed.set(cell.id, Date.now());
    this.#schedule();
  }

  set(control: ControlId, value: ControlValue): void {
    const maker = this.#maker(control);
    // A press of a button happened then; it does not happen again.
    if (maker === undefined || maker.outputs.some((output) => isButton(output, control))) return;
    const kept = typeof value === "object" ? [...value] : value;
    this.#controls[control] = { code: maker.code, value: kept };
    this.#schedule();
  }

  #maker(control: ControlId): Cell | undefined {
    return this.#cells().find(({ id }) => control.startsWith(`${id}/`));
  }

  /** The first of many changes sets the time, so that a long training is kept on its way too. */
  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.flush(), PAUSE_MS);
  }

  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#changed.size === 0 && Object.keys(this.#controls).length === 0) return this.#writing;
    const cells: Visit["cells"] = {};
    for (const { id, outputs } of this.#cells()) {
      const at = this.#changed.get(id);
      if (at !== undefined) cells[id] = { at, outputs: outputs.filter(isKept) };
    }
    const visit = { cells, controls: this.#controls };
    this.#changed.clear();
    this.#controls = {};
    // Without room it is lost; the text, which matters, has its own words for that.
    this.#writing = this.#writing.then(() => keepVisit(this.#key, visit)).catch(() => undefined);
    return this.#writing;
  }
}

function isButton({ kind, payload }: Output, control: ControlId): boolean {
  if (kind !== "control" || typeof payload !== "object" || payload === null) return false;
  if (!("id" in payload) || payload.id !== control || !("control" in payload)) return false;
  const made = payload.control;
  return typeof made === "object" && made !== null && "type" in made && made.type === "button";
}
