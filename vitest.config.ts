import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const machine = process.env["SLOPE_MACHINE"];
// Node 20 has fused instructions behind a flag that later ones do not know.
const flags =
  machine === "fused" && process.versions.node.startsWith("20.") ? ["--experimental-wasm-relaxed-simd"] : [];

export default defineConfig({
  plugins: [svelte()],
  test: {
    environment: "node",
    // npm run test:machines holds the engine to the same tests on machines that lack something.
    setupFiles: machine === undefined ? [] : ["engine/testing/mode.ts"],
    execArgv: flags,
    projects: [
      // The engine keeps nothing between its tests: one copy of it serves them all, and is loaded once.
      { extends: true, test: { name: "engine", include: ["engine/**/*.test.ts"], isolate: false } },
      { extends: true, test: { name: "rest", include: ["{app,bench,outputs,worker,scripts}/**/*.test.ts"] } },
    ],
  },
});
