import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Drafts } from "./drafts.svelte.ts";

// Node has no IndexedDB: the store is closed, as in a private window.
const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("drafts where the store is closed", () => {
  it("says at once that edits are not being kept", async () => {
    const drafts = new Drafts("lesson@1", () => ({}));
    expect(await drafts.restore()).toEqual({});
    expect(drafts.trouble).toMatch(/not being kept/);
  });

  it("still brings back what was typed in the last moment", async () => {
    const before = new Drafts("lesson@1", () => ({ train: "typed just now" }));
    before.changed();
    before.leave();
    const after = new Drafts("lesson@1", () => ({}));
    expect(await after.restore()).toEqual({ train: "typed just now" });
  });

  it("keeps lessons and their versions apart", async () => {
    const one = new Drafts("lesson@1", () => ({ train: "one" }));
    one.changed();
    one.leave();
    expect(await new Drafts("lesson@2", () => ({})).restore()).toEqual({});
  });

  it("believes nothing that is not text", async () => {
    kept.set("slope:last:lesson@1", JSON.stringify({ train: 3, start: "const a = 1;" }));
    expect(await new Drafts("lesson@1", () => ({})).restore()).toEqual({ start: "const a = 1;" });
  });
});
