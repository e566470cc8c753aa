// One function a measure, each on a page of its own in a cold profile, by the page's own clock.
import { gzipSync } from "node:zlib";
import { long, small } from "./notebooks.mjs";

const LESSON = "lesson/software-1-vs-2/";
const SHORT_LESSON = "lesson/autograd/";
const MOVES = 50;

/** From navigation to the text and to the first cell's result, and the script that it took. */
export async function firstCell(page, address) {
  const scripts = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script")
      scripts.push(response.body().catch(() => Buffer.alloc(0)));
  });
  await page.addInitScript(() => {
    new MutationObserver((_changes, observer) => {
      const drawn = document.querySelector("[data-cell] [data-testid=outputs] *");
      if (!drawn) return;
      observer.disconnect();
      requestAnimationFrame(() => (globalThis.firstCellMs = performance.now()));
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(address + LESSON);
  await page.waitForFunction(() => globalThis.firstCellMs !== undefined, null, { timeout: 60_000 });
  const times = await page.evaluate(() => ({
    firstCellMs: globalThis.firstCellMs,
    firstTextMs: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
  }));
  const bodies = await Promise.all(scripts);
  return { ...times, scriptKB: bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) / 1024 };
}

/**
 * From a press on Run to the painted result: cold in a notebook that came from a file and has no kernel yet, then warm. From a move
 * of the pointer on a slider to the painted result of the cell that reads it. And how often a second a loop can yield.
 */
export async function answers(page, address) {
  await openFile(page, address, small);
  await page.evaluate(watchPaints);
  const run = async (id) => {
    await page.evaluate((cell) => globalThis.awaitPaint(cell, "pointerup"), id);
    await cellOf(page, id).getByRole("button", { name: "Run", exact: true }).click();
    return painted(page);
  };
  const runColdMs = await run("chance");
  const runWarmMs = await run("chance");
  await cellOf(page, "a").getByRole("button", { name: "Run", exact: true }).click();
  await done(page, "twice");
  const sliderToScreenMs = await drag(page);

  await cellOf(page, "counted").getByRole("button", { name: "Run", exact: true }).click();
  await done(page, "counted");
  await cellOf(page, "yields").getByRole("button", { name: "Run", exact: true }).click();
  await done(page, "yields");
  const shown = await cellOf(page, "yields").getByTestId("outputs").innerText();
  return { runColdMs, runWarmMs, sliderToScreenMs, yieldsPerSecond: Number(shown.replace(/\D/g, "")) };
}

/** @returns the median of many small moves, each waited for */
async function drag(page) {
  const slider = cellOf(page, "a").getByRole("slider");
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  const [left, y] = [box.x + box.width * 0.15, box.y + box.height / 2];
  const stride = (box.width * 0.7) / MOVES;
  await page.mouse.move(left, y);
  await page.mouse.down();
  await page.waitForTimeout(300);
  const times = [];
  for (let move = 1; move <= MOVES; move++) {
    await page.evaluate(() => globalThis.awaitPaint("twice", "pointermove"));
    await page.mouse.move(left + move * stride, y);
    times.push(await painted(page));
  }
  await page.mouse.up();
  return median(times);
}

/** Runs in the page: from an event to the frame that shows what it changed in a cell's outputs. */
function watchPaints() {
  globalThis.awaitPaint = (cell, event) => {
    globalThis.paintMs = undefined;
    let start = null;
    // The event's own time: what it waited for before the page heard of it counts too.
    addEventListener(event, ({ timeStamp }) => (start = timeStamp), { capture: true, once: true });
    const observer = new MutationObserver(() => {
      if (start === null) return;
      observer.disconnect();
      const after = new MessageChannel();
      after.port1.onmessage = () => (globalThis.paintMs = performance.now() - start);
      requestAnimationFrame(() => after.port2.postMessage(null));
    });
    const outputs = document.querySelector(`[data-cell="${cell}"] [data-testid=outputs]`);
    observer.observe(outputs, { childList: true, characterData: true, subtree: true });
  };
}

async function painted(page) {
  await page.waitForFunction(() => globalThis.paintMs !== undefined, null, {
    timeout: 30_000,
    polling: 20,
  });
  return page.evaluate(() => globalThis.paintMs);
}

/**
 * Main-thread tasks over 50 ms, and the frame rate, while the first lesson's model trains beside its plots. On a busy machine a short
 * task takes long because another program has the processor: the longest task's own processor time tells the two apart.
 */
export async function training(page, address) {
  await page.goto(address + LESSON);
  await done(page, "rate");
  await page.locator("[data-cell=curves]").scrollIntoViewIfNeeded();
  await page.locator("[data-cell=train]").getByRole("button", { name: "Run", exact: true }).click();
  // The plot's first drawing loads Plotly, which is no part of the steady state.
  await page.locator("[data-cell=curves] .plot .main-svg").first().waitFor({ timeout: 60_000 });
  await page.waitForTimeout(500);
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ["toplevel"] });
  const watched = await page.evaluate(watchTasks);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  return { ...watched, longestTaskInTrainingCpuMs: longestOnMainThread(traceEvents) };
}

/** Runs in the page: four seconds of training, or as much of them as it takes. */
function watchTasks() {
  return new Promise((resolve) => {
    const tasks = [];
    const observer = new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map((entry) => entry.duration)),
    );
    observer.observe({ entryTypes: ["longtask"] });
    const train = document.querySelector("[data-cell=train]");
    const start = performance.now();
    let frames = 0;
    requestAnimationFrame(function tick(now) {
      frames += 1;
      if (now - start < 4000 && train.dataset.status === "running") return requestAnimationFrame(tick);
      observer.disconnect();
      resolve({
        trainingWatchedMs: now - start,
        longTasksInTraining: tasks.length,
        longestTaskInTrainingMs: Math.max(0, ...tasks),
        framesPerSecondInTraining: (frames * 1000) / (now - start),
      });
    });
  });
}

/** @returns milliseconds of processor time; a trace counts in microseconds */
function longestOnMainThread(events) {
  const threads = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return events
    .filter(({ ph, pid, tid, tdur }) => ph === "X" && tdur !== undefined && threads.has(`${pid} ${tid}`))
    .reduce((longest, { tdur }) => Math.max(longest, tdur / 1000), 0);
}

/** A notebook of 200 cells: until the last one can be clicked, until the last one has run, and a scroll through all of it. */
export async function manyCells(page, address) {
  await openFile(page, address, long(200));
  const link = page.url();
  await page.goto("about:blank");
  await page.addInitScript(() => {
    new MutationObserver((_changes, observer) => {
      if (!document.querySelector("[data-cell=piece-199] [data-code] code")?.textContent) return;
      observer.disconnect();
      // A task of its own after the frame: by then the thread takes input again.
      requestAnimationFrame(() => setTimeout(() => (globalThis.openMs = performance.now())));
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(link);
  await page.waitForFunction(() => globalThis.openMs !== undefined, null, { timeout: 60_000 });
  const openNotebook200Ms = await page.evaluate(() => globalThis.openMs);
  await done(page, "piece-199");
  const ranNotebook200Ms = await page.evaluate(() => performance.now());
  await page.waitForTimeout(500);
  return { openNotebook200Ms, ranNotebook200Ms, ...(await page.evaluate(scrollThrough)) };
}

/** Runs in the page: down to its end at 120 pixels a frame, as a wheel does it. */
function scrollThrough() {
  return new Promise((resolve) => {
    const gaps = [];
    let before = performance.now();
    requestAnimationFrame(function tick(now) {
      gaps.push(now - before);
      before = now;
      const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
      if (scrollTop + clientHeight < scrollHeight - 2 && gaps.length < 3000) {
        scrollTo({ top: scrollTop + 120, behavior: "instant" });
        return requestAnimationFrame(tick);
      }
      resolve({
        scrollFramesPerSecond: (gaps.length * 1000) / gaps.reduce((sum, gap) => sum + gap, 0),
        scrollFramesLatePercent: (100 * gaps.filter((gap) => gap > 25).length) / gaps.length,
        scrollLongestFrameMs: Math.max(...gaps.slice(1)),
      });
    });
  });
}

/** What the page holds, rubbish collected, after 20 and after 100 runs of a whole lesson. */
export async function heap(page, address) {
  await page.goto(address + SHORT_LESSON);
  await done(page, "graph");
  const devtools = await page.context().newCDPSession(page);
  const held = async () => {
    await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await devtools.send("Runtime.getHeapUsage");
    const { nodes } = await devtools.send("Memory.getDOMCounters");
    return { mb: usedSize / 2 ** 20, nodes };
  };
  await runAll(page, 20);
  const early = await held();
  await runAll(page, 80);
  const late = await held();
  return {
    heapAfter100RunsMB: late.mb,
    heapGrowthRun20To100MB: late.mb - early.mb,
    nodesGrowthRun20To100: late.nodes - early.nodes,
  };
}

async function runAll(page, times) {
  for (let run = 0; run < times; run++) {
    await page.getByRole("button", { name: "Run all" }).click();
    // A quick run may never be seen as busy: give it the time to begin.
    await page.waitForTimeout(100);
    await page.waitForFunction(
      () => document.querySelector("[data-status=queued], [data-status=running]") === null,
      null,
      { timeout: 60_000, polling: 20 },
    );
  }
}

async function openFile(page, address, markdown) {
  await page.goto(`${address}notebooks/`);
  await page.waitForLoadState("networkidle");
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "notebook.md", mimeType: "text/markdown", buffer: Buffer.from(markdown) });
  await page.locator("[data-cell]").last().waitFor({ timeout: 60_000 });
}

function cellOf(page, id) {
  return page.locator(`[data-cell="${id}"]`);
}

async function done(page, id) {
  await page.locator(`[data-cell="${id}"][data-status=done]`).waitFor({ timeout: 60_000 });
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
