import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { database, eraseEverything } from "./database.ts";
import { allProgress, changeProgress, nothingYet, progressKey, readProgress } from "./progress.ts";

beforeEach(async () => {
  vi.stubGlobal("localStorage", {});
  await eraseEverything();
});

const done = (id: string) => (before: typeof nothingYet) => ({
  ...before,
  exercises: { ...before.exercises, [id]: { done: true, seen: false, answer: "x" } },
});

describe("progress", () => {
  it("is nothing before anything was done", async () => {
    expect(await readProgress("autograd@1")).toEqual(nothingYet);
  });

  it("is kept for each version of a lesson apart", async () => {
    await changeProgress(progressKey({ id: "autograd", version: 1 }), done("operations"));
    expect((await readProgress("autograd@1")).exercises["operations"].done).toBe(true);
    expect(await readProgress("autograd@2")).toEqual(nothingYet);
    expect([...(await allProgress()).keys()]).toEqual(["autograd@1"]);
  });

  it("loses nothing when two tabs write at once", async () => {
    await Promise.all(["a", "b", "c"].map((id) => changeProgress("autograd@1", done(id))));
    expect(Object.keys((await readProgress("autograd@1")).exercises)).toEqual(["a", "b", "c"]);
  });

  it("begins anew where what is stored cannot be read", async () => {
    await (await database()).put("progress", { exercises: 3 }, "autograd@1");
    expect(await readProgress("autograd@1")).toEqual(nothingYet);
    await changeProgress("autograd@1", done("a"));
    expect(Object.keys((await readProgress("autograd@1")).exercises)).toEqual(["a"]);
  });
});
