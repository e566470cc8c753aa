import "fake-indexeddb/auto";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { database, eraseEverything } from "./database.ts";
import { holdNotebook } from "./hold.ts";
import {
  ConflictError,
  createNotebook,
  DamagedError,
  listNotebooks,
  readNotebookRecord,
  saveNotebook,
  setRemoved,
  versionsOf,
} from "./notebooks.ts";
import { Saving, withLastMoment } from "./saving.svelte.ts";

const local = new Map<string, string>();
const storage = new Proxy(
  {
    getItem: (key: string) => local.get(key) ?? null,
    setItem: (key: string, value: string) => void local.set(key, value),
    removeItem: (key: string) => void local.delete(key),
  },
  {
    ownKeys: () => [...local.keys()],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  },
);

beforeEach(async () => {
  local.clear();
  vi.stubGlobal("localStorage", storage);
  await eraseEverything();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const create = (markdown = "first") => createNotebook({ title: "Mine", markdown, origin: null });
const textsOf = async (id: string) => [
  (await readNotebookRecord(id)).markdown,
  ...(await versionsOf(id)).map(({ markdown }) => markdown),
];
/** A tab in which a learner types. */
async function tab(id: string) {
  const { stored, markdown } = await withLastMoment(await readNotebookRecord(id));
  const now = { title: "Mine", markdown };
  const saving = new Saving(stored, () => now);
  const type = (text: string) => {
    now.markdown = text;
    saving.changed();
  };
  return { saving, now, type };
}
/** Until the next write, the store has no room. */
async function fill() {
  const db = await database();
  const full = new DOMException("The quota has been exceeded.", "QuotaExceededError");
  const transaction = db.transaction.bind(db);
  return vi.spyOn(db, "transaction").mockImplementation((...given: Parameters<typeof transaction>) => {
    if (given[1] === "readwrite") throw full;
    return transaction(...given);
  });
}

describe("my notebooks", () => {
  it("are there again, newest first", async () => {
    const one = await create();
    const two = await create();
    vi.spyOn(Date, "now").mockReturnValue(two.changedAt + 1000);
    await saveNotebook(one.id, { title: "Mine", markdown: "changed" }, 1);
    expect((await listNotebooks()).notebooks.map(({ id }) => id)).toEqual([one.id, two.id]);
  });

  it("are put aside and taken back whole", async () => {
    const { id } = await create();
    await setRemoved(id, true);
    expect((await readNotebookRecord(id)).removedAt).not.toBeNull();
    await setRemoved(id, false);
    expect(await readNotebookRecord(id)).toMatchObject({ markdown: "first", removedAt: null });
  });

  it("are gone with all traces when the data is erased", async () => {
    const { id } = await create();
    local.set("slope:theme", "dark");
    local.set("other:site", "kept");
    await eraseEverything();
    await expect(readNotebookRecord(id)).rejects.toThrow("no such notebook");
    expect([...local.keys()]).toEqual(["other:site"]);
  });
});

describe("a damaged record", () => {
  it("is said, left as it is, and hides no other", async () => {
    const { id } = await create();
    const broken = { id: "b", title: "Broken", markdown: 7 };
    await (await database()).put("notebooks", broken, "b");
    const { notebooks, damaged } = await listNotebooks();
    expect(notebooks.map((notebook) => notebook.id)).toEqual([id]);
    expect(damaged).toEqual([{ id: "b", raw: broken }]);
    await expect(readNotebookRecord("b")).rejects.toThrow(DamagedError);
    await expect(saveNotebook("b", { title: "", markdown: "over it" }, 1)).rejects.toThrow(DamagedError);
    expect(await (await database()).get("notebooks", "b")).toEqual(broken);
  });
});

describe("two tabs", () => {
  it("never write over one another, and lose nothing of either", async () => {
    const step = fc.record({ who: fc.nat(1), text: fc.string({ minLength: 1 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const { id } = await create("start");
        const tabs = [await tab(id), await tab(id)];
        for (const { who, text } of steps) {
          tabs[who].type(text);
          await tabs[who].saving.flush();
        }
        // A tab that was overtaken has kept what it was refused; what it types from then on stays on its screen and in its last moment.
        for (const { saving } of tabs) saving.leave();
        await Promise.all(tabs.map(({ saving }) => saving.flush()));
        await tab(id);
        const kept = await textsOf(id);
        for (const { now, saving } of tabs) {
          const isThere = kept.includes(now.markdown);
          expect(isThere, `${saving.trouble ?? "no trouble"}: ${now.markdown}`).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  }, 30_000);

  it("say so in the one that was overtaken, and keep its text among the versions", async () => {
    const { id } = await create();
    const [one, two] = [await tab(id), await tab(id)];
    one.type("from one");
    await one.saving.flush();
    two.type("from two");
    await two.saving.flush();
    expect(two.saving.trouble).toMatch(/Another tab has changed this notebook/);
    expect(await textsOf(id)).toEqual(["from one", "from two", "first"]);
    await expect(saveNotebook(id, { title: "", markdown: "again" }, 1)).rejects.toThrow(ConflictError);
  });

  it("hold a notebook one after the other where the browser has locks", async () => {
    const first = await holdNotebook("x", locks());
    expect(first.isMine).toBe(true);
    const second = await holdNotebook("x", shared);
    expect(second.isMine).toBe(false);
    first.release();
    await second.free;
    second.release();
    await new Promise((resolve) => setTimeout(resolve));
    expect((await holdNotebook("x", shared)).isMine).toBe(true);
  });
});

describe("a store without room", () => {
  it("is said at once, and what was typed is rescued when the page goes", async () => {
    const { id } = await create();
    const here = await tab(id);
    const noRoom = await fill();
    here.type("typed");
    await here.saving.flush();
    expect(here.saving.trouble).toMatch(/no room left.*Save the notebook as a file/);
    here.saving.leave();
    // Still full on the next visit: the text is shown all the same.
    const next = await tab(id);
    expect(next.now.markdown).toBe("typed");
    noRoom.mockRestore();
    next.saving.changed();
    await next.saving.flush();
    expect(next.saving.trouble).toBeNull();
    expect((await readNotebookRecord(id)).markdown).toBe("typed");
    expect(local.size).toBe(0);
  });
});

describe("the last moment", () => {
  it("is there on the next visit", async () => {
    const { id } = await create();
    const here = await tab(id);
    here.now.markdown = "typed just now";
    const noRoom = await fill();
    here.saving.leave();
    await here.saving.flush();
    noRoom.mockRestore();
    expect((await tab(id)).now.markdown).toBe("typed just now");
    expect(await textsOf(id)).toEqual(["typed just now", "first"]);
  });

  it("goes among the versions when another tab has written since", async () => {
    const { id } = await create();
    local.set(
      `slope:last:notebook:${id}:another-tab`,
      JSON.stringify({ revision: 1, title: "Mine", markdown: "late" }),
    );
    await saveNotebook(id, { title: "Mine", markdown: "newer" }, 1);
    expect((await tab(id)).now.markdown).toBe("newer");
    expect(await textsOf(id)).toContain("late");
  });
});

describe("the history", () => {
  it("keeps a version every few minutes and before each milestone", async () => {
    const { id } = await create("0");
    const clock = vi.spyOn(Date, "now");
    for (let minute = 1; minute <= 12; minute += 1) {
      clock.mockReturnValue(Date.UTC(2026, 0, 1, 10, minute));
      await saveNotebook(id, { title: "", markdown: String(minute) }, minute, minute === 12);
    }
    const kept = (await versionsOf(id)).map(({ markdown }) => Number(markdown));
    expect(kept[0]).toBe(11);
    expect(kept.at(-1)).toBe(0);
    expect(kept.length).toBeLessThan(7);
  });

  it("stays bounded, and keeps the first and the newest", async () => {
    const { id } = await create("0");
    for (let at = 1; at <= 90; at += 1) await saveNotebook(id, { title: "", markdown: String(at) }, at, true);
    const kept = (await versionsOf(id)).map(({ markdown }) => Number(markdown));
    expect(kept).toHaveLength(60);
    expect(kept.slice(0, 29)).toEqual(Array.from({ length: 29 }, (_, at) => 89 - at));
    expect(kept.at(-1)).toBe(0);
  });
});

let shared: Pick<LockManager, "request">;
/** As browsers do it: one holder a name, the others wait in line or get nothing. */
function locks(): Pick<LockManager, "request"> {
  let line: Promise<unknown> = Promise.resolve();
  let holders = 0;
  const request = async (_name: string, options: LockOptions, run: (lock: Lock | null) => unknown) => {
    if (options.ifAvailable && holders > 0) return run(null);
    holders += 1;
    const turn = line.then(() => run({ name: _name, mode: "exclusive" }));
    line = turn.finally(() => (holders -= 1));
    return turn;
  };
  // Only the form with options is used here.
  return (shared = { request } as unknown as Pick<LockManager, "request">);
}
