// The engine on its own: engine/dist/index.js, one ES module for Node and browsers, with its types and docs beside it.
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { root, unlessFresh } from "./site/stamp.mjs";

await unlessFresh(
  "engine",
  ["engine", "scripts/build-engine.mjs", "tsconfig.base.json", "package-lock.json"],
  "engine/dist/index.js",
  async () => {
    const out = join(root, "engine", "dist");
    rmSync(out, { recursive: true, force: true });
    await build({
      root: join(root, "engine"),
      configFile: false,
      logLevel: "warn",
      build: {
        outDir: out,
        target: "es2023",
        sourcemap: true,
        lib: { entry: join(root, "engine", "index.ts"), formats: ["es"], fileName: () => "index.js" },
        // Vite leaves the spaces of a library in; they are a third of what a browser has to read.
        rolldownOptions: { output: { minify: true } },
      },
    });
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const { status } = spawnSync(process.execPath, [tsc, "-p", "engine/tsconfig.build.json"], {
      cwd: root,
      stdio: ["ignore", 2, "inherit"],
    });
    if (status !== 0) process.exit(status ?? 1);
    nameDeclarationsAsModules(out);
  },
);

/** The declarations import each other as the modules they describe: `./core/tensor.js`. */
function nameDeclarationsAsModules(dir) {
  for (const entry of readdirSync(dir, { recursive: true })) {
    const path = join(dir, String(entry));
    if (!path.endsWith(".d.ts")) continue;
    writeFileSync(path, readFileSync(path, "utf8").replace(/(["']\.[^"'\n]*)\.ts(["'])/g, "$1.js$2"));
  }
}
