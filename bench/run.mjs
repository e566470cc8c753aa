// npm run bench -- --env chromium|node [--json] [--only W1,W3.jit,growth] [--peers slope,jax-js] [--rounds 7] [--target 100] [--readme]
import { parseArgs } from "node:util";
import { measureGrowth } from "./growth.mjs";
import { openAgents } from "./harness/agents.mjs";
import { installPeers } from "./harness/install.mjs";
import { measure, measureFirst } from "./harness/measure.mjs";
import { openNode } from "./harness/node-host.mjs";
import { peers } from "./harness/peers.mjs";
import { writeReadme } from "./harness/readme.mjs";
import { memoryTable, plainTable, resultTable } from "./harness/report.mjs";
import { engineVersion, fullRow, surroundings, writeResults } from "./harness/results.mjs";
import { measureMemory } from "./memory.mjs";
import { firstStep, workloads } from "./workloads.mjs";

const environments = {
  chromium: async () => (await import("./harness/browser-host.mjs")).openBrowser(),
  node: openNode,
};

const { values: asked } = parseArgs({
  options: {
    env: { type: "string" },
    json: { type: "boolean", default: false },
    readme: { type: "boolean", default: false },
    only: { type: "string" },
    peers: { type: "string" },
    rounds: { type: "string", default: "7" },
    target: { type: "string", default: "100" },
    out: { type: "string" },
  },
});
const method = { rounds: Number(asked.rounds), targetMs: Number(asked.target), timeoutMs: 90_000 };
const say = (line) => process.stderr.write(`${line}\n`);

if (asked.env !== undefined || !asked.readme) await run(asked.env ?? "chromium");
if (asked.readme) await writeReadme();

async function run(env) {
  if (!(env in environments))
    throw new Error(`bench: no environment "${env}"; there are ${Object.keys(environments).join(", ")}.`);
  const names = chosenPeers();
  await import("../scripts/build-engine.mjs");
  const slope = engineVersion();
  if (names.some((name) => peers[name].package !== undefined)) installPeers();

  const host = await environments[env]();
  const agents = openAgents(host, names, method.timeoutMs);
  const found = await measureAll(names, agents, host, env);
  const versions = names.includes("slope") ? { ...agents.versions, slope } : agents.versions;
  const results = { ...surroundings(env, host.version, versions, method), ...found };
  await agents.close();
  await host.close();

  // What was asked for in part must not stand in the place of the whole.
  const whole = asked.only === undefined && asked.peers === undefined;
  await writeResults(results, whole ? env : `${env}.partial`, asked.out);
  show(results);
}

function chosenPeers() {
  const chosen = asked.peers?.split(",") ?? Object.keys(peers);
  for (const name of chosen) {
    if (!(name in peers))
      throw new Error(`bench: no peer "${name}"; there are ${Object.keys(peers).join(", ")}.`);
  }
  return chosen;
}

/** By its name, or by the part before a dot. */
function isWanted(id) {
  const parts = asked.only?.split(",");
  return parts === undefined || parts.some((part) => id === part || id.startsWith(`${part}.`));
}

async function measureAll(names, agents, host, env) {
  const rows = [];
  for (const workload of workloads.filter(({ id }) => isWanted(id))) {
    say(workload.id);
    const cells = await measure(workload, await agents.present(), method);
    rows.push(fullRow(workload, cells));
    complain(cells);
  }
  if (isWanted(firstStep.id)) {
    say(firstStep.id);
    const inJavaScript = Object.keys(await agents.present()).filter((name) => !peers[name].native);
    rows.push(fullRow(firstStep, await measureFirst(inJavaScript, host.open, firstStep.runs, method)));
  }
  // Shorter rounds: a curve shows by its neighbours what is noise.
  const shorter = { ...method, targetMs: method.targetMs / 2 };
  return {
    rows,
    growth: isWanted("growth") ? await measureGrowth(names, agents.present, shorter, say) : null,
    memory: env === "node" && isWanted("memory") ? await measureMemory(names) : null,
  };
}

function complain(cells) {
  for (const [name, { error, unsupported, wrong }] of Object.entries(cells)) {
    if (error !== undefined && !unsupported) say(`  ${name}: ${error}`);
    if (wrong) process.exitCode = 1;
  }
}

function show({ rows, memory }) {
  if (asked.json) {
    const told = rows.map(({ id, unit, higherIsBetter, slope, peers: others, floor }) =>
      JSON.stringify({ id, unit, higherIsBetter, slope, peers: others, floor }),
    );
    process.stdout.write(`[\n${told.join(",\n")}\n]\n`);
    return;
  }
  const tables = [rows.length > 0 ? resultTable(rows) : null, memory === null ? null : memoryTable(memory)];
  process.stdout.write(`${tables.filter(Boolean).map(plainTable).join("\n\n")}\n`);
}
