// Runs lessons headless: `npm run lesson:run -- autograd [--json]`, or `--all`. Exits with 1 when a cell fails or a number
// that the text states does not come out. TypeScript is loaded through Vite, so nothing has to be built first.
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const server = await createServer({
  root,
  configFile: false,
  // The root tsconfig extends a file that Kit generates; a fresh clone does not have it.
  tsconfig: "tsconfig.base.json",
  cacheDir: "node_modules/.cache/lesson-run",
  appType: "custom",
  logLevel: "error",
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
});
try {
  const { main } = await server.ssrLoadModule("/scripts/lesson/main.ts");
  process.exitCode = await main(process.argv.slice(2), root);
} finally {
  await server.close();
}
