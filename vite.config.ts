import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [sveltekit()],
  worker: { format: "es" },
  build: {
    target: "es2023",
    // Monaco's TypeScript, loaded when a cell is first edited.
    chunkSizeWarningLimit: 8000,
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
});
