/**
 * The page's hold on a kernel: it boots the sandbox, believes only parsed reports, feels the pulse while cells run, and climbs the stop
 * ladder: ask first; when no answer comes, end the worker, build a fresh one and run again what is cheap.
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
import { guarded } from "./guard.ts";
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

const PULSE_MS = 500;
/** After so many beats without an answer a cell is said to hold the thread. Beats, not time: a page that slept has missed none. */
const BEATS_OF_SILENCE = 3;
/** How long Stop waits for an answer before it ends the worker. */
const PATIENCE_MS = 600;
/** A kernel that is later than this is likely to be ended: the next one is begun. */
const LATE_MS = 100;
/** Run numbers of a fresh kernel start again at 1; the page must still see them grow. */
const RUNS_PER_KERNEL = 1_000_000;
const HELD_NOTE =
  "It held the thread, so its kernel was ended. Your text is kept; the other cells run again.";

export class KernelClient {
  readonly #options: KernelClientOptions;
  #kernel: Promise<KernelApi> | null = null;
  #sandbox: Sandbox | null = null;
  readonly #spare = new Spare(() => this.#create());
  #generation = 0;
  #cells: CellSource[] = [];
  readonly #controls = new Map<ControlId, ControlValue>();
  readonly #active = new Map<CellId, "queued" | "running">();
  readonly #runs = new Map<CellId, number>();
  #asked: CellId | null = null;
  /** True from a question until the next heartbeat: a cell may hold the thread before it is ever reported as running. */
  #isOwed = false;
  /**
   * The cells whose kernel was ended. A fresh kernel holds them as manual ones, until the learner edits or runs them, and calls
   * them idle; the page must still say why they stopped.
   */
  readonly #held = new Set<CellId>();
  #ended = gate();
  #pulse: ReturnType<typeof setInterval> | null = null;
  /** When the question went out that has no answer yet. */
  #askedAt: number | null = null;
  #missedBeats = 0;
  #isUnresponsive = false;
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
    this.#cells = [...cells];
    this.#held.clear();
    await (await this.#api()).open(this.#cells);
  }

  async edit(cell: CellSource, after: CellId | null): Promise<void> {
    this.#held.delete(cell.id);
    const at = this.#cells.findIndex(({ id }) => id === cell.id);
    if (at >= 0) this.#cells[at] = cell;
    else this.#cells.splice(this.#cells.findIndex(({ id }) => id === after) + 1, 0, cell);
    await (await this.#api()).edit(cell, after);
  }

  async remove(cell: CellId): Promise<void> {
    this.#cells = this.#cells.filter(({ id }) => id !== cell);
    this.#held.delete(cell);
    await (await this.#api()).remove(cell);
  }

  async run(cells: readonly CellId[]): Promise<void> {
    await this.#ask(cells[0] ?? null, (kernel) =>
      inOrder([...this.#release(kernel, cells), kernel.run(cells)]),
    );
  }

  async runAll(): Promise<void> {
    await this.#ask(null, (kernel) => inOrder([...this.#release(kernel, [...this.#held]), kernel.runAll()]));
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
    this.#controls.set(control, value);
    await this.#ask(null, (kernel) => kernel.keepControl(control, value));
  }

  async setControl(control: ControlId, value: ControlValue): Promise<void> {
    this.#controls.set(control, value);
    await this.#ask(null, (kernel) => kernel.setControl(control, value));
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
    else await this.#rebuild();
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
      sandbox.ondeath = (why) =>
        this.#fail(generation, why ?? "The kernel's worker ended; it may have run out of memory.");
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
    this.#isOwed = true;
    const answer = call(kernel);
    this.#watch();
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
      if (this.#held.has(report.cell) && report.status === "idle") {
        report = { ...report, status: "stopped", note: HELD_NOTE };
      }
      if (report.status === "running" || report.status === "queued") {
        this.#active.set(report.cell, report.status);
        this.#watch();
      } else this.#active.delete(report.cell);
    }
    this.#options.onreport(report);
  }

  /** Feels the pulse for as long as something runs or an answer is owed. */
  #watch(): void {
    this.#pulse ??= setInterval(() => this.#beat(), PULSE_MS);
  }

  #beat(): void {
    if (this.#askedAt === null) {
      if (this.#active.size === 0 && !this.#isOwed) {
        this.#rest();
        return;
      }
      this.#askedAt = performance.now();
      this.#missedBeats = 0;
      const generation = this.#generation;
      void this.#kernel
        ?.then((kernel) => kernel.ping())
        .then(() => {
          if (generation === this.#generation) this.#answered();
        })
        .catch(() => undefined);
      return;
    }
    this.#missedBeats += 1;
    if (this.#missedBeats < BEATS_OF_SILENCE) return;
    this.#isUnresponsive = true;
    this.#spare.prepare();
    if (this.#missedBeats % BEATS_OF_SILENCE === 0) void this.#lookForFrame();
    const seconds = Math.round((performance.now() - this.#askedAt) / 1000);
    this.#options.onlife({ state: "unresponsive", cell: this.#holder(), seconds });
  }

  /** Whoever is silent because he is dead will not be heard of again. Asked twice: the page itself may have slept. */
  async #lookForFrame(): Promise<void> {
    const [sandbox, generation] = [this.#sandbox, this.#generation];
    if (!sandbox || (await sandbox.isThere()) || (await sandbox.isThere())) return;
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

  #answered(): void {
    this.#askedAt = null;
    this.#isOwed = false;
    if (this.#isUnresponsive) {
      this.#isUnresponsive = false;
      this.#spare.drop();
      this.#options.onlife({ state: "ready" });
    }
  }

  #rest(): void {
    if (this.#pulse !== null) clearInterval(this.#pulse);
    this.#pulse = null;
  }

  /** The cell that most likely holds the thread. */
  #holder(): CellId | null {
    const running = [...this.#active].find(([, status]) => status === "running");
    return running?.[0] ?? this.#asked ?? this.#active.keys().next().value ?? null;
  }

  /** Ends the worker, opens the notebook in a fresh one, and runs again what is cheap: not the cell that held the thread. */
  async #rebuild(): Promise<void> {
    const held = this.#holder();
    const waiting = [...this.#active.keys()];
    this.#options.onlife({ state: "restarting", cell: held });
    this.#end();
    for (const cell of waiting) if (cell !== held) this.#mark(cell, "stale", null);
    if (held !== null) {
      this.#held.add(held);
      this.#mark(held, "stopped", HELD_NOTE);
    }
    // As a manual cell it does not run by itself, and what reads it waits with it.
    const cells = this.#cells.map((cell) =>
      this.#held.has(cell.id) && cell.run !== "off" ? { ...cell, run: "manual" as const } : cell,
    );
    await this.#ask(null, (kernel) =>
      inOrder([
        kernel.open(cells),
        ...[...this.#controls].map(([control, value]) => kernel.setControl(control, value)),
        kernel.runAutomatic(),
      ]),
    );
  }

  /** The learner runs them on purpose: they are again what their cells say. */
  #release(kernel: KernelApi, cells: readonly CellId[]): Promise<void>[] {
    return this.#cells
      .filter(({ id }) => cells.includes(id) && this.#held.delete(id))
      .map((cell) => kernel.edit(cell, null));
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
    this.#askedAt = null;
    this.#isOwed = false;
    this.#isUnresponsive = false;
    this.#ended.open();
    this.#ended = gate();
    this.#rest();
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
