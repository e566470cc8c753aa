import { describe, expect, it } from "vitest";
import type { Report } from "#worker/protocol.ts";
import { Cell } from "./cell.svelte.ts";

const cell = () => new Cell({ id: "train", code: "const x = 1;", run: "auto" });
const status = (run: number, status: "running" | "done" | "failed"): Report => ({
  type: "status",
  cell: "train",
  run,
  status,
  ms: null,
  note: null,
});
const outputs = (run: number, payload: unknown): Report => ({
  type: "outputs",
  cell: "train",
  run,
  outputs: [{ key: "0", kind: "value", payload }],
});
const progress = (run: number, done: number): Report => ({
  type: "progress",
  cell: "train",
  run,
  done,
  total: 10,
  perSecond: 5,
  secondsLeft: 1,
});

describe("a cell on the page", () => {
  it("drops what an older run says", () => {
    const it = cell();
    it.take(outputs(2, "new"));
    it.take(outputs(1, "old"));
    it.take(status(1, "failed"));
    expect(it.outputs[0].payload).toBe("new");
    expect(it.status).toBe("idle");
  });

  it("knows that what it shows is old while a newer run has shown nothing", () => {
    const it = cell();
    it.take(status(1, "running"));
    it.take(outputs(1, "first"));
    it.take(status(1, "done"));
    expect(it.isShowingOld).toBe(false);
    it.take(status(2, "running"));
    expect(it.isShowingOld).toBe(true);
    it.take(outputs(2, "second"));
    expect(it.isShowingOld).toBe(false);
  });

  it("keeps its outputs until a newer run brings others", () => {
    const it = cell();
    it.take(outputs(1, "first"));
    it.take(status(2, "running"));
    expect(it.outputs[0].payload).toBe("first");
    it.take(outputs(2, "second"));
    expect(it.outputs[0].payload).toBe("second");
  });

  it("shows progress while it runs and none that comes after", () => {
    const it = cell();
    it.take(status(1, "running"));
    it.take(progress(1, 3));
    expect(it.progress?.done).toBe(3);
    it.take(status(1, "done"));
    it.take(progress(1, 10));
    expect(it.progress).toBeNull();
  });

  it("looks stale as soon as its text is newer than its run", () => {
    const it = cell();
    it.take(status(1, "done"));
    it.code = "const x = 2;";
    expect(it.shown).toBe("stale");
    it.sent = it.code;
    expect(it.shown).toBe("done");
  });

  it("marks problems only on the text they were found in", () => {
    const it = cell();
    const problem = { severity: "error", message: "no", help: null, range: { start: 6, end: 7 } } as const;
    it.take({ type: "analysis", cell: "train", declares: [], reads: [], problems: [problem] });
    expect(it.markers).toEqual([problem]);
    it.code = "const y = 1;";
    expect(it.markers).toEqual([]);
  });

  it("takes the reports of a fresh kernel, whose runs count from 1 again", () => {
    const it = cell();
    it.take(status(7, "running"));
    it.abandon();
    expect(it.status).toBe("stopped");
    it.take(status(1, "done"));
    expect(it.status).toBe("done");
  });
});
