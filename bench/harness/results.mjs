// What a run found, as plain data: the rows of --json, and with machine, versions and spread what bench/results keeps.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { higherIsBetter, toUnit } from "../workloads.mjs";
import { growthChart } from "./chart.mjs";
import { libraries, peers } from "./peers.mjs";
import { report } from "./report.mjs";

export const folder = fileURLToPath(new URL("../results/", import.meta.url));

/** One row: figures in the workload's unit, null where a peer has none. */
export function rowOf(workload, cells) {
  const value = (name) => {
    const ms = cells[name]?.median;
    return ms === undefined ? null : toUnit(workload, ms);
  };
  const others = Object.keys(peers).filter((name) => name !== "slope" && name in cells);
  return {
    id: workload.id,
    unit: workload.unit,
    higherIsBetter: higherIsBetter(workload),
    slope: value("slope"),
    peers: Object.fromEntries(others.map((name) => [name, value(name)])),
    floor: floorOf(workload, cells),
  };
}

/** The absolute floor, or so many times as fast as the peer was in this run; null where there is none. */
function floorOf(workload, cells) {
  const { floor } = workload;
  if (floor === null) return null;
  if (floor.at !== undefined) return floor.at;
  const held = floor.peer === "libraries" ? libraries : [floor.peer];
  const fastest = Math.min(...held.map((name) => cells[name]?.median ?? Infinity));
  return Number.isFinite(fastest) ? toUnit(workload, fastest / floor.times) : null;
}

/** A row with what the table needs beside: title, spread in the same unit, and why a peer has no figure. */
export function fullRow(workload, cells) {
  const details = Object.entries(cells).map(([name, cell]) => {
    if (cell.median === undefined) return [name, cell];
    const [low, high] = [cell.low, cell.high].map((ms) => toUnit(workload, ms)).sort((a, b) => a - b);
    return [name, { low, high, firstMs: cell.firstMs }];
  });
  return { ...rowOf(workload, cells), title: workload.title, details: Object.fromEntries(details) };
}

export function surroundings(env, hostVersion, versions, method) {
  const [cpu] = os.cpus();
  return {
    env,
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: cpu.model.trim(),
      cores: os.cpus().length,
      memoryGb: Math.round(os.totalmem() / 2 ** 30),
      system: `${os.type()} ${os.arch()}`,
    },
    host: hostVersion,
    versions: Object.fromEntries(
      Object.entries(versions).map(([name, said]) => [peers[name].label, versionOf(name) ?? said]),
    ),
    method: { rounds: method.rounds, targetMs: method.targetMs },
  };
}

/** A library by its package; the others say it themselves. */
function versionOf(name) {
  const path =
    peers[name].package && new URL(`../node_modules/${peers[name].package}/package.json`, import.meta.url);
  return path && existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).version : null;
}

/** The commit that the engine is built from. */
export function engineVersion() {
  const git = (...args) =>
    spawnSync("git", args, { cwd: fileURLToPath(new URL("..", import.meta.url)), encoding: "utf8" });
  const { status, stdout } = git("rev-parse", "--short", "HEAD");
  if (status !== 0) return "without a commit";
  const changed = git("status", "--porcelain", "../engine").stdout !== "";
  return changed ? `${stdout.trim()} with changes` : stdout.trim();
}

/** <name>.json, <name>.md and the curve; each is laid as prettier does. */
export async function writeResults(results, name, out = folder) {
  mkdirSync(out, { recursive: true });
  if (results.growth !== null) writeFileSync(`${out}/${name}.growth.svg`, growthChart(results));
  await writeFormatted(`${out}/${name}.json`, JSON.stringify(results));
  await writeFormatted(`${out}/${name}.md`, `# The bench in ${results.host}\n\n${report(results, name)}`);
}

export async function writeFormatted(filepath, text) {
  writeFileSync(filepath, await format(text, { ...(await resolveConfig(filepath)), filepath }));
}
