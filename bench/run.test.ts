/** The bench runs: two peers, a few rows, as short as it goes. How fast they are is not judged here. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Row } from "./harness/results.mjs";

const out = mkdtempSync(join(tmpdir(), "slope-bench-"));
afterAll(() => rmSync(out, { recursive: true }));

const ids = ["W1.64", "W3.jit", "compile.200", "W8"];
const options = ["--env", "node", "--json", "--out", out, "--only", ids.join()];
const small = ["--peers", "slope,plain", "--rounds", "1", "--target", "1"];

it("prints a row for each workload and keeps a table of them", { timeout: 180_000 }, () => {
  const run = join(import.meta.dirname, "run.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [run, ...options, ...small], {
    encoding: "utf8",
  });
  expect(stderr).not.toContain("WRONG");
  expect(status).toBe(0);
  // Safe: what it is made of is checked below.
  const rows = JSON.parse(stdout) as Row[];
  expect(rows.map(({ id }) => id)).toEqual(ids);
  for (const { slope } of rows) expect(slope).toBeGreaterThan(0);
  expect(rows.map(({ unit, higherIsBetter }) => [unit, higherIsBetter])).toEqual([
    ["GFLOP/s", true],
    ["us", false],
    ["ms", false],
    ["ms", false],
  ]);
  // Straight code compiles nothing, and the first floor is made of libraries that were not asked.
  expect(rows.map(({ peers }) => typeof peers.plain)).toEqual(["number", "number", "object", "number"]);
  expect(rows.map(({ floor }) => floor)).toEqual([null, 3, 20, 60]);

  const table = readFileSync(join(out, "node.partial.md"), "utf8");
  for (const id of ids) expect(table).toContain(`| ${id} `);
});
