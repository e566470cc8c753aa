// Builds the site to build/: the engine with its types, the kernel, then the pages. A step whose inputs did not change is skipped.
import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root, unlessFresh } from "./site/stamp.mjs";

export async function buildSite() {
  await import("./build-engine.mjs");
  await import("./build-kernel.mjs");
  const inputs = [
    "app",
    "engine",
    "lessons",
    "outputs",
    "static",
    "worker",
    "package.json",
    "package-lock.json",
    "svelte.config.js",
    "vite.config.ts",
  ];
  await unlessFresh("site", inputs, "build/index.html", () => {
    const vite = join(root, "node_modules", "vite", "bin", "vite.js");
    const { status } = spawnSync(process.execPath, [vite, "build", "--logLevel", "warn"], {
      cwd: root,
      // The standard output belongs to whoever asked for the build: it may be JSON.
      stdio: ["ignore", 2, "inherit"],
    });
    if (status !== 0) process.exit(status ?? 1);
  });
}

// Started by itself, under whatever link the checkout is reached by.
if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await buildSite();
