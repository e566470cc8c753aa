// Runs lessons headless: `npm run lesson:run -- autograd [--json]`, or `--all`; `lesson:check` adds the exercises, links and
// symbols. Exits with 1 when a lesson does not keep a promise. TypeScript is loaded through Vite, so nothing has to be built first.
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
const [first, ...rest] = process.argv.slice(2);
const [module, args] = first === "check" ? ["check-main.ts", rest] : ["main.ts", process.argv.slice(2)];
try {
  const { main } = await server.ssrLoadModule(`/scripts/lesson/${module}`);
  process.exitCode = await main(args, root);
} finally {
  await server.close();
}
