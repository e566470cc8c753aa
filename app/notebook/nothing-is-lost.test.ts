import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import valueKind from "#outputs/value/kind.ts";
import type { KernelClientOptions } from "#worker/page/client.ts";
import type { CellSource, ControlId, ControlValue } from "#worker/protocol.ts";

/** A store that can be slow, full or stuck, and a kernel that remembers what it was told. */
const world = vi.hoisted(() => ({
  stored: new Map<string, unknown>(),
  isFull: false,
  isStuck: false,
  readDelayMs: 0,
  texts: new Map<string, string>(),
  controls: [] as [string, unknown][],
  kernel: null as KernelClientOptions | null,
}));

vi.mock("idb", () => ({
  openDB: () => {
    const store = {
      get: async (_store: string, key: string) => {
        await new Promise((resolve) => setTimeout(resolve, world.readDelayMs));
        return world.stored.get(key);
      },
      put: async (_store: string, value: unknown, key: string) => {
        if (world.isFull) throw new Error("the disk is full");
        if (world.isStuck) await new Promise(() => undefined);
        world.stored.set(key, value);
      },
      delete: (_store: string, key: string) => Promise.resolve(world.stored.delete(key)),
    };
    const transaction = (name: string) => ({
      done: Promise.resolve(),
      store: {
        get: (key: string) => store.get(name, key),
        put: (value: unknown, key: string) => store.put(name, value, key),
        delete: (key: string) => store.delete(name, key),
      },
    });
    return Promise.resolve({ ...store, transaction });
  },
}));

vi.mock("#worker/page/client.ts", () => ({
  KernelClient: class {
    constructor(options: KernelClientOptions) {
      world.kernel = options;
    }
    open(cells: readonly CellSource[]) {
      world.texts = new Map(cells.map(({ id, code }) => [id, code]));
      return Promise.resolve();
    }
    edit({ id, code }: CellSource) {
      world.texts.set(id, code);
      return Promise.resolve();
    }
    setControl(control: ControlId, value: ControlValue) {
      world.controls.push([control, value]);
      return Promise.resolve();
    }
    run = () => Promise.resolve();
    runAutomatic = () => Promise.resolve();
    destroy = () => undefined;
  },
}));

const { Drafts } = await import("./drafts.svelte.ts");
const { Notebook } = await import("./notebook.svelte.ts");

const cell = (id: string): CellSource => ({ id, code: `const ${id} = "as in the lesson";`, run: "auto" });
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const pause = 500;

beforeEach(() => {
  const local = new Map<string, string>();
  world.stored.clear();
  world.controls.length = 0;
  Object.assign(world, { isFull: false, isStuck: false, readDelayMs: 0 });
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => local.get(key) ?? null,
    setItem: (key: string, value: string) => local.set(key, value),
    removeItem: (key: string) => local.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("what was typed", () => {
  it("is rescued on leaving when the store has refused it", async () => {
    world.isFull = true;
    const drafts = new Drafts("k", () => ({ a: "typed" }));
    await drafts.restore();
    drafts.changed();
    await wait(pause);
    expect(drafts.trouble).toMatch(/disk is full/);
    drafts.leave();
    expect(await new Drafts("k", () => ({})).restore()).toEqual({ a: "typed" });
  });

  it("is rescued on leaving while it is still being written", async () => {
    world.isStuck = true;
    const drafts = new Drafts("k", () => ({ a: "typed" }));
    await drafts.restore();
    drafts.changed();
    drafts.flush();
    await wait(20);
    drafts.leave();
    world.isStuck = false;
    expect(await new Drafts("k", () => ({})).restore()).toEqual({ a: "typed" });
  });

  it("is what the kernel runs, however early Run is pressed", async () => {
    world.stored.set("k", { a: "kept" });
    world.readDelayMs = 200;
    const notebook = new Notebook([cell("a")], "k");
    const waking = notebook.wake();
    await notebook.run(notebook.cells[0]);
    await waking;
    expect(notebook.cells[0].code).toBe("kept");
    expect(world.texts.get("a")).toBe("kept");
  });

  it("never writes over other edits that are not back yet", async () => {
    world.stored.set("k", { a: "kept" });
    world.readDelayMs = 700;
    const notebook = new Notebook([cell("a"), cell("b")], "k");
    const waking = notebook.wake();
    notebook.write(notebook.cells[1], "typed early");
    await wait(pause);
    expect(world.stored.get("k")).toEqual({ a: "kept" });
    await waking;
    world.readDelayMs = 0;
    await wait(pause);
    expect(world.stored.get("k")).toEqual({ a: "kept", b: "typed early" });
  });
});

describe("two tabs of one lesson", () => {
  it("keep the edits of both", async () => {
    const [one, two]: Record<string, string>[] = [{}, {}];
    const [first, second] = [new Drafts("k", () => one), new Drafts("k", () => two)];
    await first.restore();
    await second.restore();
    one["a"] = "typed in the first";
    first.changed();
    first.flush();
    await wait(20);
    two["b"] = "typed in the second";
    second.changed();
    second.flush();
    await wait(20);
    expect(world.stored.get("k")).toEqual({ a: "typed in the first", b: "typed in the second" });
    Reflect.deleteProperty(one, "a");
    first.changed();
    first.flush();
    await wait(20);
    expect(world.stored.get("k")).toEqual({ b: "typed in the second" });
  });
});

describe("two tabs in one cell", () => {
  const typedTwice = async () => {
    const [one, two]: Record<string, string>[] = [{}, {}];
    const [first, second] = [new Drafts("k", () => one), new Drafts("k", () => two)];
    await first.restore();
    await second.restore();
    one["a"] = "typed in the first";
    first.changed();
    first.flush();
    await wait(20);
    two["a"] = "typed in the second";
    two["b"] = "only in the second";
    second.changed();
    second.flush();
    await wait(20);
    return { two, second };
  };

  it("do not write over each other, and the second says so", async () => {
    const { second } = await typedTwice();
    expect(world.stored.get("k")).toEqual({ a: "typed in the first", b: "only in the second" });
    expect(second.trouble).toMatch(/Another tab has changed cell a too/);
    second.changed();
    second.flush();
    await wait(20);
    expect(world.stored.get("k")).toMatchObject({ a: "typed in the first" });
  });

  it("do so when the learner has said which text stays", async () => {
    const { two, second } = await typedTwice();
    two["a"] = "typed on in the second";
    second.remedy?.act();
    await wait(20);
    expect(world.stored.get("k")).toEqual({ a: "typed on in the second", b: "only in the second" });
    expect([second.trouble, second.remedy]).toEqual([null, null]);
  });
});

describe("what is stored and cannot be read", () => {
  it.each<[unknown, unknown]>([
    [
      { a: { newer: "format" }, b: "kept" },
      { a: { newer: "format" }, b: "typed" },
    ],
    ["cut off", { ":unreadable": ["cut off"], b: "typed" }],
  ])("stays beside what is typed: %j", async (before, after) => {
    world.stored.set("k", before);
    const drafts = new Drafts("k", () => ({ b: "typed" }));
    await drafts.restore();
    drafts.changed();
    drafts.flush();
    await wait(20);
    expect(world.stored.get("k")).toEqual(after);
  });
});

describe("after the kernel died", () => {
  it("what ended it does not run by itself on the next visit, until the learner has run something", async () => {
    const kept = new Map<string, string>();
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    });
    const visit = async () => {
      const notebook = new Notebook([cell("a")], "k");
      await notebook.wake();
      return notebook;
    };
    const first = await visit();
    world.kernel!.onlife({ state: "restarting", cell: "a" });
    world.kernel!.onlife({ state: "ready" });
    expect(first.isHeldBack).toBe(false);
    const second = await visit();
    expect(second.isHeldBack).toBe(true);
    await second.run(second.cells[0]);
    expect((await visit()).isHeldBack).toBe(false);
  });

  it("a fresh one gets what the learner had set", async () => {
    const notebook = new Notebook([cell("a")], "k");
    await notebook.wake();
    await notebook.setControl("a/rate", 3);
    world.controls.length = 0;
    world.kernel!.onlife({ state: "failed", why: "out of memory" });
    await notebook.restart();
    expect(world.controls).toEqual([["a/rate", 3]]);
  });
});

describe("a claim", () => {
  it("loses its tick when its number is no longer there", async () => {
    const notebook = new Notebook([{ id: "claim:1", code: "x", run: "auto" }], "k");
    await notebook.wake();
    const kernel = world.kernel!;
    const outputs = [{ key: "0", kind: "value", payload: valueKind.encode(2) }];
    kernel.onreport({ type: "outputs", cell: "claim:1", run: 1, outputs });
    expect(notebook.claims.get("claim:1")).toBe(2);
    kernel.onreport({ type: "status", cell: "claim:1", run: 2, status: "failed", ms: 1, note: null });
    expect(notebook.claims.has("claim:1")).toBe(false);
  });
});
