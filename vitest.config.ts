import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  test: { include: ["{app,bench,engine,outputs,worker,scripts}/**/*.test.ts"], environment: "node" },
});
