// npm run test:machines: the engine's tests again, on machines that lack something or have more. npm test does the usual one.
import { spawnSync } from "node:child_process";
import { root } from "./site/stamp.mjs";

const newer = Number(process.versions.node.split(".")[0]) > 20;
// What the usual run already is on this version is left out.
const machines = ["none", newer ? "plain" : "fused", "compiled"];
for (const name of process.argv.length > 2 ? process.argv.slice(2) : machines) {
  console.log(`The engine on the machine "${name}":`);
  const { status } = spawnSync(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", "run", "engine", "--reporter=dot", "--testTimeout=60000"],
    { cwd: root, stdio: "inherit", env: { ...process.env, SLOPE_MACHINE: name } },
  );
  if (status !== 0) process.exit(status ?? 1);
}
