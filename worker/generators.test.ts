import { describe, expect, it, vi } from "vitest";
import { Bench, cellOf, sleep } from "./testing/bench.ts";

describe("a generator cell", () => {
  it("stands for what it yielded last, and its readers see the end", async () => {
    const bench = await new Bench().open({
      train: "manual: const run = (function* () { for (const step of steps(50)) yield step * 10; })()",
      plot: "run",
      evaluate: "manual: note(run)",
    });
    await bench.run();
    expect(bench.kernel.valueOf("run")).toBe(490);
    expect(bench.output("plot", "value")).toBe(490);
    // A manual reader waits for the end, and runs once.
    expect(bench.notes).toEqual([490]);
    expect(bench.status("train")).toBe("done");
  });

  it("makes far more than 20,000 trivial steps a second while its readers follow", async () => {
    const bench = await new Bench().open({
      train: "const run = (function* () { for (const step of steps(40_000)) yield step; })()",
      plot: "note(run)",
    });
    const started = performance.now();
    await bench.run();
    const perSecond = 40_000 / ((performance.now() - started) / 1000);
    expect(perSecond).toBeGreaterThan(20_000);
    expect(bench.notes.at(-1)).toBe(39_999);
  });

  it("shows its readers some frames on the way, at no more than display rate", async () => {
    const bench = await new Bench().open({
      train:
        "const run = (function* () { const end = performance.now() + 400; while (performance.now() < end) yield performance.now(); })()",
      plot: "note(run)",
    });
    await bench.run();
    expect(bench.notes.length).toBeGreaterThan(2);
    expect(bench.notes.length).toBeLessThan(16);
  });

  it("is not starved by a slow reader", async () => {
    const bench = await new Bench().open({
      train: `let busy = 0;
        const run = (function* () {
          const start = performance.now();
          while (performance.now() - start < 600) {
            const from = performance.now();
            while (performance.now() - from < 1);
            busy += 1;
            yield busy;
          }
        })()`,
      slow: "const until = performance.now() + 40; while (performance.now() < until); note(run)",
    });
    await bench.run();
    expect(bench.notes.length).toBeGreaterThan(2);
    // A step takes 1 ms and a reading 40: readers have no more than a third of the time, however busy the machine.
    expect(bench.kernel.valueOf("busy")).toBeGreaterThan(2 * 40 * (bench.notes.length - 2));
  });

  it("shows a cheap reader far more frames than a dear one, and both the end", async () => {
    const bench = await new Bench().open({
      train: "const run = (function* () { for (let n = 0; ; n++) yield n; })()",
      dear: "const until = performance.now() + 100; while (performance.now() < until); note(['dear', run])",
      cheap: "note(['cheap', run])",
    });
    const seenBy = (reader: string) =>
      (bench.notes as [string, unknown][]).filter(([name]) => name === reader);
    await bench.kernel.runAll();
    // As many frames as it takes: a busy machine changes how long that is, not who sees more.
    await vi.waitFor(() => expect(seenBy("cheap").length).toBeGreaterThan(20), { timeout: 15_000 });
    await bench.kernel.stop("train");
    await bench.kernel.settled();
    expect(seenBy("cheap").length).toBeGreaterThan(1.5 * seenBy("dear").length);
    const end = bench.kernel.valueOf("run");
    expect(seenBy("dear").at(-1)).toEqual(["dear", end]);
    expect(seenBy("cheap").at(-1)).toEqual(["cheap", end]);
  }, 20_000);

  it("keeps what its steps display in one place each", async () => {
    const bench = await new Bench().open({
      train: `display("before");
        (function* () { for (let i = 0; i < 30; i++) { display(i); if (i % 10 === 0) display(-i); yield "shown " + i; } })()`,
    });
    await bench.run();
    expect(bench.outputs("train").map(({ key, payload }) => [key, payload])).toMatchObject([
      ["display:0", { first: [{ text: "before" }] }],
      ["step:0", 29],
      ["step:1", -20],
      ["result", { first: [{ text: "shown 29" }] }],
    ]);
  });

  it("may be asynchronous", async () => {
    const bench = await new Bench().open({
      train:
        "const run = (async function* () { for (let i = 0; i < 5; i++) { await sleep(2); yield i; } })()",
      plot: "run",
    });
    await bench.run();
    expect(bench.output("plot", "value")).toBe(4);
  });

  it("gives what it returns as its last value", async () => {
    const bench = await new Bench().open({ a: "(function* () { yield 1; return 'end'; })()" });
    await bench.run();
    expect(bench.kernel.resultOf("a")).toBe("end");
  });

  it("fails at the step that throws, and blocks its readers", async () => {
    const bench = await new Bench().open({
      train: "const run = (function* () { yield 1; null.x; })()",
      plot: "run",
    });
    await bench.run();
    expect(bench.status("train")).toBe("failed");
    expect(bench.status("plot")).toBe("blocked");
  });
});

describe("Run all", () => {
  it("trains one manual cell after the other, as they stand, while automatic ones follow", async () => {
    const train = (name: string) =>
      `manual: const ${name} = (function* () { for (const step of steps(3)) { note("${name}"); await0(); yield step; } })()`;
    const await0 =
      "const await0 = () => { const end = performance.now() + 8; while (performance.now() < end); }";
    const bench = await new Bench().open({
      await0,
      a: train("a"),
      follows: "note('follows ' + a)",
      b: train("b"),
    });
    await bench.run();
    const trained = bench.notes.filter((note) => note === "a" || note === "b");
    expect(trained).toEqual(["a", "a", "a", "b", "b", "b"]);
    expect(bench.notes).toContain("follows 2");
  });
});

describe("while a manual generator runs", () => {
  const notebook = {
    rate: "const rate = slider('rate', 1)",
    train: "manual: const run = (function* () { for (const step of steps()) { note(rate); yield rate; } })()",
    follow: "run",
  };

  it("takes new values of a control at its next step, and is stale when it ends", async () => {
    const bench = await new Bench().open(notebook);
    await bench.kernel.runAll();
    await bench.until("follow", "done");
    await bench.kernel.setControl("rate/rate", 9);
    await sleep(120);
    expect(bench.status("train")).toBe("running");
    expect(bench.notes).toContain(1);
    expect(bench.notes.at(-1)).toBe(9);
    await bench.kernel.stop("train");
    await bench.kernel.settled();
    expect(bench.status("train")).toBe("stale");
    expect(bench.output("follow", "value")).toBe(9);
    // It was one run all along: the values changed once.
    const changes = bench.notes.filter((value, index) => index > 0 && value !== bench.notes[index - 1]);
    expect(changes).toEqual([9]);
  });

  it("starts again where it is automatic", async () => {
    const bench = await new Bench().open({
      ...notebook,
      train: notebook.train.replace("manual: ", "").replace("steps()", "steps(3)"),
    });
    await bench.run();
    await bench.kernel.setControl("rate/rate", 9);
    await bench.kernel.settled();
    expect(bench.notes).toEqual([1, 1, 1, 9, 9, 9]);
  });
});

describe("Pause", () => {
  const training = {
    train: "const run = (function* () { for (const step of steps()) { note(step); yield step; } })()",
    plot: "run",
  };
  const rest = () => sleep(80);

  it("rests a generator with its newest step shown, and lets it go on from there", async () => {
    const bench = await new Bench().open(training);
    await bench.kernel.runAll();
    await bench.until("plot", "done");
    await bench.kernel.pause();
    await rest();
    const at = bench.notes.length;
    await rest();
    expect(bench.notes).toHaveLength(at);
    expect(bench.status("train")).toBe("running");
    expect(bench.output("plot", "value")).toBe(at - 1);
    await bench.kernel.resume();
    await rest();
    expect(bench.notes.length).toBeGreaterThan(at);
    await bench.kernel.stop(null);
    await bench.kernel.settled();
  });

  it("takes one step at a time, and its readers see each", async () => {
    const bench = await new Bench().open(training);
    await bench.kernel.runAll();
    await bench.until("plot", "done");
    await bench.kernel.pause();
    await rest();
    const at = bench.notes.length;
    for (const more of [1, 2]) {
      await bench.kernel.step();
      await rest();
      expect(bench.notes).toHaveLength(at + more);
      expect(bench.output("plot", "value")).toBe(at + more - 1);
    }
    await bench.kernel.stop("train");
    await bench.kernel.settled();
    expect(bench.status("train")).toBe("stopped");
  });

  it("rests a plain loop over steps, takes it one step at a time, and lets Stop end it there", async () => {
    const bench = await new Bench().open({ loop: "for await (const step of steps()) note(step);" });
    await bench.kernel.runAll();
    await bench.until("loop", "running");
    await rest();
    await bench.kernel.pause();
    await rest();
    const at = bench.notes.length;
    expect(at).toBeGreaterThan(0);
    await rest();
    expect(bench.notes).toHaveLength(at);
    for (const more of [1, 2]) {
      await bench.kernel.step();
      await rest();
      expect(bench.notes).toHaveLength(at + more);
    }
    await bench.kernel.stop("loop");
    await bench.kernel.settled();
    expect(bench.status("loop")).toBe("stopped");
    expect(bench.notes).toHaveLength(at + 2);
  });
});

describe("Stop", () => {
  it("ends a generator at its next yield: clean-up runs, the last value stays", async () => {
    const bench = await new Bench().open({
      train:
        "const run = (function* () { try { for (const step of steps()) yield step; } finally { note('cleaned'); } })()",
      plot: "run",
    });
    await bench.kernel.runAll();
    await bench.until("plot", "done");
    await bench.kernel.stop("train");
    await bench.kernel.settled();
    expect(bench.status("train")).toBe("stopped");
    expect(bench.notes).toEqual(["cleaned"]);
    expect(bench.kernel.valueOf("run")).toBeGreaterThan(0);
    expect(bench.output("plot", "value")).toBe(bench.kernel.valueOf("run"));
  });

  it("ends a plain loop over `for await (... of steps())`, and what follows it still runs", async () => {
    const bench = await new Bench().open({
      loop: "let n = 0; for await (const step of steps()) n = step; const last = n; note('after')",
    });
    await bench.kernel.runAll();
    await bench.until("loop", "running");
    await sleep(60);
    await bench.kernel.stop(null);
    await bench.kernel.settled();
    expect(bench.status("loop")).toBe("stopped");
    expect(bench.notes).toEqual(["after"]);
    expect(bench.kernel.valueOf("last")).toBeGreaterThan(0);
  });

  it("leaves a cell that awaits for ever, and keeps the values it had", async () => {
    const bench = await new Bench().open({
      a: "const go = slider('go', 1)",
      waits: "const x = go; if (go > 1) await new Promise(() => {}); const done = go",
    });
    await bench.run();
    await bench.kernel.setControl("a/go", 2);
    await bench.until("waits", "running");
    await bench.kernel.stop("waits");
    await bench.kernel.settled();
    expect(bench.status("waits")).toBe("stopped");
    expect(bench.kernel.valueOf("done")).toBe(1);
  });

  it("takes waiting cells out of the queue", async () => {
    const bench = await new Bench().open({ a: "await new Promise(() => {}); const a = 1", b: "note(a)" });
    await bench.kernel.runAll();
    await bench.until("a", "running");
    await bench.kernel.stop("b");
    await bench.kernel.stop("a");
    await bench.kernel.settled();
    expect(bench.notes).toEqual([]);
    expect(bench.status("b")).toBe("idle");
  });
});

describe("progress", () => {
  it("tells how far a loop is, how fast, and how long it will take", async () => {
    const bench = await new Bench().open({
      train:
        "const run = (function* () { for (const step of steps(1000)) { const end = performance.now() + 0.5; while (performance.now() < end); yield step; } })()",
    });
    await bench.run();
    const reports = bench.reports.filter((report) => report.type === "progress");
    expect(reports.length).toBeGreaterThan(3);
    const midway = reports[Math.floor(reports.length / 2)];
    expect(midway.total).toBe(1000);
    expect(midway.perSecond).toBeGreaterThan(100);
    expect(midway.secondsLeft! * midway.perSecond).toBeCloseTo(1000 - midway.done, 3);
    expect(reports.at(-1)).toMatchObject({ done: 1000, secondsLeft: 0 });
  });

  it("says what it wants when it is asked for half a step", async () => {
    const bench = await new Bench().open({ a: "for (const i of steps(1.5)) note(i)" });
    await bench.run();
    expect(bench.error("a").message).toContain("a whole number");
  });
});

describe("the tape of a generator cell", () => {
  const training = {
    train:
      "manual: const run = (function* () { let { w } = resume({ w: 0 }); for (const step of steps(50)) { w += 1; display('w ' + w); yield { w, loss: 100 - w }; } })()",
    plot: "note(run.w)",
  };

  it("takes the cell, what it shows and all that reads it back to a step, and to the end again", async () => {
    const bench = await new Bench().open(training);
    await bench.run();
    const { runs } = bench.tape("train")!;
    expect(runs).toMatchObject([{ run: 1, from: 0, steps: 50, isMarked: false }]);
    expect([...runs[0].series["loss"]].slice(0, 3)).toEqual([99, 98, 97]);
    await bench.kernel.seek("train", { run: 1, step: 9 });
    await bench.kernel.settled();
    expect(bench.kernel.valueOf("run")).toEqual({ w: 10, loss: 90 });
    expect(bench.notes.at(-1)).toBe(10);
    expect(bench.text("train").first).toMatchObject([{ text: "w 10" }]);
    expect(bench.tape("train")?.position).toEqual({ run: 1, step: 9 });
    await bench.kernel.seek("train", null);
    await bench.kernel.settled();
    expect(bench.kernel.valueOf("run")).toEqual({ w: 50, loss: 50 });
    expect(bench.text("train").first).toMatchObject([{ text: "w 50" }]);
  });

  it("stands still while the training goes on", async () => {
    const bench = await new Bench().open({
      train: "manual: const run = (function* () { for (;;) yield performance.now(); })()",
      plot: "run",
    });
    await bench.kernel.run(["train", "plot"]);
    while ((bench.tape("train")?.runs[0]?.steps ?? 0) < 100) await sleep(5);
    await bench.kernel.seek("train", { run: 1, step: 0 });
    const held = bench.kernel.valueOf("run");
    const { steps } = bench.tape("train")!.runs[0];
    while (bench.tape("train")!.runs[0].steps < steps + 100) await sleep(5);
    expect(bench.kernel.valueOf("run")).toBe(held);
    await bench.kernel.seek("train", null);
    expect(bench.kernel.valueOf("run")).toBeGreaterThan(held as number);
    await bench.kernel.stop("train");
    await bench.kernel.settled();
  });

  it("forks: a run goes on from what a step had yielded, with other settings", async () => {
    const bench = await new Bench().open(training);
    await bench.run();
    await bench.kernel.edit(cellOf("train", training.train.replace("w += 1", "w += 100")), null);
    await bench.kernel.fork("train", { run: 1, step: 9 });
    await bench.kernel.settled();
    expect(bench.kernel.valueOf("run")).toMatchObject({ w: 10 + 50 * 100 });
    const { runs } = bench.tape("train")!;
    expect(runs.map(({ from }) => from)).toEqual([0, 9]);
    expect(runs[1].kept[0]).toBe(9);
    // The run after it starts from the start again.
    await bench.run("train");
    expect(bench.kernel.valueOf("run")).toMatchObject({ w: 5000 });
  });

  it("says what a fork cannot go on from", async () => {
    const bench = await new Bench().open({
      train:
        "manual: const run = (function* () { let { w, m } = resume({ w: 0, m: 1 }); for (const step of steps(3)) yield { w: ++w }; })()",
    });
    await bench.run();
    await bench.kernel.fork("train", { run: 1, step: 1 });
    await bench.kernel.settled();
    expect(bench.error("train").message).toMatch(/^resume: step 1 yielded no `m`.*yield \{ loss, w, m \}/);
  });

  it("keeps marked runs beside newer ones", async () => {
    const bench = await new Bench().open(training);
    await bench.run();
    await bench.kernel.mark("train", 1, true);
    for (let again = 0; again < 5; again += 1) await bench.run("train");
    expect(bench.tape("train")?.runs.map(({ run, isMarked }) => [run, isMarked])).toEqual([
      [1, true],
      ...[3, 4, 5, 6].map((run) => [run, false]),
    ]);
    await bench.kernel.seek("train", { run: 1, step: 0 });
    expect(bench.kernel.valueOf("run")).toEqual({ w: 1, loss: 99 });
  });
});

describe("the tape of an earlier visit", () => {
  const training = {
    scale: "const scale = 10",
    train: `manual: const climb = (function* () {
      let { height } = resume({ height: 0 });
      for (const step of steps(6)) yield { height: (height += scale), params: { w: [height] } };
    })()`,
    seen: "note(climb.height)",
  };

  async function left(): Promise<unknown> {
    const bench = await new Bench().open(training);
    await bench.run();
    return structuredClone(await bench.kernel.pack("train"));
  }

  it("stands for what was yielded, and is dragged back before anything has run", async () => {
    const bench = await new Bench().open(training);
    expect(await bench.kernel.recall("train", await left())).toBe(true);
    await bench.kernel.runAutomatic();
    await bench.kernel.settled();
    expect(bench.notes).toEqual([60]);
    expect(bench.status("train")).toBe("stopped");
    await bench.kernel.seek("train", { run: 1, step: 2 });
    await bench.kernel.settled();
    expect(bench.notes.at(-1)).toBe(30);
    await bench.kernel.seek("train", null);
    await bench.kernel.settled();
    expect(bench.notes.at(-1)).toBe(60);
  });

  it("goes on from a step, and lies beside new runs", async () => {
    const bench = await new Bench().open(training);
    await bench.kernel.recall("train", await left());
    await bench.kernel.fork("train", { run: 1, step: 2 });
    await bench.kernel.settled();
    expect(bench.kernel.valueOf("climb")).toMatchObject({ height: 90 });
    expect(bench.tape("train")?.runs.map(({ run, from }) => [run, from])).toEqual([
      [1, 0],
      [2, 2],
    ]);
  });

  it("is history where a text that it was made from is another now", async () => {
    const bench = await new Bench().open({ ...training, scale: "const scale = 11" });
    await bench.kernel.recall("train", await left());
    await bench.kernel.runAutomatic();
    await bench.kernel.settled();
    expect(bench.notes).toEqual([]);
    expect(bench.status("train")).toBe("idle");
    expect(bench.tape("train")?.runs[0].steps).toBe(6);
  });

  it("is left alone where it is damaged", async () => {
    const bench = await new Bench().open(training);
    expect(await bench.kernel.recall("train", { made: "", recordings: [{ run: 1 }] })).toBe(false);
    expect(await bench.kernel.recall("train", null)).toBe(false);
    await bench.kernel.settled();
    expect(bench.status("train")).toBe("idle");
  });
});
