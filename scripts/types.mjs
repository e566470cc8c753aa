// Types of every part, each under its own rules: the engine and the worker know no DOM, the app knows no Node.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./site/stamp.mjs";

const bin = (...path) => join(root, "node_modules", ...path);
const steps = [
  [bin("typescript", "bin", "tsc"), "-p", "engine/tsconfig.json"],
  [bin("typescript", "bin", "tsc"), "-p", "worker/tsconfig.json"],
  [bin("typescript", "bin", "tsc"), "-p", "app/offline/tsconfig.json"],
  [bin("svelte-check", "bin", "svelte-check"), "--tsconfig", "./tsconfig.json", "--output", "human"],
];

await import("./build-engine.mjs");
await import("./build-kernel.mjs");
for (const [command, ...args] of steps) {
  const { status } = spawnSync(process.execPath, [command, ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
