// The core of the notebook in a stock Firefox. `npm run test:firefox` finds one and says so where there is none.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { openSite } from "./page.mjs";

describe("Slope in Firefox", { timeout: 300_000 }, () => {
  let site;
  let lesson;
  before(async () => {
    site = await openSite(process.env.FIREFOX_PATH);
  });
  after(() => site.close());
  afterEach(() => lesson.page.browserContext().close());

  it("opens the first lesson and runs its first cells", async () => {
    lesson = await site.lesson("software-1-vs-2");
    await lesson.expectStatus("digits", "done");
    await lesson.expectStatus("score-rules", "done");
    await lesson.page.waitForSelector('[data-cell="digits"] [data-testid=outputs] canvas');
  });

  it("compiles a function of the engine in the sandbox", async () => {
    lesson = await site.lesson("autograd");
    await lesson.expectStatus("functional", "done");
    await lesson.rewrite(
      "functional",
      `const slope = jit(grad((x: Tensor) => np.sin(x).mul(x).sum()));
slope(tensor([0, Math.PI])).tolist().map((value: any) => value.toFixed(3)).join(" and ");`,
    );
    await lesson.expectOutput("functional", "0.000 and -3.142");
  });

  it("keeps the page alive beside an endless loop, and stops it", async () => {
    lesson = await site.lesson("autograd");
    await lesson.expectStatus("tape", "done");
    await lesson.rewrite("functional", "let count = 0;\nfor (;;) count++;");
    await lesson.expectText("[role=status][aria-label=Notebook]", "functional has held the thread");
    assert.ok((await lesson.framesPerSecond()) > 10);
    await lesson.stop();
    await lesson.expectStatus("functional", "stopped");
    await lesson.expectStatus("graph", "done");
    await lesson.expectText('[data-cell="functional"] pre', "for (;;) count++;");
    await lesson.rewrite("functional", "20 + 22");
    await lesson.expectOutput("functional", "42");
  });

  it("marks the exact token of an error, at its line", async () => {
    lesson = await site.lesson("autograd");
    await lesson.expectStatus("functional", "done");
    await lesson.rewrite("functional", "const v: any = null;\nconst w = v.missing.deep;\nw");
    await lesson.expectStatus("functional", "failed");
    await lesson.expectText('[data-cell="functional"] [data-testid=error]', "line 2");
    const marked = await lesson.page.$$eval('[data-cell="functional"] .problem-error', (marks) =>
      marks.map((mark) => mark.textContent).join(""),
    );
    assert.equal(marked, "missing");
  });

  it("marks an error in another cell's helper, there and at the call", async () => {
    lesson = await site.lesson("autograd");
    await lesson.expectStatus("tape", "done");
    await lesson.rewrite("functional", "const pickFirst = (xs: any) => xs.map((x: any) => x);");
    await lesson.expectStatus("functional", "done");
    await lesson.rewrite("tape", "const picked = pickFirst(null);");
    await lesson.expectText('[data-cell="functional"] .problem-error', "map");
    await lesson.expectText('[data-cell="tape"] .problem-error', "pickFirst");
  });

  it("has what reads a slider follow it", async () => {
    lesson = await site.lesson("autograd");
    await lesson.expectStatus("functional", "done");
    await lesson.rewrite(
      "functional",
      'const speed = slider("speed", { min: 0, max: 10, step: 1, value: 4 });',
    );
    await lesson.expectStatus("functional", "done");
    await lesson.rewrite("tape", "speed * 100");
    await lesson.expectOutput("tape", "400");
    await lesson.page.focus('[data-cell="functional"] input[type=range]');
    await lesson.page.keyboard.press("ArrowRight");
    await lesson.expectOutput("tape", "500");
  });

  it("has what was typed after a reload", async () => {
    lesson = await site.lesson("autograd");
    await lesson.expectStatus("functional", "done");
    await lesson.write("functional", "const kept = 12345;");
    await lesson.page.reload();
    await lesson.expectText('[data-cell="functional"] pre', "const kept = 12345;");
  });

  it("lets a cell reach no network and no storage", async () => {
    lesson = await site.lesson("autograd");
    await lesson.expectStatus("functional", "done");
    await lesson.write(
      "functional",
      `const target = ${JSON.stringify(`${site.address}stolen`)};
const all = globalThis as any;
const tries: (() => unknown)[] = [
  () => all.fetch(target),
  () => new Promise((resolve, reject) => {
    const request = new all.XMLHttpRequest();
    request.onload = resolve; request.onerror = reject;
    request.open("GET", target); request.send();
  }),
  () => new Promise((resolve, reject) => {
    const socket = new all.WebSocket(target.replace("http", "ws"));
    socket.onopen = resolve; socket.onerror = reject;
  }),
  () => all.importScripts(target),
  () => import(/* @vite-ignore */ target),
  () => new Promise((resolve, reject) => {
    const request = all.indexedDB.open("slope");
    request.onsuccess = resolve; request.onerror = reject;
  }),
];
let refused = 0;
for (const reach of tries) try { await reach(); } catch { refused += 1; }
display(\`refused \${refused} of \${tries.length}\`);`,
    );
    await lesson.run("functional");
    await lesson.expectOutput("functional", "refused 6 of 6");
    assert.deepEqual(
      site.requests.filter((url) => url.includes("stolen")),
      [],
    );
  });
});
