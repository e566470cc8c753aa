import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { CellSource, Report } from "#worker/protocol.ts";
import { eraseEverything } from "../store/database.ts";
import { Cell } from "./cell.svelte.ts";
import { LastVisit } from "./last-visit.ts";

beforeEach(async () => {
  vi.stubGlobal("localStorage", {});
  await eraseEverything();
});

const train: CellSource = { id: "train", code: "slider();", run: "manual" };
const outputs = (...kinds: readonly string[]): Report => ({
  type: "outputs",
  cell: "train",
  run: 1,
  outputs: kinds.map((kind, at) => ({ key: String(at), kind, payload: `made by ${kind}` })),
});
const status = (run: number, status: "running" | "done"): Report => {
  return { type: "status", cell: "train", run, status, ms: null, note: null };
};

/** Opens the notebook of one cell. */
async function visited(source = train) {
  const cell = new Cell(source);
  const visit = new LastVisit("lesson@1", () => [cell]);
  return { cell, visit, controls: await visit.restore() };
}

async function leave(...kinds: readonly string[]) {
  const { cell, visit } = await visited();
  cell.take(outputs(...kinds));
  visit.showed(cell);
  await visit.flush();
}

describe("the last visit", () => {
  it("is shown again and called so, until the cell shows something of its own", async () => {
    await leave("plot");
    const { cell } = await visited();
    expect(cell.outputs.map(({ payload }) => payload)).toEqual(["made by plot"]);
    expect(cell.isFromLastVisit).toBe(true);
    cell.take(outputs("value"));
    expect(cell.outputs.map(({ kind }) => kind)).toEqual(["value"]);
    expect(cell.isFromLastVisit).toBe(false);
  });

  it("stays while the cell runs, and goes when that run shows nothing", async () => {
    await leave("plot");
    const { cell } = await visited();
    cell.take(status(1, "running"));
    expect(cell.outputs).toHaveLength(1);
    cell.take(status(1, "done"));
    expect(cell.outputs).toEqual([]);
    expect(cell.isFromLastVisit).toBe(false);
  });

  it("shows no control: none would answer", async () => {
    await leave("control", "plot");
    expect((await visited()).cell.outputs.map(({ kind }) => kind)).toEqual(["plot"]);
  });

  it("takes nothing from a cell that has run before the store answered", async () => {
    await leave("plot");
    const cell = new Cell(train);
    const visit = new LastVisit("lesson@1", () => [cell]);
    const restored = visit.restore();
    cell.take(outputs("value"));
    await restored;
    expect(cell.outputs.map(({ kind }) => kind)).toEqual(["value"]);
  });

  it("knows where controls stood, as long as their cell has the same text", async () => {
    const { visit } = await visited();
    visit.set("train/rate", 0.3);
    visit.set("train/pad", [0, 1]);
    await visit.flush();
    expect([...(await visited()).controls]).toEqual([
      ["train/rate", 0.3],
      ["train/pad", [0, 1]],
    ]);
    expect((await visited({ ...train, code: "slider(2);" })).controls.size).toBe(0);
  });

  it("presses no button again", async () => {
    const { cell, visit } = await visited();
    const payload = { id: "train/go", control: { type: "button", label: "go" } };
    cell.take({ type: "outputs", cell: "train", run: 1, outputs: [{ key: "0", kind: "control", payload }] });
    visit.set("train/go", 1);
    await visit.flush();
    expect((await visited()).controls.size).toBe(0);
  });

  it("is kept a while after the first of many frames, not with each", async () => {
    const { cell, visit } = await visited();
    const flush = vi.spyOn(visit, "flush");
    for (let frame = 0; frame < 100; frame += 1) visit.showed(cell);
    expect(flush).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(flush).toHaveBeenCalledTimes(1), { timeout: 3000 });
    await flush.mock.results[0].value;
  });
});
