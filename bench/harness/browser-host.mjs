// Agents as workers of one page in headless Chromium. The page is not cross-origin isolated, so no library has threads.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { chromium } from "@playwright/test";
import { build } from "vite";
import { root } from "../../scripts/site/stamp.mjs";

const bundle = join(root, "node_modules/.cache/slope/bench");
const wasm = join(root, "bench/node_modules/@tensorflow/tfjs-backend-wasm/dist");
const types = { ".js": "text/javascript", ".wasm": "application/wasm" };

export async function openBrowser() {
  spawnSync(process.execPath, [join(root, "scripts/setup.mjs"), "--browser", "--quiet"], {
    stdio: ["ignore", 2, "inherit"],
  });
  await bundleWorker();
  const { server, address } = await serve();
  const browser = await chromium.launch({
    executablePath: readFileSync(join(root, "node_modules/.cache/slope/chromium"), "utf8").trim(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-background-timer-throttling",
    ],
  });
  const page = await browser.newPage();
  await page.goto(address);
  await page.evaluate(holdWorkers);
  let opened = 0;
  return {
    version: `Chromium ${browser.version()}`,
    async open() {
      const key = ++opened;
      let sequence = 0;
      await page.evaluate((k) => globalThis.openWorker(k), key);
      return {
        call: (message, timeoutMs) =>
          page.evaluate(
            (asked) => globalThis.callWorker(...asked),
            [key, { ...message, sequence: ++sequence }, timeoutMs],
          ),
        close: () => page.evaluate((k) => globalThis.closeWorker(k), key),
      };
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

const bundleWorker = () =>
  build({
    root: join(root, "bench"),
    configFile: false,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      outDir: bundle,
      emptyOutDir: true,
      target: "es2023",
      modulePreload: false,
      chunkSizeWarningLimit: 8000,
      rolldownOptions: {
        input: join(root, "bench/harness/browser-worker.mjs"),
        output: { entryFileNames: "worker.js" },
      },
    },
  });

function serve() {
  const server = createServer(async ({ url }, response) => {
    const path = new URL(url, "http://local").pathname;
    if (path === "/")
      return response.setHeader("content-type", "text/html").end("<!doctype html><title>bench</title>");
    try {
      const file = path.startsWith("/wasm/") ? join(wasm, path.slice(6)) : join(bundle, path);
      const body = await readFile(file);
      response.setHeader("content-type", types[extname(path)] ?? "application/octet-stream").end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve({ server, address: `http://127.0.0.1:${server.address().port}/` }),
    ),
  );
}

/** In the page: workers by number, each answering one message at a time. */
function holdWorkers() {
  const workers = new Map();
  globalThis.openWorker = (key) =>
    new Promise((resolve, reject) => {
      const worker = new Worker("/worker.js", { type: "module" });
      const held = { worker, settle: null };
      workers.set(key, held);
      worker.onerror = ({ message }) => {
        reject(new Error(message));
        held.settle?.({ ok: false, error: `the worker ended: ${message}`, gone: true });
      };
      worker.onmessage = ({ data }) => (data.ready ? resolve() : held.settle?.(data));
    });
  globalThis.callWorker = (key, message, timeoutMs) =>
    new Promise((resolve) => {
      const held = workers.get(key);
      if (held === undefined) return resolve({ ok: false, error: "the worker is gone", gone: true });
      const timer = setTimeout(() => {
        globalThis.closeWorker(key);
        resolve({ ok: false, error: `no answer in ${timeoutMs / 1000} s`, gone: true });
      }, timeoutMs);
      held.settle = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      held.worker.postMessage(message);
    });
  globalThis.closeWorker = (key) => {
    workers.get(key)?.worker.terminate();
    workers.delete(key);
  };
}
