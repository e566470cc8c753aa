// How soon and how smoothly the page answers: `npm run bench:page [-- --json] [-- --rounds 1]`. The built site in headless Chromium, a cold
// profile for each measure, medians.
import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { buildSite } from "./build.mjs";
import { answers, firstCell, heap, manyCells, median, training } from "./page/measures.mjs";
import { serveSite } from "./site/serve.mjs";
import { root } from "./site/stamp.mjs";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    /** One measure alone, by its function's name. */
    only: { type: "string" },
  },
});
const rounds = Math.max(1, Number(options.rounds));

/** What is timed is measured in each round; what is counted, once. */
const measures = [
  { measure: firstCell, times: rounds },
  { measure: answers, times: rounds },
  { measure: training, times: rounds },
  { measure: manyCells, times: rounds },
  { measure: heap, times: 1 },
].filter(({ measure }) => options.only === undefined || options.only === measure.name);

/** What each figure should be, where a bound was set. */
const targets = {
  sliderToScreenMs: "under 50",
  longTasksInTraining: "none",
  longestTaskInTrainingCpuMs: "under 50",
  yieldsPerSecond: "over 20,000",
  heapGrowthRun20To100MB: "none",
};

say("Building what has changed...\n");
await buildSite();
const executablePath = readFileSync(join(root, "node_modules/.cache/slope/chromium"), "utf8").trim();
const { server, address } = await serveSite();
const load = loadavg()[0];
const figures = {};
for (const { measure, times } of measures) {
  for (let round = 1; round <= times; round++) {
    say(`${measure.name}, ${round} of ${times}\n`);
    for (const [name, value] of Object.entries(await onFreshPage(measure)))
      (figures[name] ??= []).push(value);
  }
}
server.close();
process.stdout.write(options.json ? `${JSON.stringify(plain())}\n` : table());

async function onFreshPage(measure) {
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
  try {
    return await measure(await browser.newPage({ viewport: { width: 1280, height: 720 } }), address);
  } finally {
    await browser.close();
  }
}

/** The medians alone, by name. */
function plain() {
  const medians = Object.entries(figures).map(([name, values]) => [name, round(median(values))]);
  return { ...Object.fromEntries(medians), rounds, load: round(load), cores: cpus().length };
}

function table() {
  const rows = Object.entries(figures).map(([name, values]) => {
    const spread =
      values.length === 1 ? "" : `(${round(Math.min(...values))} to ${round(Math.max(...values))})`;
    const cells = [name.padEnd(26), String(round(median(values))).padStart(9), spread.padEnd(20)];
    return `${cells.join(" ")} ${targets[name] ? `target: ${targets[name]}` : ""}`.trimEnd();
  });
  const machine = `${cpus().length} cores, ${cpus()[0].model}, load ${round(load)} when it began`;
  return `${rows.join("\n")}\nmedians of ${rounds}, each in a cold profile; ${machine}\n`;
}

function round(value) {
  return Math.round(value * 10) / 10;
}

/** Progress goes where it does not mix with the figures. */
function say(text) {
  process.stderr.write(text);
}
