import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const machine = process.env["SLOPE_MACHINE"];
// Node 20 has fused instructions behind a flag that later ones do not know.
const flags =
  machine === "fused" && process.versions.node.startsWith("20.") ? ["--experimental-wasm-relaxed-simd"] : [];

export default defineConfig({
  plugins: [svelte()],
  test: {
    include: ["{app,bench,engine,outputs,worker,scripts}/**/*.test.ts"],
    environment: "node",
    // npm run test:machines holds the engine to the same tests on machines that lack something.
    setupFiles: machine === undefined ? [] : ["engine/testing/mode.ts"],
    execArgv: flags,
  },
});
