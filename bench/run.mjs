// npm run bench [-- --json] [--only tiny,W3] [--peers slope,jax-js] [--browser] [--rounds 7] [--readme]
import { parseArgs } from "node:util";
import { measure, measureFirst } from "./harness/measure.mjs";
import { installPeers } from "./harness/install.mjs";
import { openInNode } from "./harness/node-host.mjs";
import { peers } from "./harness/peers.mjs";
import { writeReadme } from "./harness/readme.mjs";
import { firstRows, memoryRows, plainTable, resultRows } from "./harness/report.mjs";
import { measureMemory } from "./memory.mjs";
import { workloads } from "./workloads.mjs";

const { values: asked } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    readme: { type: "boolean", default: false },
    browser: { type: "boolean", default: false },
    only: { type: "string" },
    peers: { type: "string" },
    rounds: { type: "string", default: "7" },
    target: { type: "string", default: "100" },
  },
});
if (asked.readme && asked.browser) throw new Error("bench: the page shows what Node measured.");
const method = { rounds: Number(asked.rounds), targetMs: Number(asked.target), timeoutMs: 90_000 };
const isWanted = (id) =>
  !asked.only || asked.only.split(",").some((part) => id === part || id.startsWith(`${part}.`));

await import("../scripts/build-engine.mjs");
installPeers();
const names = chosenPeers();
const host = asked.browser ? await (await import("./harness/browser-host.mjs")).openBrowser() : null;
const open = host === null ? openInNode : host.open;

const rows = await measureAll();
const first = isWanted("W8") ? await measureFirst(names, open, method) : null;
const memory = isWanted("memory") && host === null ? await measureMemory(names) : null;
await host?.close();
await report();

function chosenPeers() {
  const chosen = asked.peers?.split(",") ?? Object.keys(peers);
  for (const name of chosen) {
    if (!(name in peers))
      throw new Error(`bench: no peer "${name}"; there are ${Object.keys(peers).join(", ")}.`);
  }
  return chosen;
}

async function measureAll() {
  const wanted = workloads.filter(({ id }) => isWanted(id));
  if (wanted.length === 0) return [];
  const agents = {};
  for (const name of names) {
    const agent = await open();
    const answer = await agent.call({ command: "load", name }, method.timeoutMs);
    if (answer.ok) agents[name] = agent;
    else {
      await agent.close();
      process.stderr.write(`${name} does not load: ${answer.error}\n`);
    }
  }
  const all = [];
  for (const workload of wanted) {
    process.stderr.write(`${workload.id}\n`);
    const cells = await measure(workload, agents, method);
    all.push({ workload, cells });
    for (const [name, { error, unsupported }] of Object.entries(cells)) {
      if (error !== undefined && !unsupported) process.stderr.write(`  ${name}: ${error}\n`);
    }
  }
  for (const agent of Object.values(agents)) await agent.close();
  return all;
}

async function report() {
  if (rows.some(({ cells }) => Object.values(cells).some(({ wrong }) => wrong))) process.exitCode = 1;
  if (asked.json) {
    const results = rows.map(({ workload, cells }) => ({ id: workload.id, unit: workload.unit, cells }));
    process.stdout.write(`${JSON.stringify({ ...method, results, first, memory })}\n`);
    return;
  }
  const tables = [
    rows.length > 0 ? resultRows(rows, names) : null,
    first === null ? null : firstRows(first),
    memory === null ? null : memoryRows(memory),
  ].filter((table) => table !== null);
  process.stdout.write(`${tables.map(plainTable).join("\n\n")}\n`);
  if (asked.readme) await writeReadme(tables);
}
