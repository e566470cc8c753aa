/** A kernel on a bench: its reports are kept, its names are few and plain, and no engine is needed. */
import * as v from "valibot";
import errorPayload from "#outputs/error/payload.ts";
import textPayload from "#outputs/text/payload.ts";
import { importInNode } from "../dataflow/import-in-node.ts";
import { Kernel } from "../kernel.ts";
import { consoleFor } from "../report/console.ts";
import { resumeOf } from "../names/resume.ts";
import { stepsOf } from "../names/steps.ts";
import {
  reportSchema,
  type CellId,
  type CellSource,
  type CellStatus,
  type Output,
  type Report,
} from "../protocol.ts";

type Of<Type extends Report["type"]> = Extract<Report, { type: Type }>;

/** A cell's text, or its text with `manual` or `off` in front: `"manual: const a = 1"`. */
export type Notebook = Readonly<Record<CellId, string>>;

export function cellsOf(notebook: Notebook): CellSource[] {
  return Object.entries(notebook).map(([id, text]) => cellOf(id, text));
}

export function cellOf(id: CellId, text: string): CellSource {
  const [, run = "auto", code] = /^(?:(manual|off):\s*)?([^]*)$/.exec(text)!;
  return { id, code, run: run as CellSource["run"] }; // one of the pattern's two, or auto
}

export class Bench {
  readonly kernel: Kernel;
  readonly batches: Report[][] = [];
  /** What cells have noted with `note(...)`, in order. */
  readonly notes: unknown[] = [];
  /** Set to make the page slow to answer. */
  answer: () => Promise<void> = () => Promise.resolve();

  constructor() {
    this.kernel = new Kernel({
      page: {
        report: (batch) => {
          // What the page's own check would not take fails the test.
          this.batches.push(v.parse(v.array(reportSchema), structuredClone(batch)));
          return this.answer();
        },
      },
      importModule: importInNode,
      encode: (value) =>
        typeof value === "string"
          ? { kind: "text", payload: { first: [{ stream: "log", text: value }], last: [], dropped: 0 } }
          : { kind: "value", payload: value },
      names: {
        members: ["first", "toFixed", "map"],
        names: new Set(["display", "note", "slider", "steps", "console", "invalidation", "resume", "sleep"]),
        bind: ({ run, control }) => ({
          display: (value: unknown) => run.outputs.display(value),
          note: (value: unknown) => this.notes.push(value),
          slider: (label: string, initial: number) => control(label, initial),
          steps: stepsOf(run),
          console: consoleFor((stream, text) => run.outputs.print(stream, text)),
          invalidation: run.invalidation,
          resume: resumeOf(run),
          sleep: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
        }),
      },
    });
  }

  async open(notebook: Notebook): Promise<this> {
    await this.kernel.open(cellsOf(notebook));
    return this;
  }

  /** Runs the cells, all of them where none is named, and waits until nothing is left to do. */
  async run(...cells: CellId[]): Promise<this> {
    await (cells.length === 0 ? this.kernel.runAll() : this.kernel.run(cells));
    await this.kernel.settled();
    return this;
  }

  /** Resolves when the page has been told that a cell is in this state. */
  async until(cell: CellId, status: CellStatus): Promise<void> {
    for (let tries = 0; this.status(cell) !== status; tries += 1) {
      if (tries > 500) throw new Error(`${cell} is ${this.status(cell)}, not ${status}`);
      await sleep(5);
    }
  }

  get reports(): readonly Report[] {
    return this.batches.flat();
  }

  #newest<Type extends Report["type"]>(type: Type, cell: CellId): Of<Type> | undefined {
    return this.reports.findLast(
      (report): report is Of<Type> => report.type === type && report.cell === cell,
    );
  }

  status(cell: CellId): CellStatus | undefined {
    return this.#newest("status", cell)?.status;
  }

  note(cell: CellId): string | null | undefined {
    return this.#newest("status", cell)?.note;
  }

  problems(cell: CellId) {
    return this.#newest("analysis", cell)?.problems ?? [];
  }

  progress(cell: CellId): Of<"progress"> | undefined {
    return this.#newest("progress", cell);
  }

  tape(cell: CellId): Of<"tape"> | undefined {
    return this.#newest("tape", cell);
  }

  outputs(cell: CellId): readonly Output[] {
    return this.#newest("outputs", cell)?.outputs ?? [];
  }

  /** The payload of the last output of a kind. */
  output(cell: CellId, kind: string): unknown {
    return this.outputs(cell).findLast((output) => output.kind === kind)?.payload;
  }

  error(cell: CellId): v.InferOutput<typeof errorPayload> {
    return v.parse(errorPayload, this.output(cell, "error"));
  }

  text(cell: CellId): v.InferOutput<typeof textPayload> {
    return v.parse(textPayload, this.output(cell, "text"));
  }
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
