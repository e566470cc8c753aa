// How soon a lesson answers: `npm run bench:page [-- --json]`. The built site, headless Chromium, a cold profile each time, medians.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { buildSite } from "./build.mjs";
import { serveSite } from "./site/serve.mjs";
import { root } from "./site/stamp.mjs";

const asJson = process.argv.includes("--json");
const ROUNDS = 7;
const LESSON = "lesson/software-1-vs-2/";

if (!asJson) process.stdout.write("Building what has changed...\n");
await buildSite();
const executablePath = readFileSync(join(root, "node_modules/.cache/slope/chromium"), "utf8").trim();
const { server, address } = await serveSite();
const rounds = [];
for (let round = 0; round < ROUNDS; round++) rounds.push(await openLesson());
const training = await train();
server.close();

const figures = {
  firstTextMs: summary(rounds.map((round) => round.firstTextMs)),
  firstCellMs: summary(rounds.map((round) => round.firstCellMs)),
  scriptKBBeforeFirstCell: summary(rounds.map((round) => round.scriptKB)),
  longTasksInTraining: training.longTasks,
  longestTaskInTrainingMs: training.longestMs,
  framesPerSecondInTraining: training.framesPerSecond,
};
process.stdout.write(asJson ? `${JSON.stringify(plain(figures))}\n` : table(figures));

async function launch() {
  const browser = await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return { browser, page: await browser.newPage({ viewport: { width: 1280, height: 720 } }) };
}

/** From navigation to the text and to the first cell's result, measured by the page's own clock. */
async function openLesson() {
  const { browser, page } = await launch();
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
  await page.waitForFunction(() => globalThis.firstCellMs !== undefined, null, { timeout: 30_000 });
  const times = await page.evaluate(() => ({
    firstCellMs: globalThis.firstCellMs,
    firstTextMs: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
  }));
  const bodies = await Promise.all(scripts);
  await browser.close();
  return { ...times, scriptKB: bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) / 1024 };
}

/** Main-thread tasks over 50 ms, and the frame rate, while the first lesson's model trains. */
async function train() {
  const { browser, page } = await launch();
  await page.goto(address + LESSON);
  await page.locator("[data-cell=rate][data-status=done]").waitFor({ timeout: 30_000 });
  await page.locator("[data-cell=curves]").scrollIntoViewIfNeeded();
  // One frame of the plot loads Plotly, which is no part of the steady state.
  await page.locator("[data-cell=train]").getByRole("button", { name: "Run", exact: true }).click();
  await page.waitForTimeout(1500);
  const figures = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const tasks = [];
        const observer = new PerformanceObserver((list) =>
          tasks.push(...list.getEntries().map((entry) => entry.duration)),
        );
        observer.observe({ entryTypes: ["longtask"] });
        const start = performance.now();
        let frames = 0;
        requestAnimationFrame(function tick(now) {
          frames += 1;
          if (now - start < 2000) return requestAnimationFrame(tick);
          observer.disconnect();
          resolve({
            longTasks: tasks.length,
            longestMs: Math.max(0, ...tasks),
            framesPerSecond: (frames * 1000) / (now - start),
          });
        });
      }),
  );
  await browser.close();
  return figures;
}

function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], low: sorted[0], high: sorted[sorted.length - 1] };
}

/** The medians alone, by name. */
function plain(all) {
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, Math.round((value.median ?? value) * 10) / 10]),
  );
}

function table(all) {
  const rows = Object.entries(all).map(([name, value]) => {
    const spread =
      value.median === undefined ? "" : `  (${value.low.toFixed(0)} to ${value.high.toFixed(0)})`;
    return `${name.padEnd(28)} ${(value.median ?? value).toFixed(0).padStart(6)}${spread}`;
  });
  return `${rows.join("\n")}\nmedians of ${ROUNDS} cold starts; times in ms from navigation\n`;
}
