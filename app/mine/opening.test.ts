import "fake-indexeddb/auto";
import { openDB } from "idb";
import { beforeEach, expect, it, vi } from "vitest";
import { eraseEverything } from "../store/database.ts";
import { createNotebook, readNotebookRecord } from "../store/notebooks.ts";
import { openAddress } from "./opening.ts";

const kept = new Map<string, string>();

beforeEach(async () => {
  kept.clear();
  vi.stubGlobal(
    "localStorage",
    new Proxy(
      {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, text: string) => void kept.set(key, text),
        removeItem: (key: string) => void kept.delete(key),
      },
      {
        ownKeys: () => [...kept.keys()],
        getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      },
    ),
  );
  await eraseEverything();
});

const newer = "---\ntitle: From tomorrow\nformat: 2\n---\n";

it("refuses a notebook that a newer Slope has kept, and leaves it as it is", async () => {
  const { id } = await createNotebook({ title: "From tomorrow", markdown: newer, origin: null });
  const before = await readNotebookRecord(id);
  // What was typed before the page was closed would be written over it.
  const lost = { revision: before.revision, title: "T", markdown: "typed here" };
  kept.set(`slope:last:notebook:${id}:tab`, JSON.stringify(lost));
  await expect(openAddress(`#n=${id}`)).rejects.toMatchObject({
    name: "CannotOpen",
    message: expect.stringContaining("newer Slope") as unknown,
    raw: before,
  });
  expect(await readNotebookRecord(id)).toEqual(before);
});

it("says in a sentence that the whole store is a newer one's", async () => {
  (await openDB("slope", 99)).close();
  await expect(openAddress("#n=abc")).rejects.toThrow("written by a newer Slope");
});
