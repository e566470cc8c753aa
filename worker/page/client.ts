/**
 * The page's hold on a kernel: it boots the sandbox, believes only parsed reports, and climbs the stop ladder: ask first; when no answer
 * comes, or the kernel's process dies, build a fresh one and run again what is cheap.
 */
import * as Comlink from "comlink";
import * as v from "valibot";
import {
  reportSchema,
  type CellId,
  type CellSource,
  type ControlId,
  type ControlValue,
  type KernelApi,
  type PageApi,
  type Report,
  type TapePosition,
} from "../protocol.ts";
import { lensAnswer, type LensAnswer } from "../lens/answer.ts";
import { guarded } from "./guard.ts";
import { KnownNotebook } from "./notebook.ts";
import { Pulse } from "./pulse.ts";
import type { Sandbox } from "./sandbox.ts";
import { Spare } from "./spare.ts";

export type Life =
  | { readonly state: "starting" }
  | { readonly state: "ready" }
  /** A cell holds the thread: nothing has answered for this long. */
  | { readonly state: "unresponsive"; readonly cell: CellId | null; readonly seconds: number }
  | { readonly state: "restarting"; readonly cell: CellId | null }
  | { readonly state: "failed"; readonly why: string };

export interface KernelClientOptions {
  onreport(report: Report): void;
  onlife(life: Life): void;
  /** The bytes of a data set of the site. */
  dataset(name: string): Promise<ArrayBuffer>;
  /** How to build a sandbox; tests give a fake one. */
  createSandbox?(): Promise<Sandbox>;
}

/** How long Stop waits for an answer before it ends the worker. */
const PATIENCE_MS = 600;
/** A kernel that is later than this is likely to be ended: the next one is begun. */
const LATE_MS = 100;
/** Run numbers of a fresh kernel start again at 1; the page must still see them grow. */
const RUNS_PER_KERNEL = 1_000_000;
const HELD_NOTE =
  "It held the thread, so its kernel was ended. Your text is kept; the other cells run again.";
const MEMORY_NOTE =
  "It filled the memory, which ended its kernel. Your text is kept; the other cells run again. Keep less at a time: fewer or smaller arrays.";

export class KernelClient {
  readonly #options: KernelClientOptions;
  #kernel: Promise<KernelApi> | null = null;
  #sandbox: Sandbox | null = null;
  readonly #spare = new Spare(() => this.#create());
  #generation = 0;
  readonly #notebook = new KnownNotebook();
  readonly #active = new Map<CellId, "queued" | "running">();
  readonly #runs = new Map<CellId, number>();
  #asked: CellId | null = null;
  #ended = gate();
  readonly #pulse = new Pulse({
    ping: async () => (await this.#kernel)?.ping(),
    isBusy: () => this.#active.size > 0,
    onsilence: (seconds) => {
      this.#spare.prepare();
      this.#options.onlife({ state: "unresponsive", cell: this.#holder(), seconds });
    },
    ondoubt: () => void this.#lookForFrame(),
    onreturn: () => {
      this.#spare.drop();
      this.#options.onlife({ state: "ready" });
    },
  });
  #isDestroyed = false;
  /** Reports that did not parse: a sign of a hostile or broken kernel. */
  rejectedReports = 0;

  constructor(options: KernelClientOptions) {
    this.#options = options;
  }

  /** Boots the kernel; later calls give the same one. */
  start(): Promise<void> {
    return this.#api().then(() => undefined);
  }

  async open(cells: readonly CellSource[]): Promise<void> {
    this.#notebook.replace(cells);
    await (await this.#api()).open(this.#notebook.cells);
  }

  async edit(cell: CellSource, after: CellId | null): Promise<void> {
    this.#notebook.edit(cell, after);
    await (await this.#api()).edit(cell, after);
  }

  async remove(cell: CellId): Promise<void> {
    this.#notebook.remove(cell);
    await (await this.#api()).remove(cell);
  }

  async run(cells: readonly CellId[]): Promise<void> {
    await this.#ask(cells[0] ?? null, (kernel) =>
      inOrder([...this.#notebook.release(kernel, cells), kernel.run(cells)]),
    );
  }

  async runAll(): Promise<void> {
    await this.#ask(null, (kernel) =>
      inOrder([...this.#notebook.release(kernel, this.#notebook.held), kernel.runAll()]),
    );
  }

  async runAutomatic(): Promise<void> {
    await this.#ask(null, (kernel) => kernel.runAutomatic());
  }

  async pause(): Promise<void> {
    await this.#ask(null, (kernel) => kernel.pause());
  }

  async resume(): Promise<void> {
    await this.#ask(null, (kernel) => kernel.resume());
  }

  async step(): Promise<void> {
    await this.#ask(null, (kernel) => kernel.step());
  }

  /** A value that the cell finds when it next runs. */
  async keepControl(control: ControlId, value: ControlValue): Promise<void> {
    this.#notebook.set(control, value);
    await this.#ask(null, (kernel) => kernel.keepControl(control, value));
  }

  async setControl(control: ControlId, value: ControlValue): Promise<void> {
    this.#notebook.set(control, value);
    await this.#ask(null, (kernel) => kernel.setControl(control, value));
  }

  /** What the lens says; null where it sees nothing, or the kernel was ended before it could. */
  async look(cell: CellId, offset: number, loss: string | null): Promise<LensAnswer | null> {
    let answer: unknown = null;
    await this.#ask(null, async (kernel) => {
      answer = await kernel.look(cell, offset, loss);
    });
    const parsed = v.safeParse(v.nullable(lensAnswer), answer);
    return parsed.success ? parsed.output : null;
  }

  async seek(cell: CellId, position: TapePosition | null): Promise<void> {
    await this.#ask(null, (kernel) => kernel.seek(cell, position));
  }

  async fork(cell: CellId, from: TapePosition): Promise<void> {
    await this.#ask(cell, (kernel) => kernel.fork(cell, from));
  }

  async mark(cell: CellId, run: number, isMarked: boolean): Promise<void> {
    await this.#ask(null, (kernel) => kernel.mark(cell, run, isMarked));
  }

  /** A cell's tape for the next visit; null where there is none, or the kernel was ended before it could give it. */
  async pack(cell: CellId): Promise<unknown> {
    let packed: unknown = null;
    await this.#ask(null, async (kernel) => {
      packed = await kernel.pack(cell);
    });
    return packed;
  }

  async recall(cell: CellId, packed: unknown): Promise<boolean> {
    let isRead = false;
    await this.#ask(null, async (kernel) => {
      isRead = await kernel.recall(cell, packed);
    });
    return isRead;
  }

  /** Asks the kernel to stop; ends it and builds a fresh one where no answer comes in time. */
  async stop(cell: CellId | null): Promise<void> {
    if (!this.#kernel) return;
    const kernel = await this.#kernel;
    const generation = this.#generation;
    const isOurs = () => generation === this.#generation && !this.#isDestroyed;
    const answered = kernel.stop(cell).then(() => true);
    const isPrompt = await Promise.race([answered, after(LATE_MS)]);
    if (isPrompt || !isOurs()) return;
    this.#spare.prepare();
    const isAlive = await Promise.race([answered, after(PATIENCE_MS - LATE_MS)]);
    if (!isOurs()) return;
    if (isAlive) this.#spare.drop();
    else await this.#rebuild(HELD_NOTE);
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#spare.drop();
    this.#end();
  }

  #api(): Promise<KernelApi> {
    this.#kernel ??= this.#boot();
    return this.#kernel;
  }

  async #boot(): Promise<KernelApi> {
    const generation = ++this.#generation;
    this.#options.onlife({ state: "starting" });
    try {
      const sandbox = await this.#spare.take();
      if (this.#isDestroyed || generation !== this.#generation) {
        sandbox.destroy();
        throw new Error("the notebook was closed");
      }
      this.#sandbox = sandbox;
      sandbox.ondeath = (why) => {
        if (why === null) this.#died(generation);
        else this.#fail(generation, why);
      };
      const endpoint = guarded(sandbox.port, () =>
        this.#fail(
          generation,
          "A cell flooded the page with messages, so its kernel was ended. Your text is kept.",
        ),
      );
      const page: PageApi = {
        report: (batch) => {
          this.#take(batch, generation);
          return Promise.resolve();
        },
        dataset: (name) => this.#dataset(name),
      };
      Comlink.expose(page, endpoint);
      const kernel = Comlink.wrap<KernelApi>(endpoint) as unknown as KernelApi;
      this.#options.onlife({ state: "ready" });
      return kernel;
    } catch (error) {
      const isNewest = generation === this.#generation;
      if (isNewest) this.#kernel = null;
      if (isNewest && !this.#isDestroyed) {
        this.#options.onlife({
          state: "failed",
          why: `The kernel could not start: ${error instanceof Error ? error.message : String(error)}.`,
        });
      }
      throw error;
    }
  }

  async #create(): Promise<Sandbox> {
    if (this.#options.createSandbox) return this.#options.createSandbox();
    const { createSandbox } = await import("./sandbox.ts");
    return createSandbox();
  }

  async #ask(cell: CellId | null, call: (kernel: KernelApi) => Promise<void>): Promise<void> {
    const kernel = await this.#api();
    this.#asked = cell;
    const answer = call(kernel);
    this.#pulse.owe();
    // A kernel that is ended answers nothing any more; its callers must not wait for ever.
    await Promise.race([answer, this.#ended.opened]);
  }

  #dataset(name: unknown): Promise<ArrayBuffer> {
    if (typeof name !== "string") return Promise.reject(new TypeError("a data set has a name"));
    return this.#options.dataset(name).then((bytes) => Comlink.transfer(bytes, [bytes]));
  }

  #take(batch: unknown, generation: number): void {
    if (generation !== this.#generation || !Array.isArray(batch)) return;
    for (const item of batch) {
      const parsed = v.safeParse(reportSchema, item);
      if (parsed.success) this.#deliver(this.#renumber(parsed.output, generation));
      else this.rejectedReports += 1;
    }
  }

  #renumber(report: Report, generation: number): Report {
    // A tape ends with its kernel: its runs go by that one's numbers.
    return report.type === "analysis" || report.type === "tape"
      ? report
      : { ...report, run: report.run + generation * RUNS_PER_KERNEL };
  }

  #deliver(report: Report): void {
    if (report.type === "status") {
      this.#runs.set(report.cell, report.run);
      const why = this.#notebook.whyHeld(report.cell);
      if (why !== null && report.status === "idle") report = { ...report, status: "stopped", note: why };
      if (report.status === "running" || report.status === "queued") {
        this.#active.set(report.cell, report.status);
        this.#pulse.watch();
      } else this.#active.delete(report.cell);
    }
    this.#options.onreport(report);
  }

  /** Whoever is silent because he is dead will not be heard of again. Asked twice: the page itself may have slept. */
  async #lookForFrame(): Promise<void> {
    const [sandbox, generation] = [this.#sandbox, this.#generation];
    if (!sandbox || (await sandbox.isThere()) || (await sandbox.isThere())) return;
    this.#died(generation);
  }

  /** A browser ends a process that fills the memory. The frame has one of its own, so the page lives on and begins another. */
  #died(generation: number): void {
    if (generation !== this.#generation || this.#isDestroyed) return;
    if (this.#holder() !== null)
      void this.#rebuild(MEMORY_NOTE).catch(() => undefined); // Its boot tells why it failed.
    else
      this.#fail(
        generation,
        "The kernel's process has died, most likely for want of memory. Your text is kept.",
      );
  }

  #fail(generation: number, why: string): void {
    if (generation !== this.#generation || this.#isDestroyed) return;
    this.#end();
    this.#options.onlife({ state: "failed", why });
  }

  /** The cell that most likely holds the thread. */
  #holder(): CellId | null {
    const running = [...this.#active].find(([, status]) => status === "running");
    return running?.[0] ?? this.#asked ?? this.#active.keys().next().value ?? null;
  }

  /** Ends the worker, opens the notebook in a fresh one, and runs again what is cheap: not the cell that is to blame. */
  async #rebuild(why: string): Promise<void> {
    const held = this.#holder();
    const waiting = [...this.#active.keys()];
    this.#options.onlife({ state: "restarting", cell: held });
    this.#end();
    for (const cell of waiting) if (cell !== held) this.#mark(cell, "stale", null);
    if (held !== null) {
      this.#notebook.hold(held, why);
      this.#mark(held, "stopped", why);
    }
    await this.#ask(null, (kernel) => inOrder([...this.#notebook.openIn(kernel), kernel.runAutomatic()]));
  }

  #mark(cell: CellId, status: "stale" | "stopped", note: string | null): void {
    this.#options.onreport({
      type: "status",
      cell,
      run: this.#runs.get(cell) ?? this.#generation * RUNS_PER_KERNEL,
      status,
      ms: null,
      note,
    });
  }

  #end(): void {
    this.#sandbox?.destroy();
    this.#sandbox = null;
    this.#kernel = null;
    this.#generation += 1;
    this.#active.clear();
    this.#ended.open();
    this.#ended = gate();
    this.#pulse.reset();
  }
}

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** A port keeps the order of what is posted on it: no question has to wait for the answer to the one before. */
function inOrder(asked: readonly Promise<void>[]): Promise<void> {
  return Promise.all(asked).then(() => undefined);
}

function after(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms));
}
