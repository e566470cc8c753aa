import { describe, expect, it, vi } from "vitest";
import { Bench, sleep } from "./testing/bench.ts";
import { PrintedLines } from "./report/lines.ts";
import { formatForText } from "./report/console.ts";

describe("an error points at its token", () => {
  const mistakes: readonly [code: string, token: string, name: string, help: RegExp][] = [
    [
      "const a = 1;\nconst b = a.lenght.toFixed(2);",
      "toFixed",
      "TypeError",
      /before `\.toFixed` is undefined/,
    ],
    ["  null.foo", "foo", "TypeError", /before `\.foo` is null/],
    ["const f = 3;\nf(2)", "f", "TypeError", /Only functions can be called/],
    ["const x: number[] = [];\n[1].map(n => x.push(n).foo())", "foo", "TypeError", /spelled right/],
    ["throw new RangeError('no')", "new RangeError", "RangeError", /^$/],
    ["// first\n\n   const y = z + 1, z = 2;", "z", "ReferenceError", /above the line/],
    ["const c = 1;\n(c as any) = 2", "=", "TypeError", /`let` instead of `const`/],
    ["await sleep(1);\nundefined.later", "later", "TypeError", /./],
    ["const f = (n: number): number => f(n); f(1)", "f", "RangeError", /stops/],
    ["const a = [1];\na.mapp(f => f)", "mapp", "TypeError", /^Did you mean `map`\?$/],
    ["const [a] = 5 as any;", "5", "TypeError", /looped over/],
  ];
  it.each(mistakes)("%s", async (code, token, name, help) => {
    const bench = await new Bench().open({ a: code });
    await bench.run();
    const error = bench.error("a");
    expect(error.name).toBe(name);
    expect(code.slice(error.range!.start, error.range!.end)).toBe(token);
    expect(error.help ?? "").toMatch(help);
    const { line } = error.frames[0];
    expect(error.frames[0]).toMatchObject({ cell: "a", text: code.split("\n")[line - 1].trimEnd() });
  });

  it("in the helper that threw, and names the cell that called it", async () => {
    const helper = "const half = (xs: number[]) => {\n  return xs.first.value;\n};";
    const bench = await new Bench().open({ helper, caller: "// here\nconst h = half([1, 2]);" });
    await bench.run();
    expect(bench.status("helper")).toBe("done");
    expect(bench.status("caller")).toBe("failed");
    const error = bench.error("caller");
    expect(error.cell).toBe("helper");
    expect(helper.slice(error.range!.start, error.range!.end)).toBe("value");
    expect(error.frames).toMatchObject([
      { cell: "helper", name: "half", line: 2, column: 19 },
      { cell: "caller", name: null, line: 2, column: 11, text: "const h = half([1, 2]);" },
    ]);
  });

  it("in the step of a generator", async () => {
    const code = "const run = (function* () {\n  yield 1;\n  nothing.at.all;\n})(); const nothing = {};";
    const bench = await new Bench().open({ a: code });
    await bench.run();
    const error = bench.error("a");
    expect(code.slice(error.range!.start, error.range!.end)).toBe("all");
  });

  it("says so when what was thrown cannot be read, and the next cell still runs", async () => {
    const trap = "Object.defineProperty(new Error('x'), 'message', { get() { throw 1; } })";
    const bench = await new Bench().open({ a: `throw ${trap};`, b: "const fine = 1;" });
    await bench.run();
    expect(bench.status("a")).toBe("failed");
    expect(bench.error("a").message).toMatch(/cannot be read/);
    expect(bench.status("b")).toBe("done");
  });

  it("shows a thrown value that is no Error", async () => {
    const bench = await new Bench().open({ a: "throw { code: 7 }" });
    await bench.run();
    expect(bench.error("a")).toMatchObject({ message: "{ code: 7 }", range: null });
  });

  it("is not led astray by a message that looks like a frame", async () => {
    const bench = await new Bench().open({ a: "throw new Error('x\\n    at slope:///a.ts:9:9')" });
    await bench.run();
    expect(bench.error("a").frames).toHaveLength(1);
  });

  it("marks the throwing token in a helper's cell, and the call in the cell that called", async () => {
    const cells = {
      helper: "const pick = (xs: number[] | null) => {\n  return xs!.map((x) => x);\n};",
      main: "const fine = 1;\nconst picked = pick(null);",
    };
    const bench = await new Bench().open(cells);
    await bench.run();
    const { cell, range, frames } = bench.error("main");
    const token = (id: "helper" | "main", { start, end }: { start: number; end: number }) =>
      cells[id].slice(start, end);
    expect(cell).toBe("helper");
    expect(token("helper", range!)).toBe("map");
    expect(frames.map((frame) => [frame.cell, frame.line])).toEqual([
      ["helper", 2],
      ["main", 2],
    ]);
    expect(token("main", frames[1].range!)).toBe("pick");
  });

  it("of a timer is shown at the cell that set it", async () => {
    const bench = await new Bench().open({ a: "const late = () => new Error('late')", b: "1" });
    await bench.run();
    const late = (bench.kernel.valueOf("late") as () => Error)();
    expect(bench.kernel.reportStray(late)).toBe(true);
    expect(bench.kernel.reportStray(new Error("from elsewhere"))).toBe(false);
    await sleep(60);
    expect(bench.error("a").message).toBe("late");
  });
});

describe("print", () => {
  it("keeps its order among the outputs, and its streams", async () => {
    const bench = await new Bench().open({
      a: "display(1); console.log('a', { b: [1, 'c'] }, null); console.warn('careful'); display(2); 3",
    });
    await bench.run();
    expect(bench.outputs("a").map(({ key }) => key)).toEqual(["display:0", "text", "display:1", "result"]);
    expect(bench.text("a").first).toEqual([
      { stream: "log", text: 'a { b: [1, "c"] } null' },
      { stream: "warn", text: "careful" },
    ]);
  });

  it("keeps the first and the last lines of many, and counts the others", () => {
    const lines = new PrintedLines();
    for (let i = 0; i < 100_000; i += 1) lines.print("log", `line ${i}`);
    const { first, last, dropped } = lines.payload();
    expect(first.map(({ text }) => text)).toEqual(Array.from({ length: 200 }, (_, i) => `line ${i}`));
    expect(last.map(({ text }) => text)).toEqual(Array.from({ length: 200 }, (_, i) => `line ${99_800 + i}`));
    expect(dropped).toBe(99_600);
  });

  it("stays under 256 KB however long the lines are", () => {
    const lines = new PrintedLines();
    for (let i = 0; i < 1_000; i += 1) lines.print("log", "x".repeat(100_000));
    expect(JSON.stringify(lines.payload()).length).toBeLessThan(256 * 1024);
  });

  it("reaches the page from a loop that holds the thread, a few times a second and no more", async () => {
    const bench = await new Bench().open({
      a: "const end = performance.now() + 900; let n = 0; while (performance.now() < end) console.log(n++)",
    });
    await bench.kernel.runAll();
    await bench.until("a", "done");
    const during = bench.reports.filter((report) => report.type === "outputs" && report.outputs.length > 0);
    expect(during.length).toBeGreaterThanOrEqual(2);
    expect(during.length).toBeLessThan(8);
  });

  it.each<[unknown, string]>([
    ["bare", "bare"],
    [["a", 1, undefined], '["a", 1, undefined]'],
    [new Map([["k", 1]]), "{ k: 1 }"],
    [new Set([1, 2]), "{ 1, 2 }"],
    [12n, "12n"],
    [Object.assign(() => 1, {}), "[function anonymous]"],
    [new Float32Array([1, 0.5]), "[1, 0.5]"],
    [{ toString: () => "tensor" }, "tensor"],
    [{ a: { b: { c: { d: 1 } } } }, "{ a: { b: { c: {1 entries} } } }"],
  ])("writes %s", (value, text) => expect(formatForText(value)).toBe(text));
});

it("writes around a getter that throws", () => {
  const trap = Object.defineProperty({}, "x", {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  });
  expect(formatForText(trap)).toBe("[cannot be read: no]");
});

describe("reports", () => {
  it("wait for a slow page, and then bring the newest state", async () => {
    const bench = await new Bench().open({
      a: "const run = (function* () { for (const step of steps()) { note(step); yield step; } })(); run",
    });
    await bench.kernel.runAll();
    await bench.until("a", "running");
    let open = () => {};
    let held = 0;
    bench.answer = () => new Promise((resolve) => ((open = resolve), (held += 1)));
    await vi.waitFor(() => expect(held).toBe(1), 5_000);
    // Time enough for several reports, and thousands of steps that would have something to tell.
    const steps = bench.notes.length;
    await sleep(200);
    await vi.waitFor(() => expect(bench.notes.length).toBeGreaterThan(steps + 1000), 5_000);
    expect(held).toBe(1);
    bench.answer = () => Promise.resolve();
    await bench.kernel.stop("a");
    open();
    await bench.kernel.settled();
    expect(bench.output("a", "value")).toBe(bench.kernel.resultOf("a"));
  });

  it("come at most 30 times a second", async () => {
    const bench = await new Bench().open({
      a: "const run = (function* () { const end = performance.now() + 500; while (performance.now() < end) yield performance.now(); })(); run",
    });
    await bench.run();
    expect(bench.batches.length).toBeGreaterThan(3);
    expect(bench.batches.length).toBeLessThan(20);
  });

  it("take what an older run has shown off the page when a newer one shows nothing", async () => {
    const bench = await new Bench().open({ a: "1 + 1" });
    await bench.run();
    expect(bench.outputs("a")).toHaveLength(1);
    await bench.kernel.edit({ id: "a", code: "const quiet = 1;", run: "auto" }, null);
    await bench.run("a");
    expect(bench.outputs("a")).toHaveLength(0);
  });

  it("leave out outputs beyond the hundredth, and say how many", async () => {
    const bench = await new Bench().open({ a: "for (let i = 0; i < 150; i++) display(i)" });
    await bench.run();
    expect(bench.outputs("a")).toHaveLength(101);
    expect(bench.text("a").first[0].text).toContain("50 more outputs");
  });
});
