import { describe, expect, it } from "vitest";
import { Bench, cellOf, sleep } from "./testing/bench.ts";

describe("a cell that is switched off", () => {
  it("never runs, and another may declare its names", async () => {
    const bench = await new Bench().open({
      first: "off: const x = 1; note('ran');",
      second: "const x = 2;",
      reader: "note(x)",
    });
    await bench.run();
    await bench.run("first");
    expect(bench.status("first")).toBe("off");
    expect(bench.problems("second")).toEqual([]);
    expect(bench.notes).toEqual([2]);
  });

  it("is named to those who read it, until it is switched on", async () => {
    const bench = await new Bench().open({ maker: "const x = 1;", reader: "note(x)" });
    await bench.run();
    await bench.kernel.edit({ id: "maker", code: "const x = 1;", run: "off" }, null);
    await bench.run("reader");
    expect(bench.status("reader")).toBe("failed");
    expect(bench.problems("reader")[0]?.message).toBe("`x` is made by cell `maker`, which is switched off.");
    await bench.kernel.edit({ id: "maker", code: "const x = 1;", run: "auto" }, null);
    await bench.run("reader");
    expect(bench.notes).toEqual([1, 1]);
  });

  it("ends a training that was under way", async () => {
    const code = "const run = (function* () { for (const step of steps()) yield step; })()";
    const bench = await new Bench().open({ train: code });
    await bench.kernel.runAll();
    await bench.until("train", "running");
    await bench.kernel.edit({ id: "train", code, run: "off" }, null);
    await bench.kernel.settled();
    expect(bench.status("train")).toBe("off");
    expect(bench.kernel.valueOf("run")).toBeUndefined();
  });
});

describe("dataflow", () => {
  it("runs what a cell needs before it, wherever it stands", async () => {
    const bench = await new Bench().open({ c: "a + b", b: "const b = a * 2", a: "const a = 3" });
    await bench.run("c");
    expect(bench.output("c", "value")).toBe(9);
  });

  it("runs again what reads a changed name, and nothing else", async () => {
    const bench = await new Bench().open({
      a: "note('a'); const a = slider('a', 1)",
      b: "note('b'); const b = a + 1",
      c: "note('c'); const c = b * 10; c",
      other: "note('other')",
    });
    await bench.run();
    bench.notes.length = 0;
    await bench.kernel.setControl("a/a", 4);
    await bench.kernel.settled();
    expect(bench.notes).toEqual(["a", "b", "c"]);
    expect(bench.output("c", "value")).toBe(50);
  });

  it("finds a value that was kept for it when it next runs, and does not run for it", async () => {
    const bench = await new Bench().open({ a: "note(slider('a', 1))" });
    await bench.run();
    await bench.kernel.keepControl("a/a", 4);
    await bench.kernel.settled();
    expect(bench.notes).toEqual([1]);
    await bench.run();
    expect(bench.notes).toEqual([1, 4]);
  });

  it("runs a cell once where several of the names it reads change", async () => {
    const bench = await new Bench().open({
      a: "const a = slider('a', 1)",
      left: "const left = a + 1",
      right: "await sleep(5); const right = a + 2",
      sum: "note(left + right)",
    });
    await bench.run();
    await bench.kernel.setControl("a/a", 10);
    await bench.kernel.settled();
    expect(bench.notes).toEqual([5, 23]);
  });

  it("lets readers be where a number came out the same", async () => {
    const bench = await new Bench().open({
      a: "const a = slider('a', 1)",
      sign: "const sign = Math.sign(a)",
      reader: "note(sign)",
    });
    await bench.run();
    await bench.kernel.setControl("a/a", 7);
    await bench.kernel.settled();
    expect(bench.notes).toEqual([1]);
  });

  it("lets the latest wish win: an older run's result is dropped", async () => {
    const bench = await new Bench().open({
      a: "const a = slider('a', 1)",
      slow: "const n = a; invalidation.addEventListener('abort', () => note(`left ${n}`)); if (n === 1) await sleep(2000); display(n); const got = n",
    });
    await bench.kernel.runAll();
    await bench.until("slow", "running");
    await bench.kernel.setControl("a/a", 2);
    await bench.kernel.settled();
    expect(bench.kernel.valueOf("got")).toBe(2);
    expect(bench.notes).toEqual(["left 1"]);
    expect(bench.outputs("slow").map(({ payload }) => payload)).toEqual([2]);
  });

  it("lets other cells go on while one awaits", async () => {
    const bench = await new Bench().open({
      waits: "await sleep(40); note('waited')",
      goes: "note('went')",
    });
    await bench.run();
    expect(bench.notes).toEqual(["went", "waited"]);
  });

  it("awaits the last expression", async () => {
    const bench = await new Bench().open({ a: "sleep(1).then(() => 5)" });
    await bench.run();
    expect(bench.output("a", "value")).toBe(5);
  });

  it("keeps names with _ to their cell, and imports from slope", async () => {
    const bench = await new Bench().open({
      a: "const _x = 1; const a = _x",
      b: 'import { note as write } from "slope"; const _x = 2; write(a + _x)',
    });
    await bench.run();
    expect(bench.notes).toEqual([3]);
  });
});

describe("a failed cell", () => {
  it("blocks its readers, says why, and frees them when it is mended", async () => {
    const bench = await new Bench().open({
      data: "const data = null; data.length",
      reader: "const twice = data",
      last: "twice",
    });
    await bench.run();
    expect(bench.status("data")).toBe("failed");
    expect(bench.status("reader")).toBe("blocked");
    expect(bench.note("reader")).toBe("`data` is made by cell `data`, which failed.");
    expect(bench.note("last")).toBe("`twice` is made by cell `reader`, which cannot run.");

    await bench.kernel.edit(cellOf("data", "const data = 3"), null);
    await bench.run("data");
    expect(bench.output("last", "value")).toBe(3);
    expect(bench.status("reader")).toBe("done");
  });

  it("does not run with a mistake that the analysis has found", async () => {
    const bench = await new Bench().open({ a: "const a = ;", b: "const b = lenght", c: "note(1)" });
    await bench.run();
    expect(bench.status("a")).toBe("failed");
    expect(bench.note("b")).toBe("There is no `lenght`.");
    expect(bench.problems("b")).toHaveLength(1);
    expect(bench.notes).toEqual([1]);
  });

  it("fails with its whole cycle, and leaves the rest alone", async () => {
    const bench = await new Bench().open({ a: "const a = b", b: "const b = a", c: "const c = 1; c", d: "a" });
    await bench.run();
    expect(bench.status("a")).toBe("failed");
    expect(bench.status("b")).toBe("failed");
    expect(bench.status("d")).toBe("blocked");
    expect(bench.output("c", "value")).toBe(1);
  });
});

describe("manual cells", () => {
  const notebook = {
    rate: "const rate = slider('rate', 1)",
    train: "manual: note('train'); const model = rate * 2",
    use: "note(`use ${model}`); model",
    again: "manual: note('again'); model",
  };

  it("wait for Run, and their readers with them", async () => {
    const bench = await new Bench().open(notebook);
    await bench.kernel.runAutomatic();
    await bench.kernel.settled();
    expect(bench.notes).toEqual([]);
    expect([bench.status("rate"), bench.status("train"), bench.status("use")]).toEqual([
      "done",
      "idle",
      "idle",
    ]);
  });

  it("keep those who read them idle, also when something else they read has news", async () => {
    const bench = await new Bench().open({ ...notebook, both: "rate + model" });
    await bench.kernel.runAutomatic();
    await bench.kernel.settled();
    await bench.kernel.setControl("rate/rate", 3);
    await bench.kernel.settled();
    expect(bench.status("both")).toBe("idle");
    await bench.run("both");
    expect(bench.output("both", "value")).toBe(9);
  });

  it("run when asked, with their automatic readers and not their manual ones", async () => {
    const bench = await new Bench().open(notebook);
    await bench.run("train");
    expect(bench.notes).toEqual(["train", "use 2"]);
    expect(bench.status("again")).toBe("idle");
  });

  it("go stale instead of running again", async () => {
    const bench = await new Bench().open(notebook);
    await bench.run();
    bench.notes.length = 0;
    await bench.kernel.setControl("rate/rate", 5);
    await bench.kernel.settled();
    expect(bench.notes).toEqual([]);
    expect(bench.status("train")).toBe("stale");
    expect(bench.kernel.valueOf("model")).toBe(2);
    await bench.run("again");
    expect(bench.notes).toEqual(["train", "use 10", "again"]);
  });

  it("go stale, with all that reads them, when the text of what they need is edited", async () => {
    const bench = await new Bench().open(notebook);
    await bench.run();
    await bench.kernel.edit(cellOf("rate", "const rate = 7"), null);
    await bench.kernel.settled();
    await sleep(50);
    for (const cell of ["rate", "train", "use", "again"]) expect(bench.status(cell)).toBe("stale");
  });
});

describe("editing", () => {
  it("puts a new cell in place, and takes one away with its names", async () => {
    const bench = await new Bench().open({ a: "const a = 1" });
    await bench.kernel.edit(cellOf("b", "a + 1"), "a");
    await bench.run("b");
    expect(bench.output("b", "value")).toBe(2);
    await bench.kernel.remove("a");
    await bench.run("b");
    expect(bench.problems("b")[0]?.message).toBe("There is no `a`.");
    expect(bench.status("b")).toBe("failed");
  });

  it("gives the name of a removed clash to the cell that still has it", async () => {
    const bench = await new Bench().open({ a: "const x = 1", b: "const x = 2", c: "x" });
    await bench.run();
    expect(bench.status("b")).toBe("failed");
    await bench.kernel.remove("a");
    await bench.run("c");
    expect(bench.output("c", "value")).toBe(2);
  });
});
