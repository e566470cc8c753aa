import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { database, eraseEverything } from "./database.ts";
import { keepTape, readTapes } from "./tapes.ts";

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.stubGlobal("localStorage", {});
  await eraseEverything();
});

describe("the tapes of a notebook's trainings", () => {
  it("are there on the next visit by cell, and gone when my data is erased", async () => {
    await keepTape("lesson", "train", { made: "a" });
    await keepTape("lesson", "other", { made: "b" });
    await keepTape("lesson 2", "train", { made: "c" });
    expect([...(await readTapes("lesson"))]).toEqual([
      ["other", { made: "b" }],
      ["train", { made: "a" }],
    ]);
    await eraseEverything();
    expect([...(await readTapes("lesson"))]).toEqual([]);
  });

  it("are replaced by newer ones, and taken off where there is none", async () => {
    await keepTape("lesson", "train", 1);
    await keepTape("lesson", "train", 2);
    expect([...(await readTapes("lesson"))]).toEqual([["train", 2]]);
    await keepTape("lesson", "train", null);
    expect([...(await readTapes("lesson"))]).toEqual([]);
  });

  it("make room for newer ones, the oldest first", async () => {
    for (let at = 0; at < 15; at += 1) {
      vi.setSystemTime(at);
      await keepTape("lesson", `cell ${String(at).padStart(2, "0")}`, at);
    }
    expect([...(await readTapes("lesson")).values()]).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  });

  it("are as if they were not there where what is stored is something else", async () => {
    await (await database()).put("tapes", "scribble", ["lesson", "train"]);
    expect([...(await readTapes("lesson"))]).toEqual([]);
  });
});
