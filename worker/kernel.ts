/** The kernel: a notebook's cells, kept, analysed and run. It talks in the messages of `protocol.ts` and knows no page and no Worker. */
import { Cell } from "./dataflow/cell.ts";
import type { ImportModule } from "./dataflow/compile.ts";
import type { Vocabulary } from "./dataflow/inputs.ts";
import type { Run } from "./dataflow/run.ts";
import { Scheduler } from "./dataflow/scheduler.ts";
import type {
  CellId,
  CellSource,
  ControlId,
  ControlValue,
  KernelApi,
  PageApi,
  TapePosition,
} from "./protocol.ts";
import type { LensAnswer } from "./lens/answer.ts";
import type { Lens } from "./lens/lens.ts";
import { cellOf, describeError } from "./report/errors.ts";
import type { Encode } from "./report/outputs.ts";
import { Reporter } from "./report/reporter.ts";
import { packTape, unpackTape, type PackedTape } from "./tape/packed.ts";

/** What a run lends to the names in its scope. */
interface RunContext {
  readonly run: Run;
  readonly control: <T>(label: string, initial: T) => T;
  readonly code: (cell: CellId) => string | null;
}

/** Everything a cell may call without an import. */
export interface NotebookNames {
  readonly names: ReadonlySet<string>;
  /** What may stand behind a dot, for "did you mean". */
  readonly members: readonly string[];
  bind(context: RunContext): Readonly<Record<string, unknown>>;
}

export interface KernelOptions {
  readonly page: Pick<PageApi, "report">;
  readonly names: NotebookNames;
  readonly encode: Encode;
  readonly importModule: ImportModule;
  /** Looks into the last gradients; a kernel without one sees nothing. */
  readonly lens?: Lens;
}

export class Kernel implements KernelApi {
  readonly #scheduler: Scheduler;
  readonly #reporter: Reporter;
  readonly #lens: Lens | null;
  /** What the learner has set, and which cell made the control. */
  readonly #controls = new Map<ControlId, ControlValue>();
  readonly #controlMakers = new Map<ControlId, CellId>();

  constructor({ page, names, encode, importModule, lens }: KernelOptions) {
    this.#lens = lens ?? null;
    this.#reporter = new Reporter(page);
    const vocabulary: Vocabulary = {
      names: names.names,
      members: names.members,
      bind: (run) =>
        names.bind({
          run,
          control: (label, initial) => this.#control(run.cell, label, initial),
          code: (cell) => this.#scheduler.cells.get(cell)?.source.code ?? null,
        }),
    };
    this.#scheduler = new Scheduler({ vocabulary, importModule, encode, reporter: this.#reporter });
  }

  // The protocol's calls are answered when they have been taken; nothing here waits for a cell.

  open(cells: readonly CellSource[]): Promise<void> {
    for (const cell of this.#scheduler.cells.values()) this.#scheduler.remove(cell);
    this.#controls.clear();
    this.#controlMakers.clear();
    this.#scheduler.link(new Map(cells.map((source) => [source.id, new Cell(source)])));
    for (const cell of this.#scheduler.cells.values()) this.#scheduler.outdate(cell);
    return Promise.resolve();
  }

  edit(source: CellSource, after: CellId | null): Promise<void> {
    const { cells } = this.#scheduler;
    const known = cells.get(source.id);
    if (!known) {
      const added = new Cell(source);
      this.#scheduler.link(insertAfter(cells, added, after));
      this.#scheduler.outdate(added);
      return Promise.resolve();
    }
    const { code } = known.source;
    const wasOff = known.isOff;
    known.replace(source);
    const isSame = code === source.code && wasOff === known.isOff;
    if (isSame) return Promise.resolve();
    this.#scheduler.link(cells);
    this.#scheduler.outdateWithReaders(known);
    return Promise.resolve();
  }

  remove(id: CellId): Promise<void> {
    const cell = this.#scheduler.cells.get(id);
    if (!cell) return Promise.resolve();
    this.#scheduler.remove(cell);
    this.#scheduler.link(new Map([...this.#scheduler.cells].filter(([other]) => other !== id)));
    return Promise.resolve();
  }

  run(cells: readonly CellId[]): Promise<void> {
    this.#scheduler.gate.open();
    this.#scheduler.request(cells.filter((id) => this.#scheduler.cells.has(id)));
    return Promise.resolve();
  }

  runAll(): Promise<void> {
    this.#scheduler.gate.open();
    this.#scheduler.requestAll();
    return Promise.resolve();
  }

  runAutomatic(): Promise<void> {
    const { cells, graph } = this.#scheduler;
    const waiting = new Set<CellId>();
    for (const id of graph.order) {
      const cell = cells.get(id)!;
      const needed = [...graph.needs.get(id)!.values()];
      const isIdleManual = !cell.isAutomatic && cell.values === null;
      if (isIdleManual || needed.some((other) => waiting.has(other))) waiting.add(id);
      else if (cell.isAutomatic) this.#scheduler.enqueue(cell);
    }
    return Promise.resolve();
  }

  stop(id: CellId | null): Promise<void> {
    if (id === null) this.#scheduler.gate.open();
    for (const cell of this.#scheduler.cells.values()) {
      if (id === null || cell.id === id) this.#scheduler.stop(cell);
    }
    return Promise.resolve();
  }

  pause(): Promise<void> {
    this.#scheduler.gate.close();
    return Promise.resolve();
  }

  resume(): Promise<void> {
    this.#scheduler.gate.open();
    return Promise.resolve();
  }

  step(): Promise<void> {
    this.#scheduler.gate.letOneThrough();
    return Promise.resolve();
  }

  keepControl(control: ControlId, value: ControlValue): Promise<void> {
    this.#controls.set(control, value);
    return Promise.resolve();
  }

  setControl(control: ControlId, value: ControlValue): Promise<void> {
    this.#controls.set(control, value);
    const maker = this.#controlMakers.get(control);
    const cell = maker === undefined ? undefined : this.#scheduler.cells.get(maker);
    if (!cell?.hasRun) return Promise.resolve();
    if (cell.isAutomatic) this.#scheduler.enqueue(cell);
    else this.#scheduler.outdate(cell);
    return Promise.resolve();
  }

  seek(id: CellId, position: TapePosition | null): Promise<void> {
    const cell = this.#scheduler.cells.get(id);
    if (cell) this.#scheduler.seek(cell, position);
    return Promise.resolve();
  }

  fork(id: CellId, { run, step }: TapePosition): Promise<void> {
    const cell = this.#scheduler.cells.get(id);
    const frame = cell?.tape.recording(run)?.at(step);
    if (!cell || !frame) return Promise.resolve();
    this.#scheduler.gate.open();
    this.#scheduler.request([id]);
    cell.forkFrom = frame;
    return Promise.resolve();
  }

  mark(id: CellId, run: number, isMarked: boolean): Promise<void> {
    const cell = this.#scheduler.cells.get(id);
    if (cell?.tape.mark(run, isMarked)) this.#reporter.tape(id, cell.tape, true);
    return Promise.resolve();
  }

  pack(id: CellId): Promise<PackedTape | null> {
    const cell = this.#scheduler.cells.get(id);
    if (!cell || cell.isRunning || cell.tape.recordings.length === 0) return Promise.resolve(null);
    // Of a stale cell the runs are kept, as history.
    const made = cell.status === "stale" ? "" : this.#made(cell);
    return Promise.resolve(packTape(cell.tape, made));
  }

  recall(id: CellId, packed: unknown): Promise<boolean> {
    const cell = this.#scheduler.cells.get(id);
    const tape = unpackTape(packed);
    if (cell && tape) this.#scheduler.recall(cell, tape.recordings, tape.made === this.#made(cell));
    return Promise.resolve(tape !== null);
  }

  /** What a cell's values come from: texts, and where controls stand. */
  #made(cell: Cell): string {
    const set = [...this.#controls].sort(([a], [b]) => (a < b ? -1 : 1));
    return `${this.#scheduler.textsOf(cell)}\n\n${JSON.stringify(set)}`;
  }

  look(id: CellId, offset: number, loss: string | null): Promise<LensAnswer | null> {
    const cell = this.#scheduler.cells.get(id);
    // Places are of the text that ran: another one has others.
    if (!cell || cell.text?.code !== cell.source.code) return Promise.resolve(null);
    const textOf = (other: CellId) => this.#scheduler.cells.get(other)?.text ?? null;
    return Promise.resolve(this.#lens?.look({ cell, offset, loss, textOf }) ?? null);
  }

  ping(): Promise<void> {
    return Promise.resolve();
  }

  /** Resolves when everything queued has finished, generators included, and the page has been told. */
  async settled(): Promise<void> {
    await this.#scheduler.settled();
    await this.#reporter.drained();
  }

  /** The newest value of a name that some cell declares; undefined where there is none. */
  valueOf(name: string): unknown {
    const owner = this.#scheduler.graph.owners.get(name);
    return owner === undefined ? undefined : this.#scheduler.cell(owner).values?.get(name);
  }

  /** The value of a cell's last expression, of a generator what it yielded last. */
  resultOf(id: CellId): unknown {
    return this.#scheduler.cell(id).result;
  }

  /**
   * Shows an error that no run caught (a timer's, a forgotten promise's) at the cell it comes from.
   * @returns false where no cell is to be found in its stack
   */
  reportStray(error: unknown): boolean {
    const { errors } = this.#scheduler;
    const id = cellOf(error, errors);
    const run = id === null ? null : this.#scheduler.cell(id).run;
    if (!run) return false;
    run.outputs.fail(describeError(error, errors));
    return true;
  }

  #control<T>(cell: CellId, label: string, initial: T): T {
    const id: ControlId = `${cell}/${label}`;
    this.#controlMakers.set(id, cell);
    const value = this.#controls.get(id);
    // The same label may name another kind of control after an edit: only a value of the same type is taken over.
    return sameType(value, initial) ? (value as T) : initial;
  }
}

function sameType(value: unknown, initial: unknown): boolean {
  if (Array.isArray(initial) || ArrayBuffer.isView(initial)) return Array.isArray(value);
  return value !== undefined && typeof value === typeof initial;
}

function insertAfter(cells: ReadonlyMap<CellId, Cell>, added: Cell, after: CellId | null): Map<CellId, Cell> {
  const inserted = new Map<CellId, Cell>();
  if (after === null || !cells.has(after)) inserted.set(added.id, added);
  for (const [id, cell] of cells) {
    inserted.set(id, cell);
    if (id === after) inserted.set(added.id, added);
  }
  return inserted;
}
