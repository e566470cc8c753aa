/**
 * The dataflow: which cell runs when. A cell starts when everything it needs has values and nothing before it is still to
 * run; the latest wish wins. One cell at a time has the thread, but a cell that awaits lets others go on.
 */
import { linkNotebook, type Graph } from "../analysis/notebook.ts";
import type { CellId, CellStatus } from "../protocol.ts";
import { describeError, type ErrorContext } from "../report/errors.ts";
import type { Encode } from "../report/outputs.ts";
import type { Reporter } from "../report/reporter.ts";
import { shapesOf } from "../report/shapes.ts";
import type { Cell } from "./cell.ts";
import type { ImportModule } from "./compile.ts";
import { drive, type Frames } from "./drive.ts";
import { Gate } from "./gate.ts";
import { ancestorsOf, descendantsOf, sameNeeds } from "./graph.ts";
import { inputNames, inputValues, type Vocabulary } from "./inputs.ts";
import { firstError, mustWait, obstacleTo, type Obstacle } from "./readiness.ts";
import { News, type Wishes } from "./news.ts";
import { Run } from "./run.ts";
import type { Recording, Tape } from "../tape/tape.ts";
import { turn } from "./turn.ts";

/** How long a stopped cell that awaits something may take to end by itself. */
const GRACE = 250;

/** How long cells may start one after the other before messages are let in. */
const SLICE = 8;

export interface SchedulerOptions {
  readonly vocabulary: Vocabulary;
  readonly importModule: ImportModule;
  readonly encode: Encode;
  readonly reporter: Reporter;
}

export class Scheduler implements Frames, Wishes {
  /** In the order of the document. */
  cells: ReadonlyMap<CellId, Cell> = new Map();
  graph: Graph;
  readonly #options: SchedulerOptions;
  readonly gate = new Gate();
  readonly #news = new News(this);
  readonly #queue = new Set<Cell>();
  /** Queued by Run all: of these, manual cells await each other's end, as they stand. */
  readonly #inTurn = new Set<Cell>();
  #isPumping = false;
  #settled: (() => void)[] = [];
  /** Milliseconds that cells' bodies have held the thread, generators' steps not counted. */
  #busy = 0;
  /** Where the frames of a stack trace point. */
  readonly errors: ErrorContext;

  constructor(options: SchedulerOptions) {
    this.errors = {
      textOf: (id) => this.cells.get(id)?.text ?? null,
      members: options.vocabulary.members,
    };
    this.#options = options;
    this.graph = linkNotebook(new Map(), options.vocabulary.names);
  }

  /** Takes the cells as they now are, and reports what the analysis says of each. */
  link(cells: ReadonlyMap<CellId, Cell>): void {
    const before = this.graph;
    this.cells = cells;
    this.graph = linkNotebook(
      new Map([...cells].map(([id, cell]) => [id, cell.analysis])),
      this.#options.vocabulary.names,
      new Map([...cells.values()].flatMap(({ id, released }) => released.map((name) => [name, id]))),
    );
    for (const cell of cells.values()) {
      this.#options.reporter.analysis({
        cell: cell.id,
        declares: [...cell.analysis.declares.keys()],
        reads: [...this.graph.needs.get(cell.id)!.keys()],
        problems: [...this.graph.problems.get(cell.id)!],
      });
      if (before.needs.has(cell.id) && !sameNeeds(before, this.graph, cell.id)) this.outdateWithReaders(cell);
      if (!this.#isWrong(cell)) this.#compile(cell);
    }
  }

  isQueued(cell: Cell): boolean {
    return this.#queue.has(cell);
  }

  cell(id: CellId): Cell {
    const cell = this.cells.get(id);
    if (!cell) throw new Error(`There is no cell \`${id}\`.`);
    return cell;
  }

  /** Queues cells with whatever they need that has no up-to-date values. */
  request(ids: readonly CellId[]): void {
    for (const id of ids) {
      for (const ancestor of ancestorsOf(this.graph, id)) {
        const cell = this.cell(ancestor);
        if (this.#queue.has(cell) || cell.isRunning) continue;
        if (cell.status !== "done" && cell.status !== "stopped") this.enqueue(cell);
      }
      this.enqueue(this.cell(id));
    }
  }

  /** Queues every cell. Trainings run one after the other, so that each is as fast as alone. */
  requestAll(): void {
    for (const cell of this.cells.values()) {
      this.enqueue(cell);
      this.#inTurn.add(cell);
    }
  }

  /** Queues a cell to run as soon as it can. A run of it that is under way no longer counts. */
  enqueue(cell: Cell): void {
    if (cell.isOff) return;
    this.enqueueQuietly(cell);
    this.#setStatus(cell, "queued");
  }

  /** Thirty frames a second wake the same readers: what they show stays `done` meanwhile. */
  enqueueQuietly(cell: Cell): void {
    cell.run?.supersede();
    cell.again = false;
    this.#queue.add(cell);
    this.#inTurn.delete(cell);
    this.#pump();
  }

  /** What the cell shows is older than its text or inputs: automatic cells are run again elsewhere, manual ones say so. */
  outdate(cell: Cell): void {
    if (cell.isOff) this.#rest(cell);
    else if (cell.isRunning) cell.run!.outdated = true;
    else if (this.#queue.has(cell)) return;
    else if (cell.hasRun) this.#setStatus(cell, "stale");
    else this.#setStatus(cell, "idle");
  }

  outdateWithReaders(cell: Cell): void {
    this.outdate(cell);
    for (const id of descendantsOf(this.graph, cell.id)) this.outdate(this.cell(id));
  }

  /** Switched off: what it was doing ends, and nobody reads what it made. */
  #rest(cell: Cell): void {
    this.#queue.delete(cell);
    cell.run?.supersede();
    cell.values = null;
    cell.again = false;
    this.gate.knock();
    this.#setStatus(cell, "off");
    this.#moveOn();
  }

  stop(cell: Cell): void {
    if (this.#queue.delete(cell)) this.#setStatus(cell, cell.hasRun ? "stale" : "idle");
    cell.again = false;
    const { run } = cell;
    if (!run?.isActive() || run.stopRequested) return;
    run.requestStop();
    this.gate.knock();
    // A generator ends at its next step; a body that awaits may still end by itself, its `steps` being over.
    setTimeout(() => {
      if (cell.run === run && run.isActive()) this.#finish(cell, run, "stopped");
    }, GRACE);
  }

  /** Takes a cell's values and what it shows back to a step of one of its runs; null follows the newest step again. */
  seek(cell: Cell, position: Tape["position"]): void {
    const { run, tape } = cell;
    if (cell.isRecalled) {
      tape.position = position;
      this.#recalled(cell);
      return;
    }
    if (!run?.bodyEnded || run.streams.length === 0) return;
    tape.position = position;
    const { frame } = tape;
    run.hold(frame);
    const before = cell.values;
    cell.values = frame === null ? run.values() : run.valuesAt(frame);
    this.#news.publish(cell, before, "latest wins");
    this.#options.reporter.tape(cell.id, tape, true);
  }

  /**
   * Gives a cell the runs of an earlier visit to go back to.
   * @param isCurrent whether they were made by the texts and settings that stand now: then the cell stands for the last of them
   */
  recall(cell: Cell, recordings: readonly Recording[], isCurrent: boolean): void {
    if (cell.run !== null || cell.isOff) return;
    cell.tape.recall(recordings);
    this.#options.reporter.tape(cell.id, cell.tape, true);
    const newest = recordings.at(-1)?.names.flat() ?? [];
    const isWhole = [...cell.analysis.declares.keys()].every((name) => newest.includes(name));
    if (!isCurrent || !isWhole || cell.isAutomatic || this.#isWrong(cell)) return;
    this.#recalled(cell);
    this.#setStatus(cell, "stopped", null, "From the last visit. Run it to train anew.");
  }

  #recalled(cell: Cell): void {
    const before = cell.values;
    cell.values = cell.tape.values;
    this.#news.publish(cell, before, "latest wins");
    this.#options.reporter.tape(cell.id, cell.tape, true);
  }

  /** The texts of a cell and of all that it was made from, in order. */
  textsOf(cell: Cell): string {
    const made = ancestorsOf(this.graph, cell.id);
    return [...this.cells.values()]
      .filter(({ id }) => id === cell.id || made.has(id))
      .map(({ id, source }) => `${id}\n${source.code}`)
      .join("\n\n");
  }

  remove(cell: Cell): void {
    this.#queue.delete(cell);
    cell.run?.supersede();
    this.#options.reporter.forget(cell.id);
    this.#checkSettled();
  }

  /** Resolves when nothing is queued or running. */
  async settled(): Promise<void> {
    await turn();
    while (this.#isBusy()) await new Promise<void>((resolve) => this.#settled.push(resolve));
  }

  #isBusy(): boolean {
    return this.#queue.size > 0 || [...this.cells.values()].some(({ isRunning }) => isRunning);
  }

  #checkSettled(): void {
    if (!this.#isBusy()) for (const resolve of this.#settled.splice(0)) resolve();
  }

  /** After a run: who waited for it can start. */
  #moveOn(): void {
    if (this.#queue.size > 0) this.#pump();
    else this.#checkSettled();
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    void this.#startReadyCells().finally(() => {
      this.#isPumping = false;
      // A cell that ended in this very moment has found the pump still at work.
      if (this.#nextReady()) this.#pump();
      this.#checkSettled();
    });
  }

  async #startReadyCells(): Promise<void> {
    await turn(); // Several wishes at once are one.
    let turned = performance.now();
    for (let cell = this.#nextReady(); cell; cell = this.#nextReady()) {
      const started = await this.#start(cell);
      // A body that awaits nothing has ended before the race begins: many small cells share one turn.
      if (started) await Promise.race([started.body, turn()]);
      if (performance.now() - turned < SLICE) continue;
      await turn();
      turned = performance.now();
    }
  }

  #nextReady(): Cell | null {
    for (const id of this.graph.order) {
      const cell = this.cell(id);
      if (!this.#queue.has(cell) || this.#waits(cell)) continue;
      const obstacle = obstacleTo(this, cell);
      if (!obstacle) return cell;
      this.#queue.delete(cell);
      this.#giveUp(cell, obstacle);
    }
    return null;
  }

  #waits(cell: Cell): boolean {
    const isInTurn = this.#inTurn.has(cell) && !cell.isAutomatic;
    return (isInTurn && this.#hasRunningManual()) || mustWait(this, cell);
  }

  #isWrong(cell: Cell): boolean {
    return firstError(this.graph, cell.id) !== null;
  }

  #hasRunningManual(): boolean {
    return [...this.cells.values()].some((cell) => !cell.isAutomatic && cell.isRunning);
  }

  #giveUp(cell: Cell, { status, note }: Obstacle): void {
    cell.values = null;
    if (status === "failed") {
      const run = this.#newRun(cell); // Takes what an older run has shown off the page.
      run.end();
      run.reportOutputs();
    }
    this.#setStatus(cell, status, null, note);
    this.#news.wakeReaders(cell);
  }

  async #start(cell: Cell): Promise<{ body: Promise<void> } | null> {
    const compiled = this.#compile(cell);
    let program;
    try {
      program = await compiled.program;
    } catch (error) {
      this.#queue.delete(cell);
      this.#fail(cell, this.#newRun(cell), error);
      return null;
    }
    // While the module was made the text may have changed, or the wish been withdrawn.
    if (!this.#queue.has(cell) || this.cells.get(cell.id) !== cell) return null;
    if (this.#waits(cell) || obstacleTo(this, cell) || this.#compile(cell) !== compiled) return null;

    this.#queue.delete(cell);
    const run = this.#newRun(cell);
    cell.text = compiled.text;
    cell.missedFrame = false;
    this.#setStatus(cell, "running");
    const began = performance.now();
    const valuesOf = (id: CellId) => this.cell(id).values;
    const names = inputValues(cell, run, this.graph, this.#options.vocabulary, valuesOf);
    const body = program(Object.assign(run.scope, { names })).then(
      (result) => this.#bodyEnded(cell, run, result),
      (error: unknown) => this.#fail(cell, run, error),
    );
    cell.cost = performance.now() - began;
    this.#busy += cell.cost;
    return { body };
  }

  #newRun(cell: Cell): Run {
    cell.run?.supersede();
    cell.runs += 1;
    const { encode, reporter } = this.#options;
    cell.run = new Run(cell.id, cell.runs, encode, reporter, this.gate, cell.forkFrom);
    cell.forkFrom = null;
    return cell.run;
  }

  #compile(cell: Cell) {
    const { vocabulary, importModule } = this.#options;
    return cell.compile(inputNames(cell, this.graph, vocabulary), importModule);
  }

  #bodyEnded(cell: Cell, run: Run, result: unknown): void {
    if (!run.isActive()) return;
    run.adopt(result);
    cell.result = result;
    if (run.streams.length > 0) {
      cell.values = null; // Until the first frame.
      const names = run.streams.map((stream) => stream.names);
      run.recording = cell.tape.begin(run.resumed === null ? 0 : run.resumed.step, names);
      void drive(run, this);
      return;
    }
    run.outputs.result(result);
    this.#finish(cell, run, run.stopRequested ? "stopped" : "done");
  }

  #finish(cell: Cell, run: Run, status: "done" | "stopped"): void {
    run.end();
    for (const { iterator, done, isResult, latest } of run.streams) {
      if (!done) void Promise.resolve(iterator.return(undefined)).catch(() => undefined);
      if (isResult) cell.result = latest;
    }
    run.reportOutputs(); // Also where it has shown nothing: what an older run has shown goes.
    const before = cell.values;
    // A body that was stopped before its end leaves the values of the run before.
    if (run.bodyEnded) cell.values = this.#valuesOf(cell, run);
    if (run.recording !== null) this.#options.reporter.tape(cell.id, cell.tape, true);
    if (run.bodyEnded && !run.outdated) this.#reportShapes(cell, run);
    if (run.outdated)
      this.#setStatus(cell, "stale", run.ms, "Its text or inputs have changed since it started.");
    else this.#setStatus(cell, status, run.ms);
    if (cell.again && cell.isAutomatic) this.enqueue(cell);
    cell.again = false;
    if (run.bodyEnded) this.#news.publish(cell, before, "latest wins");
    this.#moveOn();
  }

  #fail(cell: Cell, run: Run, error: unknown): void {
    if (!run.isActive()) return;
    if (run.stopRequested && error instanceof DOMException && error.name === "AbortError") {
      this.#finish(cell, run, "stopped");
      return;
    }
    run.end();
    run.outputs.fail(describeError(error, this.errors));
    cell.values = null;
    cell.result = undefined;
    this.#setStatus(cell, "failed", run.ms);
    if (cell.again && cell.isAutomatic) this.enqueue(cell);
    cell.again = false;
    this.#news.wakeReaders(cell);
    this.#moveOn();
  }

  // What the driver of generators asks.

  isPublished(run: Run): boolean {
    for (const id of descendantsOf(this.graph, run.cell)) {
      const reader = this.cell(id);
      if (reader.isAutomatic && this.#queue.has(reader) && !this.#waits(reader)) return false;
    }
    return true;
  }

  get busy(): number {
    return this.#busy;
  }

  publishFrame(run: Run): void {
    const cell = this.cell(run.cell);
    const before = cell.values;
    this.#options.reporter.tape(cell.id, cell.tape, false);
    // Time stands elsewhere: the training goes on, and nobody is told.
    if (cell.tape.position !== null) return;
    const values = run.values();
    if (!values) return;
    cell.values = values;
    this.#news.publish(cell, before, "newest frame");
    this.#pump();
  }

  #valuesOf({ tape }: Cell, run: Run): ReadonlyMap<string, unknown> | null {
    return tape.frame === null ? run.values() : run.valuesAt(tape.frame);
  }

  ended(run: Run): void {
    this.#finish(this.cell(run.cell), run, run.stopRequested ? "stopped" : "done");
  }

  threw(run: Run, error: unknown): void {
    this.#fail(this.cell(run.cell), run, error);
  }

  #reportShapes(cell: Cell, run: Run): void {
    const { values } = cell;
    const { declares } = cell.analysis;
    if (values) this.#options.reporter.shapes(cell.id, run.number, () => shapesOf(values, declares));
  }

  #setStatus(cell: Cell, status: CellStatus, ms: number | null = null, note: string | null = null): void {
    cell.status = status;
    const { id, runs } = cell;
    this.#options.reporter.status({ cell: id, run: runs, status, ms, note });
  }
}
