/** An open notebook: its cells, its kernel, what is kept of the learner's work. The one place that talks to the kernel. */
import { SvelteMap } from "svelte/reactivity";
import { quantityOf } from "../document/quantity.ts";
import type { Quantity } from "../document/lesson.ts";
import type { CodePlace } from "#outputs/kind.ts";
import type { LensAnswer } from "#worker/lens/answer.ts";
import type { KernelClient, Life } from "#worker/page/client.ts";
import type {
  CellSource,
  CellStatus,
  ControlId,
  ControlValue,
  Fix,
  Report,
  TapePosition,
} from "#worker/protocol.ts";
import { Cell } from "./cell.svelte.ts";
import { loadDataset } from "./datasets.ts";
import { Drafts } from "./drafts.svelte.ts";
import { applyFix } from "./fixes.ts";
import { HangMark } from "./hang-mark.ts";
import { LastVisit } from "./last-visit.ts";
import { marksOf } from "./marks.ts";
import { Probe } from "./probe.ts";
import { TapeShelf } from "./tape-shelf.ts";

const isClaim = (id: string) => id.startsWith("claim:");

/** In these a hidden cell no longer bears its claim out. */
const gone = new Set<CellStatus>(["failed", "blocked", "stale", "stopped"]);

/** A decision that is the learner's. */
export interface Remedy {
  /** What a click does, in a few words. */
  readonly title: string;
  readonly act: () => void;
}

/** Who keeps what the learner types: a lesson's edits, or a whole notebook of his own. */
export interface Keeper {
  /** Why it is not being kept, in words; null while all is well. */
  readonly trouble: string | null;
  /** What can be done about it other than saving a file. */
  readonly remedy: Remedy | null;
  /** The code of cells that differ from what the page has, by id. */
  restore(): Promise<Readonly<Record<string, string>>>;
  changed(): void;
  flush(): void;
  leave(): void;
}

export class Notebook {
  cells = $state.raw<readonly Cell[]>([]);
  readonly drafts: Keeper;
  /** Cells that differ from a lesson can be reset to it; a notebook of one's own has nothing behind it. */
  readonly hasOriginals: boolean;
  /** Names this notebook where a path is wanted. */
  readonly path: string;
  life = $state<Life>({ state: "starting" });
  /** The last visit ended while a cell held the thread, so nothing runs by itself. */
  isHeldBack = $state(false);
  /** Every generator rests before its next step, until Go on, Stop, or another run. */
  isPaused = $state(false);
  /** Told once a run to those who listen rather than look. */
  announcement = $state("");
  /** The line of code that an output points at. */
  pointed = $state.raw<CodePlace | null>(null);
  /** The place in the code that is being looked at, for outputs that know what was made there. */
  looked = $state.raw<CodePlace | null>(null);
  /** Where the caret goes next: into this cell's editor, which opens for it. A new object each time. */
  entered = $state.raw<{ readonly cell: string; readonly at: number } | null>(null);
  readonly claims = new SvelteMap<string, Quantity>();
  readonly isBusy: boolean = $derived.by(() => this.cells.some((cell) => cell.isBusy));
  /** What would be lost if the page came anew now, in words; null when nothing would. */
  readonly unfinished: string | null = $derived.by(() => {
    if (this.isBusy) return "a cell is running";
    return this.drafts.trouble === null ? null : "what you wrote is not kept yet";
  });
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew with the cells and never changed
  readonly #byId: ReadonlyMap<string, Cell> = $derived(new Map(this.cells.map((cell) => [cell.id, cell])));
  #hidden: readonly CellSource[];
  readonly #hangMark: HangMark;
  /** A cell has ended its kernel, and the learner has run nothing since. */
  #hasRunAway = false;
  #client: KernelClient | null = null;
  #opened: Promise<KernelClient> | null = null;
  #isClosed = false;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing on the page shows it
  readonly #endings = new Map<string, () => void>();
  #restored: Promise<void> | null = null;
  #lastVisit: LastVisit | null = null;
  #shelf: TapeShelf | null = null;
  /** A fresh kernel is given what the learner last set. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing on the page shows it
  readonly #controls = new Map<ControlId, ControlValue>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing on the page shows it
  readonly #probes = new Map<string, Probe>();

  /**
   * @param key under which edits are kept: the lesson and its version
   * @param keeper who keeps them, where it is no lesson
   */
  constructor(sources: readonly CellSource[], key: string, keeper: Keeper | null = null) {
    this.cells = sources.filter(({ id }) => !isClaim(id)).map((source) => new Cell(source));
    this.#hidden = sources.filter(({ id }) => isClaim(id));
    this.path = key.replace(/[^\w-]/g, "-");
    this.drafts = keeper ?? new Drafts(key, () => this.#edits());
    this.hasOriginals = keeper === null;
    this.#hangMark = new HangMark(key);
  }

  /** What the learner wrote in another lesson stands here in the place of ours; before the notebook wakes. */
  carry(id: string, code: string): void {
    const cell = this.#byId.get(id);
    if (!cell || cell.isEdited) return;
    cell.original = cell.code = code;
  }

  /** Keeps from now on what the cells show and where their controls stand, and brings it back on waking. */
  keepVisit(key: string): void {
    this.#lastVisit ??= new LastVisit(key, () => this.cells);
    this.#shelf ??= new TapeShelf(key);
  }

  /** The page is going, or is out of sight. */
  leave(): void {
    this.drafts.leave();
    void this.#lastVisit?.flush();
  }

  /** Lays the learner's kept edits over the lesson, boots the kernel and runs what runs by itself. */
  async wake(): Promise<void> {
    this.#restored ??= this.#restore();
    await this.#restored;
    this.isHeldBack = this.#hangMark.isSet;
    await this.#attempt(async (client) => {
      if (!this.isHeldBack) await client.runAutomatic();
    });
  }

  async #restore(): Promise<void> {
    for (const [id, code] of Object.entries(await this.drafts.restore())) {
      const cell = this.#byId.get(id);
      // What was typed before the store answered is newer.
      if (cell && !cell.isEdited) cell.code = code;
    }
    for (const [control, value] of (await this.#lastVisit?.restore()) ?? []) {
      if (!this.#controls.has(control)) this.#controls.set(control, value);
    }
  }

  /** After the kernel failed: a fresh one, and what runs by itself. */
  async restart(): Promise<void> {
    await this.#begin((client) => client.runAutomatic());
  }

  close(): void {
    this.#isClosed = true;
    this.drafts.flush();
    void this.#lastVisit?.flush();
    this.#shelf?.close();
    this.#client?.destroy();
    for (const end of this.#endings.values()) end();
  }

  /** Has something ended with the notebook; a second one of the same name takes the place of the first. */
  atClose(name: string, end: () => void): void {
    this.#endings.set(name, end);
  }

  /** The learner typed. */
  write(cell: Cell, code: string): void {
    cell.code = code;
    this.drafts.changed();
  }

  /** Switches a cell off or on. On, it runs if it runs by itself; what reads it follows. */
  async toggle(cell: Cell): Promise<void> {
    cell.toggle();
    this.drafts.changed();
    await this.#begin(async (client) => {
      await client.edit(cell.source, null);
      if (cell.run === "auto") await client.run([cell.id]);
    });
  }

  /** Runs a cell and all above it that are not up to date. */
  async runTo(cell: Cell): Promise<void> {
    const above = this.cells.slice(0, this.cells.indexOf(cell)).filter(({ shown }) => shown !== "done");
    await this.#begin((client) => client.run([...above, cell].map(({ id }) => id)));
  }

  /** Runs a cell and all below it. */
  async runFrom(cell: Cell): Promise<void> {
    const below = this.cells.slice(this.cells.indexOf(cell));
    await this.#begin((client) => client.run(below.map(({ id }) => id)));
  }

  /** A quick fix: an edit like any other, which undo takes back, and a run to see what it did. */
  async fix(fix: Fix): Promise<void> {
    const texts = applyFix(fix, (id) => this.cell(id));
    if (texts === null) return;
    const cells = [...texts].map(([id, code]) => ({ cell: this.cell(id)!, code }));
    for (const { cell, code } of cells) this.write(cell, code);
    await this.#begin((client) => client.run(cells.map(({ cell }) => cell.id)));
  }

  /** The notebook has other cells now, or the same in another order; those that stay keep their results. */
  async reshape(sources: readonly CellSource[]): Promise<void> {
    const before = this.cells;
    const switched: Cell[] = [];
    this.#hidden = sources.filter(({ id }) => isClaim(id));
    this.cells = sources
      .filter(({ id }) => !isClaim(id))
      .map((source) => {
        const cell = this.#byId.get(source.id);
        if (!cell) return new Cell(source);
        cell.original = cell.code = source.code;
        if (cell.run !== source.run) switched.push(cell);
        cell.run = source.run;
        return cell;
      });
    if (this.#opened === null) return;
    const gone = before.filter((cell) => !this.cells.includes(cell));
    await this.#attempt(async (client) => {
      for (const cell of gone) await client.remove(cell.id);
      for (const cell of switched) await client.edit({ ...cell.source, code: cell.sent }, null);
      for (const [at, cell] of this.cells.entries()) {
        if (!before.includes(cell)) await client.edit(cell.source, this.cells[at - 1]?.id ?? null);
      }
    });
  }

  async run(cell: Cell): Promise<void> {
    await this.#begin((client) => client.run([cell.id]));
  }

  /** The cell's text changes under the learner's hand: it runs along, and nothing is kept or asked beyond it. */
  async follow(cell: Cell): Promise<void> {
    if (this.isHeldBack || this.#opened === null) return;
    this.isPaused = false;
    await this.#attempt(async (client) => {
      await this.#sendOne(client, this.cells.indexOf(cell));
      await client.run([cell.id]);
    });
  }

  async runAll(): Promise<void> {
    await this.#begin((client) => client.runAll());
  }

  async pause(): Promise<void> {
    this.isPaused = true;
    await this.#attempt((client) => client.pause());
  }

  async resume(): Promise<void> {
    this.isPaused = false;
    await this.#attempt((client) => client.resume());
  }

  /** One more step of each generator, then they rest again. */
  async step(): Promise<void> {
    this.isPaused = true;
    await this.#attempt((client) => client.step());
  }

  async stop(cell: Cell | null): Promise<void> {
    if (cell === null) this.isPaused = false;
    await this.#client?.stop(cell?.id ?? null);
  }

  /** Takes a training, and all that reads it, back to a step; null follows the newest one. */
  async seek(cell: Cell, position: TapePosition | null): Promise<void> {
    await this.#attempt((client) => client.seek(cell.id, position));
  }

  /** A new run, with the text and the settings as they are now, from what a step had yielded. */
  async fork(cell: Cell, from: TapePosition): Promise<void> {
    await this.#begin((client) => client.fork(cell.id, from));
  }

  async mark(cell: Cell, run: number, isMarked: boolean): Promise<void> {
    await this.#attempt((client) => client.mark(cell.id, run, isMarked));
  }

  /** What the gradient lens says of an expression; null before the kernel is there, and where it sees none. */
  async look(cell: Cell, offset: number, loss: string | null): Promise<LensAnswer | null> {
    if (this.#opened === null || cell.code !== cell.sent) return null;
    let answer: LensAnswer | null = null;
    await this.#attempt(async (client) => {
      answer = await client.look(cell.id, offset, loss);
    });
    return answer;
  }

  /** A value that waits for the cell's next run, here or on the next visit. */
  async keepControl(control: ControlId, value: ControlValue): Promise<void> {
    this.#controls.set(control, value);
    this.#lastVisit?.set(control, value);
    if (this.#opened !== null) await this.#attempt((client) => client.keepControl(control, value));
  }

  async setControl(control: ControlId, value: ControlValue): Promise<void> {
    this.#controls.set(control, value);
    this.#lastVisit?.set(control, value);
    await this.#attempt((client) => client.setControl(control, value));
  }

  /**
   * Runs a hidden cell behind others, once, and takes it away again. It can hold nothing up: after `seconds` of running, it and the
   * cell before it are stopped as by Stop.
   * @returns what was reported of it
   */
  async probe(hidden: CellSource, behind: Cell, seconds: number): Promise<Cell> {
    const cell = new Cell(hidden);
    const probe = new Probe(
      cell,
      () => cell.status === "running" || behind.status === "running" || this.#isHeld,
    );
    this.#probes.set(hidden.id, probe);
    // Not awaited: a cell that holds the thread answers nothing.
    void this.#begin(async (client) => {
      await client.edit(hidden, behind.id);
      await client.run([hidden.id]);
    });
    if (this.life.state !== "failed" && !(await probe.ended(seconds, () => this.life.state === "failed"))) {
      await this.#client?.stop(behind.id);
      await this.#client?.stop(hidden.id);
    }
    this.#probes.delete(hidden.id);
    if (this.life.state !== "failed") await this.#attempt((client) => client.remove(hidden.id));
    return cell;
  }

  get #isHeld(): boolean {
    return this.life.state === "unresponsive";
  }

  cell(id: string): Cell | null {
    return this.#byId.get(id) ?? null;
  }

  /** Something the learner asked to run: the kernel has the newest text first, and the store too. */
  async #begin(run: (client: KernelClient) => Promise<void>): Promise<void> {
    this.isHeldBack = this.isPaused = this.#hasRunAway = false;
    this.#hangMark.clear();
    this.drafts.flush();
    await this.#attempt(async (client) => {
      await this.#send(client);
      await run(client);
    });
  }

  async #attempt(act: (client: KernelClient) => Promise<void>): Promise<void> {
    try {
      await act(await this.#open());
    } catch (error) {
      // A kernel that fails says why in `life`, and Run tries again. Anything else is a fault of the page.
      if (this.life.state !== "failed" && !this.#isClosed) throw error;
    }
  }

  #open(): Promise<KernelClient> {
    this.#opened ??= this.#boot();
    this.#opened.catch(() => (this.#opened = null));
    return this.#opened;
  }

  async #boot(): Promise<KernelClient> {
    // The learner's kept text comes first, however early Run is pressed.
    await this.#restored;
    const { KernelClient } = await import("#worker/page/client.ts");
    const client = new KernelClient({
      onreport: (report) => this.#take(report),
      onlife: (life) => this.#live(life),
      dataset: loadDataset,
    });
    this.#client?.destroy();
    this.#client = client;
    if (this.#isClosed) client.destroy();
    for (const cell of this.cells) cell.sent = cell.code;
    await client.open([...this.cells.map((cell) => cell.source), ...this.#hidden]);
    for (const [control, value] of this.#controls) await client.setControl(control, value);
    await this.#shelf?.takeTo(client, (id) => this.#byId.has(id));
    return client;
  }

  /** The kernel gets every text it does not have yet. */
  async #send(client: KernelClient): Promise<void> {
    for (const at of this.cells.keys()) await this.#sendOne(client, at);
  }

  async #sendOne(client: KernelClient, at: number): Promise<void> {
    const cell = this.cells[at];
    if (cell.sent === cell.code) return;
    cell.sent = cell.code;
    cell.struck.clear(); // Their places are of the text before.
    await client.edit(cell.source, at === 0 ? null : this.cells[at - 1].id);
  }

  #take(report: Report): void {
    if (isClaim(report.cell)) {
      if (report.type === "status" && gone.has(report.status)) this.claims.delete(report.cell);
      if (report.type !== "outputs" || report.outputs.length === 0) return;
      const quantity = quantityOf(report.outputs[report.outputs.length - 1]);
      if (quantity !== null) this.claims.set(report.cell, quantity);
      return;
    }
    this.#probes.get(report.cell)?.take(report);
    const cell = this.#byId.get(report.cell);
    if (!cell) return;
    const wasRunning = cell.status === "running";
    cell.take(report);
    if (cell.tape !== null && !cell.isBusy) this.#shelf?.stands(cell.tape, () => this.#client);
    if (report.type === "outputs") {
      this.#strike(cell);
      this.#lastVisit?.showed(cell);
    }
    if (report.type !== "status" || !wasRunning) return;
    if (cell.status === "failed") this.announcement = `Cell ${cell.id} failed.`;
    if (cell.status === "stopped") this.announcement = `Cell ${cell.id} was stopped.`;
    if (cell.status === "done" && (cell.ms ?? 0) > 500) this.announcement = `Cell ${cell.id} is done.`;
  }

  /** What a cell threw is marked in every cell that it went through. */
  #strike(cell: Cell): void {
    const marks = cell.outputs.map(marksOf);
    for (const other of this.cells) {
      const here = other === cell ? [] : marks.flatMap((of) => of.get(other.id) ?? []);
      if (here.length > 0) other.struck.set(cell.id, here);
      else other.struck.delete(cell.id);
    }
  }

  #live(life: Life): void {
    this.life = life;
    switch (life.state) {
      case "unresponsive":
        this.#hangMark.set();
        if (life.cell !== null) this.#byId.get(life.cell)?.hold();
        break;
      case "restarting":
        this.isPaused = false;
        // The cell that ended its kernel still has the text with which it did; a hidden one, of an answer's check, is gone.
        this.#hasRunAway = life.cell !== null && this.#byId.has(life.cell);
        if (this.#hasRunAway) this.#hangMark.set();
        else this.#hangMark.clear();
        break;
      case "ready":
        if (!this.isHeldBack && !this.#hasRunAway) this.#hangMark.clear();
        break;
      case "failed":
        this.isPaused = false;
        // A cell that filled the memory would do so again on the next visit.
        if (this.isBusy) this.#hangMark.set();
        for (const cell of this.cells) cell.abandon();
        this.#opened = null;
        break;
      case "starting":
        break;
      default:
        life satisfies never;
    }
  }

  #edits(): Record<string, string> {
    return Object.fromEntries(this.cells.filter((cell) => cell.isEdited).map((cell) => [cell.id, cell.code]));
  }
}
