/** The law of no hidden state: whatever was edited, moved and run before, a fresh kernel with the same text shows what is on the screen. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CellSource } from "./protocol.ts";
import { Bench } from "./testing/bench.ts";

/** The notebook of the law: five cells, each declaring its own name and reading names above and below it. */
const ids = ["a", "b", "c", "d", "e"] as const;
type Id = (typeof ids)[number];
const isId = (name: string) => ids.some((id) => id === name);
const anyId = fc.constantFrom(...ids);

/** What a learner may write into a cell: values of others, a control, a mistake, a training, something that waits. */
function textOf(own: Id): fc.Arbitrary<string> {
  // Mostly what stands above, or almost every notebook would be a circle.
  const above = ids.slice(0, ids.indexOf(own));
  const anyOther = anyId.filter((id) => id !== own);
  const read =
    above.length === 0 ? anyOther : fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...above) }, anyOther);
  const number = fc.integer({ min: 0, max: 9 });
  return fc.oneof(
    { weight: own === "a" ? 20 : 3, arbitrary: number.map((n) => `const ${own} = ${n}; ${own}`) },
    {
      weight: 4,
      arbitrary: fc.tuple(read, number).map(([id, n]) => `const ${own} = ${id} * 2 + ${n}; ${own}`),
    },
    { weight: 2, arbitrary: number.map((n) => `const ${own} = slider("${own}", ${n}); ${own}`) },
    fc.tuple(read, read).map(([x, y]) => `const ${own} = [${x}, ${y}].flat().length; display(${x}); ${own}`),
    read.map(
      (id) => `const ${own} = (function* () { for (let i = 0; i < 3; i++) yield i + ${id}; })(); ${own}`,
    ),
    read.map((id) => `await sleep(1); const ${own} = ${id} + 1; ${own}`),
    read.map((id) => `const ${own} = 1; ${id}.no.such.thing;`),
    read.map((id) => `let ${own} = 0; ${own} += 1; ${own} + ${id}`),
    fc.constant("1 +"),
  );
}

const anyRun = fc.constantFrom<CellSource["run"]>("auto", "auto", "auto", "manual", "off");
const anySource = (id: Id): fc.Arbitrary<CellSource> =>
  fc.record({ id: fc.constant(id), code: textOf(id), run: anyRun });
const anyNotebook = fc.tuple(...ids.map(anySource));

type Act =
  | { readonly does: "edit"; readonly cell: CellSource }
  | { readonly does: "run" | "stop" | "remove"; readonly id: Id }
  | { readonly does: "set"; readonly id: Id; readonly value: number }
  | { readonly does: "run all" | "wait" };

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: anyId.chain(anySource).map((cell): Act => ({ does: "edit", cell })) },
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constantFrom("run", "run", "run", "stop", "remove"), id: anyId }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant("set"), id: anyId, value: fc.integer({ min: 0, max: 9 }) }),
  },
  fc.record({ does: fc.constantFrom("run all", "wait") }),
);

/** A learner at work. The page's own bookkeeping, what is open and where the controls stand, is kept beside the kernel's. */
class Learner {
  readonly bench = new Bench();
  readonly #controls = new Map<Id, number>();
  cells: CellSource[];

  constructor(cells: readonly CellSource[]) {
    this.cells = [...cells];
  }

  async does(act: Act): Promise<void> {
    const { kernel } = this.bench;
    switch (act.does) {
      case "edit":
        return this.#edit(act.cell);
      case "remove":
        this.cells = this.cells.filter(({ id }) => id !== act.id);
        return kernel.remove(act.id);
      case "run":
        return kernel.run([act.id]);
      case "stop":
        return kernel.stop(act.id);
      case "set":
        this.#controls.set(act.id, act.value);
        return kernel.setControl(`${act.id}/${act.id}`, act.value);
      case "run all":
        return kernel.runAll();
      case "wait":
        return kernel.settled();
      default:
        act satisfies never;
    }
  }

  async #edit(cell: CellSource): Promise<void> {
    const at = this.cells.findIndex(({ id }) => id === cell.id);
    if (at >= 0) this.cells[at] = cell;
    else this.cells.push(cell);
    await this.bench.kernel.edit(cell, at >= 0 ? null : (this.cells.at(-2)?.id ?? null));
  }

  /** What a reload and Run all would show. */
  async fresh(): Promise<Screen> {
    const bench = new Bench();
    await bench.kernel.open(this.cells);
    for (const [id, value] of this.#controls) await bench.kernel.setControl(`${id}/${id}`, value);
    await bench.run();
    return screenOf(bench, this.cells);
  }
}

type Screen = Readonly<Record<string, { readonly status: unknown; readonly shows: unknown }>>;

/** A cell with all that it reads, directly or not. A name of this notebook is its cell's. */
function sources(learner: Learner, id: string, found = new Set<string>()): readonly string[] {
  if (found.has(id)) return [];
  found.add(id);
  const analysis = learner.bench.reports.findLast(
    (report) => report.type === "analysis" && report.cell === id,
  );
  const reads = analysis?.type === "analysis" ? analysis.reads : [];
  for (const name of reads) if (isId(name)) sources(learner, name, found);
  return [...found];
}

/** What a learner sees of each cell. One that has not run to an end may still show what it made before. */
function screenOf(bench: Bench, cells: readonly CellSource[]): Screen {
  return Object.fromEntries(
    cells.map(({ id }) => {
      const status = bench.status(id);
      const isOver = status === "done" || status === "failed";
      const shows = bench.outputs(id).map(({ kind, payload }) => [kind, payload]);
      return [id, { status, shows: isOver ? shows : null }];
    }),
  );
}

describe("restart and run all", () => {
  it("gives what Run all gives after any edits, controls, runs and stops", async () => {
    await fc.assert(
      fc.asyncProperty(anyNotebook, fc.array(anyAct, { maxLength: 12 }), async (cells, acts) => {
        const learner = new Learner(cells);
        await learner.bench.kernel.open(cells);
        for (const act of acts) await learner.does(act);
        await learner.bench.run();
        expect(screenOf(learner.bench, learner.cells)).toEqual(await learner.fresh());
      }),
      { numRuns: 60 },
    );
  }, 30_000);

  it("gives what is on the screen wherever a cell and all that it reads say that they are done", async () => {
    await fc.assert(
      fc.asyncProperty(anyNotebook, fc.array(anyAct, { maxLength: 12 }), async (cells, acts) => {
        const learner = new Learner(cells);
        await learner.bench.kernel.open(cells);
        await learner.bench.kernel.runAutomatic();
        for (const act of acts) await learner.does(act);
        await learner.bench.kernel.settled();
        const fresh = await learner.fresh();
        const seen = screenOf(learner.bench, learner.cells);
        const isDone = (id: string): boolean => seen[id].status === "done";
        for (const id of Object.keys(seen)) {
          if (sources(learner, id).every(isDone)) expect([id, seen[id]]).toEqual([id, fresh[id]]);
        }
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});
