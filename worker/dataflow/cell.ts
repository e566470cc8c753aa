/** A cell as the scheduler sees it: its text, what the analysis found, its status and its newest values. */
import { analyseCell, type CellAnalysis } from "../analysis/cell.ts";
import type { CellId, CellSource, CellStatus } from "../protocol.ts";
import {
  compileCell,
  sourceName,
  type CellProgram,
  type CompiledCell,
  type ImportModule,
  type SourceText,
} from "./compile.ts";
import { Tape, type Frame } from "../tape/tape.ts";
import type { Run } from "./run.ts";

export class Cell {
  readonly id: CellId;
  source: CellSource;
  /** Of a cell that is switched off: as if it had no text. */
  analysis: CellAnalysis;
  /** The names that it would declare if it were on; none where it is. */
  released: readonly string[] = [];
  status: CellStatus = "idle";
  /** The newest run, finished or not. */
  run: Run | null = null;
  runs = 0;
  /** What its readers read: of a running generator, the newest frame. Null where it has not run or has failed. */
  values: ReadonlyMap<string, unknown> | null = null;
  /** The value of the last expression. */
  result: unknown = undefined;
  /** Runs again when it ends: a newer frame came while it was awaiting something. */
  again = false;
  /** Milliseconds that its body held the thread, the last time. */
  cost = 0;
  /** When it next follows a generator's frame: a dear reader follows fewer, so that a cheap plot stays smooth. */
  nextFrameAt = 0;
  /** A frame went by that it did not follow. */
  missedFrame = false;
  /** The text that the newest run was made of: where its stack frames point. */
  text: SourceText | null = null;
  /** The frames of its runs, where it yields. */
  readonly tape = new Tape();
  /** The frame that its next run goes on from. */
  forkFrom: Frame | null = null;
  #compiled: (CompiledCell & { program: Promise<CellProgram> }) | null = null;

  constructor(source: CellSource) {
    this.id = source.id;
    this.source = source;
    this.analysis = this.#analyse();
  }

  #analyse(): CellAnalysis {
    const analysis = analyseCell(this.source.code);
    this.released = this.isOff ? [...analysis.declares.keys()] : [];
    return this.isOff ? analyseCell("") : analysis;
  }

  get isOff(): boolean {
    return this.source.run === "off";
  }

  get isAutomatic(): boolean {
    return this.source.run === "auto";
  }

  get isRunning(): boolean {
    return this.run?.isActive() ?? false;
  }

  /** Has shown something on the page, now perhaps out of date. */
  get hasRun(): boolean {
    return this.runs > 0;
  }

  /** It stands for what it yielded on an earlier visit, and has not run on this one. */
  get isRecalled(): boolean {
    return this.run === null && this.values !== null;
  }

  replace(source: CellSource): void {
    const isSame = source.code === this.source.code && this.isOff === (source.run === "off");
    this.source = source;
    if (!isSame) this.analysis = this.#analyse();
  }

  /** Made once for each text: a re-run calls the same program again. */
  compile(
    inputs: readonly string[],
    importModule: ImportModule,
  ): CompiledCell & { program: Promise<CellProgram> } {
    const compiled = compileCell(this.id, this.source.code, this.analysis, inputs);
    if (this.#compiled?.javascript !== compiled.javascript) {
      const program = importModule(compiled.javascript, sourceName(this.id));
      program.catch(() => undefined); // Awaited when the cell runs, and told there.
      this.#compiled = { ...compiled, program };
    }
    return this.#compiled;
  }
}
